"""An extract that takes the demo's place would take the night's own rows away: no night loads it."""

import pytest

from collections_app.interchange import tasks as interchange
from collections_app.interchange.actions import load_uploaded
from collections_app.interchange.models import Extract
from collections_app.night import tasks
from collections_app.night.actions import run_night
from core.utility import current, moment
from tests import factories
from tests.interchange.extracts import tarred, written
from tests.treatments.standings import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def uploaded(office, settings, tmp_path):
    factories.utility(name="Demo City Utilities", is_demo=True)
    tarred(written(tmp_path / "one")).rename(settings.EXTRACTS_ROOT / "upload-1")
    return Extract.objects.create(source="night.tar.gz", file="upload-1", replaces_demo=True, arrived_at=moment(TODAY))


def test_the_night_leaves_it_waiting_and_ends_as_ever(uploaded):
    night = run_night(TODAY, actor=None)

    assert night.finished_at and night.steps.get(name="load").state == "done"
    uploaded.refresh_from_db()
    assert uploaded.state == "waiting" and current().is_demo


def test_after_the_night_the_worker_is_told_of_it_again(uploaded, monkeypatch):
    told = []
    monkeypatch.setattr(interchange.load_uploaded, "delay", told.append)

    tasks.run_tonight()

    assert told == [uploaded.pk]


def test_once_the_demo_is_gone_it_is_an_extract_like_others(uploaded):
    factories.utility(name="Test Utilities", is_demo=False)

    run_night(TODAY, actor=None)

    uploaded.refresh_from_db()
    assert uploaded.state == "loaded"
    assert load_uploaded(uploaded.pk) is None
