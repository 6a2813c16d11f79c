"""Whose is an account that was served? Theirs while they open pages, nobody's once they log out."""

from collections_app.desk.actions import serving
from collections_app.desk.context import today_of
from collections_app.desk.work import WORKS
from core.staff.idle import ASKED_BY_THE_PAGE


class KeepsWhatOneWorks:
    """Renews the serving of a person who works a list with each page they open, and ends it when they log out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        worked = getattr(request, "works_for", None)
        if worked is not None and not request.user.is_authenticated:
            serving.leave(actor=worked)
        return response

    def process_view(self, request, _view, _args, _kwargs):
        if not request.user.is_authenticated or WORKS not in request.session:
            return
        request.works_for = request.user._wrapped if hasattr(request.user, "_wrapped") else request.user
        if request.resolver_match.url_name not in ASKED_BY_THE_PAGE:
            serving.keep(actor=request.user, today=today_of(request))
