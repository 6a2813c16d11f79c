"""Where is a note written, opened and taken down?"""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.notes.actions import write_note
from accounts.notes.models import Note
from accounts.people.models import LockedAccount
from core.history.models import AccessLine
from core.utility import moment
from tests import factories
from tests.desk.cast import text_of
from tests.factories import TODAY


@pytest.fixture
def signed_in(client, specialist):
    client.force_login(specialist)
    return client


def test_a_sticky_note_stands_on_every_page_of_the_account(signed_in, account):
    url = reverse("notes:write_note", args=[account.pk])
    assert "Write a note" in text_of(signed_in.get(url))

    signed_in.post(url, {"about": "account", "text": "Speak slowly", "is_sticky": "on", "request_id": str(uuid4())})

    for page in ("account", "ledger", "people", "timeline"):
        assert "Speak slowly" in text_of(signed_in.get(reverse(f"desk:{page}", args=[account.pk])))


def test_a_note_about_the_person_stands_on_their_other_account(signed_in, account):
    other = factories.account(customer=account.customer)

    signed_in.post(
        reverse("notes:write_note", args=[account.pk]),
        {"about": "person", "text": "Deaf", "is_sticky": "on", "request_id": str(uuid4())},
    )

    assert "Deaf" in text_of(signed_in.get(reverse("desk:account", args=[other.pk])))


def test_a_refused_note_keeps_what_was_typed(signed_in, account):
    answer = signed_in.post(
        reverse("notes:write_note", args=[account.pk]),
        {"about": "account", "text": "card 4111 1111 1111 1111", "request_id": str(uuid4())},
    )

    assert "This looks like a card number" in text_of(answer) and "4111 1111 1111 1111" in text_of(answer)
    assert not Note.objects.exists()


def test_a_private_note_is_closed_until_opened_and_the_opening_is_logged(signed_in, account, specialist):
    note = write_note(
        account_id=account.pk, text="Lives in a shelter", is_private=True, is_sticky=True, actor=None, today=TODAY
    )
    for page in ("account", "people", "timeline"):
        says = text_of(signed_in.get(reverse(f"desk:{page}", args=[account.pk])))
        assert "shelter" not in says and "Private note" in says

    opened = signed_in.post(reverse("notes:show_private", args=[note.pk]), headers={"HX-Request": "true"})

    assert "Lives in a shelter" in text_of(opened)
    assert AccessLine.objects.get(what="private note").person == specialist


def test_a_trainee_may_not_open_it(client, account):
    note = write_note(account_id=account.pk, text="Lives in a shelter", is_private=True, actor=None, today=TODAY)
    client.force_login(factories.person("trainee"))

    assert client.post(reverse("notes:show_private", args=[note.pk])).status_code == 403


def test_a_note_is_taken_down_and_stays_readable(signed_in, account):
    note = write_note(account_id=account.pk, text="Rings twice", is_sticky=True, actor=None, today=TODAY)
    url = reverse("notes:take_down_note", args=[note.pk])
    assert "Rings twice" in text_of(signed_in.get(url))

    says = text_of(signed_in.post(url, {"why": "new doorbell"}, follow=True))

    assert "taken down Mon Oct 5, 2026 by Marit Oyelaran: new doorbell" in says
    assert "Note. Rings twice" not in text_of(signed_in.get(reverse("desk:account", args=[account.pk])))
    assert "already taken down" in text_of(signed_in.post(url, {"why": "again"}))


def test_a_note_about_a_person_with_an_account_that_is_closed_to_me_is_closed(signed_in, account, specialist):
    note = write_note(customer_id=account.customer_id, text="Deaf", is_private=True, actor=None, today=TODAY)
    LockedAccount.objects.create(
        account=account, person=specialist, why="relative", from_on=TODAY, entered_at=moment(TODAY)
    )

    person = [account.customer_id]
    for url in (
        reverse("notes:write_note_about_person", args=person),
        reverse("notes:show_private", args=[note.pk]),
        reverse("notes:take_down_note", args=[note.pk]),
    ):
        assert signed_in.post(url, {"text": "x", "why": "x"}).status_code == 403
    assert Note.objects.get().taken_down_on is None
