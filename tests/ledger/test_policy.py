"""Which charge does a credit pay? Tables, no database."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.policy import Entry, allocate, bucket, bucketed, counted, spend

OCT_5 = date(2026, 10, 5)


def charge(charge_id, amount, *, due_on, billed_on=date(2026, 8, 1), transaction_id=1, **more):
    return Entry(transaction_id, billed_on, Decimal(amount), charge_id=charge_id, due_on=due_on, **more)


def payment(amount, *, on=date(2026, 9, 1), transaction_id=9, **more):
    return Entry(transaction_id, on, -Decimal(amount), **more)


def open_of(entries):
    return {charge.charge_id: str(left) for charge, left in allocate(entries).open}


@pytest.mark.parametrize(
    ("days_past_due", "expected"),
    [(-1, "current"), (0, "current"), (1, "d1_30"), (30, "d1_30"), (31, "d31_60"), (60, "d31_60"), (61, "d61_90"),
     (90, "d61_90"), (91, "d91_plus"), (4000, "d91_plus")],
)  # fmt: skip
def test_a_bucket_follows_the_days_past_due(days_past_due, expected):
    due_on = date.fromordinal(OCT_5.toordinal() - days_past_due)

    assert bucket(due_on, OCT_5) == expected
    assert bucketed([(due_on, Decimal("5.00"))], OCT_5)[expected] == Decimal("5.00")


def test_the_charge_that_falls_due_first_is_paid_first():
    entries = [
        charge("B2", "50.00", due_on=date(2026, 9, 20)),
        charge("B1", "30.00", due_on=date(2026, 8, 20)),
        payment("40.00"),
    ]

    assert open_of(entries) == {"B1": "0.00", "B2": "40.00"}


def test_on_one_due_date_the_earlier_bill_and_then_the_smaller_charge_id_is_paid_first():
    due_on = date(2026, 8, 20)
    entries = [
        charge("B9", "10.00", due_on=due_on, billed_on=date(2026, 7, 1)),
        charge("B10", "10.00", due_on=due_on),
        charge("B2", "10.00", due_on=due_on),
        payment("15.00"),
    ]

    assert open_of(entries) == {"B9": "0.00", "B10": "5.00", "B2": "10.00"}


def test_a_negative_charge_is_a_credit():
    entries = [charge("B1", "30.00", due_on=OCT_5), charge("B2", "-12.00", due_on=date(2026, 12, 1), transaction_id=2)]

    assert open_of(entries) == {"B1": "18.00"}


def test_credit_beyond_all_charges_is_left_over():
    allocation = allocate([charge("B1", "30.00", due_on=OCT_5), payment("50.00"), payment("5.00", transaction_id=10)])

    assert allocation.left_over == Decimal("25.00")
    assert [str(share.amount) for share in allocation.shares] == ["30.00"]


def test_every_share_names_the_payment_that_paid_it():
    entries = [
        charge("B1", "30.00", due_on=date(2026, 8, 20)),
        charge("B2", "30.00", due_on=date(2026, 9, 20)),
        payment("20.00", transaction_id=7, on=date(2026, 8, 25)),
        payment("25.00", transaction_id=8, on=date(2026, 9, 25)),
    ]

    shares = [(s.credit.transaction_id, s.charge.charge_id, str(s.amount)) for s in allocate(entries).shares]

    assert shares == [(7, "B1", "20.00"), (8, "B1", "10.00"), (8, "B2", "15.00")]


def test_a_payment_counts_until_the_day_before_it_is_taken_back():
    taken = payment("20.00", transaction_id=7, on=date(2026, 9, 1))
    back = Entry(8, date(2026, 9, 10), Decimal("20.00"), reverses_id=7)

    assert counted([taken, back], date(2026, 9, 9)) == [taken]
    assert counted([taken, back], date(2026, 9, 10)) == []


def test_what_was_recorded_later_was_not_known():
    noon = datetime(2026, 9, 2, 12, tzinfo=UTC)
    early = payment("20.00", recorded_at=datetime(2026, 9, 1, tzinfo=UTC))
    late = payment("30.00", recorded_at=noon)

    assert counted([early, late], OCT_5, known_before=noon) == [early]


@given(amounts=st.lists(st.integers(1, 9_000), max_size=8), paid=st.integers(1, 30_000))
def test_a_preview_pays_as_the_books_will(amounts, paid):
    charges = [
        charge(f"B{n}", Decimal(cents) / 100, due_on=date(2026, 3, 1 + n), transaction_id=n)
        for n, cents in enumerate(amounts)
    ]
    amount = Decimal(paid) / 100

    uses, over = spend([(one.due_on, one.amount) for one in charges], amount)
    posted = allocate([*charges, payment(amount, transaction_id=99)])

    assert [use.left for use in uses] == [left for _charge, left in posted.open]
    assert over == posted.left_over
    assert sum((use.pays for use in uses), over) == amount
