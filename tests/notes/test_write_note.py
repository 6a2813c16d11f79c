"""A note is written and taken down; it is never edited."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from accounts.notes.actions import take_down_note, write_note
from accounts.notes.models import Note
from accounts.notes.queries import notes_of, notes_of_customer, sticky_notes
from accounts.people.models import LockedAccount
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import moment
from tests import factories
from tests.factories import TODAY


def write(account, text="Hard of hearing: speak slowly", **terms):
    return write_note(account_id=account.pk, text=text, **{"actor": None, "today": TODAY, **terms})


def test_writes_it_and_records_it(account, specialist):
    note = write(account, actor=specialist)

    assert list(notes_of(account)) == [note]
    line = HistoryLine.objects.get()
    assert (line.action, line.account_number) == ("note.written", account.number)
    assert line.facts["text"] == "Hard of hearing: speak slowly"


def test_a_sticky_note_of_the_person_stands_on_every_account_of_theirs(account):
    other = factories.account(customer=account.customer)
    about_person = write_note(customer_id=account.customer_id, text="Deaf", is_sticky=True, actor=None, today=TODAY)
    about_account = write(account, is_sticky=True)
    write(account, "Not sticky")

    assert list(sticky_notes(account)) == [about_account, about_person]
    assert list(sticky_notes(other)) == [about_person]
    assert list(notes_of_customer(account.customer_id)) == [about_person]
    assert HistoryLine.objects.filter(subject_key=str(about_person.pk)).count() == 2


def test_the_words_of_a_private_note_stay_in_the_note(account):
    write(account, "Lives in a shelter", is_private=True)

    assert HistoryLine.objects.get().facts == {"text": "", "sticky": False}


@pytest.mark.parametrize(
    ("text", "terms", "sentence"),
    [
        ("  ", {}, "empty"),
        ("x" * 1001, {}, "1001 characters; 1000 fit"),
        ("x" * 201, {"is_sticky": True}, "201 characters and 200 fit"),
        ("card 4111 1111 1111 1111", {}, "looks like a card number"),
        ("ssn 123-45-6789", {}, "Social Security number"),
    ],
)
def test_refuses(account, text, terms, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        write(account, text, **terms)

    assert not Note.objects.exists()


def test_the_same_request_writes_once(account):
    request_id = uuid4()

    assert write(account, request_id=request_id) == write(account, request_id=request_id)


def test_refuses_a_note_on_ones_own_account_and_on_oneself(account, specialist):
    LockedAccount.objects.create(account=account, person=specialist, why="own", from_on=TODAY, entered_at=moment(TODAY))

    with pytest.raises(RuleViolation, match="your own account"):
        write(account, actor=specialist)
    with pytest.raises(RuleViolation, match="your own account"):
        write_note(customer_id=account.customer_id, text="x", actor=specialist, today=TODAY)


def test_taking_it_down_needs_a_reason_and_happens_once(account, specialist):
    note = write(account, is_sticky=True)

    with pytest.raises(RuleViolation, match="Say why"):
        take_down_note(note.pk, why="", actor=specialist, today=TODAY)
    take_down_note(note.pk, why="no longer so", actor=specialist, today=TODAY)
    with pytest.raises(RuleViolation, match="already taken down by Marit Oyelaran"):
        take_down_note(note.pk, why="no longer so", actor=specialist, today=TODAY)

    assert not sticky_notes(account).exists()
    assert list(notes_of(account)) == [note]
    assert [line.action for line in HistoryLine.objects.order_by("pk")] == ["note.written", "note.taken_down"]


def test_refuses_a_note_about_nobody(account):
    with pytest.raises(RuleViolation, match="one account or about one person"):
        write_note(text="x", actor=None, today=TODAY)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_take_it_down_once():
    factories.utility()
    note = write(factories.account())

    with ThreadPoolExecutor(max_workers=2) as two:
        outcomes = list(two.map(try_to_take_down, [note.pk] * 2))

    assert sorted(outcomes) == ["refused", "taken down"]
    assert HistoryLine.objects.filter(action="note.taken_down").count() == 1


def try_to_take_down(note_id):
    try:
        take_down_note(note_id, why="no longer so", actor=None, today=TODAY)
    except RuleViolation:
        return "refused"
    finally:
        connection.close()
    return "taken down"
