"""What changed since a person left, and what do they owe today? Five blocks, each with its lines and its way on."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people.doors import closed_to
from accounts.tasks.models import Task
from accounts.tasks.queries import assigned_to
from collections_app.desk.queries import inbox
from collections_app.desk.queries.worklist import KEYS, PERSON, counts, listed
from collections_app.interchange.queries import open_and_explained
from collections_app.night import queries as nights
from collections_app.night.page import sentence_of, steps_shown, stops_of
from collections_app.treatments.models import LetterRun, NextStep
from collections_app.treatments.sentences import why
from core.approvals import KINDS
from core.asked import Asked, Slot, any_of, how_many
from core.staff.queries import handovers_to, works_for
from core.templatetags.money import account_number, bare_day, harmless
from notices.queries import batches_to_mail, letters_aside, letters_to_print

MOST = 5  # lines of a block among the others; opened alone it shows FULL
FULL = 100
BROKE = 4  # ranks 1 to 4: harm, the law, our word, theirs
ANY_OF_MINE = Asked(lambda: assigned_to(Slot("workers")).values_list("pk", flat=True)[:1])
TO_PRINT, ASIDE = Asked(lambda: how_many(letters_to_print())), Asked(lambda: how_many(letters_aside()))
TO_MAIL, RUNS = Asked(lambda: how_many(batches_to_mail())), Asked(lambda: how_many(LetterRun.objects.waiting()))


@dataclass(frozen=True)
class DayLine:
    """One thing of a block: when, what it says, and a second line."""

    url: str
    what: str
    when: str = ""
    small: str = ""
    state: str = ""


@dataclass(frozen=True)
class Block:
    """One of the five: `says` is its one line on a phone and when it is empty; `url` the page where all of it is."""

    key: str
    title: Any
    count: int
    says: str
    lines: Sequence[DayLine] = field(default_factory=list)
    url: str = ""
    link: str = ""

    @property
    def more(self) -> int:
        return max(0, self.count - len(self.lines))


@dataclass(frozen=True)
class AskedFor:
    """For whom, on what day, how many lines of a block; what is closed to them, and whose work is theirs."""

    person: Any
    today: date
    most: int
    closed: Collection[int]
    works_for: Sequence[int]


def my_day(person, *, today: date, alone: str = "") -> list[Block]:
    """The five blocks, or the one that is asked for alone, with all its lines."""
    keys, most = ([alone], FULL) if alone in BLOCKS else (list(BLOCKS), MOST)
    asked = AskedFor(person, today, most, closed_to(person), works_for(person, today=today))
    return [BLOCKS[key](key, asked) for key in keys]


def nothing_is_due(blocks: Sequence[Block]) -> bool:
    """Whether nobody waits for this person: no follow-up, nothing that broke, nothing to approve."""
    return not any(block.count for block in blocks if block.key in "234")


def worklist_says(person, *, today: date) -> str:
    """How many accounts need a person, whoever's they are."""
    total = counts(PERSON, {}, today=today, person=person).total
    if not total:
        return _("The worklist is empty too.")
    return ngettext(
        "The worklist has %(n)s account that needs a person.",
        "The worklist has %(n)s accounts that need a person.",
        total,
    ) % {"n": f"{total:,}"}


def _night(key: str, of: AskedFor) -> Block:
    night, url = nights.newest(), reverse("night:night")
    title = _("The night")
    if night is None:
        return Block(key, title, 0, _("No night has run yet."), url=url, link=_("The night"))
    run = LetterRun.objects.filter(night_on=night.date).select_related("decided_by").first()
    running = nights.is_running()
    stopped = stops_of(night)
    says = sentence_of(night, steps_shown(night, run, running=running)) or (
        _("It is running.") if running else _("It stopped before it had finished.")
    )
    lines = [DayLine(url=url, what=line) for line in stopped[: of.most]]
    title = _("The night of %(day)s") % {"day": bare_day(night.date)}
    return Block(key, title, len(stopped), says, lines, url=url, link=_("All steps"))


def _follow_ups(key: str, of: AskedFor) -> Block:
    how_much, soonest = _due(of.today, frozenset(of.closed), of.most)
    workers = any_of(of.works_for)
    count = sum(how_much(workers=workers))
    given = {one.from_person_id: one.until_on for one in handovers_to(of.person, today=of.today)} if count else {}
    tasks = soonest(workers=workers) if count else []
    lines = [_follow_up(task, given, of.person, of.today) for task in tasks]
    says = _("Nothing is due from you today.") if not count else lines[0].what
    return Block(key, _("Follow-ups due"), count, says, lines)


@lru_cache(maxsize=200)
def _due(today: date, closed: frozenset[int], most: int) -> tuple[Asked, Asked]:
    """How much is due, and the soonest of it."""
    due = Task.objects.open().filter(owner__in=Slot("workers"), due_on__lte=today).exclude(account__in=closed)
    soonest = due.select_related("account__customer", "owner").order_by("due_on", "due_at", "pk")[:most]
    return Asked(lambda: how_many(due)), Asked(lambda: soonest)


