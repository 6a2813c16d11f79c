"""What became of a letter, in words: on its page, in the mail room and in the account's timeline."""

import dataclasses
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.documents.models import Document
from core.utility import moment
from notices import kinds, queries
from notices.actions import issue_letter, print_part_again, print_waiting
from notices.models import Bounce, Emailed, Letter, Returned, Waiting
from notices.queries import states
from tests import factories
from tests.notices.conftest import KIND, TODAY
from tests.notices.mailed import issued, mailed

NOW = moment(TODAY)


@pytest.fixture
def account(kind):
    return factories.account(number="90041187")


@pytest.fixture
def clerk(client, specialist):
    client.force_login(specialist)
    return client


def words(response):
    return " ".join(response.content.decode().split())


def page_of(client, letter):
    return words(client.get(reverse("notices:letter", args=[letter.pk])))


def said(letter):
    [line] = queries.timeline_lines(letter.account_id)
    return line.state, line.said


def emailed(letter):
    """What the task that sends e-mails leaves behind."""
    Waiting.objects.filter(letter=letter).delete()
    document = Document.objects.create(
        sha256="0" * 64, size=1, media_type="application/pdf", name="x.pdf", kind="letter", effective_on=TODAY,
        recorded_at=NOW,
    )  # fmt: skip
    return Emailed.objects.create(
        letter=letter, email="h@example.org", message_id="<1@x>", document=document, sent_on=TODAY, sent_at=NOW
    )


def came_back(letter):
    return Returned.objects.create(
        letter=letter, reason="vacant", note="label: 9 Elm St", makes_bad=False, returned_on=TODAY, recorded_at=NOW
    )


def test_a_letter_that_came_back_says_so_before_that_it_was_mailed(clerk, account):
    [letter] = mailed(account)
    came_back(letter)

    page = page_of(clerk, letter)

    assert said(letter) == (states.RETURNED, "came back Oct 5: vacant")
    assert "Came back" in page and "label: 9 Elm St" in page and "Mailed" in page
    assert "Take it out" not in page
    batch = words(clerk.get(reverse("notices:batch", args=[letter.batch_line.batch_id])))
    assert "came back Oct 5: vacant" in batch


def test_a_letter_that_went_by_email_and_could_not_be_delivered_says_why(clerk, account):
    [letter] = issued(account)
    sent = emailed(letter)
    assert said(letter) == (states.EMAILED, "sent by e-mail Oct 5")

    Bounce.objects.create(emailed=sent, why="550 no such user", bounced_on=TODAY, recorded_at=NOW)

    assert said(letter) == (states.BOUNCED, "sent by e-mail Oct 5, could not be delivered")
    assert "550 no such user" in page_of(clerk, letter) and "h@example.org" in page_of(clerk, letter)


def test_what_is_held_back_waits_for_a_supervisor_and_not_for_the_printer(clerk, account, kind, specialist):
    kinds.register(dataclasses.replace(kind, asks_release=True))
    letter = issue_letter(KIND, account.pk, actor=specialist, today=TODAY, request_id=uuid.uuid4())
    held = letter.waiting.held

    room, page = words(clerk.get(reverse("notices:mail_room"))), page_of(clerk, letter)

    assert said(letter)[0] == states.HELD
    assert queries.waiting_by_kind(now=NOW) == [] and not queries.letters_to_print().exists()
    link = reverse("notices:held_run", args=[held.pk])
    assert link in room and held.why in room and link in page and "Held back." in page


def test_what_waits_to_go_by_email_is_not_counted_for_the_printer(clerk, account, monkeypatch):
    [letter] = issued(account)
    assert [pile.count for pile in queries.waiting_by_kind(now=NOW)] == [1]

    other = Letter.objects.create(
        **{
            field.name: getattr(letter, field.name)
            for field in Letter._meta.concrete_fields
            if field.name not in ("id", "cause", "channel", "email")
        },
        cause="by e-mail", channel="email", email="h@example.org",
    )  # fmt: skip
    Waiting.objects.create(letter=other)

    assert [pile.count for pile in queries.waiting_by_kind(now=NOW)] == [1]
    assert "1 letter waits to go by e-mail" in words(clerk.get(reverse("notices:mail_room")))
    assert states.state_of(Letter.objects.get(pk=other.pk)) == states.TO_EMAIL


def test_the_mail_room_says_how_many_can_still_be_undone(clerk, account, specialist):
    issue_letter(KIND, account.pk, actor=specialist, today=TODAY, request_id=uuid.uuid4())
    issued(factories.account())

    [pile] = queries.waiting_by_kind(now=NOW)

    assert (pile.count, pile.undoable) == (2, 1)
    assert queries.waiting_by_kind(now=NOW + timedelta(hours=1))[0].undoable == 0
    assert "1 can still be undone" in words(clerk.get(reverse("notices:mail_room")))


def test_a_letter_names_its_copies_and_a_copy_its_letter(clerk, account):
    [letter] = issued(account)
    copy = Letter.objects.create(
        **{
            field.name: getattr(letter, field.name)
            for field in Letter._meta.concrete_fields
            if field.name not in ("id", "cause", "address", "copy_of", "copy_to")
        },
        cause="copy", address=["Harbor Flats LLC", "Box 3", "Demo City, MN 55801"], copy_of=letter, copy_to="owner",
    )  # fmt: skip
    Waiting.objects.create(letter=copy)

    of_letter, of_copy = page_of(clerk, letter), page_of(clerk, copy)

    assert "owner of the place" in of_letter and "Harbor Flats LLC, Box 3, Demo City, MN 55801" in of_letter
    assert reverse("notices:letter", args=[copy.pk]) in of_letter
    assert "A copy for the owner of the place." in of_copy
    assert reverse("notices:letter", args=[letter.pk]) in of_copy


def test_a_letter_says_when_it_was_printed_again_and_its_neighbour_does_not(clerk, account, specialist):
    [letter, neighbour] = issued(account, factories.account())
    [batch] = print_waiting(actor=None, today=TODAY).batches
    print_part_again(batch, letters=[letter.pk], why="torn in the folder", actor=specialist, today=TODAY)

    assert "torn in the folder, by Marit Oyelaran" in page_of(clerk, letter)
    assert "torn in the folder" not in page_of(clerk, neighbour)


def test_a_timeline_of_any_length_asks_once(account, django_assert_num_queries):
    came_back(*mailed(account))
    emailed(*issued(account))
    issued(account)

    with django_assert_num_queries(1):
        assert len(queries.timeline_lines(account.pk)) == 3
