"""Which lists are kept under a name, how long are they now, and who else uses them?"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from accounts.people.doors import closed_to
from collections_app.desk.lists import asked
from collections_app.desk.models import SavedView, ViewUse
from collections_app.desk.queries.worklist import VIEWS, counts
from core.asked import Asked, Slot

IN_TABS = 4
USED_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Kept:
    """A view as its page shows it."""

    view: SavedView
    url: str
    list_says: str
    count: int
    is_mine: bool
    others: list[str]


IN_THEIR_TABS = Asked(
    lambda: (
        SavedView.objects.filter(Q(owner=Slot("person")) | Q(is_shared=True, uses__person=Slot("person")))
        .distinct()
        .order_by("name", "pk")[:IN_TABS]
    )
)


def open_to(person) -> QuerySet[SavedView]:
    """A person's own views and those that others share."""
    return SavedView.objects.filter(Q(owner=person) | Q(is_shared=True)).select_related("owner")


def in_tabs(person) -> list[SavedView]:
    """The views that stand as tabs: their own, and shared ones that they opened; by name."""
    return IN_THEIR_TABS(person=person.pk)


def address_of(view: SavedView) -> str:
    """Where a view opens."""
    return f"{reverse('desk:worklist')}?{view.query}{'&' if view.query else ''}saved={view.pk}"


def kept_views(person, *, today: date) -> list[Kept]:
    """All views that a person may open, with how many accounts each has now for this person."""
    lately = ViewUse.objects.filter(last_on__gte=today - USED_WITHIN).select_related("person")
    found = open_to(person).prefetch_related(Prefetch("uses", lately, to_attr="used_lately"))
    closed = closed_to(person)
    return [_kept(view, person, today, closed) for view in found]


def _kept(view, person, today: date, closed) -> Kept:
    of = asked(QueryDict(view.query))
    return Kept(
        view=view,
        url=address_of(view),
        list_says=str(VIEWS[of.view]),
        count=counts(**of.kept(today=today, person=person), closed=closed).total,
        is_mine=view.owner_id == person.pk,
        others=[str(use.person) for use in view.used_lately if use.person_id not in (person.pk, view.owner_id)],
    )
