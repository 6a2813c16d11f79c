"""Copies of a letter to people around the account, each at an address of their own."""

import dataclasses
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.people.models import Party, ProtectedAddress
from accounts.places.models import PremiseOwner
from core.history.models import HistoryLine
from core.utility import moment
from notices import kinds
from notices.actions import (
    confirm_mailed,
    issue_letter,
    issue_letters,
    print_waiting,
    pull_letter,
    record_returned,
    undo_letter,
)
from notices.actions.pages import writing_of
from notices.models import BatchLine, HeldRun, Letter, Pull, Waiting
from notices.page.sentences import copies_of
from notices.paper import press
from notices.queries.came_back import what_stops
from notices.queries.protection import naming_hidden_places, without_place
from notices.queries.timeline import told
from notices.queries.versions import shipped_text
from tests import factories
from tests.notices.conftest import KIND, TODAY
from tests.notices.mailed import printed
from tests.notices.reading import text_of

ROLES = ("owner", "occupant", "third_party", "caseworker")
PLACE = {
    "mailing_line1": "12 Lake Avenue", "mailing_city": "Demo City", "mailing_state": "MN", "mailing_zip": "55802",
}  # fmt: skip


@pytest.fixture(autouse=True)
def copied(kind):
    return kinds.register(dataclasses.replace(kind, copies_to=ROLES))


@pytest.fixture
def account(db):
    place = factories.premise(line1="318 Harbor Street", unit="Apt 2", city="Demo City", state="MN", zip="55801")
    return factories.account(premise=place)


def party(account, role, name, *, place=PLACE, **more):
    usual = {
        "holder": account.customer, "may_be_told": "everything", "source": "form", "from_on": TODAY,
        "entered_at": moment(TODAY),
    }  # fmt: skip
    return Party.objects.create(account=account, role=role, name=name, **{**usual, **place, **more})


def issue(*accounts):
    return issue_letters(KIND, [a.pk for a in accounts], cause="run 1", actor=None, today=TODAY)


def test_a_copy_goes_to_each_role_that_the_kind_names_at_its_own_address(account):
    party(account, "third_party", "Nora Quist")
    party(account, "caseworker", "County Aid", place=PLACE | {"mailing_line1": "9 Court Street"}, privacy="private")
    party(account, "authorised", "Not Asked")

    issued = issue(account)

    letter = Letter.objects.get(pk=issued.letters[account.pk])
    copies = list(letter.copies.order_by("pk"))
    assert [(copy.copy_to, copy.address) for copy in copies] == [
        ("third_party", ["Nora Quist", "12 Lake Avenue", "Demo City, MN 55802"]),
        ("caseworker", ["County Aid", "9 Court Street", "Demo City, MN 55802"]),
    ]
    assert issued.count == 1 and issued.copies.letters == [copy.pk for copy in copies]
    assert Waiting.objects.count() == 3


def test_a_copy_says_what_its_letter_says(account):
    party(account, "third_party", "Nora Quist")

    issue(account)

    letter, copy = account.letters.order_by("pk")
    assert copy.copy_of == letter
    changed = {name for name in copy.facts if copy.facts[name] != letter.facts.get(name)}
    assert changed == {"mailing_lines", "copied_to", "to_private"} and copy.version == letter.version


def test_the_sheet_of_a_copy_says_for_whom_it_is(account):
    party(account, "third_party", "Nora Quist")

    issue(account)

    letter, copy = account.letters.order_by("pk")
    assert "Copy for Nora Quist" in text_of(press.print_letter(writing_of(copy)).content)
    assert "Copy for" not in text_of(press.print_letter(writing_of(letter)).content)


def test_the_history_says_whom_a_copy_is_for(account):
    party(account, "third_party", "Nora Quist")

    issue(account)

    lines = HistoryLine.objects.filter(action="letter.issued", account_number=account.number)
    assert [line.facts.get("copy_to") for line in lines.order_by("pk")] == [None, "third_party"]


def test_the_owner_of_the_place_gets_one_where_nobody_around_the_account_is_the_owner(account):
    PremiseOwner.objects.create(
        premise=account.premise, name="Harbor Homes", line1="1 Main Street", city="Demo City", state="MN", zip="55803",
        source="county", from_on=TODAY, entered_at=moment(TODAY),
    )  # fmt: skip

    issue(account)

    assert account.letters.get(copy_to="owner").address == ["Harbor Homes", "1 Main Street", "Demo City, MN 55803"]


def test_an_occupant_without_an_address_is_written_to_at_the_place(account):
    party(account, "occupant", "Tenant", place={})

    issue(account)

    assert account.letters.get(copy_to="occupant").address == [
        "Tenant", "318 Harbor Street", "Apt 2", "Demo City, MN 55801",
    ]  # fmt: skip


def test_who_has_no_address_gets_none_and_is_named(account):
    party(account, "third_party", "Nora Quist", place={})

    issued = issue(account)

    assert issued.copies.left_out == {
        account.pk: ["Nora Quist, third party, gets copies: no copy, no address is known."]
    }
    assert account.letters.count() == 1
    line = HistoryLine.objects.get(action="letter.not_copied")
    assert told(line.action, line.facts)[1] == (
        "Past-due reminder: Nora Quist, third party, gets copies: no copy, no address is known."
    )


def test_who_is_private_is_not_named_beside_the_letter(account):
    party(account, "caseworker", "County Aid", privacy="private")
    party(account, "third_party", "Nora Quist", place=PLACE | {"mailing_line1": "9 Court Street"})

    issue(account)

    shown = copies_of(account.letters.get(copy_of=None))
    assert [line.address for line in shown] == ["Nora Quist, 9 Court Street, Demo City, MN 55802", ""]


