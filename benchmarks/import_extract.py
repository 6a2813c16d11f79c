"""How fast is an extract loaded: the first one, and a night that hands everything over again with 2 % changed?

The floor is COPY of the same charges plus one merge of them into as many rows of tables with the same indexes, with
nothing checked, compared or renewed. Half of the night's 2 % are new bills, half are bills with another amount, which
are taken back and posted anew (extract.md rule 5); the floor writes as many rows.
"""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from measuring import report, run, timed

from collections_app.interchange.actions import load_extract
from collections_app.interchange.layout import SERVICES
from collections_app.interchange.writing import write_extract
from ledger.models import Posting, Transaction

UTILITY, FIRST, SECOND = "Benchmark Utilities", date(2026, 10, 1), date(2026, 10, 2)
MONTHS = [date(2025 + (5 + n) // 12, (5 + n) % 12 + 1, 2) for n in range(15)]
CHARGES_AN_ACCOUNT = len(MONTHS) * len(SERVICES)

TABLES = """
create table floor_transaction (like ledger_transaction including defaults including indexes);
create table floor_posting (like ledger_posting including defaults including indexes);
"""
STAGE = """
create temp table floor_stage (charge_id text, account_number text, service text, kind text, billed_on date,
  due_on date, amount numeric, reference text) on commit drop
"""
COPY = "copy floor_stage from stdin with (format csv, header, force_not_null (reference))"
FRESH = """
create temp table floor_fresh on commit drop as
select s.*, a.id as account_id, 0 as revision from floor_stage s join accounts_account a on a.number = s.account_number
"""
CHANGED = """
create temp table floor_fresh on commit drop as
select s.*, a.id as account_id, coalesce(p.revision + 1, 0) as revision, p.transaction_id as old
from floor_stage s join accounts_account a on a.number = s.account_number
left join floor_posting p on p.charge_id = s.charge_id
where p.id is null or p.amount <> s.amount
"""
TAKEN_BACK = """
create temp table floor_back on commit drop as
select old, nextval('ledger_transaction_id_seq') as id
from (select distinct old from floor_fresh where old is not null) o;
insert into floor_transaction
  (id, account_id, kind, source, effective_on, recorded_at, reverses_id, memo, outside_reference)
select b.id, t.account_id, 'reversal', 'cis', t.effective_on, now(), b.old, '', ''
from floor_back b join floor_transaction t on t.id = b.old;
insert into floor_posting (id, transaction_id, account_id, book, amount, effective_on, due_on, kind, revision)
select nextval('ledger_posting_id_seq'), b.id, p.account_id, p.book, -p.amount, p.effective_on, p.due_on, p.kind, 0
from floor_back b join floor_posting p on p.transaction_id = b.old;
insert into floor_fresh (charge_id, account_id, service, kind, billed_on, due_on, amount, revision)
select p.charge_id, p.account_id, substr(p.book, 12), p.kind, p.effective_on, p.due_on, p.amount, p.revision + 1
from floor_back b join floor_posting p on p.transaction_id = b.old
where p.charge_id is not null and not exists (select 1 from floor_fresh f where f.charge_id = p.charge_id);
"""
MERGE = """
create temp table floor_bill on commit drop as
select account_id, billed_on, nextval('ledger_transaction_id_seq') as id, sum(amount) as total
from floor_fresh group by account_id, billed_on;
insert into floor_transaction (id, account_id, kind, source, effective_on, recorded_at, memo, outside_reference)
select id, account_id, 'charge', 'cis', billed_on, now(), '', '' from floor_bill;
insert into floor_posting
  (id, transaction_id, account_id, book, amount, effective_on, due_on, kind, charge_id, revision)
select nextval('ledger_posting_id_seq'), b.id, f.account_id, 'receivable:' || f.service, f.amount, f.billed_on,
       f.due_on, f.kind, f.charge_id, f.revision
from floor_fresh f join floor_bill b using (account_id, billed_on)
union all select nextval('ledger_posting_id_seq'), id, account_id, 'billed:cis', -total, billed_on, null, '', null, 0
from floor_bill;
"""


def people(count: int, owed: dict[str, int]) -> dict[str, list[dict]]:
    """So many accounts with the balances that billing states."""
    return {
        "customers.csv": [
            {"customer_id": f"C{n}", "kind": "person", "first_name": "Harriet", "last_name": f"Lindqvist {n}"}
            for n in range(count)
        ],
        "premises.csv": [
            {
                "premise_id": f"P{n}", "line1": f"{n} Harbor Street", "occupancy": "owner",
                "premise_class": "residential", "primary_heat": "gas",
            }
            for n in range(count)
        ],
        "accounts.csv": [
            {
                "account_number": f"9{n:07}", "customer_id": f"C{n}", "premise_id": f"P{n}", "status": "active",
                "stated_balance": _dollars(owed[f"9{n:07}"]),
            }
            for n in range(count)
        ],
    }  # fmt: skip


def charges(accounts: int, months: list[date], *, changed: bool) -> Iterator[dict]:
    """Every month's bill of four services. In the changed night one bill in a hundred has another amount."""
    for n in range(accounts):
        for m, billed_on in enumerate(months):
            corrected = changed and (n * len(MONTHS) + m) % 100 == 0
            for s, service in enumerate(SERVICES):
                amount = 500 + (n * 7919 + m * 31 + s * 577) % 9000 + (100 if corrected and s == 0 else 0)
                yield {
                    "charge_id": f"B{n:07}{m:02}{s}",
                    "account_number": f"9{n:07}",
                    "service": service,
                    "kind": "bill",
                    "billed_on": billed_on,
                    "due_on": billed_on.replace(day=23),
                    "amount": _dollars(amount),
                }


def new_bills(accounts: int, count: int) -> Iterator[dict]:
    for n in range(count // len(SERVICES)):
        for s, service in enumerate(SERVICES):
            yield {
                "charge_id": f"N{n:07}{s}", "account_number": f"9{n % accounts:07}", "service": service,
                "kind": "bill", "billed_on": SECOND, "due_on": "2026-10-23", "amount": "12.34",
            }  # fmt: skip


def floor(path: Path, *, first: bool) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local work_mem = '256MB'")
        cursor.execute(STAGE)
        with path.open("rb") as file:
            cursor.copy_expert(COPY, file)
        cursor.execute(f"analyze floor_stage; {FRESH if first else CHANGED + ';' + TAKEN_BACK}")
        cursor.execute(MERGE)


def measure(size: int) -> None:
    accounts = max(1, size // CHARGES_AN_ACCOUNT)
    with tempfile.TemporaryDirectory() as made:
        nights = (
            ("first load", FIRST, charges(accounts, MONTHS, changed=False)),
            ("night with 2 % changed", SECOND, _night(accounts)),
        )
        for sequence, (what, day, rows) in enumerate(nights, 1):
            folder = _written(Path(made) / str(sequence), list(rows), accounts, day, sequence)
            with timed() as took:
                loaded = load_extract(folder, actor=None)
            assert loaded.is_clean
            if sequence == 1:
                with connection.cursor() as cursor:
                    cursor.execute(TABLES)
            with timed() as bare:
                floor(folder / "charges.csv", first=sequence == 1)
            _same_number_of_rows()
            report(f"import_extract {what}, {accounts * CHARGES_AN_ACCOUNT:,} charges", took.seconds, bare.seconds)


def _night(accounts: int) -> Iterator[dict]:
    yield from charges(accounts, MONTHS, changed=True)
    yield from new_bills(accounts, accounts * CHARGES_AN_ACCOUNT // 100)


def _written(folder: Path, rows: list[dict], accounts: int, day: date, sequence: int) -> Path:
    owed: dict[str, int] = {}
    for row in rows:
        owed[row["account_number"]] = owed.get(row["account_number"], 0) + int(row["amount"].replace(".", ""))
    tables = {**people(accounts, owed), "charges.csv": rows}
    return write_extract(folder, tables, utility=UTILITY, extract_date=day, sequence=sequence)


def _dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _same_number_of_rows() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select (select count(*) from floor_transaction), (select count(*) from floor_posting)")
        assert cursor.fetchone() == (Transaction.objects.count(), Posting.objects.count())


if __name__ == "__main__":
    run(measure, small=100_000, counted="charges")
