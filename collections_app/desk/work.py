"""What does an account's page say of the list that one works, and where does one go on?"""

from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collections_app.desk.queries import serving
from collections_app.desk.trail import is_worked, query_of
from core.templatetags.money import clock

WORKS = "works"  # in the session: this person works a list, so their pages keep what they are served
SKIP_KEY = (("s", gettext_lazy("skip")),)


def work_of(request, pk: int, trail: str, today: date) -> dict[str, Any]:
    """What `desk/partials/working.html` draws: that one works a list, or that somebody else works this account."""
    person, by = request.user, serving.worked_by(pk, today=today)
    is_mine = by is not None and by.person_id == person.pk
    query = QueryDict(trail)
    if is_worked(query) and is_mine:
        return {
            "is_mine": True,
            "next_url": on_from(query),
            "skip_url": with_trail("desk:skip", request, pk),
            "stop_url": f"{reverse('desk:stop_work')}?{request.GET.urlencode()}",
        }
    if by is not None and not is_mine:
        who = {"who": by.person, "time": clock(by.since)}
        return {"says": _("%(who)s works this account since %(time)s. Ask before you call.") % who}
    if is_worked(query):
        return {"says": _("This account went back to its list meanwhile."), "next_url": on_from(query)}
    return {}


def on_from(trail: QueryDict) -> str:
    """To the next account of the list that was worked; without one, to the list."""
    query = query_of(trail)
    if not is_worked(trail):
        return f"{reverse('desk:worklist')}?{query}"
    after = QueryDict(mutable=True)
    after["after"] = trail.get("at", "")
    return f"{reverse('desk:work')}?{query}&{after.urlencode()}"


def with_trail(page: str, request, pk: int) -> str:
    """A page of the account that still knows the list."""
    return f"{reverse(page, args=[pk])}?{request.GET.urlencode()}" if request.GET else reverse(page, args=[pk])
