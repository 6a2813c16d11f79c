"""What does `make run` do? Everything up, in order; everything down, for certain.

Order matters in both directions: a worker must not meet tables that are not there yet, and the engines stop last.
"""

import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from collections_app.local import children, use, where
from collections_app.local.folders import CannotStart, prepare_data_folder
from collections_app.local.locks import RUN, Lock

HOST = "127.0.0.1"
WEB_READY_WITHIN_SECONDS = 180
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK_EVERY_MILLISECONDS = 500

# Three ends within a minute are no accident.
ENDS_FORGIVEN = 2
ENDS_FORGOTTEN_AFTER_SECONDS = 60


@dataclass
class Part:
    """One process of the product, started again when it ends by itself."""

    name: str
    command: list[str]
    bound_by: signal.Signals
    listens_on: tuple[int, ...] = ()
    process: subprocess.Popen | None = None
    ends: list[float] = field(default_factory=list)

    @property
    def log_path(self) -> os.PathLike:
        return where.log_folder() / f"{self.name}.log"

    def start(self) -> None:
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=where.CHECKOUT,
                env=environment(),
                preexec_fn=children.bound_by(self.bound_by),
                start_new_session=True,
                pass_fds=self.listens_on,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def start_again(self) -> None:
        now = time.monotonic()
        self.ends = [end for end in self.ends if now - end < ENDS_FORGOTTEN_AFTER_SECONDS] + [now]
        if len(self.ends) > ENDS_FORGIVEN:
            raise CannotStart(f"The {self.name} keeps ending; {self.log_path} says why.")
        say(f"The {self.name} has ended and is started again; {self.log_path} says why.")
        self.start()


def environment() -> dict[str, str]:
    """Of its own engines nothing else is needed, and a wrong address answers with the product's own page."""
    bare = where.uses_embedded_postgres() and where.uses_embedded_redis()
    return dict(os.environ) if bare else {"DEBUG": "yes", **os.environ}


def product(listener: socket.socket) -> list[Part]:
    celery = [sys.executable, "-m", "celery", "-A", "collections_app"]
    web = [sys.executable, "-m", "gunicorn", "collections_app.wsgi", "--config", "python:collections_app.web_server"]
    web += ["--bind", f"fd://{listener.fileno()}"]
    return [
        Part("web", web, signal.SIGTERM, listens_on=(listener.fileno(),)),
        # A worker whose supervisor was killed drops its tasks; the next one gets them back.
        Part("worker", [sys.executable, "-m", "collections_app.local.worker"], signal.SIGQUIT),
        Part("beat", [*celery, "beat", "--pidfile="], signal.SIGTERM),
    ]


def run() -> None:
    """Until Ctrl-C, or until the terminal or `make` is gone."""
    mother = os.getppid()
    listener = take_port()
    prepare_data_folder()
    lock = Lock(RUN)
    if not lock.try_exclusive():
        raise CannotStart(f"`make run` already runs for {where.data_folder()}; choose another folder with DATA=.")

    started = time.monotonic()
    say("Starting PostgreSQL and Redis …")
    with use.engines():
        logins = set_the_scene()
        say("Starting web, worker and beat …")
        with running(product(listener)) as parts:
            wait_for_the_first_page(listener, parts)
            say(f"\nGoodstanding is ready after {time.monotonic() - started:.1f} seconds: {address(listener)}\n")
            say(logins)
            say("Ctrl-C stops it.")
            watch(parts, mother)


def take_port() -> socket.socket:
    """The listening socket, taken before anything else starts; web workers inherit it."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {text!r}.")
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, int(text)))
        listener.listen(128)
    except OSError as error:
        raise CannotStart(f"Port {text} is not free ({error.strerror}). Choose another: make run PORT=8001") from error
    return listener


def set_the_scene() -> str:
    """Tables, logins and, in an empty database, the demo. Returns the table of logins."""
    scene = subprocess.run(
        [sys.executable, "-m", "collections_app.local.scene"],
        cwd=where.CHECKOUT,
        env=environment(),
        preexec_fn=children.bound_by(signal.SIGTERM),
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    if scene.returncode != 0:
        raise CannotStart("The database could not be made ready; the lines above say why.")
    return scene.stdout


@contextmanager
def running(parts: list[Part]) -> Iterator[list[Part]]:
    try:
        for part in parts:
            part.start()
        yield parts
    finally:
        ignore_further_signals()
        say("Stopping …")
        children.stop((part.process, signal.SIGTERM) for part in parts if part.process)


def wait_for_the_first_page(listener: socket.socket, parts: list[Part]) -> None:
    deadline = time.monotonic() + WEB_READY_WITHIN_SECONDS
    web = parts[0]
    status = None
    while status is None:
        if web.has_ended() or time.monotonic() > deadline:
            raise CannotStart(f"The web server did not start; {web.log_path} says why.")
        time.sleep(0.05)
        status = status_of_health_page(listener)
    if status >= 500:
        raise CannotStart(f"The first page fails ({status}); {web.log_path} says why.")


def status_of_health_page(listener: socket.socket) -> int | None:
    host, port = listener.getsockname()
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/health/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def watch(parts: list[Part], mother: int) -> None:
    """Twice a second: `make` does not tell us that its terminal was closed or that it was killed."""
    terminal = select.poll()
    if sys.stdin is not None and sys.stdin.isatty():
        terminal.register(sys.stdin, 0)
    while os.getppid() == mother and not terminal.poll(LOOK_EVERY_MILLISECONDS):
        for part in parts:
            if part.has_ended():
                part.start_again()
        if where.uses_embedded_engines() and not use.are_running():
            raise CannotStart(f"PostgreSQL or Redis has ended; {where.log_folder()} says why.")


def ignore_further_signals() -> None:
    """A second Ctrl-C must not break the stop."""
    for sig in ENDING_SIGNALS:
        signal.signal(sig, signal.SIG_IGN)


def address(listener: socket.socket) -> str:
    return f"http://{HOST}:{listener.getsockname()[1]}"


def say(text: str) -> None:
    """The terminal may be gone by now."""
    with suppress(OSError):
        print(text, flush=True)


def main() -> int:
    def end(*_: object) -> None:
        ignore_further_signals()
        sys.exit(0)

    for sig in ENDING_SIGNALS:
        signal.signal(sig, end)
    try:
        run()
    except CannotStart as refusal:
        say(f"\n{refusal}")
        return 1
    finally:
        say("Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
