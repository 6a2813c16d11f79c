"""Does the office's date move on, and never back; and are old balances called old?"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from core import history, utility
from core.freshness import is_fresh, last_extract_day_before
from core.history.models import AccessLine, HistoryLine
from core.models import Utility
from core.progress import of, telling
from tests import factories
from tests.factories import TODAY, person

pytestmark = pytest.mark.django_db


def test_an_empty_database_goes_by_the_local_date():
    assert utility.business_date() == utility.local_date()


def test_the_business_date_moves_on_and_never_back():
    assert utility.move_business_date(date(2026, 10, 5)) == date(2026, 10, 5)
    assert utility.move_business_date(date(2026, 10, 4)) == date(2026, 10, 5)
    assert utility.business_date() == date(2026, 10, 5)


def test_there_is_one_utility():
    with pytest.raises(IntegrityError, match="there_is_one_utility"), transaction.atomic():
        Utility.objects.create(pk=2, name="Another City")


def test_what_is_recorded_on_a_replayed_day_carries_that_day():
    at = utility.moment(date(2020, 2, 29)).astimezone(ZoneInfo("America/Chicago"))

    assert at.date() == date(2020, 2, 29)


def test_an_instant_that_a_clock_change_skips_is_still_an_instant():
    assert isinstance(utility.moment(date(2026, 3, 8)), datetime)


@pytest.mark.parametrize(
    ("case", "day", "days", "expected"),
    [
        ("Monday looks back to Friday", date(2026, 11, 23), "Mon Tue Wed Thu Fri", date(2026, 11, 20)),
        ("Saturday looks back to Friday", date(2026, 11, 21), "Mon Tue Wed Thu Fri", date(2026, 11, 20)),
        ("every day looks back one", date(2026, 10, 5), "Mon Tue Wed Thu Fri Sat Sun", date(2026, 10, 4)),
        ("one day a week", date(2026, 10, 5), "Mon", date(2026, 9, 28)),
    ],
)
def test_last_extract_day(case, day, days, expected):
    assert last_extract_day_before(day, days) == expected, case


@pytest.mark.parametrize(
    ("case", "balances_on", "expected"),
    [
        ("no extract at all", None, False),
        ("Thursday's, on a Monday", date(2026, 11, 19), False),
        ("Friday's, on a Monday", date(2026, 11, 20), True),
        ("the day's own", date(2026, 11, 23), True),
    ],
)
def test_balances_are_fresh_on_a_monday(case, balances_on, expected):
    assert is_fresh(balances_on, today=date(2026, 11, 23)) is expected, case


@pytest.mark.parametrize("table", ["history_historyline", "history_accessline"])
@pytest.mark.parametrize("change", ["update {} set account_number = 'x'", "delete from {}"])
def test_history_and_the_access_log_cannot_be_changed(table, change):
    someone = person("specialist")
    history.record("test.happened", actor=someone, on=TODAY, account="9001")
    history.looked("9001", by=someone, what="account")
    assert (HistoryLine.objects.count(), AccessLine.objects.count()) == (1, 1)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))


@pytest.mark.django_db(transaction=True)
def test_progress_shows_while_the_job_is_still_uncommitted():
    class StoppedHalfWay(Exception):
        pass

    with pytest.raises(StoppedHalfWay), telling("a job") as teller, transaction.atomic():
        factories.utility(name="Never committed")
        teller.say(40, "Reading charges")
        raise StoppedHalfWay

    assert (of("a job").percent, of("a job").sentence) == (40, "Reading charges")
    assert not Utility.objects.filter(name="Never committed").exists()


def test_a_replayed_day_has_its_own_hours():
    with utility.at_hour(time(10, 14)):
        at = utility.moment(date(2026, 10, 5)).astimezone(ZoneInfo("America/Chicago"))

    assert (at.date(), at.time()) == (date(2026, 10, 5), time(10, 14))
    assert utility.moment(utility.local_date()).astimezone(ZoneInfo("America/Chicago")).date() == utility.local_date()
