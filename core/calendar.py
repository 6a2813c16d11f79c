"""On which days is the office open?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from core.errors import RuleViolation
from core.rulebook import figures, rule, rules

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# A holiday as one writes it down: `12-25` a date; `mon-3-01` the third Monday of January, `mon-last-05` the last of
# May, `thu-4-11+1` the day after the fourth Thursday of November; `2026-12-24` one day of one year.
FIXED = re.compile(r"(\d\d)-(\d\d)")
COUNTED = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)-([1-4]|last)-(\d\d)(?:\+(\d))?")
DATED = re.compile(r"\d{4}-\d\d-\d\d")
LEAP_YEAR = 2028
WORD = "like 12-25, mon-3-01, mon-last-05, thu-4-11+1 or 2026-12-24"


@figures
@dataclass(frozen=True)
class CalendarRules:
    """Which weekdays the office is open on, and which days it is closed on all the same."""

    open_days: str = rule(
        "Mon Tue Wed Thu Fri", unit="weekdays", means="days the office is open", cite="local policy",
        basis="local setting",
    )  # fmt: skip
    holidays: str = rule(
        "01-01 mon-3-01 mon-3-02 mon-last-05 06-19 07-04 mon-1-09 mon-2-10 11-11 thu-4-11 12-25",
        unit=f"days {WORD}",
        means="state holidays; a date on a Saturday is kept the Friday before, on a Sunday the Monday after",
        cite="Minn. Stat. 645.44 s.5",
        basis="statute",
    )
    also_closed: str = rule(
        "thu-4-11+1", unit=f"days {WORD}", means="other days the office is closed: the Friday after Thanksgiving",
        cite="local policy; Minn. Stat. 645.44 s.5 lets a city choose", basis="local setting",
    )  # fmt: skip

    def __post_init__(self):
        if not self.open_days.split() or not set(self.open_days.split()) <= set(DAYS):
            raise RuleViolation(_("Days the office is open are words of: %(days)s.") % {"days": " ".join(DAYS)})
        for word in [*self.holidays.split(), *self.also_closed.split()]:
            if not list(_days(word, int(word[:4]) if DATED.fullmatch(word) else LEAP_YEAR)):
                raise RuleViolation(
                    _("%(said)s is no day of a year; write it %(like)s.") % {"said": word, "like": WORD}
                )


def calendar(on: date) -> CalendarRules:
    """The office's calendar as the rulebook of a day has it."""
    return rules(CalendarRules, on=on)


def is_open(day: date, rules: CalendarRules) -> bool:
    """Whether the office is open on a day."""
    return day.weekday() in _weekdays(rules.open_days) and day not in _closed(day.year, rules)


def next_open(day: date, rules: CalendarRules) -> date:
    """The day itself, or the first open day after it."""
    while not is_open(day, rules):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=512)
def holidays_of(year: int, rules: CalendarRules) -> frozenset[date]:
    """The state holidays that lie in a year, and the days on which those of a weekend are kept
    (Minn. Stat. 645.44 s.5): for a New Year's Day on a Saturday that is the last day of the year before."""
    said = rules.holidays.split()
    around = range(max(year - 1, date.min.year), min(year + 1, date.max.year) + 1)
    kept = {day for word in said for of_year in around for day in _kept(word, of_year)}
    return frozenset(day for day in kept if day.year == year)


@lru_cache(maxsize=512)
def _closed(year: int, rules: CalendarRules) -> frozenset[date]:
    also = {day for word in rules.also_closed.split() for day in _days(word, year)}
    return holidays_of(year, rules) | also


@lru_cache(maxsize=64)
def _weekdays(open_days: str) -> frozenset[int]:
    return frozenset(DAYS.index(word) for word in open_days.split())


def _kept(word: str, year: int) -> Iterator[date]:
    """The day a word means, and the weekday beside it where a fixed date falls on a weekend."""
    for day in _days(word, year):
        yield day
        if FIXED.fullmatch(word) and day.weekday() > 4:
            yield day + timedelta(days=-1 if day.weekday() == 5 else 1)


def _days(word: str, year: int) -> Iterator[date]:
    """The day that a word means in a year; none where the year has no such day or the word means none."""
    try:
        if found := FIXED.fullmatch(word):
            yield date(year, int(found[1]), int(found[2]))
        elif found := COUNTED.fullmatch(word):
            weekday, which, month, later = found.groups()
            yield _counted(weekday, which, date(year, int(month), 1)) + timedelta(days=int(later or 0))
        elif DATED.fullmatch(word) and (day := date.fromisoformat(word)).year == year:
            yield day
    except (ValueError, OverflowError):
        return


def _counted(weekday: str, which: str, first: date) -> date:
    """The first, second … or last such weekday of the month that begins on `first`."""
    day = first + timedelta(days=(DAYS.index(weekday.capitalize()) - first.weekday()) % 7)
    if which == "last":
        # A fifth one exists where four weeks on it is still the same month.
        return day + timedelta(weeks=4 if (day + timedelta(weeks=4)).month == first.month else 3)
    return day + timedelta(weeks=int(which) - 1)
