"""A load and a run of letters at the same time: one waits for the other, and nobody is sent away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from django.db import connection

from accounts.models import Account
from collections_app.interchange.actions import load_extract
from collections_app.treatments.letters import REMINDER
from ledger.checks import verify
from notices.actions import issue_letters
from tests.interchange.extracts import SECOND, account, night, payment, written

LATE = date(2026, 10, 2)
WAITS = "select exists (select 1 from pg_locks where pid = %s and not granted)"


@pytest.mark.django_db(transaction=True)
def test_a_load_and_a_letter_run_on_the_same_accounts_wait_in_one_order(tmp_path):
    load_extract(written(tmp_path / "one"), actor=None)
    low, high = Account.objects.order_by("pk").values_list("pk", flat=True)[:2]
    names = dict(Account.objects.values_list("pk", "number"))
    # The load changes the second account itself, and then the money of the first.
    changes = night(
        accounts=[account(names[high].removeprefix("A"), billing_cycle="9", stated_balance="0.00")],
        payments=[payment("Y9", names[low].removeprefix("A"), "10.00", received_on="2026-10-01")],
    )
    extract = written(tmp_path / "two", changes, sequence=2, on=SECOND)
    begun, backend = Event(), []

    def issue():
        try:
            with connection.cursor() as cursor:
                cursor.execute("select pg_backend_pid()")
                backend.extend(cursor.fetchone())
            begun.set()
            return issue_letters(REMINDER.code, [low, high], cause="run 1", actor=None, today=LATE)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as night_run:
        runs = []

        def tell(percent, sentence):
            if sentence == "Payments":
                runs.append(night_run.submit(issue))
                assert begun.wait(10)
                with connection.cursor() as cursor:
                    while not (runs[0].done() or _waits(cursor, *backend)):
                        pass

        loaded = load_extract(extract, actor=None, tell=tell)
        runs[0].result(timeout=20)

    assert loaded.extract.state == "loaded" and not loaded.rejects
    assert not list(verify())


def _waits(cursor, backend):
    cursor.execute(WAITS, [backend])
    return cursor.fetchone()[0]
