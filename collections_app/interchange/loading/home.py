"""Which money that was made here has come home from billing, and does it agree? It is never posted again."""

from datetime import date

from collections_app.interchange import layout
from collections_app.interchange.layout import HOME, File
from collections_app.interchange.loading.staging import fetch, number_of, run

ROWS = """
create temp table home_row (
  file int, name text, line int, billing_id text, account_id bigint, amount numeric, reference text
) on commit drop
"""
# A row that once came home stays home, also when billing leaves its reference out later.
GATHER = f"""
insert into home_row
select %(file)s, %(name)s, s.line, s.{{id}}, a.id, s.amount,
       {{reference}}
from {{stage}} s join accounts_account a on a.number = s.account_number
{{known}}
where s.reference like '{HOME}%%' {{or_known}}
"""
KNOWN = "left join ledger_confirmation c on c.file = %(name)s and c.billing_id = s.{id}"
# What a transaction of ours amounts to in the words of billing's file: what is charged is positive, and so is what is
# received. Where nothing receivable is touched (a deposit) it is what came in.
OURS = f"""
create temp table home on commit drop as
select h.*, t.id as transaction_id, t.account_id as our_account,
       coalesce(
         (select case when h.name = 'charges.csv' then sum(p.amount) else -sum(p.amount) end from ledger_posting p
          where p.transaction_id = t.id and p.book like 'receivable:%%'),
         (select sum(p.amount) from ledger_posting p where p.transaction_id = t.id and p.amount > 0)
       ) as our_amount
from home_row h left join ledger_transaction t on t.source = 'here' and t.id =
  case when h.reference ~ '^{HOME}[0-9]{{1,18}}$' then substr(h.reference, {len(HOME) + 1})::bigint end
"""
CONFIRM = """
with confirmed as (
insert into ledger_confirmation (transaction_id, billing_id, file, confirmed_on)
select distinct on (transaction_id) transaction_id, billing_id, name, %(on)s from home
where transaction_id is not null
  and not exists (select 1 from ledger_confirmation c where c.transaction_id = home.transaction_id)
order by transaction_id, file, line
on conflict do nothing
returning file
)
select file, count(*) from confirmed group by file
"""


def gather(file: File) -> None:
    """Set apart the rows of a file whose reference says that they were made here."""
    own_id = file.columns[0].name
    anything_known = fetch("select 1 from ledger_confirmation where file = %s limit 1", file.name)
    parts = {
        "known": KNOWN.format(id=own_id) if anything_known else "",
        "or_known": "or c.id is not null" if anything_known else "",
        "reference": f"case when s.reference like '{HOME}%%' then s.reference else '{HOME}' || c.transaction_id end"
        if anything_known
        else "s.reference",
    }
    run(
        GATHER.format(id=own_id, stage=file.stage, **parts),
        file=number_of(file),
        name=file.name,
    )


def begin() -> None:
    run(ROWS)


def confirm(on: date) -> dict[str, int]:
    """Mark our transactions as confirmed; answers how many by file. Disagreements: `reconciliation.note_home`."""
    run(OURS)
    return dict(fetch(CONFIRM, on=on))


FILES = (layout.CHARGES, layout.PAYMENTS, layout.DEPOSITS)
