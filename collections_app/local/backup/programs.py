"""Which pg_dump and pg_restore read and write this database, and how are they called?"""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg2.extensions import make_dsn

from collections_app.local import postgres
from collections_app.local.backup import BackupRefused
from collections_app.local.children import bound_by
from collections_app.local.folders import CannotStart

# The wheel's programs are built without TLS.
WANTS_TLS = {"require", "verify-ca", "verify-full"}


def address() -> dict[str, Any]:
    """The words of libpq for the database that the product uses."""
    to = connection.settings_dict
    words = {"dbname": to["NAME"], "user": to["USER"], "password": to["PASSWORD"], "host": to["HOST"]}
    words |= {"port": to["PORT"], **to["OPTIONS"]}
    return {word: value for word, value in words.items() if value}


def dump(database: dict[str, Any], *, snapshot: str, server: int, to: Path) -> None:
    """The whole database as it stood in this snapshot, in PostgreSQL's own compressed form."""
    words = ["-Fc", "-Z", "gzip", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={to}"]
    _run("pg_dump", database, server, words)


def load(database: dict[str, Any], *, server: int, dumped: Path) -> None:
    """Everything in the dump, or nothing; triggers are made after the rows are in."""
    words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(dumped)]
    _run("pg_restore", database, server, words)


def _run(name: str, database: dict[str, Any], server: int, words: list[str]) -> None:
    program = _program(name, wants_tls=database.get("sslmode") in WANTS_TLS)
    _refuse_older(name, program, server)
    # In the environment, because everybody on the machine can read the words of a command.
    address = {key: value for key, value in database.items() if key != "password"}
    done = subprocess.run(
        [program, "--no-password", f"--dbname={make_dsn(**address)}", *words],
        env={**os.environ, "PGPASSWORD": database.get("password", "")},
        preexec_fn=bound_by(signal.SIGTERM),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise BackupRefused(f"{name} failed: {done.stderr.strip() or done.returncode}")


def _program(name: str, *, wants_tls: bool) -> Path:
    """The wheel's own, because that fits the embedded server; otherwise the machine's."""
    on_path = shutil.which(name)
    try:
        of_wheel = postgres.programs() / name
    except CannotStart:
        of_wheel = None
    if of_wheel is not None and of_wheel.exists() and not (wants_tls and on_path):
        return of_wheel
    if on_path is None:
        raise BackupRefused(f"{name} is missing. Install the PostgreSQL client programs, or run: make setup")
    return Path(on_path)


def _refuse_older(name: str, program: Path, server: int) -> None:
    """A program older than the server cannot know what the server keeps."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.split()
    major = next((int(word.split(".")[0]) for word in said if word[0].isdigit()), 0)
    if major < server // 10_000:
        raise BackupRefused(
            f"The server is PostgreSQL {server // 10_000}, newer than {program} ({major}). "
            f"Install the client programs of PostgreSQL {server // 10_000}."
        )
