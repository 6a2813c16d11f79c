"""How does a command join the users of PostgreSQL and Redis, and leave them?"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from collections_app.local import keeper, where
from collections_app.local.folders import CannotStart, prepare_data_folder
from collections_app.local.locks import JOINING, KEEPER, USERS, Lock

# Keepers whose parent we are; they outlive us while others use them.
_started: list[subprocess.Popen] = []


@contextmanager
def engines() -> Iterator[None]:
    """PostgreSQL and Redis run inside this block; the last command to leave stops them and waits until they have ended.

    Nothing starts where DATABASE_URL and REDIS_URL name both.
    """
    if not where.uses_embedded_engines():
        yield
        return
    prepare_data_folder()
    users = _join()
    try:
        yield
    finally:
        _leave(users)


def are_running() -> bool:
    """Is there a keeper for this data folder?"""
    return not _lock_is_free(KEEPER)


def _join() -> Lock:
    with Lock(JOINING):
        users = Lock(USERS)
        users.shared()  # waits for a keeper that is just stopping
        if _lock_is_free(KEEPER):
            _start_keeper()
    return users


def _leave(users: Lock) -> None:
    """The keeper hears of it by itself; who leaves last waits for it, so that nothing is left running."""
    with Lock(JOINING):
        is_last = users.try_exclusive() or not users.try_shared()
        users.release()
        if is_last:
            with Lock(KEEPER):
                pass
            for process in _started:
                process.wait()


def _start_keeper() -> None:
    log_path = where.log_folder() / "keeper.log"
    with log_path.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", keeper.__name__],
            cwd=where.CHECKOUT,
            start_new_session=True,  # Ctrl-C at the terminal is for the command, not for the engines
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    with process.stdout:
        answer = process.stdout.readline().strip()
    if answer != keeper.READY:
        process.wait()
        raise CannotStart(answer or f"PostgreSQL and Redis did not start; {log_path} says why.")
    _started.append(process)


def _lock_is_free(name: str) -> bool:
    lock = Lock(name)
    try:
        return lock.try_exclusive()
    finally:
        lock.release()
