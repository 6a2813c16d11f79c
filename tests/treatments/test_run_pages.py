"""What does a supervisor see before releasing a run, and what does each list hold?"""

from datetime import date

import pytest
from django.urls import reverse

from collections_app.treatments.actions import propose_reminders
from notices.models import Letter
from tests import factories
from tests.treatments.standings import TODAY, owing

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(db):
    factories.utility(balances_on=date(2026, 10, 4))
    owing("96.30", days=34)
    owing("40.00", days=34)
    owing("12.00", days=34)
    return propose_reminders(TODAY, actor=None, today=TODAY)


@pytest.fixture
def supervisor(run, client):
    person = factories.person("supervisor")
    client.force_login(person)
    return person


def test_shows_counts_samples_and_the_skipped(run, supervisor, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        page = client.get(reverse("treatments:run", args=[run.pk])).content.decode()

    assert "Release 2 reminders" in page
    assert "136.30" in page
    assert "This is the first run after a full load." in page
    assert "Below the least amount" in page


def test_release_issues_and_says_how_many(run, supervisor, client):
    answer = client.post(reverse("treatments:release", args=[run.pk]), follow=True)

    assert "2 reminders are issued and wait to be printed." in answer.content.decode()
    assert Letter.objects.count() == 2


def test_a_double_click_releases_once(run, supervisor, client):
    for _click in range(2):
        answer = client.post(reverse("treatments:release", args=[run.pk]), follow=True)

    assert "This run no longer waits: it is issued." in answer.content.decode()
    assert Letter.objects.count() == 2


def test_declining_asks_why(run, supervisor, client):
    unsaid = client.post(reverse("treatments:decline", args=[run.pk]), {"why": ""})
    said = client.post(reverse("treatments:decline", args=[run.pk]), {"why": "Wrong rates."}, follow=True)

    assert unsaid.status_code == 422 and "Say why these letters should not go out." in unsaid.content.decode()
    assert "Wrong rates." in said.content.decode()
    assert not Letter.objects.exists()


def test_a_specialist_sees_who_may_release(run, client):
    client.force_login(factories.person("specialist"))

    page = client.get(reverse("treatments:run", args=[run.pk])).content.decode()

    assert "Only a supervisor may release letter runs." in page
    assert client.post(reverse("treatments:release", args=[run.pk])).status_code == 403
    assert not Letter.objects.exists()


def test_each_reason_is_a_list_that_exports_what_is_on_the_screen(run, supervisor, client):
    url = reverse("treatments:decisions", args=[run.pk, "small"])

    page = client.get(url).content.decode()
    exported = b"".join(client.get(url, {"export": "csv"}).streaming_content).decode()

    assert "1 account in the run of Mon Oct 5, 2026" in page
    assert "12.00" in exported and exported.count("\r\n") == 2
    assert client.get(url, {"export": "xlsx"}).status_code == 200
    assert client.get(url, {"export": "doc"}).status_code == 404


def test_an_unknown_reason_is_no_page(run, supervisor, client):
    assert client.get(reverse("treatments:decisions", args=[run.pk, "weather"])).status_code == 404


def test_a_reason_that_nobody_had_says_so(run, supervisor, client):
    page = client.get(reverse("treatments:decisions", args=[run.pk, "estate"])).content.decode()

    assert "No account of this run had this reason." in page
