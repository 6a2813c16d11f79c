"""When does a stronger letter follow one that was not answered: past due the reminder, final demand the past due?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from collections_app.treatments.policy.reminders import ReminderFacts, ReminderRules, reminder_verdict
from core.rulebook import figures, rule
from core.verdicts import Reason, Verdict, Word, verdict

# What keeps a reminder back and not a letter that a person decides on: these two go to businesses and to customers who
# left too, and have days of their own.
ONLY_OF_REMINDERS = frozenset({"business", "inactive", "waiting", "reminded"})


@figures
@dataclass(frozen=True)
class DemandRules:
    """When the letters after the reminder may go out, and how long they give to pay."""

    past_due_after_days: int = rule(
        14, unit="days", means="days from the mailed reminder to the past-due letter", cite="local policy",
        basis="local setting",
    )  # fmt: skip
    past_due_pay_by_days: int = rule(
        14, unit="days", means="days a past-due letter gives to pay", cite="local policy", basis="local setting"
    )
    final_after_days: int = rule(
        14, unit="days", means="days from the mailed past-due letter to the final demand", cite="local policy",
        basis="local setting",
    )  # fmt: skip
    final_pay_by_days: int = rule(
        10, unit="days", means="days a final demand gives to pay", cite="local policy", basis="local setting"
    )
    once_in_days: int = rule(
        60, unit="days", means="days between two such letters of one kind", cite="local policy", basis="local setting"
    )


@dataclass(frozen=True)
class Sent:
    """A kind of letter and this debt: whether one waits to be mailed, and when the last was."""

    called: str
    waits: bool
    mailed_on: date | None


@dataclass(frozen=True)
class DemandFacts:
    """What a stronger letter is judged by. `before` is what must have gone out, None where nothing must."""

    debt: ReminderFacts
    called: str
    before: Sent | None
    own: Sent
    after_days: int


def demand_verdict(facts: DemandFacts, rules: DemandRules, reminders: ReminderRules) -> Verdict:
    """May this letter go out today? A first day if only days lack."""
    debt = reminder_verdict(facts.debt, reminders).reasons
    against = [one for one in debt if one.word is Word.BLOCKED and one.code not in ONLY_OF_REMINDERS]
    against += _about_letters(facts, rules)
    return verdict(against, otherwise=f"{facts.called} may go out.", first_date=_first_day(facts, rules, against))


def _about_letters(facts: DemandFacts, rules: DemandRules) -> Iterator[Reason]:
    if facts.own.waits:
        yield _no("waiting", f"{facts.called} is already waiting to be mailed.")
    elif facts.own.mailed_on and _too_soon(facts.own.mailed_on, rules.once_in_days, facts.debt.today):
        again = _after(facts.own.mailed_on, rules.once_in_days)
        yield _no("sent", f"{facts.called} went out on {_day(facts.own.mailed_on)}; the next may on {_day(again)}.")
    if facts.before is None:
        return
    if facts.before.mailed_on is None:
        yield _no("nothing_before", f"{facts.before.called} about this debt comes first; none was mailed.")
    elif _too_soon(facts.before.mailed_on, facts.after_days, facts.debt.today):
        first = _after(facts.before.mailed_on, facts.after_days)
        yield _no(
            "before_is_young",
            f"{facts.before.called} was mailed on {_day(facts.before.mailed_on)}; this may follow on {_day(first)}.",
        )


def _first_day(facts: DemandFacts, rules: DemandRules, against: list[Reason]) -> date | None:
    if not against or not {one.code for one in against} <= {"sent", "before_is_young"}:
        return None
    days = [_after(facts.own.mailed_on, rules.once_in_days)] if facts.own.mailed_on else []
    if facts.before and facts.before.mailed_on:
        days.append(_after(facts.before.mailed_on, facts.after_days))
    return max(days)


def _too_soon(mailed_on: date, days: int, today: date) -> bool:
    return _after(mailed_on, days) > today


def _after(on: date, days: int) -> date:
    return on + timedelta(days=days)


def _no(code: str, text: str) -> Reason:
    return Reason(code, text, Word.BLOCKED, citation="local policy")


def _day(on: date) -> str:
    return f"{on:%b} {on.day}"
