"""May this be promised, and was it kept? Rules only: no database, no clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import RuleViolation
from core.money import ZERO, cents, cents_up, in_words
from core.rulebook import figures, rule
from core.templatetags.money import bare_day
from core.verdicts import Reason, Verdict, blocked, verdict

LOCAL = {"cite": "local policy", "basis": "local setting"}
LARGEST = Decimal("9999999999.99")  # what numeric(12,2) holds


@figures
@dataclass(frozen=True)
class PromiseRules:
    """How far a promise reaches, and when it counts as kept."""

    grace_days: int = rule(1, unit="days", means="late but still kept: a promise", **LOCAL)
    threshold_percent: int = rule(
        90, unit="percent of the amount", means="what must have come for a promise to count as kept", **LOCAL
    )
    longest_days: int = rule(30, unit="days", means="how far ahead somebody may promise", **LOCAL)
    broken_days: int = rule(30, unit="days", means="how long a promise that was not kept asks for a person", **LOCAL)

    def __post_init__(self):
        if not 1 <= self.threshold_percent <= 100:
            raise RuleViolation(_("A promise is kept by at least 1 and at most 100 percent of its amount."))
        if min(self.grace_days, self.longest_days, self.broken_days) < 0:
            raise RuleViolation(_("Days of a promise are counted from 0."))


class State(StrEnum):
    """What became of a promise. `WITHDRAWN`: it no longer binds, and says why."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


# ---- may this be promised? ----


@dataclass(frozen=True)
class Stop:
    """One hold on the whole account that stops plans: its words, until when it does, and its source in law."""

    kind: str
    until: str
    citation: str = ""


@dataclass(frozen=True)
class PromiseFacts:
    """What decides whether this may be promised; dollars. `promised`: what open promises still lack."""

    amount: Decimal
    due_on: date
    owed: Decimal
    promised: Decimal = ZERO
    open_amounts: tuple[tuple[date, Decimal], ...] = ()  # of each open promise its day and its amount
    stops: tuple[Stop, ...] = ()


def may_promise(facts: PromiseFacts, rules: PromiseRules, *, today: date) -> Verdict:
    """Whether somebody may promise this much for this day; every reason why not, the account's first."""
    return verdict(
        [*about_account(facts.stops, facts.owed), *_about_day(facts, rules, today), *_about_amount(facts)],
        otherwise=_("This may be promised."),
    )


def about_account(stops: Iterable[Stop], owed: Decimal) -> Iterator[Reason]:
    """What stops every promise on an account, whatever its amount and its day."""
    for stop in stops:
        said = _("A hold stops plans and promises %(until)s: %(kind)s.") % {"until": stop.until, "kind": stop.kind}
        yield blocked("held", said, stop.citation)
    if owed <= 0:
        yield blocked("nothing", _("Nothing is owed on this account, so nothing can be promised."))


def last_day(rules: PromiseRules, today: date) -> date:
    """The last day for which somebody may promise today."""
    return today + timedelta(days=rules.longest_days)


def _about_day(facts: PromiseFacts, rules: PromiseRules, today: date) -> Iterator[Reason]:
    if facts.due_on < today:
        said = _("%(day)s is over. Choose today or a later day.")
        yield blocked("over", said % {"day": bare_day(facts.due_on)})
    if facts.due_on > last_day(rules, today):
        said = ngettext(
            "%(day)s is too far: a promise reaches %(n)d day ahead. Choose an earlier day, or offer a plan.",
            "%(day)s is too far: a promise reaches %(n)d days ahead. Choose an earlier day, or offer a plan.",
            rules.longest_days,
        )
        yield blocked("far", said % {"day": bare_day(facts.due_on), "n": rules.longest_days})
    for day, amount in facts.open_amounts:
        if day == facts.due_on:
            said = _("%(amount)s is promised for %(day)s already. Withdraw that promise first, or choose another day.")
            yield blocked("twice", said % {"amount": in_words(amount), "day": bare_day(day)})


