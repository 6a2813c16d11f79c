"""What every test may ask for: real servers, a real browser, a real worker, a folder of its own."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from urllib.parse import quote

import pytest
from playwright.sync_api import Error as PlaywrightError

from collections_app.local import libraries, where
from collections_app.local.children import bound_by, stop

pytest_plugins = ["collections_app.local.pytest_plugin"]

# Playwright runs an event loop in the main thread, and Django would refuse every query beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# One worker has nobody to talk to.
QUIETLY = ("--without-mingle", "--without-gossip", "-l", "INFO")

PATIENCE = 15_000  # milliseconds a browser waits for what it should see; the machine may have other things to do

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    """Two browsers on two cores gain nothing, so one process of a parallel run gets all browser tests.

    Those of the demo stay with the demo, which one process loads.
    """
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")
        if item.get_closest_marker("browser") and "demo" not in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(autouse=True)
def folders_of_this_test(tmp_path, settings):
    """Papers and extracts of one test are not there in the next."""
    settings.FILES_ROOT = tmp_path / "files"
    settings.EXTRACTS_ROOT = tmp_path / "extracts"
    settings.FILES_ROOT.mkdir()
    settings.EXTRACTS_ROOT.mkdir()


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Hashing slowly is the point of a password hasher, but not here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=libraries.chromium(), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def complaints():
    """What the browser complained about. A test that provokes a complaint reads it and clears the list."""
    return []


@pytest.fixture
def page(chromium, complaints):
    """A fresh browser page. The test fails when a page writes an error or asks for something it cannot get."""

    def note_failed_request(request):
        # A download, or a page left while it was still asking, counts as aborted.
        if request.failure != "net::ERR_ABORTED":
            complaints.append(f"{request.url}: {request.failure}")

    context = chromium.new_context(accept_downloads=True, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("requestfailed", note_failed_request)
    on_the_way = drafts_on_the_way(context)
    yield context.new_page()
    let_drafts_arrive(context, on_the_way)
    context.close()
    assert not complaints, "\n".join(complaints)


def drafts_on_the_way(context):
    """What forms tell the server of what is typed, while it travels."""
    on_the_way = set()
    context.on("request", lambda request: on_the_way.add(request) if "/drafts/" in request.url else None)
    for ends in ("requestfinished", "requestfailed"):
        context.on(ends, lambda request: on_the_way.discard(request))
    return on_the_way


def let_drafts_arrive(context, on_the_way):
    """A draft that is sent as a page closes would meet tables that are being emptied for the next test."""
    for page in context.pages:
        with suppress(PlaywrightError):
            page.evaluate("document.getElementById('draft-offer')?.removeAttribute('data-url')")
    deadline = time.monotonic() + 2
    while on_the_way and context.pages and time.monotonic() < deadline:
        context.pages[0].wait_for_timeout(20)


@pytest.fixture
def worker(transactional_db, settings, tmp_path):
    """A real Celery worker on this test's database, queue and folders; it listens when the test begins."""
    from collections_app.celery import app

    settings.FILES_ROOT = tmp_path / "test" / "files"
    settings.EXTRACTS_ROOT = tmp_path / "test" / "extracts"
    for folder in (settings.FILES_ROOT, settings.EXTRACTS_ROOT):
        folder.mkdir(parents=True)
    app.control.purge()

    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "collections_app", "worker", "-c", "2", *QUIETLY],
            cwd=where.CHECKOUT,
            env={**os.environ, "DATA": str(tmp_path), **addresses_of_this_test()},
            start_new_session=True,
            preexec_fn=bound_by(signal.SIGQUIT),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + 60
        while not app.control.broadcast("ping", reply=True, limit=1, timeout=0.2):
            assert process.poll() is None and time.monotonic() < deadline, (tmp_path / "worker.log").read_text()
        yield process
    finally:
        stop([(process, signal.SIGTERM)])


def addresses_of_this_test():
    """The environment that leads another process to this test's database and queue."""
    from django.db import connection

    to = connection.settings_dict
    login = quote(to["USER"], safe="") + (f":{quote(to['PASSWORD'], safe='')}" if to["PASSWORD"] else "")
    host = f"?host={quote(to['HOST'], safe='')}" + (f"&port={to['PORT']}" if to["PORT"] else "")
    return {
        "DATABASE_URL": f"postgresql://{login}@/{to['NAME']}{host}",
        "REDIS_URL": os.environ.get("REDIS_URL") or f"unix://{quote(str(where.redis_socket()))}",
    }
