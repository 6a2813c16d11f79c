"""How does a real utility take the demo's place? It loads into a database beside it, and the two change names."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from psycopg2 import sql

from collections_app.interchange.errors import ExtractRefused
from collections_app.interchange.loading.load import Loaded, Tell, load
from collections_app.interchange.models import Extract
from core import utility
from core.models import Progress
from core.staff.models import Person

MAINTENANCE = "postgres"
TURN_OUT = "select pg_terminate_backend(pid) from pg_stat_activity where datname in (%s, %s)"
NOT_ALLOWED = "The database's user may not make databases, so the demo cannot be replaced from here."


def load_over_demo(path: Path, *, actor, extract: Extract | None, tell: Tell) -> Loaded:
    """Load the extract into a new database which then takes the demo's place; people and sessions come along.

    A refused extract, or a crash before the names are changed, leaves the demo as it was.
    """
    name = connection.settings_dict["NAME"]
    beside = f"{name}_replacing"
    people, sessions = list(Person.objects.all()), list(Session.objects.all())
    tell(0, "Making a new database")
    with _maintenance() as cursor:
        _drop(cursor, beside)
        try:
            cursor.execute(
                sql.SQL("create database {} encoding 'UTF8' template template0").format(sql.Identifier(beside))
            )
        except psycopg2.errors.InsufficientPrivilege:
            raise ExtractRefused(NOT_ALLOWED) from None
    try:
        with _connected_to(beside):
            call_command("migrate", verbosity=0, interactive=False)
            loaded = _load_there(path, people, sessions, actor=actor, extract=extract, tell=tell)
    except BaseException:
        with _maintenance() as cursor:
            _drop(cursor, beside)
        raise
    _change_names(name, beside)
    return loaded


def _load_there(path: Path, people, sessions, *, actor, extract: Extract | None, tell: Tell) -> Loaded:
    with transaction.atomic():
        Person.objects.bulk_create(people)
        Session.objects.bulk_create(sessions)
        with connection.cursor() as cursor:
            cursor.execute(
                "select setval(pg_get_serial_sequence('staff_person', 'id'), max(id)) from staff_person "
                "having count(*) > 0"
            )
        row = None
        if extract is not None:
            row = Extract(pk=extract.pk, source=extract.source, file=extract.file, uploaded_by=actor)
            row.arrived_at = extract.arrived_at
            row.save(force_insert=True)
            # The page goes on asking after this number.
            Progress.objects.create(job=row.job, percent=99, sentence="Taking the demo's place", at=utility.moment())
            with connection.cursor() as cursor:
                cursor.execute("select setval(pg_get_serial_sequence('interchange_extract', 'id'), %s)", [row.pk])
        return load(path, actor=actor, extract=row, tell=tell)


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """This thread's connection leads to another database inside the block."""
    own, home = connections[DEFAULT_DB_ALIAS], connections[DEFAULT_DB_ALIAS].settings_dict
    own.close()
    own.settings_dict = {**home, "NAME": name}
    try:
        yield
    finally:
        own.close()
        own.settings_dict = home


@contextmanager
def _maintenance() -> Iterator["psycopg2.extensions.cursor"]:
    """A cursor outside of our own databases, each statement its own transaction."""
    given = {**connection.get_connection_params(), "dbname": MAINTENANCE}
    given.pop("cursor_factory", None)
    own = psycopg2.connect(**given)
    own.autocommit = True
    try:
        with own.cursor() as cursor:
            yield cursor
    finally:
        own.close()


def _drop(cursor, name: str) -> None:
    cursor.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _change_names(name: str, beside: str) -> None:
    """Turn everybody out, change the names in one transaction, and drop the demo."""
    old = f"{name}_replaced"
    connection.close()
    names = {key: sql.Identifier(value) for key, value in (("name", name), ("beside", beside), ("old", old))}
    with _maintenance() as cursor:
        _drop(cursor, old)
        for database in ("name", "beside"):
            cursor.execute(sql.SQL(f"alter database {{{database}}} with allow_connections false").format(**names))
        try:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname in (%s, %s)", [name, beside]
            )
            cursor.execute(
                sql.SQL(
                    "begin; alter database {name} rename to {old}; alter database {beside} rename to {name}; commit"
                ).format(**names)
            )
        finally:
            cursor.execute("rollback")
            cursor.execute(sql.SQL("alter database {name} with allow_connections true").format(**names))
        _drop(cursor, old)
