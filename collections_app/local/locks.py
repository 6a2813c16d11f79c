"""Who is using this data folder? Locks that the kernel frees when their holder ends, however it ends."""

import fcntl
import os
import time

from collections_app.local import where

USERS = "users"  # shared by every command that uses the engines; the keeper waits for it alone
JOINING = "joining"  # held for a moment by who joins or leaves
KEEPER = "keeper"  # held by the keeper
ENGINES = "engines"  # inherited by PostgreSQL and Redis, so it outlives a killed keeper exactly as long as they do
RUN = "run"  # one `make run` per data folder
MIGRATING = "migrating"
TEST_RUN = "test-run"  # two test runs would empty each other's database


class Lock:
    """A named lock of this data folder, held until released or until this process and its forks have ended."""

    def __init__(self, name: str) -> None:
        self.descriptor = os.open(where.lock_folder() / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def shared(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def exclusive(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def try_shared(self) -> bool:
        return self._try(fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        return self._try(fcntl.LOCK_EX)

    def exclusive_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self.try_exclusive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def release(self) -> None:
        os.close(self.descriptor)

    def __enter__(self) -> "Lock":
        self.exclusive()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self.descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
