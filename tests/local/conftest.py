"""Data folders of their own, used as a person uses them: by other processes."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from collections_app.local import where
from collections_app.local.children import with_usual_signals
from collections_app.local.locks import ENGINES, KEEPER, Lock

NOT_INHERITED = {
    *(where.TESTS, "PYTEST_XDIST_WORKER", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"),
    *("DATABASE_URL", "REDIS_URL", "DEBUG"),
}

# Says "up", and leaves when its standard input is closed.
A_USER = """
import sys
from collections_app.local import use
with use.engines():
    print("up", flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True)
class Elsewhere:
    """Another data folder, and the environment that leads there."""

    data: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        return {**kept, "DATA": str(self.data)}

    def command(self, *words) -> list[str]:
        return [sys.executable, str(where.CHECKOUT / "manage.py"), *words]

    def manage(self, *words, **more) -> subprocess.CompletedProcess:
        return subprocess.run(
            self.command(*words),
            cwd="/",
            env=self.environment | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    @contextmanager
    def user(self):
        """A process that uses the engines until the block ends."""
        process = subprocess.Popen(
            [sys.executable, "-c", A_USER],
            cwd=where.CHECKOUT,
            env=self.environment,
            preexec_fn=with_usual_signals,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout.readline() == "up\n"
            yield process
        finally:
            process.stdin.close()
            process.wait(60)
            process.stdout.close()

    def ask(self, question: str):
        """One value from the database of this folder."""
        import psycopg2

        connection = psycopg2.connect(host=self.data / "sock", user="postgres", dbname="goodstanding")
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(question)
                return cursor.fetchone()[0] if cursor.description else None
        finally:
            connection.close()

    def keeper(self) -> psutil.Process:
        [keeper] = [
            process
            for process in psutil.process_iter(["cmdline"])
            if "collections_app.local.keeper" in (process.info["cmdline"] or [])
            and process.environ().get("DATA") == str(self.data)
        ]
        return keeper


@pytest.fixture
def elsewhere(monkeypatch):
    """Makes data folders. Whatever a failed test leaves running there is ended."""
    made = []
    top = Path(tempfile.mkdtemp(prefix="goodstanding-test-"))
    top.chmod(0o755)  # as root the engines run as nobody, who must get through

    def make(name="data") -> Elsewhere:
        made.append(Elsewhere(top / name))
        return made[-1]

    yield make
    for folder in made:
        if is_at_rest(folder, monkeypatch, within=0):
            continue
        with_keeper = [p for p in psutil.process_iter() if _belongs(p, folder.data)]
        for process in with_keeper:
            process.send_signal(signal.SIGKILL)
        psutil.wait_procs(with_keeper, timeout=60)
    shutil.rmtree(top)


@pytest.fixture
def at_rest(monkeypatch):
    """Has everything ended in this folder, at the latest after a minute?"""
    return lambda folder: is_at_rest(folder, monkeypatch, within=60)


def is_at_rest(folder: Elsewhere, monkeypatch, within: float) -> bool:
    """The kernel frees a keeper's and the engines' locks when the last process that holds them has ended."""
    if not (folder.data / "locks").exists():
        return True
    with monkeypatch.context() as there:
        there.delenv(where.TESTS, raising=False)
        there.setenv("DATA", str(folder.data))
        locks = [Lock(KEEPER), Lock(ENGINES)]
    free = all(lock.exclusive_within(within) for lock in locks)
    for lock in locks:
        lock.release()
    return free


def _belongs(process: psutil.Process, data: Path) -> bool:
    try:
        return process.environ().get("DATA") == str(data)
    except psutil.Error:
        return False
