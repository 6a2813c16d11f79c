"""Are the balances young enough to act on?"""

from dataclasses import dataclass
from datetime import date, timedelta

from core.calendar import DAYS
from core.errors import RuleViolation
from core.rulebook import figures, rule, rules
from core.utility import current


@figures
@dataclass(frozen=True)
class ExtractRules:
    """Which days billing hands over an extract, and how much of one may be bad."""

    extract_days: str = rule(
        "Mon Tue Wed Thu Fri",
        unit="weekdays",
        means="days whose billing run ends in an extract",
        cite="billing's calendar",
        basis="local setting",
    )
    worst_share: int = rule(
        1,
        unit="percent of rows",
        means="more rejected rows refuse the whole extract",
        cite="extract.md rule 3",
        basis="design",
    )
    unconfirmed_days: int = rule(
        5, unit="days", means="money made here that billing has not confirmed", cite="extract.md", basis="design"
    )

    def __post_init__(self):
        if not self.extract_days.split() or not set(self.extract_days.split()) <= set(DAYS):
            raise RuleViolation(f"Extract days are words of: {' '.join(DAYS)}.")


def last_extract_day_before(day: date, days: str) -> date:
    """The calendar's newest extract day strictly before `day`; `days` as in `ExtractRules.extract_days`."""
    listed = {DAYS.index(word) for word in days.split()}
    return next(before for before in (day - timedelta(n) for n in range(1, 9)) if before.weekday() in listed)


def is_fresh(balances_on: date | None, *, today: date, calendar: ExtractRules | None = None) -> bool:
    """Whether the newest extract is not older than the calendar's last day before `today` (extract.md, Freshness)."""
    calendar = calendar or rules(ExtractRules, on=today)
    return balances_on is not None and balances_on >= last_extract_day_before(today, calendar.extract_days)


def late_on(today: date) -> date:
    """The day by which something counts as late today: no later than the one after the newest extract, since what came
    on a Saturday lies in Monday's. Where none was loaded, today."""
    balances_on = current().balances_on
    return min(today, balances_on + timedelta(days=1)) if balances_on else today


def balances_are_fresh(today: date) -> bool:
    """`is_fresh` for this utility's balances."""
    return is_fresh(current().balances_on, today=today)
