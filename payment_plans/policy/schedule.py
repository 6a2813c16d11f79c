"""What falls due when? Rules only: no database, no clock.

Days are counted without regard to closed days; only the day on which an installment falls due moves to the next open
one, never the spacing behind it.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from core.calendar import CalendarRules, next_open
from core.errors import RuleViolation
from core.money import cents, cents_up

MONTH, TWO_WEEKS, WEEK = "month", "2weeks", "week"  # the words of payment_plans.models.Every
WEEKS_APART = {TWO_WEEKS: 2, WEEK: 1}


@dataclass(frozen=True)
class Due:
    """One installment: the open day on which it falls due, and its dollars."""

    due_on: date
    amount: Decimal


@dataclass(frozen=True)
class Terms:
    """What a plan would be: dollars, and the day of the first installment before it moves to an open day."""

    arrears: Decimal
    down_payment: Decimal
    count: int
    first_due_on: date
    every: str = MONTH

    @property
    def rest(self) -> Decimal:
        """What the installments pay off, dollars."""
        return self.arrears - self.down_payment


def months_after(day: date, months: int) -> date:
    """The same day so many months on. A month's last day stays on last days; the 29th to 31st fall on the last day of
    a shorter month and come back in a longer one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))


def unmoved(first: date, number: int, every: str) -> date:
    """The day of installment `number` (the first is 0), before it moves to an open day."""
    if every == MONTH:
        return months_after(first, number)
    return first + timedelta(weeks=WEEKS_APART[every] * number)


def due_dates(first: date, count: int, every: str, calendar: CalendarRules) -> tuple[date, ...]:
    """The days on which so many installments fall due, each an open one and later than the one before."""
    return tuple(_moved(first, count, every, calendar))


def _moved(first: date, count: int, every: str, calendar: CalendarRules) -> Iterator[date]:
    before = None
    for number in range(count):
        day = next_open(unmoved(first, number, every), calendar)
        # An office closed for a week or longer would have two installments fall due on one day.
        if before and day <= before:
            day = next_open(before + timedelta(days=1), calendar)
        yield day
        before = day


def installment_of(rest: Decimal, count: int) -> Decimal | None:
    """What every installment but the last asks for: the rest in equal parts, rounded up to the cent, dollars. None
    where that would leave nothing for the last one."""
    each = cents_up(rest / count)
    return each if rest > each * (count - 1) else None


def schedule(rest: Decimal, count: int, first: date, every: str, calendar: CalendarRules) -> tuple[Due, ...]:
    """The installments that pay off `rest`, to the cent; the last takes what is left over. Refused where an
    installment would be nothing."""
    each = installment_of(rest, count)
    if each is None:
        raise RuleViolation(_("So little cannot be paid in so many installments: the last one would be nothing."))
    days = due_dates(first, count, every, calendar)
    return (*(Due(day, each) for day in days[:-1]), Due(days[-1], rest - each * (count - 1)))


def a_month(installment: Decimal, every: str) -> Decimal:
    """An installment as what it comes to in an average month, dollars: a year has 26 times two weeks, 52 weeks."""
    if every == MONTH:
        return installment
    return cents(installment * 52 / WEEKS_APART[every] / 12)
