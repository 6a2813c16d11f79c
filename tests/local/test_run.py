"""`make run`: everything up, everything down, whoever ends it and however."""

import http.client
import os
import pty
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import psutil
import pytest

from collections_app.local import where
from collections_app.local.locks import RUN, Lock

READY = b"Ctrl-C stops it."


class Terminal:
    """A real terminal with `make run` in it: signals from keys reach only what the terminal reaches."""

    def __init__(self, folder, port, command):
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.chdir(where.CHECKOUT)
            os.execve(command[0], command, {**folder.environment, "PORT": str(port), "DEMO": "no"})
        self.shown = b""

    def read_until(self, text):
        while text not in self.shown:
            assert self._read(), self.shown.decode()

    def read_to_the_end(self):
        while self._read():
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def press_ctrl_c(self):
        os.write(self.descriptor, b"\x03")

    def close(self):
        os.close(self.descriptor)

    def everything_in_it(self):
        return psutil.Process(self.pid).children(recursive=True)

    def _read(self):
        try:
            got = os.read(self.descriptor, 4096)
        except OSError:  # how Linux says that nobody is left on the other side
            return b""
        self.shown += got
        return got


def a_free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def product_of(folder, *, port=None, command=None):
    terminal = Terminal(folder, port or a_free_port(), command or [sys.executable, "-m", "collections_app.local.run"])
    try:
        terminal.read_until(READY)
        yield terminal
    finally:
        if psutil.pid_exists(terminal.pid) and psutil.Process(terminal.pid).status() != psutil.STATUS_ZOMBIE:
            os.kill(terminal.pid, signal.SIGTERM)


def status_of(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def test_serves_keeps_the_data_and_leaves_nothing_behind(elsewhere, at_rest):
    """One long story, because a start takes seconds: up, killed, up again with its data, Ctrl-C twice, nothing left."""
    folder, port = elsewhere(), a_free_port()

    with product_of(folder, port=port) as terminal:
        assert status_of(port, "/health/") == 200
        assert re.search(rb"\n *supervisor +supervisor +\S+", terminal.shown), "a login for each role"
        folder.ask("CREATE TABLE kept ()")
        children = terminal.everything_in_it()
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.read_to_the_end()
    _, alive = psutil.wait_procs(children, timeout=60)
    assert not alive
    assert at_rest(folder)

    with product_of(folder, port=port) as terminal:
        assert folder.ask("SELECT to_regclass('kept')") == "kept"
        assert folder.manage("showmigrations", "core").returncode == 0
        assert status_of(port, "/health/") == 200
        children = terminal.everything_in_it()
        terminal.press_ctrl_c()
        terminal.read_until(b"Stopping")
        terminal.press_ctrl_c()
        assert terminal.read_to_the_end() == 0
    assert not [child for child in children if child.is_running()]


def test_a_killed_make_and_a_closed_terminal_end_it_too(elsewhere, at_rest):
    folder = elsewhere()
    shell = ["/bin/sh", "-c", f'"{sys.executable}" -m collections_app.local.run; exit $?']

    with product_of(folder, command=shell) as terminal:
        children = terminal.everything_in_it()
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.close()
        os.waitpid(terminal.pid, 0)

    _, alive = psutil.wait_procs(children, timeout=60)
    assert not alive
    assert at_rest(folder)


def test_a_taken_port_is_named_before_anything_starts(elsewhere):
    folder = elsewhere()

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run_here(folder, PORT=str(port))

    assert done.returncode == 1
    assert f"Port {port} is not free" in done.stdout
    assert not folder.data.exists()


@pytest.mark.parametrize("port", ["http", "0", "65536"])
def test_a_port_that_is_none_is_refused(elsewhere, port):
    done = run_here(elsewhere(), PORT=port)

    assert done.returncode == 1
    assert "PORT must be a number" in done.stdout


def test_a_second_run_over_the_same_data_is_refused(elsewhere, monkeypatch):
    folder = elsewhere()
    (folder.data / "locks").mkdir(parents=True)
    with monkeypatch.context() as there:
        there.delenv(where.TESTS)
        there.setenv("DATA", str(folder.data))
        first = Lock(RUN)

    with first:
        done = run_here(folder, PORT=str(a_free_port()))

    assert done.returncode == 1
    assert "already runs" in done.stdout


def run_here(folder, **more):
    return subprocess.run(
        [sys.executable, "-m", "collections_app.local.run"],
        cwd=where.CHECKOUT,
        env={**folder.environment, **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
