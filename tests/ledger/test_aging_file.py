"""`manage.py aging`: the file, and what is refused."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

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


def test_a_folder_that_is_not_there_is_refused_and_nothing_is_left(tmp_path):
    with pytest.raises(CommandError, match="cannot be written") as refused:
        call_command("aging", as_of=date(2026, 11, 20), out=tmp_path / "nowhere" / "aging.csv")

    assert refused.value.returncode == 2
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
    holder = factories.account(number="the holder of them all")
    with connection.cursor() as cursor:
        for name in ("accounts", "charges", "payments"):
            with (folder / f"{name}.csv").open(encoding="utf-8-sig") as file:
                columns = ", ".join(f"{column} text" for column in file.readline().strip().split(","))
                cursor.execute(f"create temp table {name} ({columns}) on commit drop")
                cursor.copy_expert(f"copy {name} from stdin csv force not null *", file)
        cursor.execute(BY_HAND, {"holder": holder.pk})
    holder.services.all().delete()
    holder.delete()  # it is in no extract


BY_HAND = """
insert into accounts_account (number, customer_id, premise_id, status, account_class, billing_cycle, stated_balance)
select account_number, of_holder.customer_id, of_holder.premise_id, a.status, '', '', 0
from accounts a, (select customer_id, premise_id from accounts_account where id = %(holder)s) of_holder;

create temp table entries on commit drop as
select nextval('ledger_transaction_id_seq') as id, charge_id as key, 'charge' as kind, account_number, '' as reverses,
       billed_on::date as effective_on, 'receivable:' || service as book, amount::numeric as amount,
       due_on::date as due_on, charge_id, null as payment_id, 'billed:cis' as other
from charges union all
select nextval('ledger_transaction_id_seq'), payment_id, case reverses when '' then 'payment' else 'reversal' end,
       account_number, reverses, received_on::date, 'receivable:unapplied', -amount::numeric, null, null, payment_id,
       'bank:lockbox' from payments;

insert into ledger_transaction (id, account_id, kind, source, effective_on, recorded_at, reverses_id, memo,
                                outside_reference)
select e.id, a.id, e.kind, 'cis', e.effective_on, '2026-11-20 12:00Z', o.id, '', '' from entries e
join accounts_account a on a.number = e.account_number left join entries o on o.key = e.reverses;

insert into ledger_posting (transaction_id, account_id, book, amount, effective_on, due_on, kind, charge_id, payment_id,
                            revision)
select e.id, a.id, leg.* from entries e join accounts_account a on a.number = e.account_number
cross join lateral (values
  (e.book, e.amount, e.effective_on, e.due_on, '', e.charge_id, e.payment_id, 0),
  (e.other, -e.amount, e.effective_on, null, '', null, null, 0)) leg;

analyze ledger_transaction, ledger_posting
"""
