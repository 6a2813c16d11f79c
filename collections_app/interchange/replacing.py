"""How does a real utility take the demo's place? It loads into a database beside it, and the two change names."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from collections_app.interchange.errors import ExtractRefused
from collections_app.interchange.loading.load import Loaded, Tell, load
from collections_app.interchange.models import Extract
from collections_app.local.backup import BackupRefused, programs
from collections_app.local.backup.beside import Place
from core import utility
from core.models import Progress
from core.staff.models import Person

NOT_ALLOWED = "The database's user may not make databases, so the demo cannot be replaced from here."


def load_over_demo(path: Path, *, actor, extract: Extract | None, tell: Tell) -> Loaded:
    """Load the extract into a new database which then takes the demo's place; people and sessions come along.

    The names change as they do for a restore (`backup.beside`): a refused extract, or a crash at any point before
    both have changed, leaves the demo as it was.
    """
    try:
        place = Place(programs.address())
        people, sessions = list(Person.objects.all()), list(Session.objects.all())
        tell(0, "Making a new database")
        with place.alone() as cursor:
            try:
                place.make_fresh(cursor)
            except psycopg2.errors.InsufficientPrivilege:
                raise ExtractRefused(NOT_ALLOWED) from None
            try:
                with _connected_to(place.fresh):
                    call_command("migrate", verbosity=0, interactive=False)
                    loaded = _load_there(path, people, sessions, actor=actor, extract=extract, tell=tell)
                place.take(cursor)
                place.drop_replaced(cursor)  # nobody misses a demo
            finally:
                place.drop_fresh(cursor)
    except (BackupRefused, psycopg2.Error) as trouble:
        raise ExtractRefused(f"The demo cannot be replaced now: {str(trouble).strip()}") from trouble
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
