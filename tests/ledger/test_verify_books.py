"""Does the check find what the triggers would have refused? They are switched off here to let it in."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from ledger.checks import verify
from ledger.models import Posting, Standing
from ledger.standings import renew_all
from tests import factories
from tests.factories import TODAY
from tests.ledger.books import take_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def books():
    """One account: a bill of 20.00, paid, the payment taken back."""
    account = factories.account()
    factories.bill(account, "20.00", billed_on=date(2026, 9, 1), due_on=date(2026, 9, 22), charge_id="B1")
    paid = factories.payment(account, "20.00", received_on=date(2026, 9, 20), payment_id="Y1")
    take_back(paid, on=date(2026, 9, 25))
    renew_all(as_of=TODAY)
    return account


def tamper(statement):
    """Write past the triggers, as a damaged disk or a careless hand might."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("set session_replication_role = origin")


def laws_broken():
    return [finding.law for finding in verify()]


def test_books_in_order_break_no_law(books, capsys):
    assert verify() == []

    call_command("verify_books")

    assert "in order" in capsys.readouterr().out


def test_empty_books_break_no_law():
    assert verify() == []


@pytest.mark.parametrize(
    ("statement", "law"),
    [
        ("update ledger_posting set amount = 19.99 where book = 'billed:cis'", "Every transaction balances"),
        ("delete from ledger_posting where charge_id = 'B1' or book = 'billed:cis'", "Every transaction has postings"),
        ("update ledger_posting set effective_on = '2026-01-01' where charge_id = 'B1'",
         "Every posting carries its transaction's account and date"),
        ("update ledger_transaction set account_id = -1 where kind = 'charge'",
         "Every transaction is of an account that exists"),
        ("update ledger_posting set charge_id = null where charge_id = 'B1'",
         "A charge has a due date, and only a reversal has one without a charge"),
        ("update ledger_transaction set effective_on = '2026-09-19' where kind = 'reversal'",
         "A reversal takes back one transaction of its own account, no reversal, and not before its day"),
        ("update ledger_posting set amount = 2 * amount from ledger_transaction t where t.id = transaction_id "
         "and t.kind = 'reversal'", "A reversal mirrors what it reverses, leg by leg"),
        ("update ledger_posting set revision = 2 where charge_id = 'B1'",
         "Corrections are numbered from 0 without a gap"),
        ("insert into ledger_posting (transaction_id, account_id, book, amount, effective_on, kind, due_on, charge_id, "
         "revision) select transaction_id, account_id, book, 0, effective_on, kind, due_on, charge_id, 1 "
         "from ledger_posting where charge_id = 'B1'",
         "Of billing's corrections of one charge, all but the newest are taken back"),
        ("update ledger_standing set balance = 21.00", "Every standing is what the postings say"),
        ("insert into ledger_confirmation (transaction_id, billing_id, file, confirmed_on) "
         "select id, 'Y9', 'payments.csv', '2026-10-01' from ledger_transaction where kind = 'charge'",
         "Money made here comes home to the account it was made on"),
        ("alter table ledger_posting disable trigger postings_balance", "No law of the books is switched off"),
    ],
    ids=lambda text: text[:60],
)  # fmt: skip
def test_names_the_law_and_the_first_rows_that_break_it(books, statement, law):
    tamper(statement)

    found = {finding.law: finding.rows for finding in verify()}

    assert law in found
    assert found[law]


def test_the_command_prints_the_offending_rows_and_fails(books, capsys):
    tamper("update ledger_posting set amount = 19.99 where book = 'billed:cis'")

    with pytest.raises(SystemExit) as left:
        call_command("verify_books")

    offender = Posting.objects.get(book="billed:cis")
    assert left.value.code == 1
    out = capsys.readouterr().out
    assert "Every transaction balances" in out
    assert f"transaction_id={offender.transaction_id} off_by=39.99" in out


def test_a_standing_is_judged_by_its_own_date(books):
    other = factories.account()
    factories.bill(other, "5.00", billed_on=date(2026, 9, 1), due_on=date(2026, 10, 4))
    renew_all(as_of=date(2026, 10, 4))
    assert Standing.objects.get(account=other).current == Decimal("5.00")
    assert verify() == []

    Standing.objects.filter(account=other).update(as_of=TODAY)

    assert laws_broken() == ["Every standing is what the postings say"]
