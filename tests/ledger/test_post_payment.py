"""Take money on an account: success, refusal, repeated, two people at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from core.errors import RuleViolation
from core.history.models import HistoryLine
from ledger.actions import post_payment
from ledger.checks import verify
from ledger.models import Posting, Standing, Transaction
from tests import factories
from tests.factories import TODAY
from tests.ledger.books import balance_of, closed_journal, transactions_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    """Owes 100.00, 45 days past due."""
    found = factories.account()
    billed_on = TODAY - timedelta(days=66)
    factories.bill(found, "100.00", billed_on=billed_on, due_on=billed_on + timedelta(days=21))
    return found


def pay(account, amount="40.00", **changes):
    given = {
        "method": "cash",
        "received_on": TODAY,
        "actor": None,
        "today": TODAY,
        "request_id": uuid4(),
        **changes,
    }
    return post_payment(account.pk, Decimal(amount), **given)


def test_posts_both_legs_records_it_and_renews_the_standing(account):
    clerk = factories.person("cashier")

    paid = pay(account, method="card", actor=clerk, reference="AUTH 7741")

    assert paid.reference == f"GS-{paid.pk}"
    assert [(leg.book, str(leg.amount), leg.kind) for leg in paid.postings.all()] == [
        ("bank:card", "40.00", ""),
        ("receivable:unapplied", "-40.00", "card"),
    ]
    line = HistoryLine.objects.get()
    assert (line.action, line.account_number, line.actor) == ("payment.posted", account.number, clerk)
    assert line.facts["amount"] == "40.00"
    standing = Standing.objects.get(account=account)
    assert (str(standing.balance), str(standing.d31_60), standing.days_past_due) == ("60.00", "60.00", 45)
    assert (standing.last_payment_on, str(standing.last_payment)) == (TODAY, "40.00")


def test_a_check_lies_in_the_drawer_until_the_bank_has_it(account):
    assert pay(account, method="check").postings.first().book == "drawer"


def test_may_have_been_received_on_an_earlier_day(account):
    paid = pay(account, received_on=TODAY - timedelta(days=3))

    assert paid.effective_on == TODAY - timedelta(days=3)
    assert paid.recorded_at.date() >= TODAY


def test_the_same_request_posts_once_and_answers_the_same_payment(account):
    request_id = uuid4()

    assert pay(account, request_id=request_id) == pay(account, request_id=request_id)
    assert balance_of(account) == Decimal("60.00")
    assert HistoryLine.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [{"amount": "41.00"}, {"method": "check"}, {"received_on": TODAY - timedelta(days=1)}, {"reference": "other"}],
    ids=str,
)
def test_refuses_the_same_request_with_something_else_in_it(account, changed):
    request_id = uuid4()
    pay(account, request_id=request_id)

    with pytest.raises(RuleViolation, match="sent before with something else"):
        pay(account, request_id=request_id, **changed)


def test_refuses_the_same_request_for_another_account(account):
    request_id = uuid4()
    pay(account, request_id=request_id)

    with pytest.raises(RuleViolation, match="sent before with something else"):
        pay(factories.account(), request_id=request_id)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amount": "0.00"}, "more than 0.00"),
        ({"amount": "-5.00"}, "To take one back, reverse it"),
        ({"amount": "NaN"}, "more than 0.00"),
        ({"amount": "Infinity"}, "more than 0.00"),
        ({"amount": "1.005"}, "at most two places"),
        ({"amount": "10000000000.00"}, "below ten billion"),
        ({"method": "barter"}, "not by barter"),
        ({"method": ""}, "cash, check, money order"),
        ({"received_on": TODAY + timedelta(days=1)}, "lies in the future"),
        ({"received_on": TODAY.replace(year=206)}, "more than ten years back"),
    ],
    ids=str,
)
def test_refuses_what_is_no_payment(account, changed, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        pay(account, **changed)

    assert balance_of(account) == Decimal("100.00")


def test_refuses_a_day_whose_journal_has_gone_to_billing(account):
    closed_journal(TODAY)

    with pytest.raises(RuleViolation, match="journal of Oct 5, 2026 has gone to billing"):
        pay(account)

    pay(account, today=TODAY + timedelta(days=1))
    assert balance_of(account) == Decimal("60.00")


def in_their_own_thread(work):
    """A person of their own: another connection, closed at the end."""

    def do(*args):
        try:
            return work(*args)
        finally:
            connection.close()

    return do


@pytest.mark.django_db(transaction=True)
def test_two_people_post_a_hundred_payments_to_one_account_at_once(account):
    pay_once = in_their_own_thread(lambda n: pay(account, f"{n}.01").pk)

    with ThreadPoolExecutor(max_workers=2) as people:
        made = set(people.map(pay_once, range(1, 101)))

    assert len(made) == 100
    posted = Posting.objects.filter(transaction__in=made, book="receivable:unapplied").values_list("amount", flat=True)
    assert sorted(-amount for amount in posted) == [Decimal(f"{n}.01") for n in range(1, 101)]
    assert balance_of(account) == Decimal("100.00") - Decimal("5051.00")
    assert Standing.objects.get(account=account).balance == balance_of(account)
    assert HistoryLine.objects.count() == 100
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_one_request_sent_by_two_people_at_once_posts_once(account):
    for _ in range(10):
        request_id = uuid4()
        pay_once = in_their_own_thread(lambda _n, same=request_id: pay(account, "1.00", request_id=same).pk)
        with ThreadPoolExecutor(max_workers=2) as people:
            assert len(set(people.map(pay_once, range(2)))) == 1

    assert transactions_of(account).filter(source=Transaction.Source.HERE).count() == 10
    assert balance_of(account) == Decimal("90.00")


@pytest.mark.django_db(transaction=True)
def test_a_night_that_ages_everybody_meanwhile_loses_no_payment(account):
    from ledger.standings import renew_all

    def work(n):
        if n % 5 == 0:
            renew_all(as_of=TODAY)
        else:
            pay(account, "1.00")

    with ThreadPoolExecutor(max_workers=3) as people:
        list(people.map(in_their_own_thread(work), range(40)))

    assert Standing.objects.get(account=account).balance == balance_of(account) == Decimal("68.00")
