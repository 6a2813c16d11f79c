"""How are pages served: whose turn is it, and who keeps whom waiting?"""

import socket
import subprocess
import sys
import threading
import urllib.request
from contextlib import ExitStack

import pytest

from collections_app.local import where
from collections_app.web_server import in_turn, threads, workers

PATIENCE_SECONDS = 30

A_SERVED_PAGE = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"here"]
"""


class Page:
    """Is begun, and stays begun until the test lets it be ready."""

    def __init__(self):
        self.begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, environ, start_response):
        self.begun.set()
        assert self.may_end.wait(PATIENCE_SECONDS)
        return [b"ready"]


class Pages:
    """Which page is asked for stands in the address; what the product would answer is `Page`."""

    def __init__(self, *names, patience_seconds=PATIENCE_SECONDS):
        self.named = {name: Page() for name in names}
        self.answer = in_turn(self, patience_seconds=patience_seconds)
        self.asked = []

    def __getitem__(self, name):
        return self.named[name]

    def __call__(self, environ, start_response):
        return self.named[environ["PATH_INFO"]](environ, start_response)

    def ask(self, name, method="GET"):
        environ = {"PATH_INFO": name, "REQUEST_METHOD": method}
        self.asked.append(threading.Thread(target=self.answer, args=(environ, None), daemon=True))
        self.asked[-1].start()

    def all_are_answered(self):
        for thread in self.asked:
            thread.join(PATIENCE_SECONDS)
        return not any(thread.is_alive() for thread in self.asked)


def test_a_page_is_begun_when_the_one_before_it_is_ready():
    pages = Pages("first", "second")
    pages.ask("first")
    assert pages["first"].begun.wait(PATIENCE_SECONDS)
    pages.ask("second")

    assert not pages["second"].begun.wait(0.05)
    pages["first"].may_end.set()
    assert pages["second"].begun.wait(PATIENCE_SECONDS)
    pages["second"].may_end.set()
    assert pages.all_are_answered()


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_what_is_sent_waits_for_no_page(method):
    pages = Pages("page", "upload")
    pages.ask("page")
    assert pages["page"].begun.wait(PATIENCE_SECONDS)

    pages.ask("upload", method)
    assert pages["upload"].begun.wait(PATIENCE_SECONDS)
    for name in ("page", "upload"):
        pages[name].may_end.set()
    assert pages.all_are_answered()


def test_a_long_paper_keeps_nobody_for_longer_than_the_longest_wait():
    pages = Pages("paper", "page", "next page", patience_seconds=0)
    pages.ask("paper")
    assert pages["paper"].begun.wait(PATIENCE_SECONDS)

    pages.ask("page")
    assert pages["page"].begun.wait(PATIENCE_SECONDS)
    # Who had no turn of its own gives none back: the paper's is still the paper's.
    pages["page"].may_end.set()
    pages.ask("next page")
    for name in ("next page", "paper"):
        pages[name].may_end.set()
    assert pages.all_are_answered()


def test_a_page_that_fails_gives_its_turn_back():
    def fails(environ, start_response):
        raise ZeroDivisionError

    answer = in_turn(fails, patience_seconds=PATIENCE_SECONDS)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            answer({"REQUEST_METHOD": "GET"}, None)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone holds a connection until something is asked on it")
def test_connections_opened_ahead_of_need_keep_nobody_waiting(tmp_path):
    """As browsers open them. Each would hold a thread for seconds."""
    (tmp_path / "served.py").write_text(A_SERVED_PAGE)
    with ExitStack() as at_the_end:
        listener = at_the_end.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = listener.getsockname()[1]
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "served", "--config", "python:collections_app.web_server",
             "--pythonpath", f"{tmp_path},{where.CHECKOUT}", "--bind", f"fd://{listener.fileno()}"],
            cwd=where.CHECKOUT, pass_fds=[listener.fileno()], stderr=subprocess.DEVNULL,
        )  # fmt: skip
        at_the_end.callback(web.wait, PATIENCE_SECONDS)
        at_the_end.callback(web.terminate)
        assert ask(port) == b"here"

        for _ in range(workers * threads * 10):
            at_the_end.enter_context(socket.create_connection(("127.0.0.1", port)))

        assert ask(port) == b"here"


def ask(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE_SECONDS) as answer:
        return answer.read()
