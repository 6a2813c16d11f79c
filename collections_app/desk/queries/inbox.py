"""What waits for whose yes or no, and how does a page say it?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, DateField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people import doors
from core import utility
from core.approvals import KINDS
from core.approvals.models import Approval
from core.approvals.queries import asked_by, asked_first, may_decide, waiting_elsewhere, waiting_for
from core.asked import Asked, how_many
from core.models import Utility
from core.paging import Often, Page
from core.staff.models import Person
from core.staff.roles import who_may
from core.templatetags.money import bare_day, harmless

MINE, OTHERS, ASKED = "mine", "others", "asked"
KEYS = {MINE: ["due", "asked_at", "pk"], OTHERS: ["due", "asked_at", "pk"], ASKED: ["-asked_at", "-pk"]}
MOST_PLACES = 100
NO_DEADLINE = date(9999, 12, 31)
STATES = {"waiting": "person", "approved": "allowed", "returned": "blocked", "withdrawn": "blocked"}


@dataclass(frozen=True)
class Card:
    """One approval as a row or a page draws it. `refused`: why this person may not decide it, empty when they may."""

    approval: Approval
    title: str
    sentence: str
    follows: str
    asked_by: str
    waits: str
    first: str
    deadline: str
    is_late: bool
    url: str
    refused: str
    state: str
    state_words: str
    answer: str


def for_me(person, *, today: Any) -> QuerySet[Approval]:
    """What waits for this person's answer and is theirs to look at first; nothing about an account closed to them."""
    return _open(waiting_for(person, today=today).filter(asked_first(person, today=today)), person)


def with_others(person, *, today: Any) -> QuerySet[Approval]:
    """What waits for somebody else: asked of a colleague by name, or not this person's to decide."""
    mine = for_me(person, today=today).order_by().values("pk")
    rows = Approval.objects.waiting().exclude(pk__in=mine).exclude(asked_by=person)
    return _open(rows.select_related("asked_by", "for_person"), person)


def of(tab: str, person, *, today: date) -> QuerySet[Approval]:
    """The rows of a tab, with `due`, the deadline by which lists run."""
    if tab == ASKED:
        return _open(asked_by(person), person)
    rows = for_me(person, today=today) if tab == MINE else with_others(person, today=today)
    return rows.annotate(due=Coalesce("deadline_on", Value(NO_DEADLINE, output_field=DateField())))


def count_for(person) -> Subquery:
    """How much waits for a person, to be read along with the utility's row, on the office's own date."""
    today = Coalesce(
        Subquery(Utility.objects.filter(pk=1).values("business_date")[:1]),
        Value(utility.local_date(), output_field=DateField()),
    )
    return Subquery(how_many(for_me(person, today=today))[:1])


def one_page(tab: str, person, request, *, today: date) -> Page:
    """A page of a tab."""
    return _often(tab, *_reader(person), today, tuple(KINDS)).page(request)


def foremost(person, most: int, *, today: date) -> list[Approval]:
    """The first of what waits for this person, what helps only until a nearer day on top."""
    return _often(MINE, *_reader(person), today, tuple(KINDS)).first(most)


def counts(person, *, today: date, mine: int | None = None) -> dict[str, int]:
    """How many wait under each tab; `mine` where the page's frame has counted them already."""
    waiting = {tab: _waiting(tab, *_reader(person), today, tuple(KINDS)) for tab in KEYS}
    known = {} if mine is None else {MINE: mine}
    return {tab: known[tab] if tab in known else sum(asked()) for tab, asked in waiting.items()}


def _reader(person) -> tuple[int, tuple[str, ...]]:
    """What a person's tabs depend on, besides the day and the kinds of approvals that there are."""
    return person.pk, tuple(person.roles)


@lru_cache(maxsize=500)
def _often(tab: str, pk: int, roles: tuple[str, ...], today: date, _kinds: tuple[str, ...]) -> Often:
    return Often(of(tab, Person(pk=pk, roles=list(roles)), today=today), KEYS[tab])


