"""What does `manage.py nightly` print, and with which exit status?"""

import io
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from collections_app.night.models import Night
from collections_app.schedule import NIGHT
from collections_app.treatments.models import LetterRun
from core.utility import current, moment
from tests.treatments.standings import TODAY, owing

pytestmark = pytest.mark.django_db


def nightly(*arguments):
    """Exit status, what it printed, what it complained about."""
    out, complaints = io.StringIO(), io.StringIO()
    try:
        call_command("nightly", *arguments, stdout=out, stderr=complaints)
    except SystemExit as end:
        return end.code, out.getvalue(), complaints.getvalue()
    return 0, out.getvalue(), complaints.getvalue()


@pytest.fixture
def went_live(office):
    LetterRun.objects.create(
        kind="past_due_reminder", night_on=date(2026, 9, 1), judged_on=date(2026, 9, 1), state="issued", letters=9,
        issued=9, proposed_at=moment(TODAY - timedelta(days=30)),
    )  # fmt: skip


def test_a_line_per_step_with_counts_and_seconds(went_live):
    owing("96.30", days=34)

    status, out, _complaints = nightly()

    lines = out.splitlines()
    assert status == 0
    assert [line.startswith(str(step.words)) for step, line in zip(NIGHT, lines, strict=False)] == [True] * len(NIGHT)
    letters = lines[[step.name for step in NIGHT].index("letters")]
    assert "considered=1 issued=1 skipped=0" in letters and " s  " in letters


def test_a_night_that_has_finished_stays_as_it_is_and_that_is_no_trouble(went_live):
    nightly("--date", "2026-10-05")

    assert nightly("--date", "2026-10-05")[:2] == (0, "The night of 2026-10-05 has finished; nothing was done.\n")


def test_a_waiting_letter_step_has_finished_and_is_worth_a_look(office):
    owing("96.30", days=34)

    status, out, _complaints = nightly()

    assert status == 1
    assert "waits" in out and "1 account past due; a supervisor must release 1 reminder." in out
    assert Night.objects.get().finished_at
    assert nightly("--date", "2026-10-05")[0] == 0


def test_old_balances_are_worth_a_look(went_live):
    office = current()
    office.balances_on = date(2026, 10, 1)
    office.save()

    status, out, _complaints = nightly()

    assert status == 1
    assert "The newest extract is of Thu Oct 1, 2026, which is too old." in out


def test_an_unfinished_night_is_refused_and_continued_with_resume(went_live):
    Night.objects.create(date=TODAY, started_at=moment(TODAY))

    assert nightly() == (2, "", "The night of Oct 5 has not finished. Resume it first.\n")
    assert nightly("--date", "2026-10-06")[0] == 2
    assert nightly("--resume")[0] == 0
    assert Night.objects.get().date == TODAY


def test_a_day_that_is_past_is_refused(went_live):
    status, _out, complaints = nightly("--date", "2026-10-04")

    assert (status, Night.objects.count()) == (2, 0)
    assert complaints == "The business date is Oct 5. A night cannot run for Oct 4, which is past.\n"


def test_a_later_day_moves_the_business_date_on(went_live):
    assert nightly("--date", "2026-10-07")[0] == 1  # balances of Oct 4 are too old by then

    assert current().business_date == date(2026, 10, 7)
