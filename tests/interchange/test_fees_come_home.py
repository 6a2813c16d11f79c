"""A returned payment and its fee, made here: in the journal, home again, and never posted twice."""

import csv
import io
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.models import Account
from collections_app.interchange.actions import load_extract
from collections_app.interchange.journal import export_journal
from collections_app.interchange.models import Difference
from ledger.actions import post_payment, return_payment, reverse, void_receipt
from ledger.aging import aging
from ledger.checks import verify
from ledger.models import Confirmation, Transaction
from tests.interchange.extracts import FIRST, SECOND, THIRD, account, charge, night, payment, usage, written

pytestmark = pytest.mark.django_db
FILLER = [usage(1, date.fromordinal(date(2020, 1, 1).toordinal() + n).isoformat()) for n in range(200)]
OWED = Decimal("90.00")  # by A1 in the town


@pytest.fixture
def nights(tmp_path):
    load_extract(written(tmp_path / "night1"), actor=None)
    sequence = 1

    def load(on=THIRD, **rows):
        nonlocal sequence
        sequence += 1
        tables = night(usage=FILLER, **rows)
        return load_extract(written(tmp_path / f"night{sequence}", tables, sequence=sequence, on=on), actor=None)

    return load


@pytest.fixture
def paid(nights):
    return post_payment(
        Account.objects.get(number="A1").pk, Decimal("25.00"), method="check", received_on=FIRST, reference="4471",
        actor=None, today=FIRST, request_id=uuid4(),
    )  # fmt: skip


@pytest.fixture
def returned(paid):
    return return_payment(
        paid.pk, reason="insufficient", returned_on=SECOND, actor=None, today=SECOND, request_id=uuid4()
    )


def rows_home(paid, returned, *, fee="30.00"):
    due_on = returned.fee.postings.get(charge_id__isnull=False).due_on
    return {
        "payments": [
            payment("Y9", 1, "25.00", reference=paid.reference),
            payment("Y10", 1, "-25.00", reverses="Y9", reference=returned.reversal.reference),
        ],
        "charges": [
            charge("F7", 1, fee, kind="returned_payment_fee", billed_on=SECOND.isoformat(), due_on=due_on.isoformat(),
                   reference=returned.fee.reference)
        ],
    }  # fmt: skip


def balance(as_of=THIRD):
    return {row.account_number: row.balance for row in aging(as_of)}["A1"]


def test_the_days_journal_has_the_fee_and_balances(returned):
    rows = list(csv.DictReader(io.StringIO(export_journal(SECOND, actor=None, today=SECOND).content.decode())))

    fee = [(row["book"], row["debit"], row["credit"]) for row in rows if row["reference"] == returned.fee.reference]
    assert fee == [("receivable:gas", "30.00", "0.00"), ("fees:returned_payment", "0.00", "30.00")]
    assert sum(Decimal(row["debit"]) for row in rows) == sum(Decimal(row["credit"]) for row in rows)


def test_before_it_comes_home_it_is_no_difference(nights, returned):
    assert nights(accounts=[account(1, stated_balance="90.00")]).is_clean
    assert balance() == OWED + Decimal("30.00")


def test_it_comes_home_confirmed_and_is_posted_once(nights, paid, returned):
    rows = rows_home(paid, returned)

    loaded = nights(**rows, accounts=[account(1, stated_balance="120.00")])

    assert loaded.is_clean
    assert set(Confirmation.objects.values_list("transaction", "billing_id")) == {
        (paid.pk, "Y9"), (returned.reversal_id, "Y10"), (returned.fee_id, "F7"),
    }  # fmt: skip
    assert Transaction.objects.filter(kind="charge", source="here").count() == 1
    assert balance() == Decimal("120.00")
    assert verify() == []
    again = nights(**rows, accounts=[account(1, stated_balance="120.00")])
    assert again.is_clean and balance() == Decimal("120.00")


def test_another_amount_of_the_fee_is_a_difference(nights, paid, returned):
    nights(**rows_home(paid, returned, fee="20.00"), accounts=[account(1, stated_balance="110.00")])

    assert ("home", "other_amount") in set(Difference.objects.open().values_list("kind", "cause"))
    assert balance() == Decimal("120.00")


def test_a_fee_taken_back_comes_home_too(nights, paid, returned):
    back = reverse(returned.fee_id, reason="goodwill", effective_on=SECOND, actor=None, today=SECOND,
                   request_id=uuid4())  # fmt: skip
    rows = rows_home(paid, returned)
    rows["charges"].append(
        charge("F8", 1, "-30.00", kind="adjustment", billed_on=SECOND.isoformat(), due_on=SECOND.isoformat(),
               reference=back.reference)
    )  # fmt: skip

    loaded = nights(**rows, accounts=[account(1, stated_balance="90.00")])

    assert loaded.is_clean and balance() == OWED
    assert Confirmation.objects.filter(transaction=back, billing_id="F8").exists()


def test_a_void_receipt_comes_home_as_a_payment_taken_back(nights, paid):
    void = void_receipt(paid.receipt.pk, reason="entered twice", actor=None, today=SECOND, request_id=uuid4())

    loaded = nights(
        payments=[
            payment("Y9", 1, "25.00", reference=paid.reference),
            payment("Y10", 1, "-25.00", reverses="Y9", reference=void.reversal.reference),
        ],
        accounts=[account(1, stated_balance="90.00")],
    )

    assert loaded.is_clean and balance() == OWED and verify() == []
