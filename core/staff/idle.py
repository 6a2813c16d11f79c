"""When does a session end? After the idle minutes of the settings, counted from what the person did last."""

import time

# Renewing writes and syncs a row, which a page that is read all day should not wait for.
RENEWED_EVERY = 60
# A page that shows progress asks for these by itself; a screen left alone must not keep its person logged in.
ASKED_BY_THE_PAGE = {"progress"}


class RenewedByPeople:
    """Starts the idle minutes anew, at most once a minute, with requests but those that a page makes by itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, _view, _args, _kwargs):
        if request.resolver_match.url_name in ASKED_BY_THE_PAGE or not request.user.is_authenticated:
            return
        now = int(time.time())
        if not 0 <= now - request.session.get("renewed", 0) < RENEWED_EVERY:
            request.session["renewed"] = now
