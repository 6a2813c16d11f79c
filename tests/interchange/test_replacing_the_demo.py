"""A real utility takes the demo's place: log-ins stay, and a refused extract leaves the demo as it was."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from accounts.models import Account
from collections_app.interchange import actions
from collections_app.interchange.actions import load_extract
from collections_app.interchange.errors import ExtractRefused
from collections_app.interchange.models import Extract
from core import progress, utility
from core.staff.models import Person
from tests import factories
from tests.interchange.extracts import FIRST, tarred, written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demo():
    factories.utility(name="Demo City Utilities", is_demo=True)
    return factories.account(number="9004")


def databases():
    with connection.cursor() as cursor:
        cursor.execute(
            "select datname from pg_database where datname like %s", [f"{connection.settings_dict['NAME']}%"]
        )
        return {name for (name,) in cursor.fetchall()}


def test_the_extract_takes_the_demos_place_and_people_come_along(demo, client, tmp_path):
    supervisor = factories.person("supervisor", username="supervisor")
    client.force_login(supervisor)
    before = databases()

    loaded = load_extract(written(tmp_path / "one"), actor=supervisor, replace_demo=True)

    assert loaded.is_clean
    assert sorted(Account.objects.values_list("number", flat=True)) == ["A1", "A2", "A3"]
    assert (utility.current().name, utility.current().is_demo, utility.business_date()) == (
        "Test Utilities",
        False,
        FIRST,
    )
    assert Person.objects.get(username="supervisor").check_password("a-long-pass-phrase")
    assert Session.objects.count() == 1
    assert factories.person("specialist").pk > supervisor.pk
    assert databases() == before


def test_a_refused_extract_leaves_the_demo_as_it_was(demo, tmp_path):
    before = databases()

    with pytest.raises(ExtractRefused, match="the full load, sequence 1, comes first"):
        load_extract(written(tmp_path / "two", sequence=2), actor=None, replace_demo=True)

    assert utility.current().is_demo
    assert Account.objects.get() == demo
    assert databases() == before


def test_an_upload_over_the_demo_keeps_its_number_so_that_its_page_goes_on(demo, tmp_path, settings):
    supervisor = factories.person("supervisor")
    Extract.objects.create(source="earlier", arrived_at=utility.moment(), state="refused")
    tarred(written(tmp_path / "one")).rename(settings.EXTRACTS_ROOT / "upload-1")
    waiting = Extract.objects.create(
        source="night.tar.gz", file="upload-1", replaces_demo=True, uploaded_by=supervisor, arrived_at=utility.moment()
    )

    actions.load_uploaded(waiting.pk)

    found = Extract.objects.get()
    assert (found.pk, found.state, found.uploaded_by) == (waiting.pk, "loaded", supervisor)
    assert progress.of(found.job)
    assert (settings.EXTRACTS_ROOT / "loaded" / "upload-1").exists()
    assert not utility.current().is_demo
