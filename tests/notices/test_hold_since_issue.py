"""A hold that stops letters began after a letter was issued: the letter waits for a person, never silently."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.holds.models import Hold
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import moment
from notices.actions import (
    good_again,
    issue_letters,
    print_despite_hold,
    print_waiting,
    pull_letter,
    record_returned,
    try_again,
)
from notices.models import Batch, Letter, Returned, Waiting
from notices.queries.addresses import turned_bad
from tests import factories
from tests.notices.conftest import KIND, TODAY
from tests.notices.mailed import mailed


@pytest.fixture
def letters(kind):
    """Two issued letters, the first one's account about to be protected."""
    accounts = [factories.account(), factories.account()]
    issued = issue_letters(KIND, [one.pk for one in accounts], cause="run 1", actor=None, today=TODAY)
    return [Letter.objects.select_related("account__customer").get(pk=issued.letters[one.pk]) for one in accounts]


def hold(letter, kind="bankruptcy", *, scope="account", from_on=TODAY, recorded_at=None, **fields):
    whose = {"customer": letter.account.customer} if scope == "customer" else {"account": letter.account}
    return Hold.objects.create(
        kind=kind, scope=scope, from_on=from_on, until_on=date(2026, 12, 31), source="a petition",
        recorded_at=recorded_at or moment(TODAY), **whose, **fields,
    )  # fmt: skip


def print_all():
    return print_waiting(actor=None, today=TODAY)


@pytest.mark.parametrize("scope", ["account", "customer"])
def test_it_stands_aside_with_the_reason_and_the_others_are_printed(letters, scope):
    protected, other = letters
    held = hold(protected, scope=scope, from_on=date(2026, 10, 2))

    printed = print_all()

    assert (printed.letters, printed.aside) == (1, 1)
    assert Batch.objects.get().lines.get().letter == other
    assert Waiting.objects.get(letter=protected).trouble == (
        "A hold that stops letters began after it was issued: Bankruptcy from Oct 2. "
        "Take it out, or print it all the same."
    )
    line = HistoryLine.objects.get(action="letter.set_aside")
    assert (line.account_number, line.facts) == (protected.account.number, {"holds": [held.pk]})


def test_all_of_them_may_stand_aside(letters):
    for letter in letters:
        hold(letter)

    assert (print_all().letters, print_all().aside) == (0, 2)
    assert not Batch.objects.exists()


def test_part_of_the_bill_in_dispute_since_is_a_reason_too(letters):
    hold(letters[0], "dispute", scope="charges", amount="40.00", charges=["B1"])

    assert print_all().aside == 1


def test_a_part_that_was_left_out_when_it_was_issued_is_none(letters):
    before = letters[0].recorded_at - timedelta(hours=1)
    hold(letters[0], "dispute", scope="charges", amount="40.00", charges=["B1"], recorded_at=before)

    assert print_all().letters == 2


def test_a_hold_that_stops_no_letters_or_no_longer_protects_is_none(letters):
    hold(letters[0], "medical", facts={})
    over = hold(letters[1])
    Hold.objects.filter(pk=over.pk).update(
        ended_on=TODAY, ended_at=moment(TODAY), ended_why="dismissed", ended_by=factories.person("specialist")
    )

    assert print_all().letters == 2


def test_a_private_kind_is_not_named(letters):
    hold(letters[0], "pledge")
    hold(letters[0], "bankruptcy")

    print_all()

    trouble = Waiting.objects.get(letter=letters[0]).trouble
    assert "ledge" not in trouble and "Bankruptcy" in trouble


def test_a_person_prints_it_all_the_same(letters, specialist):
    held = hold(letters[0])
    print_all()

    batch = print_despite_hold(letters[0].pk, actor=specialist, today=TODAY)

    assert [line.letter for line in batch.lines.all()] == [letters[0]]
    assert not Waiting.objects.exists()
    line = HistoryLine.objects.get(action="letter.printed_despite_hold")
    assert (line.actor, line.facts) == (specialist, {"holds": [held.pk]})
    with pytest.raises(RuleViolation, match="does not stand aside for a hold"):
        print_despite_hold(letters[0].pk, actor=specialist, today=TODAY)


