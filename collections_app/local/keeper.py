"""Who keeps PostgreSQL and Redis running while anybody uses them?

One small process per data folder. Every user holds a shared lock on one file; the keeper waits for the exclusive
lock, which the kernel gives it when the last user has ended, however it ended. Then it stops both engines.
"""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

from collections_app.local import children, postgres, redis_server, where
from collections_app.local.folders import CannotStart, folder_for_engine, runner_for
from collections_app.local.locks import ENGINES, KEEPER, USERS, Lock

READY = "ready"

Engines = list[tuple[subprocess.Popen, signal.Signals]]


def keep() -> None:
    """Start both engines, say so on standard output, and stop them when nobody is left or one has ended."""
    keeper, users, engines_lock = Lock(KEEPER), Lock(USERS), Lock(ENGINES)
    if not keeper.exclusive_within(5):
        raise CannotStart(f"PostgreSQL and Redis already run for {where.data_folder()}.")
    # Engines of a keeper that was killed are on their way out, but not gone yet.
    if not engines_lock.exclusive_within(children.PATIENCE_IN_SECONDS):
        raise CannotStart(f"PostgreSQL or Redis of an earlier run still works in {where.data_folder()}.")

    engines: Engines = []
    try:
        _start(engines, engines_lock)
        _say(READY)
        _wait_for_the_end(users, engines)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        children.stop(engines)
        # Before the users' lock goes with this process: who gets that one must not meet a keeper that is leaving.
        keeper.release()


def _start(engines: Engines, lock: Lock) -> None:
    folders = where.data_folder() / "postgres", where.data_folder() / "redis", where.redis_socket()
    owner = runner_for(postgres.programs() / "postgres", redis_server.program(), *folders)
    folder_for_engine(where.socket_folder(), owner)
    engines.append((postgres.start(owner, inherit=lock), signal.SIGINT))
    engines.append((redis_server.start(owner, inherit=lock), signal.SIGTERM))


def _say(sentence: str) -> None:
    """To whoever started us, who stops listening now."""
    print(sentence, flush=True)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


def _wait_for_the_end(users: Lock, engines: Engines) -> None:
    ended: queue.SimpleQueue[None] = queue.SimpleQueue()

    def report(wait: Callable[[], object]) -> None:
        wait()
        ended.put(None)

    for wait in (users.exclusive, *(engine.wait for engine, _ in engines)):
        threading.Thread(target=report, args=[wait], daemon=True).start()
    ended.get()


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        keep()
    except CannotStart as refusal:
        _say(str(refusal))
        return 1
    except SystemExit:
        pass
    return 0


if __name__ == "__main__":
    # At once: who waits for our lock may look for this process a moment later.
    os._exit(main())
