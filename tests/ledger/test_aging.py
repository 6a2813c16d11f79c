"""How much does each account owe, and for how long?"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import queries, standings
from ledger.aging import AgingRow, aging, end_of
from ledger.models import Standing
from ledger.policy import BUCKETS, allocate, bucketed, counted
from tests import factories
from tests.factories import TODAY
from tests.ledger.books import days, entries_of, happenings, rolled_back, take_back, write

pytestmark = pytest.mark.django_db


def figures(row):
    return [str(figure) for figure in row[1:]]


def by_policy(account, as_of, known_on=None):
    """The row as the policy counts it, charge by charge."""
    taking_part = counted(entries_of(account), as_of, known_before=end_of(known_on) if known_on else None)
    shared = allocate(taking_part)
    balance = sum((entry.amount for entry in taking_part), Decimal("0.00"))
    buckets = bucketed([(charge.due_on, left) for charge, left in shared.open], as_of)
    return AgingRow(account.number, balance, *(buckets[name] for name in BUCKETS))


def test_an_account_without_postings_is_a_row_of_zeros():
    account = factories.account()

    assert list(aging(TODAY)) == [AgingRow(account.number, *[Decimal("0.00")] * 6)]
    assert figures(queries.aging_of(account.pk, TODAY)) == ["0.00"] * 6


def test_rows_come_in_byte_order_of_the_account_number():
    for number in ["b1", "B1", "10", "9", "é"]:
        factories.account(number=number)

    assert [row.account_number for row in aging(TODAY)] == ["10", "9", "B1", "b1", "é"]


def test_what_is_open_falls_into_buckets_by_days_past_due():
    account = factories.account()
    for n, days_past_due in enumerate([-5, 0, 1, 30, 31, 60, 61, 90, 91, 400]):
        due_on = TODAY - timedelta(days=days_past_due)
        factories.bill(account, 2**n, billed_on=due_on - timedelta(days=20), due_on=due_on)

    assert figures(queries.aging_of(account.pk, TODAY)) == ["1023.00", "3.00", "12.00", "48.00", "192.00", "768.00"]


def test_a_credit_is_a_negative_balance_in_no_bucket():
    account = factories.account()
    factories.bill(account, "20.00", billed_on=date(2026, 7, 1), due_on=date(2026, 7, 21))
    factories.payment(account, "50.00", received_on=date(2026, 8, 1))

    assert figures(queries.aging_of(account.pk, TODAY)) == ["-30.00", "0.00", "0.00", "0.00", "0.00", "0.00"]


def test_a_payment_counts_until_the_day_before_it_is_taken_back():
    account = factories.account()
    factories.bill(account, "20.00", billed_on=date(2026, 7, 1), due_on=date(2026, 7, 21))
    paid = factories.payment(account, "20.00", received_on=date(2026, 8, 1))
    take_back(paid, on=date(2026, 9, 10))

    assert queries.aging_of(account.pk, date(2026, 9, 9)).balance == 0
    assert figures(queries.aging_of(account.pk, date(2026, 9, 10))) == [
        "20.00", "0.00", "0.00", "20.00", "0.00", "0.00",
    ]  # fmt: skip


def test_a_charge_and_its_correction_take_no_part_from_the_date_of_what_is_corrected():
    account = factories.account()
    wrong = factories.bill(account, "200.00", billed_on=date(2026, 7, 1), due_on=date(2026, 7, 21))
    factories.payment(account, "25.00", received_on=date(2026, 7, 30))
    take_back(wrong, on=date(2026, 7, 1), recorded_on=date(2026, 9, 1))
    factories.bill(account, "30.00", billed_on=date(2026, 7, 1), due_on=date(2026, 8, 30),
                   recorded_at=end_of(date(2026, 8, 31)))  # fmt: skip

    assert figures(queries.aging_of(account.pk, date(2026, 9, 2))) == ["5.00", "0.00", "5.00", "0.00", "0.00", "0.00"]
    assert figures(queries.aging_of(account.pk, date(2026, 8, 20), known_on=date(2026, 8, 31))) == [
        "175.00", "0.00", "175.00", "0.00", "0.00", "0.00",
    ]  # fmt: skip


def test_a_day_is_known_until_its_local_end():
    account = factories.account()
    last_minute = end_of(date(2026, 8, 3)) - timedelta(seconds=1)
    factories.bill(account, "20.00", billed_on=date(2026, 8, 1), due_on=date(2026, 8, 21), recorded_at=last_minute)
    factories.bill(account, "3.00", billed_on=date(2026, 8, 1), due_on=date(2026, 8, 21),
                   recorded_at=end_of(date(2026, 8, 3)))  # fmt: skip

    assert queries.aging_of(account.pk, TODAY, known_on=date(2026, 8, 2)).balance == 0
    assert queries.aging_of(account.pk, TODAY, known_on=date(2026, 8, 3)).balance == Decimal("20.00")
    assert queries.aging_of(account.pk, TODAY, known_on=date(2026, 8, 4)).balance == Decimal("23.00")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories=st.lists(happenings(), min_size=1, max_size=3), as_of=days, known_after=st.integers(-30, 30))
def test_the_statement_counts_as_the_policy_does(stories, as_of, known_after):
    with rolled_back():
        compare(stories, as_of, known_on=as_of + timedelta(days=known_after))


def compare(stories, as_of, *, known_on):
    accounts = [factories.account() for _story in stories]
    for account, story in zip(accounts, stories, strict=True):
        write(account, story)
    ids = [account.pk for account in accounts]

    assert list(aging(as_of, account_ids=ids)) == [by_policy(account, as_of) for account in accounts]
    assert list(aging(as_of, known_on=known_on, account_ids=ids)) == [
        by_policy(account, as_of, known_on) for account in accounts
    ]
    for account, row in zip(accounts, aging(as_of, account_ids=ids), strict=True):
        assert_the_pages_agree(account, row, as_of)
    assert_standings_agree(accounts, as_of)


def assert_the_pages_agree(account, row, as_of):
    """Open charges, services and ledger lines tell the same as the row."""
    charges = queries.open_charges(account.pk, as_of)
    lines = queries.account_lines(account.pk, as_of)
    services = queries.aging_by_service(account.pk, as_of)
    open_sum = sum((charge.open for charge in charges), Decimal("0.00"))

    assert open_sum == max(row.balance, 0)
    assert sum(service.total for service in services) == row.balance
    assert sum(service.d31_60 for service in services) == row.d31_60
    assert sum(line.open for line in lines) == open_sum
    assert (lines[-1].balance if lines else 0) == row.balance
    assert all(line.left_over >= 0 for line in lines)
    assert sum(line.left_over for line in lines) == max(-row.balance, 0)


def assert_standings_agree(accounts, as_of):
    """Both ways of renewing give the rows that the policy gives."""
    standings.renew([account.pk for account in accounts], as_of=as_of)
    some = list(Standing.objects.order_by("pk").values())
    Standing.objects.all().delete()
    standings.renew_all(as_of=as_of)
    every = list(Standing.objects.filter(account__in=accounts).order_by("pk").values())

    assert every == some
    for account, standing in zip(accounts, every, strict=True):
        row = by_policy(account, as_of)
        left = [(c.due_on, left) for c, left in allocate(counted(entries_of(account), as_of)).open if left]
        oldest = min((due_on for due_on, _left in left if due_on < as_of), default=None)
        assert AgingRow(account.number, *(standing[name] for name in AgingRow._fields[1:])) == row
        assert standing["past_due"] == row.past_due
        assert standing["oldest_due_on"] == oldest
        assert standing["days_past_due"] == ((as_of - oldest).days if oldest else 0)
        paid = [e for e in counted(entries_of(account), as_of) if e.charge_id is None]
        last = max(paid, key=lambda entry: (entry.effective_on, entry.transaction_id), default=None)
        assert standing["last_payment_on"] == (last.effective_on if last else None)
        assert standing["last_payment"] == (-last.amount if last else None)
        assert standing["next_due_on"] == min((due_on for due_on, _left in left if due_on >= as_of), default=None)
