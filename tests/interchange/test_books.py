"""What billing says again, says differently, or takes back (rules 3 and 5)."""

from datetime import date
from decimal import Decimal

import pytest

from collections_app.interchange.actions import load_extract
from ledger.aging import aging
from ledger.checks import verify
from ledger.models import Posting, Transaction
from tests.interchange.extracts import FIRST, SECOND, THIRD, account, charge, night, payment, town, usage, written

pytestmark = pytest.mark.django_db
FILLER = [usage(1, date.fromordinal(date(2020, 1, 1).toordinal() + n).isoformat()) for n in range(200)]


@pytest.fixture
def second(tmp_path):
    """Load the town, then a second night of the given rows; answers what came of it."""
    load_extract(written(tmp_path / "one"), actor=None)

    def load(sequence=2, on=SECOND, **rows):
        tables = night(usage=FILLER, **rows)
        return load_extract(written(tmp_path / f"night{sequence}", tables, sequence=sequence, on=on), actor=None)

    yield load
    assert not list(verify())


def balance(number, as_of=SECOND, known_on=None):
    return {row.account_number: row.balance for row in aging(as_of, known_on=known_on)}[number]


def reasons(loaded):
    return [(column, reason) for _file, _line, column, _value, reason in loaded.rejects]


def restated(number, amount):
    return account(number, stated_balance=amount)


def test_a_charge_with_another_amount_is_taken_back_from_its_own_day_and_posted_anew(second):
    loaded = second(charges=[charge("B1", 1, "120.00")], accounts=[restated(1, "60.00")])

    assert loaded.is_clean
    reversal = Transaction.objects.get(kind="reversal")
    assert (reversal.effective_on, reversal.reverses.effective_on) == (date(2026, 9, 1), date(2026, 9, 1))
    assert list(Posting.objects.filter(charge_id="B1").order_by("revision").values_list("amount", "revision")) == [
        (Decimal("150.00"), 0),
        (Decimal("120.00"), 1),
    ]
    assert balance("A1") == Decimal("60.00")
    assert balance("A1", known_on=FIRST) == Decimal("90.00")
    assert balance("A1", as_of=date(2026, 9, 5)) == Decimal("120.00")


@pytest.mark.parametrize(
    "change", [{"billed_on": "2026-09-03"}, {"due_on": "2026-09-25"}, {"service": "sewer"}, {"kind": "adjustment"}]
)
def test_a_charge_with_another_date_service_or_kind_is_corrected_too(second, change):
    loaded = second(charges=[charge("B1", 1, "150.00", **change)])

    assert loaded.extract.counts["charges.csv"]["loaded"] == 1
    assert Transaction.objects.filter(kind="reversal").count() == 1
    newest = Posting.objects.get(charge_id="B1", revision=1)
    assert newest.book == f"receivable:{change.get('service', 'gas')}"
    assert balance("A1") == Decimal("90.00")


def test_the_neighbours_of_a_corrected_charge_are_posted_again_unchanged(second):
    second(charges=[charge("B3", 2, "20.00", service="water")], accounts=[restated(2, "45.00")])

    assert balance("A2") == Decimal("45.00")
    assert Posting.objects.get(charge_id="B2", revision=1).amount == Decimal("25.00")


def test_a_correction_can_be_corrected(second):
    second(charges=[charge("B1", 1, "120.00")], accounts=[restated(1, "60.00")])
    loaded = second(sequence=3, on=THIRD, charges=[charge("B1", 1, "130.00")], accounts=[restated(1, "70.00")])

    assert loaded.is_clean
    assert balance("A1", THIRD) == Decimal("70.00")
    assert Posting.objects.filter(charge_id="B1").count() == 3


def test_a_charge_that_comes_again_with_another_account_is_rejected(second):
    loaded = second(charges=[charge("B1", 2, "150.00")])

    assert reasons(loaded) == [("account_number", "This charge is known on another account.")]
    assert balance("A1") == Decimal("90.00")


def test_a_payment_with_another_amount_is_corrected(second):
    loaded = second(payments=[payment("Y1", 1, "70.00")], accounts=[restated(1, "80.00")])

    assert loaded.is_clean
    assert balance("A1") == Decimal("80.00")
    assert balance("A1", as_of=date(2026, 9, 10)) == Decimal("80.00")


def test_a_payment_that_comes_again_with_another_account_is_rejected(second):
    assert reasons(second(payments=[payment("Y1", 2, "60.00")])) == [
        ("account_number", "This payment is known on another account.")
    ]


