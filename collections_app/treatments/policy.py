"""Who gets a reminder, when does a run of letters wait for a person, and whom should a person call? Rules only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

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


@figures
@dataclass(frozen=True)
class FuseRules:
    """When a run of letters stops as proposed and waits for a supervisor."""

    most_letters: int = rule(
        2000, unit="letters", means="a larger run waits", cite="local policy", basis="local setting"
    )
    times_usual: int = rule(
        2,
        unit="times",
        means="more than this many times the usual run waits",
        cite="local policy",
        basis="local setting",
    )
    usual_runs: int = rule(
        10, unit="runs", means="newest runs with letters whose median is the usual", cite="local policy", basis="design"
    )
    judged_nights: int = rule(
        35, unit="nights", means="nights whose list of skipped accounts is kept", cite="local policy", basis="design"
    )


@figures
@dataclass(frozen=True)
class WorklistRules:
    """When an account needs a person."""

    least_past_due: Decimal = rule(
        Decimal("50.00"),
        unit="dollars",
        means="least past due on the worklist",
        cite="local policy",
        basis="local setting",
    )
    least_days: int = rule(
        31, unit="days", means="days past due before a person calls", cite="local policy", basis="local setting"
    )
    quiet_days: int = rule(
        14, unit="days", means="days left alone after a contact", cite="local policy", basis="local setting"
    )
    letters_suffice_days: int = rule(
        60, unit="days", means="a younger debt is left to a reminder", cite="local policy", basis="local setting"
    )
    first_time_days: int = rule(
        60, unit="days", means="oldest debt that a call may still settle", cite="local policy", basis="local setting"
    )
    first_time_years: int = rule(
        2,
        unit="years",
        means="years of good standing that make it a first time",
        cite="local policy",
        basis="local setting",
    )
    small_debt: Decimal = rule(
        Decimal("5.00"),
        unit="dollars",
        means="least debt of a closed account worth a look",
        cite="local policy",
        basis="local setting",
    )


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


@dataclass(frozen=True)
class FuseFacts:
    """What a run of letters is judged by: how many it would issue, how many earlier ones did, newest first."""

    letters: int
    earlier: Sequence[int]
    is_first_after_full_load: bool


def usual(earlier: Sequence[int], rules: FuseRules) -> int | None:
    """The usual number of letters: the median of the newest runs that had any; None before the first."""
    runs = [letters for letters in earlier if letters][: rules.usual_runs]
    return int(median(runs)) if runs else None


def fuse_verdict(facts: FuseFacts, rules: FuseRules) -> Verdict:
    """May this run be issued without a person?"""
    expected = usual(facts.earlier, rules)
    reasons = []
    if facts.letters and facts.is_first_after_full_load:
        reasons.append(_ask("full_load", "This is the first run after a full load."))
    if facts.letters > rules.most_letters:
        reasons.append(
            _ask("most", f"{facts.letters:,} letters are more than the {rules.most_letters:,} the rulebook allows.")
        )
    if expected is not None and facts.letters > rules.times_usual * expected:
        reasons.append(
            _ask(
                "unusual", f"{facts.letters:,} letters are more than {rules.times_usual} times the usual {expected:,}."
            )
        )
    return verdict(reasons, otherwise=f"{facts.letters:,} letters may be issued.")


def _ask(code: str, text: str) -> Reason:
    return Reason(code, text, Word.NEEDS_A_PERSON, citation="local policy")
