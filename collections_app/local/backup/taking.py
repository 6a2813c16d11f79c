"""What does `backup FILE` do? Everything that this installation knows goes into one FILE, or no FILE appears."""

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

from accounts.documents import files
from accounts.documents.models import Document
from collections_app.local.backup import BackupRefused, archive, extracts, programs
from collections_app.local.backup.archive import KEPT_FILE, Manifest, Writer
from core.models import Utility


@dataclass(frozen=True)
class Taken:
    """What went into the FILE, and the papers whose bytes could not, because they are missing or damaged."""

    path: Path
    size: int
    rows: int
    files: int
    unproved: list[str]


def back_up(path: Path) -> Taken:
    """Write FILE; one that is there already is replaced when the new one is whole.

    Raises `BackupRefused`. The database is dumped first: the bytes of a paper are written before its row commits and
    never removed, so the files of every paper in the dump are still there afterwards.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise BackupRefused(f"{path} cannot be written: name a file in a folder that is there.")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            draft = Path(folder) / path.name
            taken = _write(draft, Path(folder) / "database.dump")
            os.replace(draft, path)
    except (OSError, psycopg2.Error) as error:
        raise BackupRefused(f"The backup could not be made: {str(error).strip()}") from error
    return Taken(path, path.stat().st_size, *taken)


def _write(draft: Path, dumped: Path) -> tuple[int, int, list[str]]:
    with extracts.waiting() as opened:
        manifest, of_papers = _dump_database(dumped)
        with archive.written(draft) as writer:
            writer.add_manifest(manifest)
            with dumped.open("rb") as content:
                writer.add("database.dump", content, dumped.stat().st_size)
            dumped.unlink()
            added, damaged = _add_files(writer)
            extracts.add(writer, opened)
    return sum(manifest.rows.values()), len(added), sorted({*damaged, *(of_papers - added)})


def _dump_database(to: Path) -> tuple[Manifest, set[str]]:
    """Dump, counts and the papers' hashes, all from one snapshot."""
    address = programs.address()
    with closing(psycopg2.connect(**address)) as own:
        own.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with own.cursor() as cursor:
            snapshot = _one(cursor, "select pg_export_snapshot()")
            rows = rows_of_every_table(cursor)
            programs.dump(address, snapshot=snapshot, server=own.server_version, to=to)
            cursor.execute(f"select distinct sha256 from {Document._meta.db_table}")
            of_papers = {sha256 for (sha256,) in cursor}
            cursor.execute(f"select name, business_date::text from {Utility._meta.db_table}")
            name, business_date = cursor.fetchone() or ("", None)
            server = own.server_version
    with to.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    taken_at = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(name, business_date, taken_at, server, sha256, rows), of_papers


def rows_of_every_table(cursor: Cursor) -> dict[str, int]:
    cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
    tables = [table for (table,) in cursor.fetchall()]
    return {table: _one(cursor, sql.SQL("select count(*) from {}").format(sql.Identifier(table))) for table in tables}


def _one(cursor: Cursor, question: str | sql.Composed) -> Any:
    cursor.execute(question)
    found = cursor.fetchone()
    return found[0] if found else None


def _add_files(writer: Writer) -> tuple[set[str], list[str]]:
    """Every kept file whose bytes still have the hash that is its name; the others are answered."""
    added, damaged = set(), []
    for sha256 in kept_files():
        try:
            content = files.read(sha256)
        except files.Damaged:
            damaged.append(sha256)
            continue
        writer.add(f"files/{sha256[:2]}/{sha256[2:4]}/{sha256}", io.BytesIO(content), len(content))
        added.add(sha256)
    return added, damaged


def kept_files() -> Iterator[str]:
    """The hash of every file that lies where it should; drafts of a killed process are none."""
    root = Path(settings.FILES_ROOT)
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            if KEPT_FILE.fullmatch(f"files/{(Path(folder) / name).relative_to(root).as_posix()}"):
                yield name
