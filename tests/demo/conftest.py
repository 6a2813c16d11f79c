"""The fresh demo, loaded once for all tests of this folder, really committed; and a server that shows it."""

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from collections_app.desk.demo.play import load_demo
from core.staff.models import Person
from core.staff.roles import Role
from tests.demo.window import Window


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    """One process loads the demo; the others do not."""
    for item in items:
        if "demo" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("demo"))


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    kept = settings.FILES_ROOT, settings.EXTRACTS_ROOT, settings.DATA
    folder = tmp_path_factory.mktemp("demo")
    settings.FILES_ROOT, settings.EXTRACTS_ROOT, settings.DATA = folder / "files", folder / "extracts", folder
    with django_db_blocker.unblock():
        try:
            load_demo(lambda percent, sentence: None)
            yield folder
        finally:
            settings.FILES_ROOT, settings.EXTRACTS_ROOT, settings.DATA = kept
            call_command("flush", interactive=False, verbosity=0)
            connection.close()  # beside a browser this is a second one, of which the end of the run does not know


@pytest.fixture
def demo_files(demo, settings):
    """The demo's papers, where a test opens them."""
    settings.FILES_ROOT, settings.EXTRACTS_ROOT = demo / "files", demo / "extracts"
    return demo


@pytest.fixture(scope="package")
def server(demo):
    """The product over the demo; what is done in it is done for good."""
    served = LiveServer("localhost")
    served._live_server_modified_settings.enable()
    yield served.url
    served._live_server_modified_settings.disable()
    served.stop()


@pytest.fixture(scope="package")
def sessions(demo, password, django_db_blocker):
    """Somebody of each role who has logged in: the number of their session, by role."""
    found = {}
    with django_db_blocker.unblock():
        for role in Role:
            client = Client()
            client.force_login(Person.objects.filter(roles__contains=[role.value]).order_by("pk").first())
            found[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


@pytest.fixture(scope="package")
def password(demo, django_db_blocker):
    """What the specialist types to log in."""
    words = "a-long-pass-phrase"
    with django_db_blocker.unblock():
        specialist = Person.objects.get(username="specialist")
        specialist.password = MD5PasswordHasher().encode(words, "salt")  # the hasher of tests
        specialist.save()
    return words


@pytest.fixture(scope="package")
def window(chromium, server):
    """One tab for all pages."""
    opened = Window(chromium, server, settings.SESSION_COOKIE_NAME)
    yield opened
    opened.close()
