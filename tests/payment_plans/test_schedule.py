"""What falls due when, to the cent and to the day?"""

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import CalendarRules, is_open
from core.errors import RuleViolation
from core.money import cents_up
from payment_plans.policy.schedule import a_month, due_dates, installment_of, months_after, schedule, unmoved

CALENDAR = CalendarRules()
ALWAYS_OPEN = CalendarRules(open_days="Mon Tue Wed Thu Fri Sat Sun", holidays="", also_closed="")
# An office that opens on Mondays alone, and a week closed at the year's end: what could push two dates together.
MONDAYS = CalendarRules(open_days="Mon")
CLOSED_WEEK = CalendarRules(also_closed=" ".join(f"12-{day}" for day in range(19, 32)))
FREQUENCIES = ["month", "2weeks", "week"]

amounts = st.integers(1, 2_000_000).map(lambda cents: Decimal(cents) / 100)
days = st.dates(date(2023, 1, 1), date(2033, 12, 31))


def written(days):
    return " ".join(f"{day:%y-%m-%d}" for day in days)


@pytest.mark.parametrize(
    ("case", "first", "every", "expected"),
    [
        ("the middle of a month", date(2026, 11, 15), "month", "26-11-15 26-12-15 27-01-15 27-02-15 27-03-15"),
        ("the 31st stays on last days", date(2026, 12, 31), "month", "26-12-31 27-01-31 27-02-28 27-03-31 27-04-30"),
        ("so does a last 30th", date(2026, 11, 30), "month", "26-11-30 26-12-31 27-01-31 27-02-28 27-03-31"),
        ("and Feb 28", date(2027, 2, 28), "month", "27-02-28 27-03-31 27-04-30 27-05-31 27-06-30"),
        ("and a leap day", date(2028, 2, 29), "month", "28-02-29 28-03-31 28-04-30 28-05-31 28-06-30"),
        ("Feb 28 of a leap year is not the last", date(2028, 2, 28), "month",
         "28-02-28 28-03-28 28-04-28 28-05-28 28-06-28"),
        ("the 30th comes back", date(2026, 12, 30), "month", "26-12-30 27-01-30 27-02-28 27-03-30 27-04-30"),
        ("the 29th comes back", date(2027, 1, 29), "month", "27-01-29 27-02-28 27-03-29 27-04-29 27-05-29"),
        ("the 29th in a leap year", date(2028, 1, 29), "month", "28-01-29 28-02-29 28-03-29 28-04-29 28-05-29"),
        ("two weeks", date(2028, 2, 15), "2weeks", "28-02-15 28-02-29 28-03-14 28-03-28 28-04-11"),
        ("a week over the change of clocks", date(2026, 10, 30), "week",
         "26-10-30 26-11-06 26-11-13 26-11-20 26-11-27"),
    ],
)  # fmt: skip
def test_the_spacing(case, first, every, expected):
    assert written(due_dates(first, 5, every, ALWAYS_OPEN)) == expected, case


@pytest.mark.parametrize(
    ("case", "first", "every", "expected"),
    [
        # Oct 12 is a holiday behind a weekend, and Oct 26 is two weeks from Oct 12, not from Oct 13.
        ("a holiday", date(2026, 10, 12), "2weeks", "26-10-13 26-10-26 26-11-09"),
        ("Thanksgiving and the Friday after it", date(2026, 11, 26), "month", "26-11-30 26-12-28 27-01-26"),
        ("a last day on a Sunday moves into the next month", date(2027, 1, 31), "month", "27-02-01 27-03-01 27-03-31"),
        ("two weeks later two installments lie 13 days apart", date(2026, 12, 25), "2weeks",
         "26-12-28 27-01-08 27-01-22"),
    ],
)  # fmt: skip
def test_a_due_date_on_a_closed_day_moves_and_the_spacing_does_not(case, first, every, expected):
    assert written(due_dates(first, 3, every, CALENDAR)) == expected, case


