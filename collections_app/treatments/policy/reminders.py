"""Who gets a reminder? Rules only: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.money import ZERO, in_words
from core.rulebook import figures, rule
from core.verdicts import Reason, Verdict, Word, verdict


@figures
@dataclass(frozen=True)
class ReminderRules:
    """When a residential account is reminded of what is past due."""

    least_amount: Decimal = rule(
        Decimal("25.00"),
        unit="dollars",
        means="least past due that is reminded of",
        cite="local policy",
        basis="local setting",
    )
    least_days: int = rule(
        10, unit="days", means="days past due before a reminder", cite="local policy", basis="local setting"
    )
    once_in_days: int = rule(
        30, unit="days", means="days between two reminders", cite="local policy", basis="local setting"
    )
    pay_by_days: int = rule(
        14, unit="days", means="days a reminder gives to pay", cite="local policy", basis="local setting"
    )
    left_to_pay_days: int = rule(
        5, unit="days", means="days that must be left to pay when a letter is mailed; later it is written anew",
        cite="local policy", basis="local setting",
    )  # fmt: skip


# Codes of a decision, in the order in which the strongest is named; the SQL of `queries.screen` follows it.
SKIPPED = (
    "credit",
    "nothing",
    "business",
    "inactive",
    "estate",
    "hold",
    "small",
    "young",
    "waiting",
    "reminded",
    "address",
    "bad_address",
)
TO_ISSUE = "issue"


@dataclass(frozen=True)
class ReminderFacts:
    """What a reminder is judged by, on one day. `held` is the part of the past due that a hold leaves out.

    A household is a person with a residential account: a landlord's account of an apartment house is residential too.
    """

    today: date
    balance: Decimal
    past_due: Decimal
    held: Decimal
    days_past_due: int
    is_household: bool
    is_active: bool
    is_estate: bool
    hold: str
    hold_until: date | None
    has_address: bool
    address_is_bad: bool
    letter_waits: bool
    reminded_on: date | None

    @property
    def chased(self) -> Decimal:
        """What may be asked for today: past due less what a dispute holds."""
        return max(self.past_due - self.held, ZERO)


def reminder_verdict(facts: ReminderFacts, rules: ReminderRules) -> Verdict:
    """May this account be reminded today? Every reason against it, strongest first; a first day if only days lack."""
    reasons = [reason for reason in _reasons(facts, rules) if reason]
    waits_only = {reason.code for reason in reasons} <= {"young", "reminded"}
    first = first_reminder_date(facts, rules) if reasons and waits_only else None
    return verdict(reasons, otherwise=f"A reminder of {in_words(facts.chased)} may go out.", first_date=first)


def first_reminder_date(facts: ReminderFacts, rules: ReminderRules) -> date:
    """The first day on which neither the age of the debt nor an earlier reminder stands against a reminder."""
    old_enough = facts.today + timedelta(days=max(rules.least_days - facts.days_past_due, 0))
    if facts.reminded_on is None:
        return old_enough
    return max(old_enough, facts.reminded_on + timedelta(days=rules.once_in_days))


def _reasons(facts: ReminderFacts, rules: ReminderRules) -> Sequence[Reason | None]:
    nothing = facts.past_due <= 0
    return (
        _no("credit", f"The account has a credit of {in_words(-facts.balance)}.")
        if nothing and facts.balance < 0
        else None,
        _no("nothing", "Nothing is past due.") if nothing and facts.balance >= 0 else None,
        _no("business", "The reminder is for households; a business or an organization holds this account.")
        if not facts.is_household
        else None,
        _no("inactive", "The account is closed.") if not facts.is_active else None,
        _no("estate", "The holder died; the estate is not reminded.", cite="local policy") if facts.is_estate else None,
        _no("hold", _held_sentence(facts)) if facts.hold else None,
        _no(
            "small",
            f"Past due is {in_words(facts.chased)} and a reminder begins at {in_words(rules.least_amount)}.",
            cite="local policy",
        )
        if not nothing and facts.chased < rules.least_amount
        else None,
        _no(
            "young",
            f"It is {_days(facts.days_past_due)} past due and a reminder begins at {rules.least_days}.",
            cite="local policy",
        )
        if not nothing and facts.days_past_due < rules.least_days
        else None,
        _no("waiting", "A reminder is already waiting to be mailed.") if facts.letter_waits else None,
        _no(
            "reminded",
            f"This account was reminded on {_day(facts.reminded_on)}; the next may go out on "
            f"{_day(facts.reminded_on + timedelta(days=rules.once_in_days))}.",
            cite="local policy",
        )
        if facts.reminded_on and (facts.today - facts.reminded_on).days < rules.once_in_days
        else None,
        _no("address", "There is no complete mailing address.") if not facts.has_address else None,
        _no("bad_address", "Letters came back from the mailing address, and it did not change since.")
        if facts.address_is_bad
        else None,
    )


def _no(code: str, text: str, *, cite: str = "") -> Reason:
    return Reason(code, text, Word.BLOCKED, citation=cite)


def _held_sentence(facts: ReminderFacts) -> str:
    until = f" until {_day(facts.hold_until)}" if facts.hold_until else ""
    return f"A hold stops letters{until}: {facts.hold.lower()}."


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _day(on: date) -> str:
    return f"{on:%b} {on.day}"
