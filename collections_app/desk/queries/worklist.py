"""Which accounts are on the worklist, and in what order?"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import md5
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from accounts.holds.models import Hold
from accounts.models import Service
from accounts.people.doors import closed_to
from accounts.people.models import ProtectedAddress
from accounts.tasks.models import Assignment
from accounts.tasks.queries import assigned_to
from collections_app.desk.queries.rows import USUAL, rows_of
from collections_app.interchange.models import Extract
from collections_app.night.models import NightStep
from collections_app.treatments import why_here
from collections_app.treatments.models import NextStep
from core.asked import Asked, Slot, any_of
from core.paging import MOST_COUNTED, Often, Page, estimated, neighbours, place
from core.staff.queries import works_for
from ledger.models import Standing

PERSON, MINE, PAST_DUE = "person", "mine", "past_due"
VIEWS = {
    PERSON: gettext_lazy("Needs a person"),
    MINE: gettext_lazy("Mine"),
    PAST_DUE: gettext_lazy("Past due, all"),
}
KEYS = {PERSON: ("rank", "by_on", "by_at", "-score", "-amount", "account_id"), PAST_DUE: ("-past_due", "-account_id")}
KEYS[MINE] = KEYS[PERSON]
ME, NOBODY = "me", "nobody"
RANKS = why_here.RANKS

# What a row and its sentences read; the rest of the five tables stays where it is.
COLUMNS = (
    "number", "status", "account_class", "billing_cycle", "customer__kind", "customer__first_name",
    "customer__last_name", "customer__organization_name", "customer__language", "customer__phone",
    "customer__alternate_phone", "premise__line1", "premise__unit", "premise__route",
)  # fmt: skip
FIGURES = ("balance", "past_due", "days_past_due")
STEP = (
    "what", "on", "rank", "by_on", "by_at", "score", "reason", "amount", "chaseable", "more", "hidden_until", "facts",
)  # fmt: skip


def listed(
    view: str,
    filters: Mapping[str, Any],
    *,
    today: date,
    person,
    closed: Collection[int] | None = None,
    workers: Any = None,
) -> QuerySet:
    """The rows of a view, unordered: next steps where a person is needed, all or this person's, or the standings of all
    past due. What is closed to the person is left out; a page that asks several times says once what that is, and
    whose work the person's is."""
    if view in (PERSON, MINE):
        rows = NextStep.objects.filter(rank__isnull=False).select_related("account__standing")
        only = (*STEP, *(f"account__standing__{name}" for name in FIGURES))
    else:
        rows = Standing.objects.filter(past_due__gt=0).select_related("account__next_step")
        only = (*FIGURES, *(f"account__next_step__{name}" for name in STEP))
    closed = closed_to(person) if closed is None else closed
    if closed:
        rows = rows.exclude(account__in=closed)
    chosen = {**filters, "whose": ME} if view == MINE else filters
    if workers is None and _is_ones_own(view, filters):
        workers = works_for(person, today=today)
    return (
        rows.filter(_filtered(chosen, "" if view == PAST_DUE else "account__standing__", today, workers))
        .select_related("account__customer", "account__premise")
        .only(*only, *(f"account__{name}" for name in COLUMNS))
    )


def one_page(
    view: str,
    filters: Mapping[str, Any],
    request,
    *,
    today: date,
    size: int,
    columns: Sequence[str] = USUAL,
    closed: Collection[int] | None = None,
) -> Page:
    """A page of the list, its rows as they read."""
    closed = closed_to(request.user) if closed is None else closed
    often = _often(view, tuple(filters.items()), today, frozenset(closed))
    shown = often.page(request, size=size, workers=_workers(view, filters, request.user, today))
    found = list(zip(shown.rows, shown.places, strict=True))
    return replace(shown, rows=rows_of(found, columns, is_step=view != PAST_DUE, me=request.user, today=today))


@lru_cache(maxsize=200)
def _often(view: str, filters: tuple[tuple[str, Any], ...], today: date, closed: frozenset[int]) -> Often:
    """A list as it is put into words, for everybody who is shut out of the same; whose work is whose is told later."""
    rows = listed(view, dict(filters), today=today, person=None, closed=closed, workers=Slot("workers"))
    return Often(rows, KEYS[view])


@lru_cache(maxsize=200)
def _ranks(view: str, filters: tuple[tuple[str, Any], ...], today: date, closed: frozenset[int]) -> Asked:
    """The ranks of a list's rows, as many as are counted; where it has no ranks, the rows."""
    rows = _often(view, filters, today, closed).rows.select_related(None).only("pk")
    return Asked(lambda: rows.values_list("pk" if view == PAST_DUE else "rank", flat=True)[: MOST_COUNTED + 1])


def _workers(view: str, filters: Mapping[str, Any], person, today: date) -> Any:
    """Whose work is the person's, where a list asks for it."""
    return any_of(works_for(person, today=today)) if _is_ones_own(view, filters) else None