def test_two_installments_never_fall_due_on_one_day():
    # Memorial Day closes the only open day of its week: what was due then and a week later would be one day.
    assert written(due_dates(date(2026, 5, 18), 4, "week", MONDAYS)) == "26-05-18 26-06-01 26-06-08 26-06-15"


@pytest.mark.parametrize(
    ("rest", "count", "expected"),
    [
        ("600.00", 6, "100.00 100.00 100.00 100.00 100.00 100.00"),
        ("100.00", 3, "33.34 33.34 33.32"),
        ("428.40", 6, "71.40 71.40 71.40 71.40 71.40 71.40"),
        ("0.01", 1, "0.01"),
        ("0.03", 2, "0.02 0.01"),
        ("1498.01", 8, "187.26 187.26 187.26 187.26 187.26 187.26 187.26 187.19"),
    ],
)
def test_installments_are_rounded_up_and_the_last_takes_the_rest(rest, count, expected):
    dues = schedule(Decimal(rest), count, date(2026, 11, 2), "month", CALENDAR)

    assert " ".join(str(due.amount) for due in dues) == expected


@pytest.mark.parametrize(
    ("case", "rest", "count"),
    [
        ("the last would be zero", "0.04", 3),
        ("the last would be below zero", "0.07", 5),
        ("cents enough, but rounding eats them", "1.00", 60),
        ("fewer cents than installments", "0.05", 6),
    ],
)
def test_refuses_an_installment_of_nothing(case, rest, count):
    assert installment_of(Decimal(rest), count) is None, case
    with pytest.raises(RuleViolation, match="the last one would be nothing"):
        schedule(Decimal(rest), count, date(2026, 11, 2), "month", CALENDAR)


@given(
    rest=amounts,
    count=st.integers(1, 130),
    first=days,
    every=st.sampled_from(FREQUENCIES),
    calendar=st.sampled_from([CALENDAR, ALWAYS_OPEN, MONDAYS, CLOSED_WEEK]),
)
def test_any_schedule_pays_the_debt_to_the_cent_on_open_days_in_order(rest, count, first, every, calendar):
    if installment_of(rest, count) is None:
        # It is refused exactly where equal parts, rounded up, leave the last one nothing.
        assert cents_up(rest / count) * (count - 1) >= rest
        return
    dues = schedule(rest, count, first, every, calendar)

    assert len(dues) == count
    assert sum(due.amount for due in dues) == rest
    assert {due.amount for due in dues[:-1]} <= {dues[0].amount}
    assert all(due.amount > 0 and due.amount == due.amount.quantize(Decimal("0.01")) for due in dues)
    assert dues[-1].amount <= dues[0].amount
    assert dues[0].amount * count - rest < Decimal("0.01") * count  # no more is asked than rounding needs
    assert all(before.due_on < after.due_on for before, after in itertools.pairwise(dues))
    assert all(is_open(due.due_on, calendar) for due in dues)


@given(first=days, count=st.integers(1, 130), every=st.sampled_from(FREQUENCIES))
def test_a_due_date_moves_by_a_closed_weekend_at_most(first, count, every):
    moved = due_dates(first, count, every, CALENDAR)
    said = [unmoved(first, number, every) for number in range(count)]

    assert all(0 <= (on - day).days <= 4 for on, day in zip(moved, said, strict=True))


@given(day=days, months=st.integers(0, 60))
def test_so_many_months_on_is_in_that_month_and_never_before_the_day(day, months):
    later = months_after(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    if (day + timedelta(1)).month != day.month:
        assert (later + timedelta(1)).month != later.month
    else:
        assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).month != later.month)


@pytest.mark.parametrize(
    ("installment", "every", "expected"),
    [("100.00", "month", "100.00"), ("100.00", "2weeks", "216.67"), ("100.00", "week", "433.33")],
)
def test_an_installment_as_it_comes_to_in_a_month(installment, every, expected):
    assert a_month(Decimal(installment), every) == Decimal(expected)
