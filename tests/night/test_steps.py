"""Does a step say in plain words what it did?"""

from datetime import date, timedelta

import pytest

from collections_app.interchange.loading.load import Loaded
from collections_app.interchange.models import Extract
from collections_app.night import steps
from collections_app.night.models import Night
from collections_app.night.steps import Tonight
from core.utility import moment
from tests.treatments.standings import TODAY, owing

pytestmark = pytest.mark.django_db
TONIGHT = Tonight(TODAY, None, lambda percent, sentence: None)


def extract(day, *, sequence=1, loaded_at=None):
    return Extract.objects.create(
        state="loaded",
        source="a folder",
        arrived_at=moment(day),
        sequence=sequence,
        extract_date=day,
        digest="d" * 64,
        loaded_at=loaded_at or moment(TODAY),
    )


@pytest.mark.parametrize(
    ("rejects", "exceptions", "says"),
    [
        (0, 0, "The extract of Oct 4 was loaded."),
        (0, 1, "The extract of Oct 4 was loaded; 1 balance differs."),
        (3, 1204, "The extract of Oct 4 was loaded, 3 rows rejected; 1,204 balances differ."),
        (1, 0, "The extract of Oct 4 was loaded, 1 row rejected."),
    ],
)
def test_a_load_says_its_rejects_and_its_differences(office, monkeypatch, rejects, exceptions, says):
    came = [Loaded(extract(date(2026, 10, 4)), [None] * rejects, exceptions)]
    monkeypatch.setattr(steps.interchange, "load_waiting", lambda **_asked: came)

    outcome = steps.load(TONIGHT)

    assert outcome.sentence == says
    assert outcome.needs_a_look == bool(rejects or exceptions)


def test_names_what_was_uploaded_since_the_last_night_and_nothing_older(office):
    yesterday = TODAY - timedelta(days=1)
    Night.objects.create(date=yesterday, started_at=moment(yesterday), finished_at=moment(yesterday))
    extract(date(2026, 10, 3), loaded_at=moment(yesterday) - timedelta(hours=2))
    assert steps.load(TONIGHT).sentence == "No extract was waiting."

    extract(date(2026, 10, 4), sequence=2)

    assert steps.load(TONIGHT).sentence == "The extract of Oct 4 was loaded before the night."


def test_counts_the_balances_it_aged(office):
    owing("96.30", days=34, today=TODAY - timedelta(days=1))

    assert steps.age(TONIGHT).sentence == "1 balance aged."
