"""How does a fresh database take the place of the one in use, whole or not at all?"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

from collections_app.local.backup import BackupRefused

LOOK_EVERY_SECONDS = 0.05
LONGEST_NAME = 63


class Place:
    """The name under which the product finds its database, and the two names beside it."""

    def __init__(self, database: dict[str, Any]) -> None:
        self.live = database["dbname"]
        self.fresh = f"{self.live}_restoring"
        self.replaced = f"{self.live}_replaced"
        if len(self.replaced.encode()) > LONGEST_NAME or len(self.fresh.encode()) > LONGEST_NAME:
            raise BackupRefused(f"The name {self.live} is too long to put another database beside it.")
        self._server = {**database, "dbname": "postgres"}

    @contextmanager
    def alone(self) -> Iterator[Cursor]:
        """A connection to the server beside all our databases; a second restore or replacement is refused meanwhile."""
        connection = psycopg2.connect(**self._server)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("select pg_try_advisory_lock(hashtext(%s))", [self.fresh])
                if cursor.fetchone() != (True,):
                    raise BackupRefused(f"Something else is being put in the place of {self.live}.")
                yield cursor
        finally:
            connection.close()

    def make_fresh(self, cursor: Cursor) -> None:
        self.drop_fresh(cursor)  # one that was killed left it
        cursor.execute(_with("create database {} encoding 'UTF8' template template0", self.fresh))

    def drop_fresh(self, cursor: Cursor) -> None:
        cursor.execute(_with("drop database if exists {} with (force)", self.fresh))

    def drop_replaced(self, cursor: Cursor) -> None:
        cursor.execute(_with("drop database if exists {} with (force)", self.replaced))

    def exists(self, cursor: Cursor) -> bool:
        cursor.execute("select 1 from pg_database where datname = %s", [self.live])
        return cursor.fetchone() is not None

    def take(self, cursor: Cursor) -> None:
        """Both renames commit together; the database before stays as `…_replaced` until the next restore."""
        renames = [_with("alter database {} rename to {}", self.fresh, self.live)]
        if self.exists(cursor):
            self.drop_replaced(cursor)
            renames.insert(0, _with("alter database {} rename to {}", self.live, self.replaced))
        with self._nobody_else():
            cursor.execute("begin")
            try:
                for rename in renames:
                    cursor.execute(rename)
                cursor.execute("commit")
            except psycopg2.Error:
                cursor.execute("rollback")
                raise

    @contextmanager
    def _nobody_else(self) -> Iterator[None]:
        """Sends everybody else away until the block ends.

        A rename locks newcomers out and waits five seconds for those inside, so who came in between is sent away then.
        """
        connection = psycopg2.connect(**self._server)
        connection.autocommit = True
        done = threading.Event()

        def send_away() -> None:
            with connection.cursor() as cursor:
                while True:
                    cursor.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = any(%s)",
                        [[self.live, self.fresh]],
                    )
                    if done.wait(LOOK_EVERY_SECONDS):
                        return

        thread = threading.Thread(target=send_away, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
            connection.close()


def _with(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))
