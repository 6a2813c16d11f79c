"""How does a made-up utility of any size come to be, for load tests?

Everything is a function of the account's place and the seed, counted by PostgreSQL itself: two connections each write
their half of the accounts, chunk by chunk. They skip the triggers (for a session of a superuser PostgreSQL allows
that without taking a law away), indexes are built afterwards, and then every law is checked from the rows.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import connection

from accounts import search
from accounts.models import Account
from collections_app.interchange.seed_rows import STATEMENTS
from collections_app.treatments import next_steps
from core.errors import RuleViolation
from core.utility import current
from ledger import checks, standings

BUSINESS_DATE = date(2026, 10, 5)
NAME = "Seeded Utilities"
UNFINISHED = "An unfinished seed: start again on an empty database"
CHUNK = 25_000
PROCESSES = 2

# Building an index afterwards costs a third of keeping it up to date while rows come in.
INDEXED_AFTERWARDS = ("ledger_posting", "ledger_transaction", "accounts_service")
INDEXES = """
select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
where i.indrelid = any(%s::regclass[]) and not i.indisprimary
  and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid) order by 1
"""
# No foreign key leads to a posting, so even its primary key can wait.
DROP_KEY = "alter table ledger_posting drop constraint ledger_posting_pkey"
KEY = "create unique index ledger_posting_pkey on ledger_posting (id)"
SET_KEY = "alter table ledger_posting add constraint ledger_posting_pkey primary key using index ledger_posting_pkey"
NEXT_NUMBER = "select setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 0) + 1, false) from {table}"
# Rows of reference that a migration or a log-in may have put into an empty database.
MAY_BE_THERE = {"django", "auth", "contenttypes", "sessions", "staff", "rulebook"}

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Seeded:
    """What was made, and how long it took."""

    accounts: int
    transactions: int
    postings: int
    seconds: float


def seed_accounts(count: int, *, seed: int, tell: Tell) -> Seeded:
    """Make a utility of `count` accounts; refused on a database that holds anything else."""
    _check_empty()
    begun = time.monotonic()

    def say(sentence: str) -> None:
        tell(f"{time.monotonic() - begun:6.0f} s  {sentence}")

    _name_the_utility(UNFINISHED)
    with _indexes_afterwards(say):
        _write(count, seed, say)
    _run("vacuum (analyze, parallel 2)", say, "vacuum and statistics")
    say(f"standings: {standings.renew_all(as_of=BUSINESS_DATE):,}")
    search.renew()
    say("search lines")
    say(f"next steps: {next_steps.renew(today=BUSINESS_DATE):,}")
    _run("analyze", say, "statistics")
    broken = checks.verify()
    if broken:
        raise RuleViolation(f"The seeded books break a law: {broken[0].law}.")
    say("the books are in order")
    _name_the_utility(NAME)
    return Seeded(count, count * 23, count * 82, time.monotonic() - begun)


def _check_empty() -> None:
    for model in apps.get_models():
        if model._meta.app_label in MAY_BE_THERE or model._meta.label == "core.Utility":
            continue
        if model._base_manager.exists():
            raise RuleViolation(
                f"This database holds {model._meta.verbose_name_plural} already. Seed an empty one: make reset."
            )
    if current().name:
        raise RuleViolation(f"This database belongs to {current().name}. Seed an empty one: make reset.")
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper from pg_roles where rolname = current_user")
        if cursor.fetchone() != (True,):
            raise RuleViolation("Seeding skips the triggers, and PostgreSQL allows that to a superuser only.")


def _name_the_utility(name: str) -> None:
    utility = current()
    utility.name, utility.business_date, utility.balances_on = name, BUSINESS_DATE, BUSINESS_DATE
    utility.save()


@contextmanager
def _indexes_afterwards(say: Tell) -> Iterator[None]:
    """Drop the indexes for as long as rows come in, and build them again, two at a time."""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [list(INDEXED_AFTERWARDS)])
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"drop index {name}")
        cursor.execute(DROP_KEY)
    try:
        yield
    finally:
        with ThreadPoolExecutor(PROCESSES) as builders:
            list(builders.map(_build, [KEY, *(definition for _name, definition in found)]))
        with connection.cursor() as cursor:
            cursor.execute(SET_KEY)
        say(f"{len(found) + 1} indexes")


def _build(definition: str) -> None:
    _on_its_own(lambda cursor: cursor.execute(definition))


def _write(count: int, seed: int, say: Tell) -> None:
    """Each of the two takes every other chunk."""
    chunks = [(first, min(first + CHUNK - 1, count)) for first in range(1, count + 1, CHUNK)]

    def write(chunk: tuple[int, int]) -> int:
        first, last = chunk
        filled_in = {"first": first, "last": last, "seed": seed, "today": BUSINESS_DATE}
        _on_its_own(lambda cursor: [cursor.execute(statement, filled_in) for statement in STATEMENTS])
        return last - first + 1

    written = 0
    with ThreadPoolExecutor(PROCESSES) as writers:
        for more in writers.map(write, chunks):
            written += more
            say(f"{written:,} accounts of {count:,}")
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if table.startswith(("accounts_", "ledger_", "holds_")) and model._meta.auto_field:
                cursor.execute(NEXT_NUMBER.format(table=table))
    assert Account.objects.count() == count


def _on_its_own(work: Callable) -> None:
    """On a connection of this thread's own, without triggers, and with room to sort."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            cursor.execute("set synchronous_commit = off")
            cursor.execute("set maintenance_work_mem = '1GB'")
            work(cursor)
    finally:
        own.close()


def _run(statement: str, say: Tell, what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    say(what)