def test_a_person_takes_it_out(letters, specialist):
    hold(letters[0])
    print_all()

    pull_letter(letters[0].pk, reason="bankruptcy", actor=specialist, today=TODAY)

    assert not Waiting.objects.exists() and print_all().letters == 0


def test_tried_again_it_is_printed_only_once_the_hold_is_over(letters, specialist):
    held = hold(letters[0])
    print_all()
    try_again(letters[0].pk, actor=specialist, today=TODAY)
    assert print_all().aside == 1
    Hold.objects.filter(pk=held.pk).update(
        ended_on=TODAY, ended_at=moment(TODAY), ended_why="dismissed", ended_by=specialist
    )

    try_again(letters[0].pk, actor=specialist, today=TODAY)

    assert print_all().letters == 1


def test_to_an_address_that_turned_bad_it_stays_until_the_address_is_good_again(letters, specialist):
    [earlier] = mailed(letters[0].account)
    record_returned(earlier.pk, reason="moved", returned_on=TODAY, actor=specialist, today=TODAY)

    assert (print_all().letters, print_all().aside) == (1, 1)
    assert Batch.objects.latest("pk").lines.get().letter == letters[1]
    aside = Waiting.objects.get(letter=letters[0]).trouble
    assert aside.startswith("A letter came back from this address after it was issued. Take it out;")

    try_again(letters[0].pk, actor=specialist, today=TODAY)
    assert print_all().letters == 0, "the address is still bad"
    good_again(earlier.pk, why="They called.", actor=specialist, today=TODAY)
    try_again(letters[0].pk, actor=specialist, today=TODAY)
    assert print_all().letters == 1


def test_nobody_prints_past_a_hold_what_goes_to_a_bad_address(letters, specialist):
    hold(letters[0])
    [earlier] = mailed(letters[0].account)
    print_all()
    record_returned(earlier.pk, reason="moved", returned_on=TODAY, actor=specialist, today=TODAY)
    with pytest.raises(RuleViolation, match="A letter came back from this address"):
        print_despite_hold(letters[0].pk, actor=specialist, today=TODAY)


def test_a_copy_stays_where_a_copy_came_back_from(letters, specialist):
    """And the holder's own letter goes, since it was the copy that came back."""
    whole, _other = letters
    copy = Letter.objects.get(pk=whole.pk)
    copy.pk, copy.copy_of, copy.copy_to, copy.cause = None, whole, "owner", "copy"
    copy.address = ["Anna Owner", "9 Far Street", "Duluth, MN 55802"]
    copy.save()
    Waiting.objects.create(letter=copy)
    assert turned_bad([whole, copy]) == set()
    Returned.objects.create(
        letter=copy, reason="moved", makes_bad=True, returned_on=TODAY, recorded_at=moment(TODAY), actor=specialist
    )

    assert turned_bad([whole, copy]) == {copy.pk}


def test_only_what_stands_aside_for_a_hold_is_printed_so(letters, specialist):
    with pytest.raises(RuleViolation, match="does not stand aside for a hold"):
        print_despite_hold(letters[0].pk, actor=specialist, today=TODAY)


def test_the_mail_room_and_the_letter_show_it_and_the_letter_has_the_button(letters, specialist, client):
    hold(letters[0])
    print_all()
    client.force_login(specialist)

    room = client.get(reverse("notices:mail_room")).content.decode()
    page = client.get(reverse("notices:letter", args=[letters[0].pk])).content.decode()
    printed = client.post(reverse("notices:print_despite_hold", args=[letters[0].pk]), follow=True).content.decode()

    assert "Bankruptcy from Oct 5" in room and "Bankruptcy from Oct 5" in page
    assert "Print it all the same" in page
    assert f"Letter {letters[0].pk} is printed as batch" in printed
