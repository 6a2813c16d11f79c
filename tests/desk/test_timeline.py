"""In what order does a timeline tell what happened?"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from collections_app.desk.timeline import Line, merged

CHICAGO = ZoneInfo("America/Chicago")


def line(text, on, **fields):
    return Line(on=date(2026, *on), icon="note", text=text, **fields)


def at(*when):
    return datetime(2026, *when, tzinfo=CHICAGO)


def texts(lines):
    return [found.text for found in lines]


def test_newest_first_whatever_the_source():
    bills = [line("bill", (9, 4)), line("old bill", (8, 4))]
    calls = [line("call", (9, 20), at=at(9, 20, 8, 20))]

    assert texts(merged(bills, calls)) == ["call", "bill", "old bill"]


def test_of_one_day_moments_stand_above_what_has_only_the_day():
    day = (9, 20)
    lines = [line("payment", day), line("morning", day, at=at(9, 20, 8)), line("noon", day, at=at(9, 20, 12))]

    assert texts(merged(lines)) == ["noon", "morning", "payment"]


def test_of_one_day_the_later_entry_stands_above():
    assert texts(merged([line("first", (9, 1), turn=1), line("second", (9, 1), turn=2)])) == ["second", "first"]


def test_what_is_to_come_stands_on_top_the_soonest_last():
    lines = [line("past", (9, 1)), line("soon", (10, 8), ahead=True), line("later", (10, 20), ahead=True)]

    assert texts(merged(lines)) == ["later", "soon", "past"]


def test_a_limit_never_hides_what_is_to_come():
    lines = [line(f"past {n}", (9, n)) for n in range(1, 9)]

    assert texts(merged(lines, [line("soon", (10, 8), ahead=True)], limit=3)) == ["soon", "past 8", "past 7"]


def test_a_moment_of_another_day_shows_the_day_it_is_listed_under():
    assert line("x", (9, 1), at=at(9, 2, 8)).when == date(2026, 9, 1)
    assert line("x", (9, 2), at=at(9, 2, 8)).when == at(9, 2, 8)
