"""What does a person see of the night, and who may run it?"""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from kombu.exceptions import OperationalError

from collections_app.night import steps, tasks, views
from collections_app.night.actions import run_night
from collections_app.night.models import Night, NightStep
from collections_app.treatments.actions import release_run
from collections_app.treatments.models import LetterRun
from core.utility import moment
from notices.models import Letter
from tests import factories
from tests.treatments.standings import TODAY, owing

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor(office, client):
    person = factories.person("supervisor", full_name="Marie Okafor")
    client.force_login(person)
    return person


@pytest.fixture
def specialist(office, client):
    person = factories.person("specialist")
    client.force_login(person)
    return person


@pytest.fixture
def sent(monkeypatch):
    """What the buttons hand to the worker."""
    nights = []
    monkeypatch.setattr(views.tasks.run, "delay", lambda day, actor: nights.append((day, actor)))
    return nights


def test_an_office_without_a_night_says_when_it_starts(supervisor, client):
    page = client.get(reverse("night:night")).content.decode()

    assert "The night has not run for Oct 5 yet. It starts at 1:00." in page
    assert "Run the night of Oct 5 now" in page


def test_shows_steps_reasons_and_the_run_that_waits(supervisor, client, django_assert_max_num_queries):
    owing("96.30", days=34)
    owing("12.00", days=34)
    run_night(actor=None)

    with django_assert_max_num_queries(24):
        page = client.get(reverse("night:night")).content.decode()

    run = LetterRun.objects.get()
    assert "1 reminder of Oct 5 waits for a supervisor." in page
    assert "This is the first run after a full load." in page
    assert reverse("treatments:decisions", args=[run.pk, "small"]) in page
    assert "The books are right." in page


def test_a_run_that_was_released_waits_no_longer_on_the_page(supervisor, client):
    owing("96.30", days=34)
    run_night(actor=None)
    release_run(LetterRun.objects.get().pk, actor=supervisor, today=TODAY)

    page = client.get(reverse("night:night")).content.decode()

    assert "1 released by Marie Okafor." in page
    assert "1 letter</a>" in page
    assert "reminder of Oct 5 waits" not in page


def test_run_now_hands_the_night_to_the_worker(supervisor, client, sent):
    answer = client.post(reverse("night:run"), follow=True)

    assert sent == [("2026-10-05", supervisor.pk)]
    assert "The night of Oct 5 is starting." in answer.content.decode()


def test_a_stopped_night_is_resumed_and_not_run_anew(supervisor, client, sent):
    night = Night.objects.create(date=TODAY, started_at=moment(TODAY))
    NightStep.objects.create(night=night, position=3, name="print", started_at=moment(TODAY))

    page = client.get(reverse("night:night")).content.decode()
    refused = client.post(reverse("night:run"), follow=True).content.decode()
    client.post(reverse("night:resume"))

    assert "Killed before it had finished." in page and "Resume" in page
    assert "The night of Oct 5 has not finished. Resume it first." in refused
    assert sent == [("2026-10-05", supervisor.pk)]


def test_nothing_to_resume_is_said(supervisor, client, sent):
    answer = client.post(reverse("night:resume"), follow=True)

    assert "No night has stopped." in answer.content.decode()
    assert sent == []


def test_a_specialist_reads_and_is_told_who_may_run_it(specialist, client, sent):
    page = client.get(reverse("night:night")).content.decode()

    assert "Only a supervisor may run and resume the night." in page
    assert client.post(reverse("night:run")).status_code == 403
    assert client.post(reverse("night:resume")).status_code == 403
    assert sent == []


def test_an_earlier_night_is_opened_from_the_strip(supervisor, client):
    run_night(actor=None)
    run_night(actor=None)

    page = client.get(reverse("night:night"), {"date": "2026-10-05"}).content.decode()

    assert "The night of Mon Oct 5, 2026" in page
    assert client.get(reverse("night:night"), {"date": "2026-01-01"}).status_code == 404
    assert client.get(reverse("night:night"), {"date": "no day"}).status_code == 404


def test_progress_draws_the_page_anew_when_the_night_has_ended(supervisor, client):
    answer = client.get(reverse("night:progress"))

    assert answer["HX-Redirect"] == reverse("night:night")


def test_progress_waits_for_a_worker_for_a_while(supervisor, client):
    url = reverse("night:progress")

    waiting = client.get(url, {"day": "2026-10-05", "waited": "3"})
    given_up = client.get(url, {"day": "2026-10-05", "waited": "30"})
    run_night(actor=None)
    over = client.get(url, {"day": "2026-10-05", "waited": "1"})

    assert "Waiting for a worker." in waiting.content.decode() and "waited=4" in waiting.content.decode()
    assert "HX-Redirect" not in waiting
    assert given_up["HX-Redirect"] == over["HX-Redirect"] == reverse("night:night")


def test_the_task_may_come_twice(supervisor):
    LetterRun.objects.create(
        kind="past_due_reminder", night_on=date(2026, 9, 1), judged_on=date(2026, 9, 1), state="issued", letters=9,
        issued=9, proposed_at=moment(TODAY - timedelta(days=30)),
    )  # fmt: skip
    owing("96.30", days=34)

    for _time in range(2):
        tasks.run("2026-10-05", supervisor.pk)

    assert Night.objects.get().by == supervisor
    assert Letter.objects.count() == 1


def test_a_worker_that_cannot_be_reached_is_said(supervisor, client, monkeypatch):
    def nobody(*ids):
        raise OperationalError

    monkeypatch.setattr(views.tasks.run, "delay", nobody)

    page = client.post(reverse("night:run"), follow=True).content.decode()

    assert "The worker cannot be reached, so the night has not begun." in page
    assert not Night.objects.exists()


def test_a_released_run_asks_nobody_to_release_it_any_more(supervisor, client):
    owing("96.30", days=34)
    run_night(actor=None)
    assert "a supervisor must release 1 reminder" in client.get(reverse("night:night")).content.decode()

    release_run(LetterRun.objects.get().pk, actor=supervisor, today=TODAY)

    page = client.get(reverse("night:night")).content.decode()
    assert "must release" not in page
    assert page.count("1 account past due. 1 released by Marie Okafor.") == 2  # the night's sentence and its step


def test_a_night_that_was_stopped_says_where_and_who_took_it_up(supervisor, client, monkeypatch):
    def no_paper(**_asked):
        raise OSError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(steps, "print_waiting", no_paper)
        assert run_night(actor=None).finished_at is None
    run_night(resume=True, actor=supervisor)

    page = client.get(reverse("night:night")).content.decode()

    assert "Stopped at “Print”, resumed by Marie Okafor." in page