def test_a_payment_counts_until_the_day_before_it_is_taken_back(second):
    loaded = second(
        payments=[payment("Y5", 1, "-60.00", received_on="2026-10-02", reverses="Y1")], accounts=[restated(1, "150.00")]
    )

    assert loaded.is_clean
    assert (balance("A1", FIRST), balance("A1")) == (Decimal("90.00"), Decimal("150.00"))


def test_a_payment_and_the_row_that_takes_it_back_may_come_together_in_any_order(second):
    loaded = second(
        payments=[
            payment("Y6", 2, "-5.00", received_on="2026-10-02", reverses="Y7"),
            payment("Y7", 2, "5.00", received_on="2026-10-01"),
        ]
    )

    assert loaded.is_clean
    assert (balance("A2", FIRST), balance("A2")) == (Decimal("35.00"), Decimal("40.00"))


def test_taking_back_before_the_payment_counts_from_the_payment(second):
    second(payments=[payment("Y5", 1, "-60.00", received_on="2026-09-01", reverses="Y1")])

    assert Transaction.objects.get(kind="reversal").effective_on == date(2026, 9, 10)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (payment("Y5", 1, "-59.99", reverses="Y1"), "This payment was not the opposite amount."),
        (payment("Y5", 1, "60.00", reverses="Y1"), "This payment was not the opposite amount."),
        (payment("Y5", 2, "-60.00", reverses="Y1"), "This payment is of another account."),
        (payment("Y5", 1, "-60.00", reverses="Y77"), "No payment is known by this id."),
        (payment("Y5", 1, "-60.00", reverses="B1"), "No payment is known by this id."),
    ],
)
def test_reverses_must_name_a_payment_of_the_account_with_the_opposite_amount(second, row, reason):
    assert reasons(second(payments=[row])) == [("reverses", reason)]
    assert balance("A1") == Decimal("90.00")


def test_a_payment_is_taken_back_once(second):
    back = payment("Y5", 1, "-60.00", received_on="2026-10-02", reverses="Y1")
    first = second(payments=[back, {**back, "payment_id": "Y6"}])
    second_try = second(sequence=3, on=THIRD, payments=[{**back, "payment_id": "Y8"}])

    assert reasons(first) == reasons(second_try) == [("reverses", "This payment is already taken back.")]
    assert Transaction.objects.filter(kind="reversal").count() == 1


def test_a_row_that_took_back_comes_again_unchanged_and_is_ignored(second):
    back = payment("Y5", 1, "-60.00", received_on="2026-09-01", reverses="Y1")
    second(payments=[back])

    again = second(sequence=3, on=THIRD, payments=[back, payment("Y1", 1, "60.00")])

    assert again.extract.counts["payments.csv"] == {"rows": 2, "loaded": 0, "rejected": 0, "unchanged": 2}


def test_what_took_back_or_was_taken_back_cannot_be_corrected(second):
    back = payment("Y5", 1, "-60.00", received_on="2026-10-02", reverses="Y1")
    second(payments=[back])

    loaded = second(sequence=3, on=THIRD, payments=[{**back, "received_on": "2026-10-03"}, payment("Y1", 1, "61.00")])

    assert reasons(loaded) == [
        ("payment_id", "This row took a payment back before, which stands; billing must send a new row."),
        ("payment_id", "This payment is taken back already and cannot be corrected."),
    ]


def test_a_corrected_payment_is_taken_back_as_corrected(second):
    second(payments=[payment("Y1", 1, "70.00")])
    loaded = second(
        sequence=3, on=THIRD, payments=[payment("Y5", 1, "-70.00", received_on="2026-10-05", reverses="Y1")]
    )

    assert not loaded.rejects
    assert balance("A1", THIRD) == Decimal("150.00")


def test_a_credit_dated_later_counts_from_its_day(second):
    second(charges=[charge("B9", 1, "-30.00", kind="adjustment", billed_on="2026-10-20", due_on="2026-10-20")])

    assert (balance("A1"), balance("A1", as_of=date(2026, 10, 20))) == (Decimal("90.00"), Decimal("60.00"))


def test_an_account_whose_new_row_is_rejected_is_still_known(second):
    loaded = second(
        accounts=[restated(1, "much"), restated(2, "40.00")], charges=[charge("B9", 1, "5.00", billed_on="2026-10-02")]
    )

    assert [row[0] for row in loaded.rejects] == ["accounts.csv"]
    assert balance("A1") == Decimal("95.00")


def test_a_second_bill_on_a_known_day_is_a_transaction_of_its_own(second):
    second(charges=[charge("B9", 1, "5.00", service="water")], accounts=[restated(1, "95.00")])

    assert Transaction.objects.filter(account__number="A1", kind="charge").count() == 2
    assert town()["charges.csv"][0]["billed_on"] == "2026-09-01"
