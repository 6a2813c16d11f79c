"""Which accounts are on the worklist, in what order, and how does each row read?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import md5
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.contacts.models import Contact
from accounts.contacts.queries import last_contacts
from accounts.holds.models import Hold
from accounts.models import Service
from accounts.tasks.models import Task
from accounts.tasks.queries import next_tasks
from collections_app.interchange.models import Extract
from collections_app.night.models import NightStep
from collections_app.treatments.models import NextStep
from collections_app.treatments.sentences import why
from core.paging import MOST_COUNTED, Page, estimated, neighbours, page, place
from core.templatetags.money import bare_day, clock, harmless, short_day
from ledger.models import Standing

PERSON, PAST_DUE = "person", "past_due"
VIEWS = {PERSON: gettext_lazy("Needs a person"), PAST_DUE: gettext_lazy("Past due, all")}
KEYS = {PERSON: ("rank", "by_on", "by_at", "-score", "-amount", "account_id"), PAST_DUE: ("-past_due", "-account_id")}

RANKS = {
    1: gettext_lazy("Someone may be harmed"),
    2: gettext_lazy("The law’s clock runs"),
    3: gettext_lazy("We gave our word"),
    4: gettext_lazy("They broke theirs"),
    5: gettext_lazy("Money at stake"),
    6: gettext_lazy("Tidying"),
}
CALLED = {
    Contact.Direction.OUT: gettext_lazy("we called"),
    Contact.Direction.IN: gettext_lazy("called us"),
    Contact.Direction.COUNTER: gettext_lazy("at the counter"),
}
WHAT = {
    NextStep.What.REMINDER: gettext_lazy("Reminder goes out"),
    NextStep.What.CALL: gettext_lazy("Call"),
    NextStep.What.DECIDE: gettext_lazy("Decide"),
    NextStep.What.WAIT: gettext_lazy("Wait"),
}

# What a row and its sentences read; the rest of the five tables stays where it is.
COLUMNS = (
    "number", "customer__kind", "customer__first_name", "customer__last_name", "customer__organization_name",
    "premise__line1", "premise__unit",
)  # fmt: skip
FIGURES = ("balance", "past_due", "days_past_due")
STEP = (
    "what", "on", "rank", "by_on", "by_at", "score", "reason", "amount", "chaseable", "more", "hidden_until", "facts",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One account as the list shows and exports it."""

    account_id: int
    rank: int | None
    name: str
    address: str
    number: str
    why: str
    owed: Decimal
    owed_url: str
    days: int
    last: str
    last_outcome: str
    next: str
    next_when: str
    at: str


HEADER = (
    gettext_lazy("Why it comes first"), gettext_lazy("Account holder"), gettext_lazy("Address"),
    gettext_lazy("Account"), gettext_lazy("Why here"), gettext_lazy("Past due"), gettext_lazy("Days past due"),
    gettext_lazy("Last contact"), gettext_lazy("Outcome"), gettext_lazy("Next step"), gettext_lazy("When and who"),
)  # fmt: skip


def exported(row: Row) -> list[Any]:
    """A row as cells under `HEADER`: what the screen shows, in the same words."""
    rank = str(RANKS[row.rank]) if row.rank else ""
    return [
        rank, row.name, row.address, row.number, row.why, row.owed, row.days, row.last, row.last_outcome, row.next,
        row.next_when,
    ]  # fmt: skip


def listed(view: str, filters: Mapping[str, Any], *, today: date) -> QuerySet:
    """The rows of a view, unordered: next steps where a person is needed, or the standings of all past due."""
    if view == PERSON:
        rows = NextStep.objects.filter(rank__isnull=False).select_related("account__standing")
        only = (*STEP, *(f"account__standing__{name}" for name in FIGURES))
    else:
        rows = Standing.objects.filter(past_due__gt=0).select_related("account__next_step")
        only = (*FIGURES, *(f"account__next_step__{name}" for name in STEP))
    condition = _filtered(filters, "account__standing__" if view == PERSON else "", today)
    return (
        rows.filter(condition)
        .select_related("account__customer", "account__premise")
        .only(*only, *(f"account__{name}" for name in COLUMNS))
    )


def one_page(view: str, filters: Mapping[str, Any], request, *, today: date, size: int) -> Page:
    """A page of the list, its rows as they read."""
    shown = page(listed(view, filters, today=today), KEYS[view], request, size=size)
    return replace(shown, rows=_rows(view, shown, me=request.user, today=today))


