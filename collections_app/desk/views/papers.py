"""A paper as a download: open ones at once, private ones after a press that is logged."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.contacts.models import Paper
from accounts.contacts.withdrawing import is_withdrawn
from accounts.documents import files
from accounts.people import doors
from collections_app.desk.context import today_of
from core.staff.access import PersonRequest, allowed, refusal


@allowed("read_accounts")
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    if found.document.privacy == "private":
        _open(request, found, "paper, closed")
        return HttpResponse(
            f"This paper is private by law. Open it from the page that names it. {refusal('read_private')}",
            status=403,
            content_type="text/plain; charset=utf-8",
        )
    _open(request, found, "paper")
    return _download(found)


@require_POST
@allowed("read_private")
def open_paper(request: PersonRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    _open(request, found, "private paper")
    return _download(found)


def _found(pk: int) -> Paper:
    found = Paper.objects.select_related("document", "contact", "hold").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _open(request: PersonRequest, found: Paper, what: str) -> None:
    """Through the door of the account that the paper stands on, with a line in the access log."""
    account_id = found.contact.account_id if found.contact else found.document.account_id
    if account_id is None:
        raise Http404
    doors.open_account(request, account_id, what, today=today_of(request))
    if found.contact and is_withdrawn(found.contact_id):
        raise PermissionDenied(_("The line with this paper was withdrawn from view, and the paper with it."))


def _download(found: Paper) -> HttpResponse:
    """The bytes, never shown in the page: whatever they are, a browser saves them."""
    answer = HttpResponse(files.read(found.document.sha256), content_type=found.document.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, found.document.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
