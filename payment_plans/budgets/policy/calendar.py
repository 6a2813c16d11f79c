"""When are the amounts of a budget due, how many are there, and when is it looked at again? No database, no clock.

An amount falls due on its day, open or closed, and its grace covers a closed one: billing prints it as any due date.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from payment_plans.budgets.policy.rules import DULUTH, ROLLING, YEAR, BudgetRules


@dataclass(frozen=True)
class Year:
    """A budget's year: its amounts are due each month from `first_due_on`, `count` of them; it ends on `ends_on`, the
    due date of its last month of use. A rolling budget has neither count nor end."""

    first_due_on: date
    count: int | None
    covers: int
    ends_on: date | None


def month_after(first: date, months: int) -> date:
    """The same day so many months later; on the last day of a month that has no such day, and back again after it.

    As `standings.py` adds months in SQL; an installment of a plan stays on last days instead (`policy.schedule`)."""
    counted = first.year * 12 + first.month - 1 + months
    year, month = divmod(counted, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


def year_from(first_due_on: date, rules: BudgetRules) -> Year:
    """The year of a budget whose first amount is due on a day.

    The statute's year covers twelve months of use. Duluth's ends in the month that settles, however late one joins; who
    would join in that month begins with the next year.
    """
    if rules.shape == ROLLING:
        return Year(first_due_on, None, YEAR, None)
    if rules.shape == DULUTH:
        covers = (rules.duluth_settle_month - first_due_on.month) % YEAR + 1
        if covers == 1:
            return year_from(month_after(first_due_on, 1), rules)
        return Year(first_due_on, covers - 1, covers, month_after(first_due_on, covers - 1))
    return Year(first_due_on, rules.months, YEAR, month_after(first_due_on, YEAR - 1))


def due_dates(first_due_on: date, count: int) -> list[date]:
    return [month_after(first_due_on, n) for n in range(count)]


def asked_by(first_due_on: date, count: int | None, day: date) -> int:
    """How many amounts are due by a day, that day included."""
    months = (day.year - first_due_on.year) * 12 + day.month - first_due_on.month
    reached = months + 1 if month_after(first_due_on, months) <= day else months
    reached = max(reached, 0)
    return reached if count is None else min(reached, count)


def review_days(year: Year, rules: BudgetRules) -> list[date]:
    """The days of a year on which the amount is looked at again. A rolling budget is, each month: see `next_review`."""
    if year.count is None:
        return []
    if rules.shape == DULUTH:
        return [day for day in due_dates(year.first_due_on, year.count) if day.month == rules.duluth_review_month]
    return [month_after(year.first_due_on, int(word) - 1) for word in sorted(rules.reviews.split(), key=int)]


def next_review(year: Year, rules: BudgetRules, reviewed_on: date | None, joined_on: date) -> date | None:
    """The first review day since the last review; it may lie in the past, and then it is due."""
    since = reviewed_on or joined_on
    if rules.shape == ROLLING:
        return month_after(year.first_due_on, asked_by(year.first_due_on, None, since))
    return next((day for day in review_days(year, rules) if day > since), None)


def next_amount_due(year: Year, after: date) -> date | None:
    """The first amount that is due after a day; None when none is."""
    n = asked_by(year.first_due_on, year.count, after)
    return month_after(year.first_due_on, n) if year.count is None or n < year.count else None


def changes_on(year: Year, today: date, rules: BudgetRules) -> date | None:
    """The first due date that leaves the days of notice; None where no amount is left to change."""
    return next_amount_due(year, today + timedelta(days=rules.notice_days - 1))


def amount_on(amounts: Sequence[tuple[date, object]], day: date):
    """The amount in force on a due date; `amounts` as (from, amount), those decided later behind."""
    return [amount for from_on, amount in amounts if from_on <= day][-1]
