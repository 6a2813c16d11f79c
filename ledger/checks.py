"""Do the books still keep every law? Each is asked again of the rows themselves, whatever the triggers let in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from ledger.standings import differing, room_to_count


@dataclass(frozen=True)
class Finding:
    """A law, and the first rows that break it."""

    law: str
    rows: tuple[Mapping[str, Any], ...]


FIRST_ROWS = 10

# All offenders, and then the first of them: asked for ten at once PostgreSQL would walk an index for millions of rows.
FIRST = "with broken as materialized ({statement}) select * from broken order by 1, 2 limit " + str(FIRST_ROWS)

# Each names the columns that lead to the offender, the number to order by first.
LAWS = (
    (
        "Every transaction balances",
        """
        select transaction_id, sum(amount) as off_by from ledger_posting group by transaction_id
        having sum(amount) <> 0
        """,
    ),
    (
        "Every transaction has postings",
        """
        select t.id as transaction_id, t.kind from ledger_transaction t
        where not exists (select 1 from ledger_posting p where p.transaction_id = t.id)
        """,
    ),
    (
        "Every posting carries its transaction's account and date",
        """
        select p.id as posting_id, p.transaction_id, p.account_id, p.effective_on
        from ledger_posting p left join ledger_transaction t on t.id = p.transaction_id
        where t.id is null or t.account_id <> p.account_id or t.effective_on <> p.effective_on
        """,
    ),
    (
        "Every transaction is of an account that exists",
        """
        select t.id as transaction_id, t.account_id from ledger_transaction t
        left join accounts_account a on a.id = t.account_id where a.id is null
        """,
    ),
    (
        "A charge has a due date, and only a reversal has one without a charge",
        """
        select p.id as posting_id, p.transaction_id, p.charge_id, p.due_on from ledger_posting p
        where (p.charge_id is not null and (p.due_on is null or p.book not like 'receivable:%'))
           or (p.due_on is not null and p.charge_id is null and not exists (
                 select 1 from ledger_transaction t where t.id = p.transaction_id and t.reverses_id is not null))
        """,
    ),
    (
        "A reversal takes back one transaction of its own account, no reversal, and not before its day",
        """
        select r.id as transaction_id, r.reverses_id from ledger_transaction r
        left join ledger_transaction t on t.id = r.reverses_id
        where (r.kind = 'reversal') <> (r.reverses_id is not null)
           or (r.reverses_id is not null and (
                t.id is null or t.kind = 'reversal' or t.account_id <> r.account_id or r.effective_on < t.effective_on))
        """,
    ),
    (
        "Nothing is taken back twice",
        """
        select reverses_id as transaction_id, count(*) as times from ledger_transaction
        where reverses_id is not null group by reverses_id having count(*) > 1
        """,
    ),
    (
        "A reversal mirrors what it reverses, leg by leg",
        """
        select id as transaction_id, book, due_on, amount from (
          select r.id, p.book, p.due_on, p.amount, 1 as side, false as names_a_charge
          from ledger_transaction r join ledger_posting p on p.transaction_id = r.reverses_id
          where r.reverses_id is not null
          union all
          select r.id, p.book, p.due_on, -p.amount, -1, p.charge_id is not null
          from ledger_transaction r join ledger_posting p on p.transaction_id = r.id
          where r.reverses_id is not null
        ) legs group by id, book, due_on, amount having sum(side) <> 0 or bool_or(names_a_charge)
        """,
    ),
    (
        "Of billing's corrections of one charge, all but the newest are taken back",
        """
        select p.charge_id, p.revision, p.transaction_id from ledger_posting p
        join ledger_posting later on later.charge_id = p.charge_id and later.revision = p.revision + 1
        where not exists (select 1 from ledger_transaction r where r.reverses_id = p.transaction_id)
          and later.revision > 0
        """,
    ),
    (
        "Of billing's corrections of one payment, all but the newest are taken back",
        """
        select p.payment_id, p.revision, p.transaction_id from ledger_posting p
        join ledger_posting later on later.payment_id = p.payment_id and later.revision = p.revision + 1
        where not exists (select 1 from ledger_transaction r where r.reverses_id = p.transaction_id)
          and later.revision > 0
        """,
    ),
    (
        "Corrections are numbered from 0 without a gap",
        """
        select p.charge_id, p.payment_id, p.revision, p.transaction_id from ledger_posting p
        where p.revision > 0 and not exists (
          select 1 from ledger_posting before where before.revision = p.revision - 1
            and (before.charge_id = p.charge_id or before.payment_id = p.payment_id))
        """,
    ),
    (
        "Money made here comes home to the account it was made on",
        """
        select c.id as confirmation_id, c.transaction_id from ledger_confirmation c
        join ledger_transaction t on t.id = c.transaction_id where t.source <> 'here'
        """,
    ),
    (
        "The receipts of a year are numbered from 1 without a gap",
        """
        select coalesce(y.year, r.year) as year, y.last as counted, r.newest, r.receipts from ledger_receiptyear y
        full join (
          select year, max(number) as newest, count(*) as receipts from ledger_receipt group by year
        ) r on r.year = y.year
        where (y.last, y.last) is distinct from (r.newest, r.receipts::int)
        """,
    ),
    (
        "A receipt is of a payment made here, and of its year",
        """
        select r.id as receipt_id, r.transaction_id from ledger_receipt r
        left join ledger_transaction t on t.id = r.transaction_id
        where t.id is null or t.kind <> 'payment' or t.source <> 'here' or extract(year from r.posted_on) <> r.year
        """,
    ),
    (
        "What made a receipt void, or a payment returned, takes back that payment",
        """
        select r.transaction_id, v.reversal_id from ledger_receiptvoid v
        join ledger_receipt r on r.id = v.receipt_id join ledger_transaction t on t.id = v.reversal_id
        where t.reverses_id is distinct from r.transaction_id
        union all
        select p.payment_id, p.reversal_id from ledger_returnedpayment p
        join ledger_transaction t on t.id = p.reversal_id where t.reverses_id is distinct from p.payment_id
        """,
    ),
)

APPEND_ONLY = """
select t.tgrelid::regclass::text as table_name, t.tgname as trigger_name
from pg_trigger t join pg_proc f on f.oid = t.tgfoid
where t.tgenabled = 'D' and f.proname in (
  'forbid_change', 'postings_balance', 'transaction_has_postings', 'reversal_fits', 'reversal_mirrors',
  'receipt_follows')
"""


@transaction.atomic
def verify() -> list[Finding]:
    """Every law that some rows break, with the first of them; an empty list when the books are in order."""
    asked = [*LAWS, ("No law of the books is switched off", APPEND_ONLY)]
    with room_to_count():
        found = [Finding(law, rows) for law, statement in asked if (rows := _first_rows(statement))]
        standings = tuple(differing(limit=FIRST_ROWS))
    if standings:
        found.append(Finding("Every standing is what the postings say", standings))
    return found


def _first_rows(statement: str) -> tuple[Mapping[str, Any], ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"with broken as materialized ({statement}) select * from broken order by 1, 2 limit {FIRST_ROWS}"
        )
        names = [column.name for column in cursor.description]
        return tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall())
