"""On which days is the office open, and where is a holiday of a weekend kept?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import CalendarRules, calendar, holidays_of, is_open, next_open
from core.errors import RuleViolation
from core.rulebook.actions import approve_change, propose_change
from tests.factories import TODAY, person

RULES = CalendarRules()
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def in_words(days):
    return " ".join(f"{day:%m-%d}" for day in sorted(days))


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        # Independence Day is a Saturday: kept on July 3.
        (2026, "01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25"),
        # Juneteenth and Christmas are Saturdays, Independence Day a Sunday, and so is nearly the New Year of 2028.
        (2027, "01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31"),
        # Veterans Day is a Saturday; New Year's Day was kept in the year before.
        (2028, "01-01 01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-11 11-23 12-25"),
        (2022, "01-01 01-17 02-21 05-30 06-19 06-20 07-04 09-05 10-10 11-11 11-24 12-25 12-26"),
    ],
)
def test_the_holidays_of_a_year(year, expected):
    assert in_words(holidays_of(year, RULES)) == expected


@pytest.mark.parametrize(
    ("case", "day", "expected"),
    [
        ("a Monday", date(2026, 10, 5), True),
        ("a Saturday", date(2026, 10, 10), False),
        ("a Sunday", date(2026, 10, 11), False),
        ("Indigenous Peoples’ Day", date(2026, 10, 12), False),
        ("the day after it", date(2026, 10, 13), True),
        ("the Friday after Thanksgiving", date(2026, 11, 27), False),
        ("that Friday where it is the month's fifth", date(2024, 11, 29), False),
        ("the fourth Friday of that month", date(2024, 11, 22), True),
        ("New Year kept on New Year's Eve", date(2027, 12, 31), False),
        ("New Year's Eve of another year", date(2026, 12, 31), True),
        ("a leap day", date(2028, 2, 29), True),
    ],
)
def test_open_and_closed_days(case, day, expected):
    assert is_open(day, RULES) is expected, case


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 9), date(2026, 10, 9)),
        (date(2026, 10, 10), date(2026, 10, 13)),  # over a weekend and the holiday behind it
        (date(2026, 11, 26), date(2026, 11, 30)),
        (date(2027, 12, 31), date(2028, 1, 3)),
    ],
)
def test_the_next_open_day(day, expected):
    assert next_open(day, RULES) == expected


@given(DAYS)
def test_the_next_open_day_is_open_and_none_is_before_it(day):
    found = next_open(day, RULES)

    assert is_open(found, RULES)
    assert not any(is_open(day + timedelta(n), RULES) for n in range((found - day).days))
    assert (found - day).days <= 4


@given(st.integers(2000, 2099))
def test_a_year_has_eleven_holidays_each_kept_on_one_weekday(year):
    kept = [day for day in holidays_of(year, RULES) if day.weekday() < 5]
    moved_in = {date(year, 12, 31)} & set(kept)
    moved_out = date(year, 1, 1).weekday() == 5

    assert len(kept) == 11 + len(moved_in) - moved_out


@pytest.mark.parametrize(
    ("case", "words", "days"),
    [
        ("a date of every year", "03-31", {date(2025, 3, 31), date(2026, 3, 31), date(2027, 3, 31)}),
        ("a leap day, in leap years alone", "02-29", set()),
        ("one day of one year", "2026-12-24", {date(2026, 12, 24)}),
        ("the last Friday of October", "fri-last-10", {date(2025, 10, 31), date(2026, 10, 30), date(2027, 10, 29)}),
        ("a last Monday that is the fourth", "mon-last-02", {date(2025, 2, 24), date(2026, 2, 23), date(2027, 2, 22)}),
        ("two days after a first Tuesday", "tue-1-11+2", {date(2025, 11, 6), date(2026, 11, 5), date(2027, 11, 4)}),
    ],
)
def test_the_words_for_a_closed_day(case, words, days):
    rules = CalendarRules(open_days="Mon Tue Wed Thu Fri Sat Sun", holidays="", also_closed=words)
    three_years = [date(2025, 1, 1) + timedelta(n) for n in range(3 * 365)]

    assert {day for day in three_years if not is_open(day, rules)} == days, case


def test_what_the_city_closes_besides_is_not_kept_on_another_day():
    rules = CalendarRules(also_closed="12-24")  # a Saturday in 2022

    assert is_open(date(2022, 12, 23), rules)
    assert not is_open(date(2022, 12, 23), CalendarRules(holidays="12-24"))


@pytest.mark.parametrize(
    ("figure", "words", "sentence"),
    [
        ("open_days", "", "Days the office is open are words of: Mon Tue"),
        ("open_days", "Mon Tues", "Days the office is open are words of: Mon Tue"),
        ("holidays", "01-01 13-01", "13-01 is no day of a year; write it like 12-25"),
        ("holidays", "02-30", "02-30 is no day"),
        ("holidays", "mon-5-01", "mon-5-01 is no day"),
        ("holidays", "mon-2-13", "mon-2-13 is no day"),
        ("holidays", "Christmas", "Christmas is no day"),
        ("also_closed", "2027-02-29", "2027-02-29 is no day"),
        ("also_closed", "0000-01-01", "0000-01-01 is no day"),
        ("also_closed", "12/24", "12/24 is no day"),
    ],
)
def test_refuses_what_is_no_day(figure, words, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        CalendarRules(**{figure: words})


def test_the_first_and_the_last_day_there_are_have_an_answer():
    assert is_open(date.min, RULES) is False  # New Year
    assert is_open(date.max, CalendarRules(also_closed="12-30")) is True


def test_each_year_is_worked_out_once():
    rules = CalendarRules(also_closed="12-23")
    before = holidays_of.cache_info().misses
    for n in range(2 * 365):
        is_open(date(2025, 1, 1) + timedelta(n), rules)

    assert holidays_of.cache_info().misses == before + 2


@pytest.mark.django_db
def test_a_day_that_the_council_closes_is_closed_from_its_date_on():
    assert calendar(TODAY) == RULES
    change = propose_change(
        "CalendarRules", "also_closed", "thu-4-11+1 12-24", in_force_from=date(2026, 11, 1),
        citation="council, Oct 5", actor=person("supervisor"), today=TODAY,
    )  # fmt: skip
    approve_change(change.pk, actor=person("director"), today=TODAY)

    assert is_open(date(2026, 12, 24), calendar(TODAY))
    assert not is_open(date(2026, 12, 24), calendar(date(2026, 11, 1)))
