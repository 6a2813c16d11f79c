"""Two nights at once: does one of them give way?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from collections_app.night import actions
from collections_app.night.actions import _the_only_one, run_night
from collections_app.night.models import Night
from collections_app.night.queries import is_running
from core.errors import RuleViolation
from notices.models import Letter
from tests.night.kills import a_night, an_office
from tests.treatments.standings import TODAY

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_night_that_runs_keeps_the_other_out(monkeypatch):
    an_office()
    day, _accounts = a_night(0)

    # Patient here: a killed night of an earlier test may still be letting go. Only the other does not wait.
    with _the_only_one():
        monkeypatch.setattr(actions, "PATIENCE", 0)
        assert is_running()
        with ThreadPoolExecutor(max_workers=1) as other:
            assert other.submit(_try, day).result() == "The night is already running."

    assert not is_running()
    assert not Night.objects.exists()


def test_two_at_once_issue_each_letter_once():
    an_office()
    day, accounts = a_night(0)
    start = Barrier(2)

    with ThreadPoolExecutor(max_workers=2) as machines:
        said = list(machines.map(lambda _n: _try(day, start), range(2)))

    assert "ran" in said
    assert set(said) <= {"ran", "The night is already running."}
    assert Letter.objects.count() == len(accounts)
    assert not Night.objects.filter(date__gt=TODAY + timedelta(days=0)).exists()


def _try(day, start=None):
    try:
        if start:
            start.wait(timeout=10)
        run_night(day, actor=None)
    except RuleViolation as refusal:
        return str(refusal)
    finally:
        connection.close()
    return "ran"
