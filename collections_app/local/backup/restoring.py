"""What does `restore FILE` do? All of it comes back, or nothing that matters changes.

Everything is proved and prepared beside what is in use: the files in a folder of drafts, the database in a fresh one.
Only then files are added to those in place, and last the fresh database takes the place of the one in use.
"""

import hashlib
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg2
from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from kombu.exceptions import OperationalError as NoBroker
from psycopg2.extensions import cursor as Cursor
from redis import RedisError

from accounts.documents import files
from accounts.documents.models import Document
from accounts.models import Account, Customer
from collections_app.celery import app
from collections_app.local.backup import BackupRefused, archive, extracts, programs
from collections_app.local.backup.archive import Manifest, Reader
from collections_app.local.backup.beside import Place
from collections_app.local.backup.taking import rows_of_every_table
from core.history.models import HistoryLine
from ledger.models import Transaction

DRAFTS = ".restoring"
FRESH = "restoring"

# A database without any of these holds nothing that anybody would miss.
WOULD_BE_MISSED = (Customer, Account, Transaction, Document, HistoryLine)


@dataclass(frozen=True)
class Restored:
    """What came back. `missing` are papers whose bytes lie neither in the FILE nor in place."""

    manifest: Manifest
    rows: int
    files_added: int
    missing: list[str]
    replaced: str
    queue_emptied: bool


def restore(path: Path, *, replace: bool = False) -> Restored:
    """Raises `BackupRefused` with everything as it was."""
    try:
        address = programs.address()
        connection.close()
        place = Place(address)
        with archive.opened(path) as backup, place.alone() as cursor:
            _refuse_another_utility(backup.manifest)
            existed = place.exists(cursor)
            if existed and not replace and not _is_empty(address):
                raise BackupRefused(
                    f"The database {place.live} is not empty. To give it up for this backup, add --replace."
                )
            return _restore(backup, place, cursor, address, existed=existed)
    except (OSError, tarfile.TarError, psycopg2.Error, DatabaseError, CommandError) as error:
        raise BackupRefused(f"{path} could not be restored: {str(error).strip()}") from error


def _restore(backup: Reader, place: Place, cursor: Cursor, address: dict[str, Any], *, existed: bool) -> Restored:
    with _drafts() as drafts:
        backup.unpack_database(drafts / "database.dump")
        proved = _draft_all(backup, drafts)
        drafted = [sha256 for sha256, is_new in proved.items() if is_new]
        os.sync()  # a name in its place promises that its bytes are on disk
        place.make_fresh(cursor)
        try:
            papers = _fill({**address, "dbname": place.fresh}, backup.manifest, drafts)
            for sha256 in drafted:
                _add(drafts / sha256, files.place(sha256))
            os.sync()
            missing = [sha256 for sha256 in papers if sha256 not in proved and not _is_in_place(sha256)]
            place.take(cursor)
            extracts.put_back(drafts / "extracts")
        finally:
            place.drop_fresh(cursor)
    rows = sum(backup.manifest.rows.values())
    return Restored(
        backup.manifest, rows, len(drafted), missing, place.replaced if existed else "", _forget_what_waits()
    )


@contextmanager
def _drafts() -> Iterator[Path]:
    """A folder on the files' own disk, so that a draft takes its place by its name alone."""
    folder = Path(settings.FILES_ROOT) / DRAFTS
    shutil.rmtree(folder, ignore_errors=True)  # one that was killed left it
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _draft_all(backup: Reader, drafts: Path) -> dict[str, bool]:
    """Every file proved; answers the kept ones' hashes, each with whether it must be added."""
    proved = {}
    for sha256, of_extract, content in backup.files():
        if sha256:
            proved[sha256] = _draft(sha256, content, drafts)
        else:
            extracts.draft(of_extract, content, drafts / "extracts")
    return proved


def _draft(sha256: str, content: IO[bytes], drafts: Path) -> bool:
    """Prove one file, and keep a draft of it unless the same bytes are in place already."""
    draft = drafts / sha256
    if archive.copy(content, draft) != sha256:
        raise BackupRefused(f"The file {sha256} in this backup is damaged.")
    if not _is_in_place(sha256):
        return True
    draft.unlink()
    return False


def _is_in_place(sha256: str) -> bool:
    """Is the file there, with the bytes that its name promises?"""
    place = files.place(sha256)
    if not place.exists():
        return False
    with place.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == sha256


def _add(draft: Path, place: Path) -> None:
    """Bytes that fit their name are never overwritten; only a file that was damaged gets its own bytes back."""
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(draft, place)


def _fill(address: dict[str, Any], manifest: Manifest, drafts: Path) -> list[str]:
    """The fresh database: loaded, counted, migrated to this product's tables. Answers its papers' hashes."""
    programs.load(address, server=manifest.server, dumped=drafts / "database.dump")
    fresh = psycopg2.connect(**address)
    try:
        fresh.autocommit = True
        with fresh.cursor() as cursor:
            if rows_of_every_table(cursor) != manifest.rows:
                raise BackupRefused("The database in this backup does not have the rows that its manifest counts.")
            cursor.execute("analyze")
            cursor.execute(f"select distinct sha256 from {Document._meta.db_table} order by 1")
            papers = [sha256 for (sha256,) in cursor.fetchall()]
    finally:
        fresh.close()
    _migrate(address["dbname"])
    return papers


def _migrate(name: str) -> None:
    """A backup of an earlier version gets the tables of this one; one of a later version is refused."""
    connections.settings[FRESH] = {**connections.settings[connection.alias], "NAME": name}
    try:
        applied = set(MigrationRecorder(connections[FRESH]).applied_migrations())
        ours = set(MigrationLoader(None).disk_migrations)
        if applied - ours:
            raise BackupRefused("This backup was made by a later version of the product; restore it with that version.")
        if ours - applied:
            call_command("migrate", database=FRESH, interactive=False, verbosity=0)
    finally:
        connections[FRESH].close()
        del connections[FRESH]
        del connections.settings[FRESH]


def _refuse_another_utility(manifest: Manifest) -> None:
    if settings.UTILITY_NAME and manifest.utility != settings.UTILITY_NAME:
        raise BackupRefused(
            f"This backup is of {manifest.utility or 'a utility without a name'}, "
            f"and UTILITY_NAME says {settings.UTILITY_NAME}."
        )


def _is_empty(address: dict[str, Any]) -> bool:
    live = psycopg2.connect(**address)
    try:
        with live.cursor() as cursor:
            return not any(_has_rows(cursor, model._meta.db_table) for model in WOULD_BE_MISSED)
    finally:
        live.close()


def _has_rows(cursor: Cursor, table: str) -> bool:
    cursor.execute("select to_regclass(%s) is not null", [table])
    if cursor.fetchone() != (True,):
        return False
    cursor.execute(f"select exists (select from {table})")
    return cursor.fetchone() == (True,)


def _forget_what_waits() -> bool:
    """Waiting tasks carry ids of the database before, and the rows of this one are its queue."""
    try:
        app.control.purge()
        cache.clear()
    except (OSError, RedisError, NoBroker):
        return False
    return True
