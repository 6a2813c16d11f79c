"""A night in a process of its own that kills itself, SIGKILL, before its n-th statement."""

import os
import signal
import sys
import time
import traceback
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import OperationalError, connection

from collections_app.night.actions import run_night
from collections_app.night.models import Night
from collections_app.treatments.models import LetterRun
from core.utility import current
from notices.models import BatchLine, Letter, Waiting
from tests import factories
from tests.treatments.standings import TODAY, owing

KILLED = -signal.SIGKILL


def an_office():
    """Fresh balances, and a first run that was released, so that letters go out by themselves."""
    factories.utility(balances_on=date(2026, 10, 4))
    LetterRun.objects.create(
        kind="past_due_reminder",
        night_on=date(2026, 9, 1),
        judged_on=date(2026, 9, 1),
        state="issued",
        letters=100,
        issued=100,
        proposed_at="2026-09-01T06:00Z",
    )


def a_night(number: int, *, accounts: int = 2) -> tuple[date, set[int]]:
    """The date of the n-th night, its extract loaded, and accounts that are due a reminder in it."""
    day = TODAY + timedelta(days=number)
    office = current()
    office.balances_on = day
    office.save()
    return day, {owing("96.30", days=34, today=day).pk for _account in range(accounts)}


def statements_of_a_night(day: date) -> int:
    """Run the night here, whole, and count its statements; fonts are read on the way, so that no child has to."""
    with _counting() as seen:
        run_night(day, actor=None)
    return seen[0]


def run_in_a_child(day: date, *, kill_before: int | None = None, kill_after: float | None = None) -> int:
    """Run or resume the night in a forked process; answers its exit status.

    It kills itself before its n-th statement, or is killed from outside after so many seconds.
    """
    # A connection belongs to one process: the child must not find ours.
    connection.close()
    child = os.fork()
    if child == 0:
        _run(day, kill_before)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _run(day: date, kill_before: int | None) -> None:
    try:
        _connected()
        with _counting(kill_before):
            run_night(day, resume=True, actor=None)
        os._exit(0)
    except BaseException:
        traceback.print_exc(file=sys.stderr)
        os._exit(1)


def _connected(tries: int = 5) -> None:
    """A connection that answers: seen once under load, PostgreSQL dropped a newcomer before the night had begun."""
    for left in reversed(range(tries)):
        try:
            with connection.cursor() as cursor:
                cursor.execute("select 1")
        except OperationalError:
            connection.close()
            if not left:
                raise
        else:
            return


@contextmanager
def _counting(kill_before: int | None = None):
    seen = [0]

    def count(execute, sql, params, many, context):
        seen[0] += 1
        if seen[0] == kill_before:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield seen


def assert_the_night_is_whole(day: date, accounts: set[int]) -> None:
    """However it came about: every letter once, each printed in one batch, nothing left over."""
    night = Night.objects.get(date=day)
    assert night.finished_at
    assert {step.state for step in night.steps.all()} == {"done"}
    run = LetterRun.objects.get(night_on=day)
    letters = Letter.objects.filter(cause=run.cause)
    assert sorted(letters.values_list("account", flat=True)) == sorted(accounts)
    assert run.issued == len(accounts)
    assert BatchLine.objects.filter(letter__in=letters).count() == len(accounts)
    assert not Waiting.objects.exists()
