"""Killed while a real utility takes the demo's place, the office has a database to work in."""

import os
import signal
import subprocess
import sys

import psycopg2
import pytest
from django.db import connection

from accounts.models import Account
from collections_app.local import where
from core import utility
from tests import factories
from tests.conftest import addresses_of_this_test
from tests.interchange.extracts import written

# Loads over the demo, and dies before the nth of the statements that change names (0: does not die).
CHILD = """
import functools, os, signal, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "collections_app.settings"
import django
django.setup()
import psycopg2
from psycopg2.extensions import cursor
from psycopg2.sql import Composed

path, dies_at = sys.argv[1], int(sys.argv[2])
done = 0

class Deadly(cursor):
    def execute(self, statement, *more):
        global done
        words = statement.as_string(self) if isinstance(statement, Composed) else str(statement)
        if "rename to" in words or words == "commit":
            done += 1
            if done == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return super().execute(statement, *more)

connect = psycopg2.connect
psycopg2.connect = lambda *words, **more: connect(*words, **{"cursor_factory": Deadly, **more})
from django.core.management import call_command
call_command("import_extract", path, "--replace-demo")
"""


@pytest.fixture
def demo(transactional_db):
    """A demo utility with a person and an account; what a replacement leaves beside it is cleared away."""
    factories.utility(name="Demo City Utilities", is_demo=True)
    factories.person("supervisor", username="marit")
    factories.account(number="90041187")
    connection.close()
    yield
    connection.close()
    name = connection.settings_dict["NAME"]
    own = psycopg2.connect(**{**_address(), "dbname": "postgres"})
    own.autocommit = True
    with own.cursor() as cursor:
        for beside in (f"{name}_restoring", f"{name}_replaced"):
            cursor.execute(f'drop database if exists "{beside}" with (force)')
    own.close()


def test_a_kill_between_the_two_names_leaves_the_demo_to_work_in(demo, tmp_path):
    killed = _load_over(written(tmp_path / "one"), dies_at=2)

    assert killed.returncode == -signal.SIGKILL
    assert Account.objects.get().number == "90041187"
    assert utility.current().is_demo


def _load_over(folder, *, dies_at=0):
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), str(dies_at)],
        cwd=where.CHECKOUT,
        env={**os.environ, **addresses_of_this_test()},
        capture_output=True,
        text=True,
        timeout=120,
    )


def _address():
    given = connection.get_connection_params()
    return {word: given[word] for word in ("host", "port", "user", "password") if given.get(word)}