@dataclass(frozen=True)
class Counts:
    """How many rows a view has, exactly up to 1,000 and about above; by rank only where that is known."""

    total: int
    by_rank: Mapping[int, int]


def counts(view: str, filters: Mapping[str, Any], *, today: date) -> Counts:
    """A long list is estimated once in five minutes; a short one is counted, so that a worked row is seen to go."""
    named = "&".join(f"{name}={value}" for name, value in sorted(filters.items()))
    kept_as = f"worklist:{view}:{today}:{md5(named.encode(), usedforsecurity=False).hexdigest()}"
    kept = cache.get(kept_as)
    if kept is not None:
        return Counts(kept, {})
    rows = listed(view, filters, today=today).select_related(None).only("pk")
    ranks = Counter(rows.values_list("rank" if view == PERSON else "pk", flat=True)[: MOST_COUNTED + 1])
    total = ranks.total()
    if total <= MOST_COUNTED:
        return Counts(total, ranks)
    total = max(total, estimated(rows))
    cache.set(kept_as, total, timeout=5 * 60)
    return Counts(total, {})


def around(view: str, filters: Mapping[str, Any], at: str, *, today: date) -> list[tuple[int, str] | None]:
    """The accounts before and after a place in the list, each with its own place."""
    rows = listed(view, filters, today=today).order_by()
    return [row and (row.account_id, place(rows, KEYS[view], row)) for row in neighbours(rows, KEYS[view], at)]


def night_is_behind() -> bool:
    """Whether no night has renewed the next steps since the newest extract came in: then the list knows too little."""
    newest = Extract.objects.loaded().filter(kind="nightly").order_by("-sequence").first()
    if newest is None:
        return False
    renewed = NightStep.objects.filter(name="next_steps", state=NightStep.State.DONE, started_at__gte=newest.loaded_at)
    return not renewed.exists()


def _filtered(chosen: Mapping[str, Any], standing: str, today: date) -> Q:
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
        "route": lambda route: Q(account__premise__route=route),
        "cycle": lambda cycle: Q(account__billing_cycle=cycle),
    }
    condition = Q()
    for name, value in chosen.items():
        condition &= conditions[name](value)
    return condition


def _rows(view: str, shown: Page, *, me, today: date) -> list[Row]:
    ids = [row.account_id for row in shown.rows]
    contacts, tasks = last_contacts(ids), next_tasks(ids)
    rows = []
    for row, at in zip(shown.rows, shown.places, strict=True):
        step = row if view == PERSON else getattr(row.account, "next_step", None)
        standing = row.account.standing if view == PERSON else row
        last, outcome = _last(contacts.get(row.account_id), today)
        following, when = _next(tasks.get(row.account_id), step, me=me, today=today)
        rows.append(
            Row(
                account_id=row.account_id,
                rank=step.rank if step else None,
                name=harmless(row.account.customer.name) or _("(no name)"),
                address=harmless(row.account.premise.address),
                number=harmless(row.account.number),
                why=why(step, today) if step else _("Past due since the last night."),
                owed=standing.past_due or standing.balance,
                owed_url=reverse("desk:explain", args=[row.account_id, "past-due" if standing.past_due else "balance"]),
                days=standing.days_past_due,
                last=last,
                last_outcome=outcome,
                next=following,
                next_when=when,
                at=at,
            )
        )
    return rows


def _last(contact: Contact | None, today: date) -> tuple[str, str]:
    if contact is None:
        return _("No contact yet"), ""
    day = f"{_('Today')} {clock(contact.at)}" if contact.on == today else _day(contact.on, today)
    return f"{day}, {CALLED[contact.direction]}", contact.get_outcome_display()


def _next(task: Task | None, step: NextStep | None, *, me, today: date) -> tuple[str, str]:
    if task is not None:
        day = _("today") if task.due_on == today else _day(task.due_on, today)
        at = f" {task.due_at:%H:%M}" if task.due_at else ""
        return harmless(task.what), f"{day}{at} · {_('you') if task.owner_id == me.pk else task.owner}"
    if step is None:
        return "", ""
    if step.what == NextStep.What.REMINDER:
        return str(WHAT[step.what]), _("%(day)s unless paid") % {"day": short_day(step.on)}
    if step.what == NextStep.What.WAIT:
        return str(WHAT[step.what]), _("until %(day)s") % {"day": bare_day(step.on)} if step.on else ""
    return str(WHAT[step.what]), _("nobody has taken it")


def _day(on: date, today: date) -> str:
    return short_day(on) if on.year == today.year else f"{bare_day(on)}, {on.year}"
