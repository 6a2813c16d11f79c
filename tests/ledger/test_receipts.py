"""A receipt for each payment, numbered without a gap within its year: repeated, refused, rolled back, many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.people.models import LockedAccount
from core.errors import RuleViolation
from core.utility import moment
from ledger.actions import post_payment
from ledger.checks import verify
from ledger.models import Receipt, ReceiptYear
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    found = factories.account()
    factories.bill(found, "100.00", billed_on=TODAY - timedelta(days=30), due_on=TODAY - timedelta(days=9))
    return found


def pay(account, amount="1.00", **changes):
    given = {"method": "cash", "received_on": changes.get("today", TODAY), "actor": None, "today": TODAY,
             "request_id": uuid4(), **changes}  # fmt: skip
    return post_payment(account.pk, Decimal(amount), **given)


def numbers(year=2026):
    return sorted(Receipt.objects.filter(year=year).values_list("number", flat=True))


def test_every_payment_gets_the_next_number(account):
    says = [pay(account).receipt.says for _ in range(3)]

    assert says == ["2026-000001", "2026-000002", "2026-000003"]


def test_the_same_request_answers_the_same_receipt_and_takes_no_number(account):
    request_id = uuid4()

    first, second = (pay(account, request_id=request_id) for _ in range(2))

    assert first.receipt == second.receipt
    assert numbers() == [1]


def test_what_is_refused_takes_no_number(account):
    with pytest.raises(RuleViolation):
        pay(account, "0.00")

    assert pay(account).receipt.number == 1


def test_what_is_rolled_back_leaves_no_gap(account):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        pay(account)
        raise ZeroDivisionError

    assert pay(account).receipt.number == 1
    assert numbers() == [1]


def test_a_new_year_begins_at_one_whatever_day_the_money_was_received(account):
    pay(account)

    made = pay(account, today=date(2027, 1, 2), received_on=date(2026, 12, 31))

    assert made.receipt.says == "2027-000001"


def test_a_card_is_entered_by_the_terminals_reference(account):
    with pytest.raises(RuleViolation, match="by the terminal's reference"):
        pay(account, method="card")


def test_a_card_number_is_never_kept(account):
    with pytest.raises(RuleViolation, match="looks like a card number, which is never kept"):
        pay(account, method="card", reference="4111 1111 1111 1111")

    assert not Receipt.objects.exists()


def test_nobody_takes_a_payment_on_their_own_account(account):
    clerk = factories.person("cashier")
    LockedAccount.objects.create(
        account=account, person=clerk, why="own", from_on=TODAY, entered_at=moment(TODAY), entered_by=clerk
    )

    with pytest.raises(RuleViolation, match="your own account"):
        pay(account, actor=clerk)


# ---- laws ----


def test_the_database_refuses_a_number_that_leaves_a_gap(account):
    pay(account)
    payment = factories.payment(account, "1.00", received_on=TODAY, source="here")

    with pytest.raises(IntegrityError, match="leaves a gap"), transaction.atomic():
        Receipt.objects.create(year=2026, number=3, transaction=payment, posted_on=TODAY)


def test_the_database_refuses_a_number_twice(account):
    pay(account)
    payment = factories.payment(account, "1.00", received_on=TODAY, source="here")

    with pytest.raises(IntegrityError, match="a_receipt_number_is_given_once"), transaction.atomic():
        Receipt.objects.create(year=2026, number=1, transaction=payment, posted_on=TODAY)


@pytest.mark.parametrize("words", ["update ledger_receipt set number = 9", "delete from ledger_receipt"])
def test_a_receipt_stays_as_it_is(account, words):
    pay(account)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words)


def test_verify_books_finds_a_counter_that_ran_ahead(account):
    pay(account)
    assert verify() == []

    ReceiptYear.objects.update(last=2)

    assert [finding.law for finding in verify()] == ["The receipts of a year are numbered from 1 without a gap"]


def test_verify_books_finds_a_receipt_of_what_billing_posted(account):
    pay(account)
    loaded = factories.payment(account, "1.00", received_on=TODAY)
    Receipt.objects.create(year=2026, number=2, transaction=loaded, posted_on=TODAY)
    ReceiptYear.objects.update(last=2)

    laws = [finding.law for finding in verify()]

    assert "A receipt is of a payment made here, and of its year" in laws


# ---- many at once; the whole proof is tests/prove/test_counter.py ----


@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_once_leave_no_gap():
    accounts = [factories.account() for _ in range(5)]

    def counter(n):
        try:
            for m in range(6):
                pay(accounts[(n + m) % 5])
                if m == 3:
                    try_what_is_refused(accounts[n % 5])
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as people:
        list(people.map(counter, range(20)))

    assert numbers() == list(range(1, 121))
    assert verify() == []


def try_what_is_refused(account):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        pay(account)
        raise ZeroDivisionError
