"""What people here know of people stays through the next extract, and a new holder does not inherit who may speak."""

import pytest

from accounts.models import Account
from accounts.notes.actions import write_note
from accounts.notes.queries import sticky_notes
from accounts.people.actions import record_place_relation, tried
from accounts.people.queries import numbers_of, parties_of, place_relation, who_may_speak
from collections_app.interchange.actions import load_extract
from tests.interchange.extracts import FIRST, SECOND, account, customer, night, written
from tests.people.cast import around, number


@pytest.fixture
def known(tmp_path):
    """Account A1 with everything that people keep about it."""
    load_extract(written(tmp_path / "one"), actor=None)
    found = Account.objects.get(number="A1")
    around(found, from_on=FIRST, today=FIRST)
    around(found, role="owner", name="Harbor Homes LLC", today=FIRST)
    number(found, "218-555-0177", today=FIRST)
    tried(found.pk, "218-555-0142", False, actor=None, today=FIRST)
    record_place_relation(found.pk, "tenant", source="lease", actor=None, today=FIRST)
    write_note(account_id=found.pk, text="Rings twice", is_sticky=True, actor=None, today=FIRST)
    return found


def load_second(tmp_path, **rows):
    load_extract(written(tmp_path / "two", night(**rows), sequence=2, on=SECOND), actor=None)


def names(parties):
    return sorted(party.name for party in parties)


def test_a_customer_with_another_phone_overwrites_nothing(known, tmp_path):
    load_second(tmp_path, customers=[customer(1, phone="218-555-0999")])
    known = Account.objects.get(pk=known.pk)

    assert [(found.value, found.state, bool(found.billing_field)) for found in numbers_of(known, SECOND)] == [
        ("218-555-0999", "unknown", True),
        ("218-555-0177", "unknown", False),
        ("218-555-0142", "bad", False),
    ]
    assert names(parties_of(known.pk, SECOND)) == ["Harbor Homes LLC", "Ole Berg"]
    assert place_relation(known.pk, SECOND).relation == "tenant"
    assert [note.text for note in sticky_notes(known)] == ["Rings twice"]


def test_a_new_holder_inherits_the_place_but_neither_who_speaks_nor_what_they_are_to_it(known, tmp_path):
    load_second(
        tmp_path,
        customers=[customer(9, first_name="Nils", last_name="Holm", phone="218-555-0911")],
        accounts=[account(1, customer_id="C9", stated_balance="90.00")],
    )
    known = Account.objects.get(pk=known.pk)

    assert known.customer.name == "Nils Holm"
    assert names(parties_of(known.pk, SECOND)) == ["Harbor Homes LLC"]
    assert not who_may_speak(known.pk, SECOND)
    assert place_relation(known.pk, SECOND) is None
    assert [found.value for found in numbers_of(known, SECOND)] == ["218-555-0911"]
