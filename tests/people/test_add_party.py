"""Somebody is entered around an account, and ended."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from accounts.people.actions import end_party
from accounts.people.models import LockedAccount, Party
from accounts.people.queries import earlier_parties_of, parties_of, third_parties, who_may_speak
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import moment
from tests import factories
from tests.factories import TODAY
from tests.people.cast import around

YESTERDAY = date(2026, 10, 4)


def names(parties):
    return [party.name for party in parties]


def test_enters_somebody_and_records_it(account, specialist):
    party = around(account, actor=specialist)

    assert names(parties_of(account.pk, TODAY)) == ["Ole Berg"]
    assert party.holder == account.customer and party.from_on == TODAY
    line = HistoryLine.objects.get(account_number=account.number)
    assert (line.action, line.actor, line.facts) == (
        "party.added",
        specialist,
        {"role": "authorised", "name": "Ole Berg"},
    )


def test_stands_there_from_its_first_day_through_its_last(account):
    around(account, from_on=date(2026, 9, 1), until_on=date(2026, 9, 30))

    assert not names(parties_of(account.pk, date(2026, 8, 31)))
    assert names(parties_of(account.pk, date(2026, 9, 1))) == ["Ole Berg"]
    assert names(parties_of(account.pk, date(2026, 9, 30))) == ["Ole Berg"]
    assert not names(parties_of(account.pk, date(2026, 10, 1)))
    assert names(earlier_parties_of(account.pk, TODAY)) == ["Ole Berg"]


@pytest.mark.parametrize(
    ("role", "told"), [("co_responsible", "everything"), ("authorised", "nothing"), ("landlord", "nothing")]
)
def test_nobody_is_told_anything_by_role_but_who_owes_the_bill(account, role, told):
    assert around(account, role=role, may_be_told="").may_be_told == told


def test_a_caseworker_is_private_and_history_does_not_name_them(account):
    party = around(account, role="caseworker", name="Joan Ekholm, county")

    assert party.is_private
    assert HistoryLine.objects.get(action="party.added").facts == {}


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"role": "cousin"}, "choose a role"),
        ({"name": " "}, "Say who it is"),
        ({"source": ""}, "what it rests on"),
        ({"may_be_told": "gossip"}, "may be told"),
        ({"until_on": YESTERDAY}, "lies before the first"),
        ({"mailing_line1": "5 Oak Street"}, "fill all four or none"),
        ({"source": "card 4111 1111 1111 1111"}, "looks like a card number"),
        ({"name": "Ole, SSN 123-45-6789"}, "Social Security number"),
    ],
)
def test_refuses(account, terms, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        around(account, **terms)

    assert not Party.objects.exists()


def test_refuses_the_same_person_in_the_same_role_twice(account):
    around(account)

    with pytest.raises(RuleViolation, match="ole berg already stands here"):
        around(account, name="ole berg")
    around(account, role="occupant")


def test_the_same_request_enters_somebody_once(account):
    request_id = uuid4()

    assert around(account, request_id=request_id) == around(account, request_id=request_id)


def test_refuses_who_enters_somebody_on_their_own_account(account, specialist):
    LockedAccount.objects.create(account=account, person=specialist, why="own", from_on=TODAY, entered_at=moment(TODAY))

    with pytest.raises(RuleViolation, match="your own account"):
        around(account, actor=specialist)


def test_ends_with_a_reason_from_a_day(account, specialist):
    party = around(account, from_on=date(2026, 9, 1))

    end_party(party.pk, ended_on=TODAY, why="moved away", actor=specialist, today=TODAY)

    assert names(parties_of(account.pk, YESTERDAY)) == ["Ole Berg"]
    assert not names(parties_of(account.pk, TODAY))
    assert [line.action for line in HistoryLine.objects.order_by("pk")] == ["party.added", "party.ended"]


@pytest.mark.parametrize(
    ("ended_on", "why", "sentence"),
    [
        (TODAY, "", "Say why"),
        (date(2026, 10, 6), "moved", "today or earlier"),
        (date(2026, 8, 1), "moved", "not before Sep 1"),
    ],
)
def test_refuses_an_end(account, ended_on, why, sentence):
    party = around(account, from_on=date(2026, 9, 1))

    with pytest.raises(RuleViolation, match=sentence):
        end_party(party.pk, ended_on=ended_on, why=why, actor=None, today=TODAY)


def test_whom_a_holder_authorised_does_not_speak_for_the_next_holder(account):
    around(account, name="Ole Berg")
    around(account, role="owner", name="Harbor Homes LLC")
    account.customer = factories.customer()
    account.save()

    assert names(parties_of(account.pk, TODAY)) == ["Harbor Homes LLC"]
    assert names(earlier_parties_of(account.pk, TODAY)) == ["Ole Berg"]


def test_says_who_may_speak_and_who_gets_copies(account):
    around(account, role="co_responsible", name="Ada Lindqvist")
    around(account, role="third_party", name="Senior Services")
    around(account, role="landlord", name="Harbor Homes LLC")
    around(account, name="Ole Berg")

    assert names(who_may_speak(account.pk, TODAY)) == ["Ada Lindqvist", "Ole Berg"]
    assert names(third_parties(account.pk, TODAY)) == ["Senior Services"]


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_end_it_once():
    factories.utility()
    party = around(factories.account())

    with ThreadPoolExecutor(max_workers=2) as two:
        outcomes = list(two.map(try_to_end, [party.pk] * 2))

    assert sorted(outcomes) == ["ended", "refused"]
    assert HistoryLine.objects.filter(action="party.ended").count() == 1


def try_to_end(party_id):
    try:
        end_party(party_id, ended_on=TODAY, why="moved away", actor=None, today=TODAY)
    except RuleViolation:
        return "refused"
    finally:
        connection.close()
    return "ended"
