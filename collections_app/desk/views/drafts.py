"""What somebody began to write comes and goes by a small address of its own."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.contacts.models import Contact
from collections_app.desk import drafts
from collections_app.desk.context import today_of
from core.staff.access import allowed
from core.templatetags.money import bare_day, clock


@allowed("use_the_desk")
@require_http_methods(["GET", "POST"])
def draft(request):
    typed = request.POST if request.method == "POST" else request.GET
    name = typed.get("name", "")
    if not drafts.is_name(name):
        return HttpResponseBadRequest()
    today = today_of(request)
    if request.method == "GET":
        found = drafts.draft_of(request.user, name)
        return JsonResponse({"at": _at(found, today), "values": found.typed}) if found else HttpResponse(status=204)
    if "drop" in typed or _was_sent(typed.get("request_id", "")):
        drafts.drop_draft(request.user, name)
    else:
        drafts.keep_draft(request.user, name, dict(typed.lists()), today=today)
    return HttpResponse(status=204)


def _at(found, today) -> str:
    """ "9:14", or "Oct 2, 9:14" where it is of another day."""
    on = timezone.localtime(found.at).date()
    return clock(found.at) if on == today else f"{bare_day(on)}, {clock(found.at)}"


def _was_sent(request_id: str) -> bool:
    """A draft that arrives after its own form was saved is not begun again."""
    try:
        return Contact.objects.filter(request_id=UUID(request_id)).exists()
    except ValueError:
        return False
