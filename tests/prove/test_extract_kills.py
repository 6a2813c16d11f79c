"""SIGKILL of a load at ten random points: whole or nothing each time, and the next try loads it whole."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from collections_app.interchange.actions import load_extract
from collections_app.interchange.models import Extract
from collections_app.local import where
from ledger.checks import verify
from tests.conftest import addresses_of_this_test
from tests.interchange.extracts import account, charge, customer, premise, written
from tests.interchange.state import everything, wait_for_the_killed_load

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
ACCOUNTS, BILLS = 1000, 30
CHILD = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "collections_app.settings"
import django
django.setup()
from collections_app.interchange.actions import load_extract
print("begins", flush=True)
load_extract(sys.argv[1], actor=None)
"""


def town() -> dict[str, list[dict]]:
    days = [date.fromordinal(date(2024, 1, 1).toordinal() + 28 * n) for n in range(BILLS)]
    return {
        "customers.csv": [customer(n) for n in range(ACCOUNTS)],
        "premises.csv": [premise(n) for n in range(ACCOUNTS)],
        "accounts.csv": [account(n) for n in range(ACCOUNTS)],
        "charges.csv": [
            charge(f"B{n}-{day}", n, "10.00", billed_on=day.isoformat(), due_on=day.isoformat())
            for n in range(ACCOUNTS)
            for day in days
        ],
    }


def begun(folder: Path) -> subprocess.Popen:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)],
        cwd=where.CHECKOUT,
        env={**os.environ, **addresses_of_this_test()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "begins\n"
    return child


def test_a_load_killed_anywhere_is_there_whole_or_not_at_all(tmp_path):
    folder = written(tmp_path / "one", town())
    nothing = everything()
    started = time.monotonic()
    with pytest.raises(ZeroDivisionError):  # how long a load takes here, without keeping it
        _load_and_drop(folder)
    lasts = time.monotonic() - started
    chance = random.Random(20261005)

    for _turn in range(10):
        child = begun(folder)
        time.sleep(chance.uniform(0, lasts))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        wait_for_the_killed_load()
        if Extract.objects.loaded().exists():
            assert load_extract(folder, actor=None).is_repeated
            check_it_is_whole()
            call_command("flush", interactive=False, verbosity=0)
        else:
            assert everything() == nothing

    assert load_extract(folder, actor=None).is_clean
    check_it_is_whole()


def check_it_is_whole():
    assert everything()["ledger_posting"] == 2 * ACCOUNTS * BILLS
    assert not list(verify())


def _load_and_drop(folder: Path) -> None:
    with transaction.atomic():
        load_extract(folder, actor=None)
        raise ZeroDivisionError
