"""How pages are served: gunicorn's settings wherever it runs (`--config python:collections_app.web_server`), and
whose turn it is.

Two pages are made at a time, one in each worker, in the order in which they were asked for. A connection carries one
page and is taken by a worker that has a thread for it; the rest wait where both workers look.
"""

import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

workers = 2
# One makes a page; the others take in what is uploaded and give out what is made, at the pace of the line.
threads = 4
worker_connections = threads
keepalive = 0
timeout = 120
graceful_timeout = 10
preload_app = True  # read the code once, not once per worker
# It would lie in the home folder, where two checkouts share it.
control_socket_disable = True

# A browser opens connections ahead of need. Until something is asked on one, it is the kernel's and holds no thread.
SECONDS_AHEAD_OF_NEED = 60
# No page waits longer than this for the one before it, which may be a long paper; then both are made side by side.
LONGEST_WAIT_SECONDS = 0.5

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def when_ready(server: Any) -> None:
    for listener in server.LISTENERS:
        if listener.sock.family in (socket.AF_INET, socket.AF_INET6):
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SECONDS_AHEAD_OF_NEED)


def in_turn(application: Wsgi, *, patience_seconds: float = LONGEST_WAIT_SECONDS) -> Wsgi:
    """Makes one page at a time: two made side by side in one process are both ready when the later one would be.

    What is sent (POST) waits for nobody, since reading it may take as long as its sender likes.
    """
    turn = threading.Lock()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        mine = environ["REQUEST_METHOD"] in ("GET", "HEAD") and turn.acquire(timeout=patience_seconds)
        try:
            return application(environ, start_response)
        finally:
            if mine:
                turn.release()

    return answer