def _is_ones_own(view: str, filters: Mapping[str, Any]) -> bool:
    return view == MINE or filters.get("whose") == ME


@dataclass(frozen=True)
class Counts:
    """How many rows a view has, exactly up to 1,000 and about above; by rank only where that is known."""

    total: int
    by_rank: Mapping[int, int]


def counts(
    view: str, filters: Mapping[str, Any], *, today: date, person, closed: Collection[int] | None = None
) -> Counts:
    """A long list is estimated once in five minutes; a short one is counted, so that a worked row is seen to go."""
    return counts_of([view], filters, today=today, person=person, closed=closed)[view]


def counts_of(
    views: Iterable[str],
    filters: Mapping[str, Any],
    *,
    today: date,
    person,
    closed: Collection[int] | None = None,
) -> dict[str, Counts]:
    """The counts of several views; what is kept of them is asked for at once."""
    names = {view: _kept_as(view, filters, today, person) for view in views}
    kept = cache.get_many(names.values())
    return {
        view: Counts(kept[name], {}) if name in kept else _counted(view, filters, today, person, closed, name)
        for view, name in names.items()
    }


def _kept_as(view: str, filters: Mapping[str, Any], today: date, person) -> str:
    named = "&".join(f"{name}={value}" for name, value in sorted(filters.items()))
    of_whom = person.pk if _is_ones_own(view, filters) else "all"
    return f"worklist:{view}:{of_whom}:{today}:{md5(named.encode(), usedforsecurity=False).hexdigest()}"


def _counted(
    view: str, filters: Mapping[str, Any], today: date, person, closed: Collection[int] | None, kept_as: str
) -> Counts:
    closed = closed_to(person) if closed is None else closed
    ranks_of = _ranks(view, tuple(filters.items()), today, frozenset(closed))
    ranks = Counter(ranks_of(workers=_workers(view, filters, person, today)))
    total = ranks.total()
    if total <= MOST_COUNTED:
        return Counts(total, ranks)
    rows = listed(view, filters, today=today, person=person, closed=closed).select_related(None).only("pk")
    total = max(total, estimated(rows))
    cache.set(kept_as, total, timeout=5 * 60)
    return Counts(total, {})


def around(view: str, filters: Mapping[str, Any], at: str, *, today: date, person) -> list[tuple[int, str] | None]:
    """The accounts before and after a place in the list, each with its own place."""
    rows = listed(view, filters, today=today, person=person).order_by()
    return [row and (row.account_id, place(rows, KEYS[view], row)) for row in neighbours(rows, KEYS[view], at)]


def night_is_behind() -> bool:
    """Whether no night has renewed the next steps since the newest extract came in: then the list knows too little."""
    newest = Extract.objects.loaded().filter(kind="nightly").order_by("-sequence").first()
    if newest is None:
        return False
    renewed = NightStep.objects.filter(name="next_steps", state=NightStep.State.DONE, started_at__gte=newest.loaded_at)
    return not renewed.exists()


def _filtered(chosen: Mapping[str, Any], standing: str, today: date, workers: Any) -> Q:
    held = Hold.objects.in_force(today).filter(
        Q(account=OuterRef("account_id")) | Q(scope=Hold.Scope.CUSTOMER, customer=OuterRef("account__customer_id"))
    )
    service_on = Service.objects.filter(account=OuterRef("account_id"), service=chosen.get("service"), status="on")
    conditions = {
        "past_due": lambda least: Q(**{f"{standing}past_due__gte": least}),
        "days": lambda least: Q(**{f"{standing}days_past_due__gte": least}),
        "account_class": lambda kind: (
            Q(account__account_class="residential")
            if kind == "residential"
            else ~Q(account__account_class="residential")
        ),
        "service": lambda _service: Q(Exists(service_on)),
        "status": lambda status: Q(account__status=status),
        "hold": lambda hold: Q(Exists(held)) if hold == "with" else ~Q(Exists(held)),
        "language": lambda language: Q(account__customer__language=language),
        "route": lambda route: Q(account__premise__route=route) & ~Q(account__customer__in=_protected()),
        "cycle": lambda cycle: Q(account__billing_cycle=cycle),
        "whose": lambda whose: _assigned(whose, workers),
    }
    condition = Q()
    for name, value in chosen.items():
        condition &= conditions[name](value)
    return condition


def _assigned(whose: str, workers: Any) -> Q:
    if whose == NOBODY:
        return ~Q(Exists(Assignment.objects.open().filter(account=OuterRef("account_id"))))
    return Q(account__in=assigned_to(workers).values("account"))


def _protected() -> QuerySet:
    """A list by route would tell where somebody lives whose address is protected."""
    return ProtectedAddress.objects.in_force().values("customer")
