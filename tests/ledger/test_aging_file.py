"""`manage.py aging`: the file, and what is refused."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.utility import moment
from ledger.models import Posting, Transaction
from tests import factories

pytestmark = pytest.mark.django_db

DATA = Path(__file__).resolve().parents[3] / "shared/data"
HEADER = b"account_number,balance,current,d1_30,d31_60,d61_90,d91_plus\r\n"


def aged(tmp_path, as_of="2026-11-20"):
    call_command("aging", as_of=date.fromisoformat(as_of), out=tmp_path / "aging.csv")
    return (tmp_path / "aging.csv").read_bytes()


def test_an_empty_database_gives_the_header_alone(tmp_path, capsys):
    assert aged(tmp_path) == HEADER
    assert capsys.readouterr().out == "0 accounts as of 2026-11-20\n"


def test_amounts_have_two_places_and_lines_end_in_crlf(tmp_path):
    account = factories.account(number="77")
    factories.account(number="8,1")
    factories.bill(account, "5.10", billed_on=date(2026, 10, 1), due_on=date(2026, 11, 1))

    assert aged(tmp_path) == HEADER + b'77,5.10,0.00,5.10,0.00,0.00,0.00\r\n"8,1",0.00,0.00,0.00,0.00,0.00,0.00\r\n'


def test_a_folder_that_is_not_there_is_refused_and_nothing_is_left(tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        call_command("aging", as_of=date(2026, 11, 20), out=tmp_path / "nowhere" / "aging.csv")

    assert left.value.code == 2
    assert "cannot be written" in capsys.readouterr().err
    assert list(tmp_path.glob("nowhere*")) == []


@pytest.mark.parametrize("words", [[], ["--as-of", "2026-13-01", "--out", "x"], ["--as-of", "2026-11-20"]], ids=str)
def test_bad_arguments_are_refused(words):
    with pytest.raises((CommandError, SystemExit)):
        call_command("aging", *words)


@pytest.mark.skipif(not DATA.exists(), reason="The worked extract lies beside the checkout, and is not there.")
def test_the_worked_extract_ages_to_its_truth_byte_for_byte(tmp_path):
    post(DATA / "extract-1500/1")

    assert aged(tmp_path) == (DATA / "extract-1500-truth/aging-2026-11-20.csv").read_bytes()


def post(folder):
    """Straight into the books, so that this test needs no extract to be loaded."""
    recorded_at = moment(date(2026, 11, 20))
    customer, premise = factories.customer(), factories.premise()
    accounts = {
        row["account_number"]: factories.Account(
            number=row["account_number"], customer=customer, premise=premise, status=row["status"]
        )
        for row in rows(folder / "accounts.csv")
    }
    factories.Account.objects.bulk_create(accounts.values())

    entries = [
        (row, row["billed_on"], "charge", {"book": f"receivable:{row['service']}", "amount": Decimal(row["amount"]),
         "due_on": row["due_on"], "charge_id": row["charge_id"]}, "billed:cis")
        for row in rows(folder / "charges.csv")
    ]  # fmt: skip
    payments = sorted(rows(folder / "payments.csv"), key=lambda row: bool(row["reverses"]))
    entries += [
        (row, row["received_on"], "reversal" if row["reverses"] else "payment", {"book": "receivable:unapplied",
         "amount": -Decimal(row["amount"]), "payment_id": row["payment_id"]}, "bank:lockbox")
        for row in payments
    ]  # fmt: skip
    made: dict[str, Transaction] = {}
    for row, day, kind, _leg, _book in entries:
        made[row.get("payment_id") or row["charge_id"]] = Transaction(
            account=accounts[row["account_number"]], kind=kind, source="cis", effective_on=day, recorded_at=recorded_at,
        )  # fmt: skip
    originals = [one for one in made.values() if one.kind != "reversal"]
    Transaction.objects.bulk_create(originals)
    for row in payments:
        if row["reverses"]:
            made[row["payment_id"]].reverses = made[row["reverses"]]
    Transaction.objects.bulk_create([one for one in made.values() if one.kind == "reversal"])
    legs = []
    for (row, day, _kind, leg, book), one in zip(entries, made.values(), strict=True):
        account = accounts[row["account_number"]]
        legs.append(Posting(transaction=one, account=account, effective_on=day, **leg))
        legs.append(Posting(transaction=one, account=account, effective_on=day, book=book, amount=-leg["amount"]))
    Posting.objects.bulk_create(legs)


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