def _about_amount(facts: PromiseFacts) -> Iterator[Reason]:
    amount = facts.amount
    if not amount.is_finite() or amount <= 0:
        yield blocked("amount", _("A promise is of more than 0.00."))
    elif amount > LARGEST or amount != cents(amount):
        yield blocked("amount", _("A promise is of dollars and cents: at most two places, and below ten billion."))
    elif facts.owed > 0 and amount > facts.owed:
        said = _("Only %(owed)s is owed; nobody promises more than that.")
        yield blocked("more", said % {"owed": in_words(facts.owed)})
    elif facts.owed > 0 and amount + facts.promised > facts.owed:
        said = _("%(owed)s is owed, and %(promised)s of it is promised already.")
        yield blocked("more", said % {"owed": in_words(facts.owed), "promised": in_words(facts.promised)})


# ---- was it kept? ----


@dataclass(frozen=True)
class Promised:
    """One promise as it is judged; dollars. `after`: the account's newest transaction when it was made. `paid` is
    what had come of a promise that is decided."""

    pk: int
    amount: Decimal
    due_on: date
    keep_by_on: date
    threshold_percent: int
    after: int
    state: State = State.OPEN
    paid: Decimal = ZERO


@dataclass(frozen=True)
class Credit:
    """What stands of a payment or a credit as of today; dollars. `transaction`: with which it became known."""

    transaction: int
    received_on: date
    amount: Decimal


@dataclass(frozen=True)
class Outcome:
    """Where an open promise stands: what has come of it, and whether that decides it."""

    state: State
    paid: Decimal


def judge(
    promises: Sequence[Promised], credits: Iterable[Credit], *, owed: Decimal, today: date, balances_on: date | None
) -> dict[int, Outcome]:
    """Where each open promise of one account stands, by its id.

    `promises` are all of the account but the withdrawn ones, since what a decided one got is spent. `balances_on`: the
    day up to which billing has told us what came; nothing is broken before we know of its last day. Where nothing is
    owed any more when that day is over, a promise is let go and not broken.
    """
    shares = _shared(promises, credits)
    return {
        promise.pk: Outcome(_state(promise, shares[promise.pk], owed, today, balances_on), shares[promise.pk])
        for promise in promises
        if promise.state == State.OPEN
    }


def least(promise: Promised) -> Decimal:
    """What must come for the promise to count as kept; dollars, rounded up to the cent."""
    return cents_up(promise.amount * promise.threshold_percent / 100)


def _state(promise: Promised, paid: Decimal, owed: Decimal, today: date, balances_on: date | None) -> State:
    if paid >= least(promise):
        return State.KEPT
    if today <= promise.keep_by_on or balances_on is None or balances_on < promise.keep_by_on:
        return State.OPEN
    return State.BROKEN if owed > 0 else State.WITHDRAWN


def _shared(promises: Sequence[Promised], credits: Iterable[Credit]) -> dict[int, Decimal]:
    """What each promise gets: every credit, oldest first, goes to the promise that is due first and lacks something.

    A credit serves a promise when it became known after the promise was made and was received by its last day.
    """
    in_order = sorted(promises, key=lambda promise: (promise.due_on, promise.pk))
    got = {promise.pk: ZERO for promise in promises}
    for credit in sorted(credits, key=lambda credit: (credit.received_on, credit.transaction)):
        rest = credit.amount
        for promise in in_order:
            if credit.transaction <= promise.after or credit.received_on > promise.keep_by_on:
                continue
            wanted = promise.amount if promise.state == State.OPEN else promise.paid
            share = min(rest, wanted - got[promise.pk])
            got[promise.pk] += share
            rest -= share
    return got


def standing_parts(amounts: Sequence[tuple[int, Decimal]]) -> list[tuple[int, Decimal]]:
    """Which part of a credit became known with which transaction, where billing corrected it: (transaction, dollars).

    `amounts`: what each revision said, oldest first. What is left of an earlier one was known with it; only what a
    correction added is new.
    """
    parts, known = [], ZERO
    for place, (transaction, _amount) in enumerate(amounts):
        still = max(min(amount for _transaction, amount in amounts[place:]), ZERO)
        if still > known:
            parts.append((transaction, still - known))
            known = still
    return parts
