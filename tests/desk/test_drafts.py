"""Is what somebody began to write kept for them alone, and let go when it was sent?"""

from uuid import uuid4

import pytest
from django.urls import reverse

from collections_app.desk.models import Draft
from tests import factories
from tests.desk.cast import aged, owing
from tests.desk.test_log_call import path_of, said

pytestmark = pytest.mark.django_db
DRAFTS = "/drafts/"


@pytest.fixture
def account():
    account = owing()
    aged(account)
    return account


def test_what_was_typed_comes_back(client, specialist):
    client.post(DRAFTS, {"name": "call-90", "note": "half a", "outcome": ["promised"], "csrfmiddlewaretoken": "x"})

    answer = client.get(DRAFTS, {"name": "call-90"}).json()

    assert answer["values"] == {"note": ["half a"], "outcome": ["promised"]}
    assert answer["at"]


def test_a_draft_is_nobody_else_s(client, specialist):
    client.post(DRAFTS, {"name": "call-90", "note": "half a"})
    client.force_login(factories.person("specialist"))

    assert client.get(DRAFTS, {"name": "call-90"}).status_code == 204


@pytest.mark.parametrize("private", ["4111 1111 1111 1111", "123-45-6789", "x" * 20_001])
def test_what_looks_private_or_is_a_novel_is_not_kept(client, specialist, private):
    client.post(DRAFTS, {"name": "call-90", "note": private, "number": "218-555-0142"})

    assert Draft.objects.get().typed == {"number": ["218-555-0142"]}


@pytest.mark.parametrize("name", ["", "Harriet Lindqvist", "call-90; drop", "x" * 70])
def test_a_draft_is_named_by_a_form_and_an_id(client, specialist, name):
    assert client.post(DRAFTS, {"name": name, "note": "x"}).status_code == 400
    assert client.get(DRAFTS, {"name": name}).status_code == 400


def test_a_draft_is_thrown_away(client, specialist):
    client.post(DRAFTS, {"name": "call-90", "note": "half a"})

    client.post(DRAFTS, {"name": "call-90", "drop": "yes"})

    assert not Draft.objects.exists()


def test_a_draft_is_gone_when_its_call_is_kept_and_a_late_one_does_not_come_back(client, specialist, account):
    request_id = str(uuid4())
    client.post(DRAFTS, {"name": f"call-{account.pk}", "note": "half a", "request_id": request_id})

    client.post(path_of(account), said(request_id=request_id))
    client.post(DRAFTS, {"name": f"call-{account.pk}", "note": "half a", "request_id": request_id})

    assert not Draft.objects.exists()


def test_a_draft_stays_when_the_call_is_refused(client, specialist, account):
    client.post(DRAFTS, {"name": f"call-{account.pk}", "note": "half a"})

    client.post(path_of(account), said(outcome=""))

    assert Draft.objects.exists()
    assert "data-refused" in client.post(path_of(account), said(outcome="")).content.decode()


def test_strangers_have_no_drafts(client):
    assert client.get(DRAFTS, {"name": "call-90"})["Location"].startswith(reverse("staff:log_in"))
