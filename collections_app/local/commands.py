"""What must run, and be migrated, before this management command?"""

import subprocess
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg2

from collections_app.local import use, where
from collections_app.local.folders import CannotStart, prepare_data_folder
from collections_app.local.locks import MIGRATING, Lock

NEED_NO_ENGINES = {
    "",
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "makemigrations",
    "sendtestemail",
    "startapp",
    "startproject",
    "version",
}
BRING_THEIR_OWN_TABLES = {"migrate", "showmigrations", "sqlmigrate", "squashmigrations", "test"}

REFUSED = 2


@contextmanager
def engines_for(argv: Sequence[str]) -> Iterator[None]:
    """The engines, and tables in an empty embedded database, for as long as this command runs."""
    command = next((word for word in argv[1:2] if not word.startswith("-")), "")
    if command in NEED_NO_ENGINES or {"-h", "--help"} & set(argv):
        # makemigrations would like to compare with a database, and warns where there is none.
        warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
        yield
        return
    with ExitStack() as leave:
        try:
            prepare_data_folder()
            leave.enter_context(use.engines())
        except CannotStart as refusal:
            print(refusal, file=sys.stderr)
            sys.exit(REFUSED)
        if where.uses_embedded_postgres() and command not in BRING_THEIR_OWN_TABLES:
            _make_missing_tables()
        yield


@contextmanager
def migrating() -> Iterator[None]:
    """One process at a time; a file beside the database remembers a migration that was killed half way."""
    with Lock(MIGRATING):
        unfinished = _mark_of_unfinished_migrations()
        unfinished.touch()
        yield
        unfinished.unlink()


def _make_missing_tables() -> None:
    if _has_tables():
        return
    with migrating():
        # In a process of its own, so that the command itself starts as it does every other time.
        words = [sys.executable, str(where.CHECKOUT / "manage.py"), "migrate", "--no-input", "--verbosity", "0"]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        if done.returncode != 0:
            sys.exit(done.returncode)


def _has_tables() -> bool:
    address = where.database()
    connection = psycopg2.connect(host=address["HOST"], user=address["USER"], dbname=address["NAME"])
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
            has_tables = cursor.fetchone() == (True,)
    finally:
        connection.close()
    return has_tables and not _mark_of_unfinished_migrations().exists()


def _mark_of_unfinished_migrations() -> Path:
    return where.lock_folder() / "migrations-unfinished"
