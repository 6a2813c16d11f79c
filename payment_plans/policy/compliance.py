"""Is a plan kept, what was missed, and on which day does it break? Rules only: no database, no clock.

docs/plans.md says what pays what. `standings.py` says the same for all plans in SQL; a property test holds them equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from core.money import ZERO
from payment_plans.policy import compliance_sentences
from payment_plans.policy.rules import PlanRules
from payment_plans.policy.schedule import Due

A_DAY = timedelta(days=1)


class Word(StrEnum):
    """How a plan stands: in force, or what became of it."""

    WAITS = "waits"
    ON_TRACK = "on track"
    BEHIND = "behind"
    BROKEN = "broken"
    KEPT = "kept"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    REPLACED = "replaced"


# The states in which a plan is judged; the others say themselves what became of it.
WAITING, ACTIVE = "accepted", "active"


@dataclass(frozen=True)
class PlanFacts:
    """What a plan asks for and what came: dollars, and all credits of the plan as of the day (docs/plans.md).

    `installments` in the order of their numbers; `bills` are the new bills, one a due date, net of what was taken back.
    `late_on`: the day by which something is late, where what came until today is not all known yet.
    """

    arrears: Decimal
    installments: tuple[Due, ...]
    credits: Decimal
    bills: tuple[Due, ...] = ()
    down_payment: Decimal = ZERO
    state: str = ACTIVE
    starts_by_on: date | None = None
    lacks_signature: bool = False
    end_why: str = ""
    late_on: date | None = None

    @property
    def last_due_on(self) -> date:
        return self.installments[-1].due_on


@dataclass(frozen=True)
class Asked:
    """An installment (with its number) or a new bill: what is asked for, what came of it, and whether it was missed.

    `short` is what it and all before it lack together.
    """

    due_on: date
    amount: Decimal
    lacking: Decimal
    number: int | None = None
    grace_ends_on: date | None = None
    missed: bool = False
    short: Decimal = ZERO

    @property
    def paid(self) -> Decimal:
        return self.amount - self.lacking

    @property
    def is_bill(self) -> bool:
        return self.number is None


@dataclass(frozen=True)
class Kept:
    """Where a plan stands on a day; dollars. `installments` and `bills` say it line by line.

    `breaks_on` is the first day on which it breaks if nothing arrives before, and `breaks_amount` what keeps it then.
    `why` says it all in sentences, the strongest first.
    """

    word: Word
    down_paid: Decimal
    paid: Decimal
    left: Decimal
    installments: tuple[Asked, ...]
    bills: tuple[Asked, ...]
    next_due_on: date | None = None
    next_amount: Decimal = ZERO
    breaks_on: date | None = None
    breaks_amount: Decimal = ZERO
    paid_count: int = 0
    may_begin: bool = False
    why: tuple[str, ...] = ()

    @property
    def what_breaks_it(self) -> str:
        """ "on Oct 13 if 87.50 is not here"; empty where nothing does."""
        return compliance_sentences.what_breaks_it(self.breaks_on, self.breaks_amount)

    @property
    def missed(self) -> tuple[Asked, ...]:
        """Installments unpaid beyond their grace, oldest first."""
        return tuple(one for one in self.installments if one.missed)

    @property
    def missed_bills(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.bills if one.missed)


def judge(facts: PlanFacts, *, today: date, rules: PlanRules) -> Kept:
    """Where a plan stands on a day by the figures it was agreed by."""
    credits, late_on = max(facts.credits, ZERO), min(today, facts.late_on or today)
    down_paid = min(credits, facts.down_payment)
    asked = _filled(facts, credits - down_paid, rules)
    may_begin = not facts.lacks_signature and facts.down_payment - down_paid <= rules.tolerance
    runs = may_begin if facts.state == WAITING else facts.state != Word.LAPSED
    asked = [replace(one, missed=runs and _is_missed(one, late_on, rules)) for one in asked]
    installments = tuple(one for one in asked if not one.is_bill)
    paid = sum((one.paid for one in installments), ZERO)
    left = facts.arrears - down_paid - paid
    word = _word(facts, late_on, rules, runs, left, sum(one.missed for one in asked))
    ahead = next((one for one in installments if not _is_settled(one, rules)), None)
    breaks_on, breaks_amount = None, ZERO
    if runs and word is not Word.KEPT:
        breaks_on, breaks_amount = _breaks(asked, facts, facts.down_payment - down_paid, today, rules)
    kept = Kept(
        word,
        down_paid,
        paid,
        left,
        installments,
        tuple(one for one in asked if one.is_bill),
        next_due_on=ahead.due_on if ahead else None,
        next_amount=ahead.lacking if ahead else ZERO,
        breaks_on=breaks_on,
        breaks_amount=breaks_amount,
        paid_count=sum(_is_settled(one, rules) for one in installments),
        may_begin=may_begin,
    )
    return replace(kept, why=compliance_sentences.why(facts, kept, today, rules))


def _filled(facts: PlanFacts, money: Decimal, rules: PlanRules) -> list[Asked]:
    """What is asked for in the order in which it is paid, and what each lacks."""
    asked = [
        Asked(due.due_on, due.amount, ZERO, number, due.due_on + timedelta(days=rules.grace_days))
        for number, due in enumerate(facts.installments, start=1)
    ]
    asked += [
        Asked(due.due_on, due.amount, ZERO, None, due.due_on + timedelta(days=rules.bill_grace_days))
        for due in facts.bills
    ]
    filled, short = [], ZERO
    for one in sorted(asked, key=lambda one: (one.due_on, one.is_bill)):
        pays = min(money, one.amount)
        money -= pays
        short += one.amount - pays
        filled.append(replace(one, lacking=one.amount - pays, short=short))
    return filled


def _counts(one: Asked, rules: PlanRules) -> bool:
    """Whether this can be missed: with it more than the tolerance is short, and a bill counts at all. The tolerance is
    one for all that is asked, or many small installments would count as paid with nothing paid."""
    return one.lacking > 0 and one.short > rules.tolerance and (rules.current_bills_count or not one.is_bill)


def _missed_from(one: Asked) -> date:
    """The first day on which it is late; the last day of grace is on time."""
    assert one.grace_ends_on is not None
    return one.grace_ends_on + A_DAY


def _is_missed(one: Asked, late_on: date, rules: PlanRules) -> bool:
    return _counts(one, rules) and _missed_from(one) <= late_on


def _is_settled(one: Asked, rules: PlanRules) -> bool:
    """Paid, or begun and short by no more than the tolerance, which counts as paid."""
    return not one.lacking or (one.paid > 0 and one.lacking <= rules.tolerance)


def _word(facts: PlanFacts, late_on: date, rules: PlanRules, runs: bool, left: Decimal, missed: int) -> Word:
    if facts.state not in (WAITING, ACTIVE):
        return Word(facts.state)
    if not runs:
        is_over = facts.starts_by_on is not None and late_on > facts.starts_by_on
        return Word.LAPSED if is_over else Word.WAITS
    if not left:
        return Word.KEPT
    is_over = late_on >= end_of_grace(facts.last_due_on, rules)
    if missed > rules.misses_allowed or (missed and is_over):
        return Word.BROKEN
    if is_over:
        return Word.KEPT
    return Word.BEHIND if missed else Word.ON_TRACK


def end_of_grace(last_due_on: date, rules: PlanRules) -> date:
    """The first day after the last installment's grace: from then on any open miss breaks the plan."""
    return last_due_on + timedelta(days=rules.grace_days) + A_DAY


def _breaks(
    asked: Sequence[Asked], facts: PlanFacts, down_lacking: Decimal, today: date, rules: PlanRules
) -> tuple[date | None, Decimal]:
    """The first day on which it breaks if nothing more arrives, and what must arrive before that day."""
    over_on = end_of_grace(facts.last_due_on, rules)
    days = sorted(_missed_from(one) for one in asked if _counts(one, rules))
    if not days or days[0] > over_on:
        return None, ZERO
    beyond = days[rules.misses_allowed] if len(days) > rules.misses_allowed else over_on
    breaks_on = max(min(beyond, over_on), today)
    # Money pays in order of due date, so the first of what is late then is what it makes good.
    late = [one for one in asked if _counts(one, rules) and _missed_from(one) <= breaks_on]
    too_many = len(late) if breaks_on >= over_on else len(late) - rules.misses_allowed
    until = asked.index(late[too_many - 1])
    return breaks_on, down_lacking + sum((one.lacking for one in asked[: until + 1]), ZERO)
