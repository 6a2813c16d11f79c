"""Is a call kept in one short form, once, and refused in a sentence?"""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.contacts.models import Contact
from accounts.tasks.models import Task
from tests import factories
from tests.desk.cast import aged, owing, text_of
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    account = owing()
    aged(account)
    return account


def said(**changed):
    return {
        "direction": "out", "number": "218-555-0142", "outcome": "voicemail", "request_id": str(uuid4()),
        "next_step": "", **changed,
    }  # fmt: skip


def path_of(account, query=""):
    return reverse("desk:log_call", args=[account.pk]) + query


def test_keeps_the_call_and_shows_it_on_the_account(client, specialist, account):
    answer = client.post(path_of(account), said(note="Asked to call back"), follow=True)

    kept = Contact.objects.get()
    assert (kept.direction, kept.outcome, kept.number, kept.actor) == ("out", "voicemail", "218-555-0142", specialist)
    says = text_of(answer)
    assert "Contacted today" in says and "Asked to call back" in says
    assert "Call kept: Harriet Lindqvist, " in says


def test_the_same_form_twice_is_kept_once(client, specialist, account):
    typed = said()

    client.post(path_of(account), typed)
    client.post(path_of(account), typed)

    assert Contact.objects.count() == 1


def test_a_next_step_becomes_a_task(client, specialist, account):
    client.post(path_of(account), said(next_step="Call back", next_on=TODAY.isoformat(), next_at="15:00"))

    task = Task.objects.get()
    assert (task.what, task.due_on, f"{task.due_at:%H:%M}", task.owner) == ("Call back", TODAY, "15:00", specialist)


def test_a_next_step_is_offered_only_to_who_may_log_contacts(client, specialist, account):
    for role in ("trainee", "auditor", "administrator", "cashier"):
        factories.person(role, full_name=f"Some {role}")
    factories.person("specialist", full_name="Gone Specialist", is_active=False)

    form = client.get(path_of(account)).context["form"]

    assert [str(person) for person in form.fields["next_owner"].queryset] == ["Marit Oyelaran", "Some trainee"]


def test_another_number_and_somebody_else(client, specialist, account):
    client.post(
        path_of(account), said(number="other", other_number="701-555-0100", spoken_to="other", somebody="a neighbor")
    )

    kept = Contact.objects.get()
    assert (kept.number, kept.spoken_to) == ("701-555-0100", "a neighbor")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"note": "card 4111 1111 1111 1111"}, "This looks like a card number, so the note is not saved yet."),
        ({"outcome": ""}, "Say how the conversation ended"),
        ({"direction": ""}, "Say who called whom."),
        ({"outcome": "promised"}, "Say who was spoken to."),
        ({"outcome": "other", "note": " "}, "“Other” needs a note"),
        ({"next_step": "Call back"}, "Say by when: the next step has no date."),
        ({"next_step": "Call back", "next_on": "2026-10-01"}, "A next step is due today or later."),
        ({"note": "x" * 1001}, "The note has 1001 characters; 1000 fit. Say it shorter."),
    ],
)
def test_what_was_typed_stays_when_it_is_refused(client, specialist, account, changed, sentence):
    typed = said(**{"note": "keep me", **changed})

    answer = client.post(path_of(account), typed)

    page = answer.content.decode()
    assert sentence in text_of(answer)
    assert typed["note"] in page and typed["request_id"] in page
    assert not Contact.objects.exists()


def test_after_saving_comes_the_next_account_of_the_list(client, specialist, account):
    other = owing("500.00", name="Other")
    aged(other)
    opened = client.get("/worklist/").context["first_url"]
    form = client.get(path_of(account) + opened[opened.index("?") :])

    answer = client.post(form.context["action"], said(), follow=True)

    assert answer.context["account"] == other


def test_the_last_account_of_a_list_leads_back_to_it(client, specialist, account):
    opened = client.get("/worklist/").context["first_url"]

    answer = client.post(path_of(account) + opened[opened.index("?") :], said())

    assert answer["Location"].startswith("/worklist/")


def test_in_the_panel_only_the_form_comes(client, specialist, account):
    page = client.get(path_of(account), HTTP_HX_REQUEST="true").content.decode()

    assert "<html" not in page and 'name="request_id"' in page


def test_an_auditor_sees_who_may_log_a_call(client, account):
    client.force_login(factories.person("auditor"))

    assert client.get(path_of(account)).status_code == 403
    assert "may log contacts" in text_of(client.get(reverse("desk:account", args=[account.pk])))


def test_a_trainee_may_log_a_call(client, account):
    client.force_login(factories.person("trainee"))

    client.post(path_of(account), said())

    assert Contact.objects.count() == 1


def test_an_account_that_is_not_there_is_not_found(client, specialist):
    assert client.get(reverse("desk:log_call", args=[1])).status_code == 404
    assert client.post(reverse("desk:log_call", args=[1]), said()).status_code == 404