@lru_cache(maxsize=500)
def _waiting(tab: str, pk: int, roles: tuple[str, ...], today: date, kinds: tuple[str, ...]) -> Asked:
    return Asked(lambda: how_many(_often(tab, pk, roles, today, kinds).rows.filter(state=Approval.State.WAITING)))


def who_decides(person, *, today: date, others: int) -> str:
    """ "3 items wait for a director." Of what `others` decide, so many, grouped by who may; empty when nothing waits
    there."""
    if not others:
        return ""
    kinds = _open(waiting_elsewhere(person, today=today), person).order_by().values_list("kind")
    by_whom: Counter[str] = Counter()
    for kind, count in kinds.annotate(n=Count("pk")):
        by_whom[who_may(KINDS[kind].permission)] += count
    named = others - sum(by_whom.values())
    said = [_waits(count, _("a %(role)s") % {"role": who}) for who, count in sorted(by_whom.items())]
    return " ".join([*said, *([_waits(named, _("a colleague by name"))] if named else [])])


def cards(approvals: Iterable[Approval], person, *, today: date) -> list[Card]:
    """How approvals read to this person; whether they may decide them is one question for all."""
    shown = list(approvals)
    if not shown:
        return []
    theirs = waiting_for(person, today=today).order_by().filter(pk__in=[approval.pk for approval in shown])
    may = set(theirs.values_list("pk", flat=True))
    return [_card(approval, person, today, may=approval.pk in may) for approval in shown]


def _card(approval: Approval, person, today: date, *, may: bool) -> Card:
    kind = KINDS[approval.kind]
    waits = approval.state == Approval.State.WAITING
    return Card(
        approval=approval,
        title=str(kind.title),
        sentence=harmless(approval.sentence),
        follows=harmless(approval.follows),
        asked_by=harmless(str(approval.asked_by)) if approval.asked_by else _("the night"),
        waits=_since(approval, today) if waits else "",
        first=harmless(str(approval.for_person)) if approval.for_person and approval.for_person != person else "",
        deadline=_deadline(approval, today),
        is_late=bool(approval.deadline_on and approval.deadline_on < today),
        url=kind.url(approval),
        refused=may_decide(approval, person, today=today) if waits and (kind.refuses or not may) else "",
        state=STATES[approval.state],
        state_words=str(approval.get_state_display()),
        answer=_answer(approval),
    )


def _open(rows: QuerySet[Approval], person) -> QuerySet[Approval]:
    """Without what names an account that is closed to this person, and what this release no longer knows."""
    open_to = Q(account_number__isnull=True) | ~Q(account_number__in=doors.numbers_closed_to(person))
    return rows.filter(open_to, kind__in=KINDS)


def _since(approval: Approval, today: date) -> str:
    days = (today - approval.asked_on).days
    return ngettext("waits %(n)s day", "waits %(n)s days", days) % {"n": days} if days else ""


def _deadline(approval: Approval, today: date) -> str:
    if approval.deadline_on is None:
        return ""
    if approval.deadline_on == today:
        return _("today")
    said = bare_day(approval.deadline_on)
    return _("%(day)s, over") % {"day": said} if approval.deadline_on < today else said


def _answer(approval: Approval) -> str:
    """ "Returned by Ingrid Halvorsen: six months are enough." """
    if approval.state == Approval.State.WAITING:
        return ""
    said = _("%(state)s by %(who)s") % {
        "state": str(approval.get_state_display()).capitalize(),
        "who": harmless(str(approval.decided_by)) if approval.decided_by else _("the night"),
    }
    if approval.decided_for:
        said = _("%(said)s, in place of %(whom)s") % {"said": said, "whom": harmless(str(approval.decided_for))}
    return f"{said}: {harmless(approval.reason)}" if approval.reason else f"{said}."


def _waits(count: int, whom: str) -> str:
    return ngettext("%(n)s item waits for %(whom)s.", "%(n)s items wait for %(whom)s.", count) % {
        "n": count,
        "whom": whom,
    }
