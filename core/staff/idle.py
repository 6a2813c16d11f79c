"""When does a session end? After the idle minutes of the settings, counted from what the person did last."""

# A page that shows progress asks for these by itself; a screen left alone must not keep its person logged in.
ASKED_BY_THE_PAGE = {"progress"}


class RenewedByPeople:
    """Starts the idle minutes anew with every request but those that a page makes by itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, _view, _args, _kwargs):
        if request.resolver_match.url_name not in ASKED_BY_THE_PAGE and request.user.is_authenticated:
            request.session.modified = True