def _follow_up(task: Task, given: dict[int, date], person, today: date) -> DayLine:
    when = f"{task.due_at:%H:%M}" if task.due_at else _("today")
    overdue = task.due_on < today
    if overdue:
        when = _("since %(day)s") % {"day": bare_day(task.due_on)}
    small = [harmless(task.account.customer.name), account_number(task.account.number)]
    if task.owner_id != person.pk:
        until = given.get(task.owner_id)
        who = {"who": task.owner, "day": bare_day(until) if until else ""}
        small.append(_("from %(who)s until %(day)s") % who if until else _("from %(who)s") % who)
    return DayLine(
        url=reverse("desk:account", args=[task.account_id]),
        what=harmless(task.what),
        when=when,
        small=" · ".join(small),
        state="person" if overdue else "",
    )


def _broke(key: str, of: AskedFor) -> Block:
    """Ranks 1 to 4 in the accounts that are theirs; promised follow-ups stand in the block before."""
    how_much, strongest = _broken(of.today, frozenset(of.closed), of.most)
    workers = any_of(of.works_for)
    count = sum(how_much(workers=workers))
    found = strongest(workers=workers) if count else []
    lines = [
        DayLine(
            url=reverse("desk:account", args=[step.account_id]),
            what=why(step, of.today, of.person),
            small=f"{harmless(step.account.customer.name)} · {account_number(step.account.number)}",
            state="blocked" if step.rank == 1 else "",
        )
        for step in found
    ]
    has_any = bool(count) or bool(ANY_OF_MINE(workers=workers))
    nothing = _("Nothing broke or expires in your accounts.") if has_any else _("No account is assigned to you.")
    url = f"{reverse('desk:worklist')}?view=mine"
    return Block(key, _("Broke or expires in my accounts"), count, lines[0].what if lines else nothing, lines, url,
                 _("My accounts"))  # fmt: skip


@lru_cache(maxsize=200)
def _broken(today: date, closed: frozenset[int], most: int) -> tuple[Asked, Asked]:
    """How many there are, and the strongest of them."""
    mine = assigned_to(Slot("workers")).values("account")
    rows = listed(PERSON, {}, today=today, person=None, closed=closed).filter(account__in=mine, rank__lte=BROKE)
    rows = rows.exclude(reason=NextStep.Reason.TASK_DUE)
    return Asked(lambda: how_many(rows)), Asked(lambda: rows.order_by(*KEYS[PERSON])[:most])


def _approvals(key: str, of: AskedFor) -> Block:
    waiting = inbox.foremost(of.person, FULL + 1, today=of.today)
    lines = [
        DayLine(
            url=KINDS[approval.kind].url(approval),
            what=harmless(approval.sentence),
            when=_("by %(day)s") % {"day": bare_day(approval.deadline_on)} if approval.deadline_on else "",
            small=_("%(who)s asked on %(day)s")
            % {"who": approval.asked_by or _("The night"), "day": bare_day(approval.asked_on)},
            state="person" if approval.deadline_on and approval.deadline_on <= of.today else "",
        )
        for approval in waiting[: of.most]
    ]
    says = lines[0].what if lines else _("Nothing waits for your approval.")
    return Block(key, _("Waits for my approval"), len(waiting), says, lines, reverse("desk:inbox"), _("Approvals"))


def _anybody(key: str, of: AskedFor) -> Block:
    """Letters and exceptions that wait for whoever takes them up, each one line with its count."""
    asked = (_letters, _aside, _batches, _runs, _differences)
    lines = [line for ask in asked for line in ask(of.person)]
    says = lines[0].what if lines else _("No letter and no exception waits.")
    return Block(key, _("Waits for anybody"), len(lines), says, lines)


def _letters(person) -> list[DayLine]:
    count = sum(TO_PRINT()) if person.may("read_letters") else 0
    says = ngettext("%(n)s letter waits to be printed.", "%(n)s letters wait to be printed.", count)
    return _line("notices:mail_room", says, count)


def _aside(person) -> list[DayLine]:
    count = sum(ASIDE()) if person.may("read_letters") else 0
    says = ngettext("%(n)s letter could not be made.", "%(n)s letters could not be made.", count)
    return _line("notices:mail_room", says, count, state="person")


def _batches(person) -> list[DayLine]:
    count = sum(TO_MAIL()) if person.may("read_letters") else 0
    says = ngettext(
        "%(n)s batch was printed and is not confirmed as mailed.",
        "%(n)s batches were printed and are not confirmed as mailed.",
        count,
    )
    return _line("notices:mail_room", says, count)


def _runs(person) -> list[DayLine]:
    count = sum(RUNS()) if person.may("read_night") else 0
    says = ngettext("%(n)s run of letters waits for release.", "%(n)s runs of letters wait for release.", count)
    return _line("night:night", says, count, state="person")


def _differences(person) -> list[DayLine]:
    count = open_and_explained()[0] if person.may("read_extracts") else 0
    says = ngettext(
        "%(n)s balance differs from the billing system and nobody has explained it.",
        "%(n)s balances differ from the billing system and nobody has explained them.",
        count,
    )
    return _line("interchange:reconciliation", says, count)


def _line(page: str, says: str, count: int, *, state: str = "") -> list[DayLine]:
    return [DayLine(url=reverse(page), what=says % {"n": f"{count:,}"}, state=state)] if count else []


BLOCKS: dict[str, Callable[..., Block]] = {
    "1": _night,
    "2": _follow_ups,
    "3": _broke,
    "4": _approvals,
    "5": _anybody,
}