@pytest.mark.parametrize(
    ("case", "more"),
    [
        ("ended", {"ended_on": TODAY, "ended_at": moment(TODAY), "ended_why": "moved"}),
        ("not yet", {"from_on": TODAY + timedelta(days=1)}),
    ],
)
def test_who_does_not_stand_there_today_gets_none(account, case, more):
    party(account, "third_party", "Nora Quist", **more)

    issue(account)

    assert account.letters.count() == 1, case


def test_whom_an_earlier_holder_named_gets_none(account):
    party(account, "third_party", "Nora Quist", holder=factories.customer())

    issue(account)

    assert account.letters.count() == 1


def test_one_person_in_two_roles_gets_one_copy(account):
    party(account, "third_party", "Nora Quist")
    party(account, "caseworker", "Nora Quist", privacy="private")

    issue(account)

    assert account.letters.count() == 2


def test_copies_are_taken_out_with_their_letter(account, specialist):
    party(account, "third_party", "Nora Quist")
    letter = issue_letter(KIND, account.pk, actor=specialist, today=TODAY, request_id=uuid.uuid4())

    undo_letter(letter.pk, actor=specialist, today=TODAY)

    assert Pull.objects.count() == 2 and not Waiting.objects.exists()


def test_a_copy_alone_may_be_taken_out(account, specialist):
    party(account, "third_party", "Nora Quist")
    issue(account)

    pull_letter(account.letters.get(copy_to="third_party").pk, reason="asked not to", actor=specialist, today=TODAY)

    assert Waiting.objects.get().letter.copy_of is None


def test_copies_are_held_back_with_their_letter(account, copied):
    kinds.register(dataclasses.replace(copied, asks_release=True))
    party(account, "third_party", "Nora Quist")

    issue(account)

    assert HeldRun.objects.get().letter_count == 2
    assert Waiting.objects.filter(held__isnull=False).count() == 2


def test_the_same_cause_copies_nothing_twice(account):
    party(account, "third_party", "Nora Quist")

    issue(account)
    issue(account)

    assert account.letters.count() == 2


def test_the_database_lets_no_copy_go_without_saying_for_whom(account):
    issue(account)
    letter = Letter.objects.get()

    with pytest.raises(IntegrityError, match="a_copy_says_whom_it_is_for"), transaction.atomic():
        Letter.objects.create(
            account=account, kind=KIND, language="en", version=letter.version, facts={}, address=["a", "b"],
            copy_of=letter, issued_on=TODAY, recorded_at=moment(TODAY), cause="copy",
        )  # fmt: skip


def test_behind_a_copy_a_leaf_says_that_whoever_gets_it_owes_nothing_and_behind_its_letter_none(account):
    party(account, "third_party", "Nora Quist")

    issue(account)

    letter, copy = (writing_of(one) for one in account.letters.order_by("pk"))
    assert letter.leaves == ()
    assert [leaf.text for leaf in copy.leaves] == [shipped_text("third_party_copy", "en")]
    assert "You owe nothing." in " ".join(text_of(press.print_letter(copy).content).split())


def test_a_copy_that_came_back_stops_copies_and_not_the_letters_of_the_holder_at_the_same_place(copied, specialist):
    home = {"mailing_line1": "7 Elm Street", "mailing_city": "Demo City", "mailing_state": "MN", "mailing_zip": "55804"}
    account = factories.account(customer=factories.customer(**home))
    party(account, "occupant", "Jo Lind", place=home)
    issue(account)
    letter, copy = account.letters.order_by("pk")
    assert copy.address[1:] == letter.address[1:]
    batch = printed(letter, copy)
    confirm_mailed(batch.pk, mailed_on=TODAY, mail_class="first_class", count=2, actor=None, today=TODAY)

    record_returned(copy.pk, reason="not_known", returned_on=TODAY, actor=specialist, today=TODAY)

    again = issue_letters(KIND, [account.pk], cause="run 2", actor=None, today=TODAY)
    assert again.count == 1 and again.copies.letters == []
    assert again.copies.left_out[account.pk] == ["Jo Lind, occupant: no copy, a letter came back from the address."]
    assert what_stops(copy, today=TODAY) == [
        "No more copies for this account are mailed to this address. The holder’s own letters go on."
    ]


def test_a_copy_that_names_a_place_protected_since_stays_here_and_its_letter_goes(account, specialist):
    guest = factories.customer(first_name="Nora", last_name="Quist")
    party(account, "third_party", "Nora Quist", customer=guest)
    party(account, "owner", "Otto Berg", place=PLACE | {"mailing_line1": "9 Court Street"})
    issue(account)
    hers = account.letters.get(copy_to="third_party")
    ProtectedAddress.objects.create(
        customer=guest, designated_line1="PO Box 1", designated_city="Demo City", designated_state="MN",
        designated_zip="55801", source="Letter", from_on=TODAY, entered_by=specialist, entered_at=moment(TODAY),
    )  # fmt: skip
    issue_letters(KIND, [account.pk], cause="run 2", actor=None, today=TODAY)

    assert naming_hidden_places(Letter.objects.all()) == {hers.pk: guest.pk}
    assert without_place(hers, today=TODAY)["mailing_lines"] == ["Nora Quist"]
    print_waiting(actor=None, today=TODAY)

    assert Waiting.objects.get().letter == hers
    assert "The address was protected after this letter" in Waiting.objects.get().trouble
    assert BatchLine.objects.count() == 5
