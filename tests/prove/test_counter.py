"""Twenty people take payments for 60 seconds, void some and have some returned: receipts without gap, nothing doubled.

The short form stands in tests/ledger/test_receipts.py."""

import random
import threading
import time
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction

from core.errors import RuleViolation
from ledger.actions import post_payment, return_payment, void_receipt
from ledger.checks import verify
from ledger.models import Posting, Receipt, ReceiptVoid, ReceiptYear, ReturnedPayment, Transaction
from ledger.standings import renew_all
from tests import factories
from tests.factories import TODAY

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
PEOPLE, SECONDS, ACCOUNTS, SEED = 20, 60, 200, 2026


class Office:
    """What the twenty know of what they did."""

    def __init__(self):
        self.accounts = [factories.account().pk for _ in range(ACCOUNTS)]
        self.clerks = [factories.person("cashier") for _ in range(PEOPLE)]
        self.taken: list[set[int]] = [set() for _ in range(PEOPLE)]
        self.back = [0] * PEOPLE
        self.troubles: list[BaseException] = []


def test_twenty_people_take_payments_for_a_minute():
    factories.utility()
    office = Office()
    threads = [threading.Thread(target=a_cashier, args=(office, n)) for n in range(PEOPLE)]
    night = threading.Thread(target=a_restless_night, args=(office,))
    for thread in [*threads, night]:
        thread.start()
    for thread in [*threads, night]:
        thread.join()

    assert not office.troubles, office.troubles[:3]
    taken = set().union(*office.taken)
    assert len(taken) == sum(map(len, office.taken)), "two people hold the same payment"
    numbers = list(Receipt.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(taken) + 1)) and ReceiptYear.objects.get().last == len(taken)
    assert set(Receipt.objects.values_list("transaction", flat=True)) == taken
    assert Transaction.objects.filter(kind="payment").count() == len(taken)
    assert ReceiptVoid.objects.count() + ReturnedPayment.objects.count() == sum(office.back)
    assert verify() == []
    print(f"{len(taken):,} receipts, {sum(office.back):,} taken back, in {SECONDS} s by {PEOPLE} people")


def a_cashier(office: Office, n: int) -> None:
    dice = random.Random(SEED + n)
    ends = time.monotonic() + SECONDS
    try:
        while time.monotonic() < ends:
            one_customer(office, n, dice)
    except BaseException as trouble:
        office.troubles.append(trouble)
    finally:
        connection.close()


def one_customer(office: Office, n: int, dice: random.Random) -> None:
    """Take a payment; sometimes click twice, sometimes fall over before the end, sometimes take one back."""
    given = {
        "method": dice.choice(["cash", "check"]), "received_on": TODAY, "actor": office.clerks[n], "today": TODAY,
        "request_id": uuid4(),
    }  # fmt: skip
    account_id, amount = dice.choice(office.accounts), Decimal(dice.randrange(1, 30_000)) / 100
    luck = dice.random()
    if luck < 0.05:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            post_payment(account_id, amount, **given)
            raise ZeroDivisionError
        return
    made = post_payment(account_id, amount, **given)
    office.taken[n].add(made.pk)
    if luck < 0.15:
        assert post_payment(account_id, amount, **given).receipt == made.receipt
    elif luck < 0.25:
        take_back(made, office.clerks[n], dice)
        office.back[n] += 1
        with pytest.raises(RuleViolation):
            take_back(made, office.clerks[n], dice)


def take_back(made: Transaction, clerk, dice: random.Random) -> None:
    is_cash = Posting.objects.filter(transaction=made, kind="cash").exists()
    given = {"actor": clerk, "today": TODAY, "request_id": uuid4()}
    if is_cash or dice.random() < 0.5:
        void_receipt(made.receipt.pk, reason="entered twice", **given)
    else:
        return_payment(made.pk, reason="insufficient", returned_on=TODAY, **given)


def a_restless_night(office: Office) -> None:
    """Everybody's standing is counted again and again meanwhile."""
    ends = time.monotonic() + SECONDS
    try:
        while time.monotonic() < ends:
            renew_all(as_of=TODAY)
            time.sleep(1)
    except BaseException as trouble:
        office.troubles.append(trouble)
    finally:
        connection.close()
