from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.urls import include, path, reverse
from django.utils import timezone

from core.staff.access import allowed

pytestmark = pytest.mark.urls(__name__)


@allowed("use_the_desk")
def bare(request):
    return HttpResponse()


urlpatterns = [
    path("progress/", bare, name="progress"),
    path("page/", bare, name="page"),
    path("people/", include("core.staff.urls")),
]


@pytest.fixture
def minutes_left(client, samuel):
    """Logs Samuel in, lets 20 minutes pass, and answers how many are left afterwards."""
    client.force_login(samuel)
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=10))
    return lambda: round((Session.objects.get().expire_date - timezone.now()).total_seconds() / 60)


def test_what_a_person_does_starts_the_thirty_minutes_anew(client, minutes_left):
    client.get(reverse("page"))

    assert minutes_left() == 30


def test_what_a_page_asks_by_itself_does_not(client, minutes_left):
    assert client.get(reverse("progress")).status_code == 200

    assert minutes_left() == 10


def test_a_part_of_a_page_that_asks_after_the_end_leads_the_whole_page_to_log_in(client):
    answer = client.get(
        reverse("progress"), headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/people/?left="}
    )

    assert answer["HX-Redirect"] == "/people/log-in/?next=%2Fpeople%2F%3Fleft%3D" and not answer.content


def test_an_idle_session_is_over(client, minutes_left):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert client.get(reverse("page")).status_code == 302
