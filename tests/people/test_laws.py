"""Each law of the database about people, numbers and notes, broken."""

import pytest
from django.db import IntegrityError, transaction

from accounts.notes.actions import write_note
from accounts.notes.models import Note
from accounts.people.actions import record_place_relation
from accounts.people.models import ContactPoint, Party, PlaceRelation
from core.utility import moment
from tests.factories import TODAY
from tests.people.cast import around, number


@pytest.mark.parametrize(
    ("law", "broken"),
    [
        ("a_party_has_a_name_and_a_source", {"name": ""}),
        ("a_party_has_a_name_and_a_source", {"source": ""}),
        ("a_party_stays_at_least_a_day", {"until_on": "2026-10-04"}),
        ("an_ended_party_says_why_and_since_when", {"ended_on": TODAY}),
        ("a_caseworker_is_private", {"role": "caseworker"}),
    ],
)
def test_refuses_a_party(account, law, broken):
    sound = {
        "account": account, "holder": account.customer, "role": "owner", "name": "Ole Berg", "may_be_told": "nothing",
        "source": "letter", "from_on": TODAY, "entered_at": moment(TODAY),
    }  # fmt: skip
    Party.objects.create(**sound)

    with pytest.raises(IntegrityError, match=law):
        Party.objects.create(**{**sound, **broken})


@pytest.mark.parametrize(
    ("law", "broken"),
    [
        ("a_contact_point_is_one_persons", {"customer": None}),
        ("a_contact_point_has_a_key_and_a_source", {"key": ""}),
        ("a_number_not_to_be_used_says_why", {"do_not_use": True}),
        ("a_dropped_number_says_why", {"dropped_on": TODAY}),
        ("a_person_has_a_number_once", {}),
    ],
)
def test_refuses_a_number(account, law, broken):
    sound = {
        "customer": account.customer, "kind": "phone", "value": "218-555-0177", "key": "2185550177", "source": "call",
        "from_on": TODAY, "entered_at": moment(TODAY),
    }  # fmt: skip
    ContactPoint.objects.create(**sound)

    with pytest.raises(IntegrityError, match=law):
        ContactPoint.objects.create(**{**sound, **broken})


@pytest.mark.parametrize(
    ("law", "broken"),
    [
        ("a_note_is_about_one_account_or_one_customer", {"account": None}),
        ("a_note_says_something", {"text": ""}),
        ("a_note_taken_down_says_why_and_when", {"taken_down_on": TODAY}),
    ],
)
def test_refuses_a_note(account, law, broken):
    sound = {"account": account, "text": "Rings twice", "on": TODAY, "at": moment(TODAY)}
    Note.objects.create(**sound)

    with pytest.raises(IntegrityError, match=law):
        Note.objects.create(**{**sound, **broken})


def test_a_party_changes_only_by_ending(account):
    party = around(account)

    for change in ({"may_be_told": "everything"}, {"name": "Ole Bergh"}):
        with pytest.raises(IntegrityError, match="changes only by ending"), transaction.atomic():
            Party.objects.filter(pk=party.pk).update(**change)
    with pytest.raises(IntegrityError, match="changes only by ending"), transaction.atomic():
        Party.objects.filter(pk=party.pk).delete()


def test_a_note_changes_only_by_being_taken_down(account):
    note = write_note(account_id=account.pk, text="Rings twice", actor=None, today=TODAY)

    with pytest.raises(IntegrityError, match="by being taken down"), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(text="Rings once")
    with pytest.raises(IntegrityError, match="by being taken down"), transaction.atomic():
        Note.objects.filter(pk=note.pk).delete()


def test_what_a_holder_is_to_a_place_is_append_only(account):
    record_place_relation(account.pk, "owner", source="deed", actor=None, today=TODAY)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        PlaceRelation.objects.update(relation="tenant")


def test_a_number_can_be_judged_as_often_as_it_is_tried(account):
    point = number(account, "218-555-0177")

    ContactPoint.objects.filter(pk=point.pk).update(state="bad")
