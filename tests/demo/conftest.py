"""The fresh demo, loaded once for all tests of this folder, really committed; and a server that shows it."""

import pytest
from django.core.management import call_command

from collections_app.desk.demo.play import load_demo


def pytest_collection_modifyitems(items):
    """One process loads the demo; the others do not."""
    for item in items:
        if "demo" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("demo"))


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    from django.conf import settings

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


@pytest.fixture
def demo_files(demo, settings):
    """The demo's papers, where a test opens them."""
    settings.FILES_ROOT, settings.EXTRACTS_ROOT = demo / "files", demo / "extracts"
    return demo
