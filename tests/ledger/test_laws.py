"""PostgreSQL itself keeps the books: each law is broken here, and refused."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from core.utility import moment
from ledger.models import Confirmation, Posting, Standing, Transaction
from tests import factories
from tests.factories import TODAY
from tests.ledger.books import closed_journal, take_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def bill():
    return factories.bill(factories.account(), "20.00", billed_on=date(2026, 9, 1), due_on=date(2026, 9, 22))


@pytest.fixture
def paid(bill):
    return factories.payment(bill.account, "20.00", received_on=date(2026, 9, 20))


def refused(law):
    """The database refuses by the name of a law; asked at once, not at commit."""
    return pytest.raises(IntegrityError, match=law)


def one_transaction(account, kind="payment", **fields):
    given = {"source": "cis", "effective_on": TODAY, "recorded_at": moment(TODAY), **fields}
    return Transaction.objects.create(account=account, kind=kind, **given)


def leg(of, amount, **fields):
    given = {"book": "suspense", "account": of.account, "effective_on": of.effective_on, **fields}
    return Posting(transaction=of, amount=Decimal(amount), **given)


def law_of(error):
    return error.value.__cause__.diag.constraint_name


def test_a_transaction_balances(bill):
    made = one_transaction(bill.account)

    with refused("does not balance") as error:
        Posting.objects.bulk_create([leg(made, "5.00"), leg(made, "-4.99")])

    assert law_of(error) == "postings_of_a_transaction_balance"


def test_no_leg_is_added_later(bill):
    with refused("does not balance"):
        leg(bill, "5.00").save()


@pytest.mark.parametrize("table", ["ledger_transaction", "ledger_posting", "ledger_confirmation", "ledger_journalday"])
def test_nothing_in_the_books_is_changed_or_deleted(bill, table):
    Confirmation.objects.create(transaction=bill, billing_id="Y1", file="payments.csv", confirmed_on=TODAY)
    closed_journal(TODAY)
    for statement in (f"update {table} set id = id", f"delete from {table}"):
        with refused("append-only") as error, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert law_of(error) == "append_only"


def test_only_a_test_database_may_be_emptied():
    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname = 'forbid_change'")
        body = cursor.fetchone()[0]
        cursor.execute(
            "select count(*) from pg_trigger t join pg_proc f on f.oid = t.tgfoid "
            "where f.proname = 'forbid_change' and tgrelid::regclass::text like 'ledger_%' and t.tgtype & 32 > 0"
        )
        guarded = cursor.fetchone()[0]

    assert r"tg_op = 'TRUNCATE' and current_database() like 'test\_%'" in body
    assert guarded == 8


def test_a_transaction_has_postings(bill):
    with refused("has no postings"), transaction.atomic():
        one_transaction(bill.account)
        connection.check_constraints()


def test_a_posting_is_of_its_transactions_account(bill):
    other = factories.account()
    made = one_transaction(bill.account)

    with refused("does not fit") as error:
        Posting.objects.bulk_create([leg(made, "5.00", account=other), leg(made, "-5.00", account=other)])

    assert law_of(error) == "a_posting_fits_its_transaction"


def test_a_posting_is_of_its_transactions_date(bill):
    made = one_transaction(bill.account)
    earlier = TODAY - timedelta(days=1)

    with refused("does not fit"):
        Posting.objects.bulk_create([leg(made, "5.00", effective_on=earlier), leg(made, "-5.00", effective_on=earlier)])


def test_a_posting_has_a_transaction(bill):
    nobody = Transaction(pk=10**12, account=bill.account, effective_on=TODAY)

    with refused("does not fit"):
        Posting.objects.bulk_create([leg(nobody, "5.00"), leg(nobody, "-5.00")])


def test_nothing_is_taken_back_twice(paid):
    take_back(paid, on=TODAY)

    with refused("nothing_is_taken_back_twice"):
        one_transaction(paid.account, "reversal", reverses=paid)


def test_a_reversal_is_not_taken_back(paid):
    back = take_back(paid, on=TODAY)

    with refused("does not fit what it reverses"):
        one_transaction(paid.account, "reversal", reverses=back)


def test_a_reversal_is_of_the_same_account(paid):
    with refused("does not fit what it reverses") as error:
        one_transaction(factories.account(), "reversal", reverses=paid)

    assert law_of(error) == "a_reversal_mirrors_what_it_reverses"


def test_a_reversal_does_not_come_before_what_it_takes_back(paid):
    with refused("does not fit what it reverses"):
        one_transaction(paid.account, "reversal", reverses=paid, effective_on=paid.effective_on - timedelta(days=1))


@pytest.mark.parametrize("kind", ["payment", "charge"])
def test_only_a_reversal_reverses(paid, kind):
    with refused("only_a_reversal_reverses"):
        one_transaction(paid.account, kind, reverses=paid)


def test_a_reversal_reverses_something(paid):
    with refused("only_a_reversal_reverses"):
        one_transaction(paid.account, "reversal")


@pytest.mark.parametrize(
    "legs",
    [
        [("bank:lockbox", "-19.00"), ("receivable:unapplied", "19.00")],
        [("drawer", "-20.00"), ("receivable:unapplied", "20.00")],
        [("bank:lockbox", "-20.00"), ("receivable:unapplied", "15.00"), ("receivable:unapplied", "5.00")],
    ],
    ids=["another amount", "another book", "in two legs"],
)
def test_a_reversal_mirrors_its_original_leg_by_leg(paid, legs):
    back = one_transaction(paid.account, "reversal", reverses=paid)

    with refused("does not mirror") as error:
        Posting.objects.bulk_create([leg(back, amount, book=book) for book, amount in legs])

    assert law_of(error) == "the_postings_of_a_reversal_mirror"


@pytest.mark.parametrize("changed", [{"due_on": None}, {"due_on": TODAY}, {"charge_id": "B1"}], ids=str)
def test_the_reversal_of_a_charge_keeps_its_due_date_and_names_no_charge(bill, changed):
    back = one_transaction(bill.account, "reversal", reverses=bill)
    mirror = {"book": "receivable:gas", "due_on": date(2026, 9, 22), "charge_id": None, **changed}

    with refused("does not mirror"):
        Posting.objects.bulk_create([leg(back, "-20.00", **mirror), leg(back, "20.00", book="billed:cis")])


def test_only_a_reversal_has_a_due_date_without_a_charge(bill):
    made = one_transaction(bill.account, "charge")

    with refused("due date without a charge") as error:
        Posting.objects.bulk_create([
            leg(made, "5.00", book="receivable:gas", due_on=TODAY), leg(made, "-5.00", book="billed:cis"),
        ])  # fmt: skip

    assert law_of(error) == "only_a_reversal_takes_a_charge_back"


def test_a_charge_has_a_due_date(bill):
    made = one_transaction(bill.account, "charge")

    with refused("a_charge_is_receivable_and_has_a_due_date"):
        Posting.objects.bulk_create([leg(made, "5.00", book="receivable:gas", charge_id="B7"), leg(made, "-5.00")])


def test_a_charge_and_a_payment_post_once(bill, paid):
    charge_id = bill.postings.get(charge_id__isnull=False).charge_id
    payment_id = paid.postings.get(payment_id__isnull=False).payment_id

    with refused("a_charge_posts_once"), transaction.atomic():
        factories.bill(bill.account, "1.00", billed_on=TODAY, due_on=TODAY, charge_id=charge_id)
    with refused("a_payment_posts_once"), transaction.atomic():
        factories.payment(bill.account, "1.00", received_on=TODAY, payment_id=payment_id)


def test_a_request_makes_one_transaction(bill):
    request_id = uuid4()
    one_transaction(bill.account, request_id=request_id)

    with refused("one_transaction_per_request"), transaction.atomic():
        one_transaction(bill.account, request_id=request_id)
    transaction.set_rollback(True)


def test_what_is_past_due_is_the_sum_of_its_buckets(bill):
    with refused("past_due_is_the_sum_of_its_buckets"):
        Standing.objects.create(account=bill.account, as_of=TODAY, past_due=Decimal("5.00"))


def test_billing_confirms_a_transaction_once(bill, paid):
    Confirmation.objects.create(transaction=paid, billing_id="Y1", file="payments.csv", confirmed_on=TODAY)

    with refused("billing_confirms_once_per_id"), transaction.atomic():
        Confirmation.objects.create(transaction=bill, billing_id="Y1", file="payments.csv", confirmed_on=TODAY)
    with refused("transaction_id"), transaction.atomic():
        Confirmation.objects.create(transaction=paid, billing_id="Y2", file="payments.csv", confirmed_on=TODAY)
