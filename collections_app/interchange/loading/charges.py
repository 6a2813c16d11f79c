"""How do billing's charges get into the books? One transaction per account and bill date, one posting per charge."""

from datetime import datetime

from collections_app.interchange import layout
from collections_app.interchange.loading.judging import FileRead
from collections_app.interchange.loading.staging import fetch, learned_anew, note, run

# The newest revision of a charge is the one that counts.
NEWEST = """
  ledger_posting p on p.charge_id = s.charge_id and p.charge_id is not null
    and not exists (
      select 1 from ledger_posting n where n.charge_id = p.charge_id and n.revision > 0 and n.revision = p.revision + 1
    )
"""
# What billing did not say before, or says differently now.
SAID = """
create temp table new_charge on commit drop as
select s.line, s.charge_id, a.id as account_id, 'receivable:' || s.service as book, s.kind, s.billed_on, s.due_on,
       s.amount, {old}
from stage_charges s join accounts_account a on a.number = s.account_number {known}
where {fresh} and not exists (select 1 from home_row h where h.file = %(file)s and h.line = s.line)
"""
NOTHING_KNOWN = {
    "old": "null::bigint as old_transaction, 0 as revision, false as moved", "known": "", "fresh": "true",
}  # fmt: skip
SOMETHING_KNOWN = {
    "old": """p.transaction_id as old_transaction, coalesce(p.revision + 1, 0) as revision,
      p.account_id <> a.id as moved""",
    "known": f"left join {NEWEST}",
    "fresh": """(p.id is null or (p.account_id, p.book, p.kind, p.effective_on, p.due_on, p.amount)
      is distinct from (a.id, 'receivable:' || s.service, s.kind, s.billed_on, s.due_on, s.amount))""",
}

# Rule 5: the old transaction is taken back whole, from its own day, and what it held besides is posted again with it.
TAKEN_BACK = """
create temp table taken_back on commit drop as
select t.id as old, nextval(pg_get_serial_sequence('ledger_transaction', 'id')) as id, t.account_id, t.effective_on
from (select distinct old_transaction as id from new_charge where old_transaction is not null) c
join ledger_transaction t on t.id = c.id
where not exists (select 1 from ledger_transaction r where r.reverses_id = t.id)
"""
BESIDES = """
insert into new_charge (charge_id, account_id, book, kind, billed_on, due_on, amount, revision)
select p.charge_id, p.account_id, p.book, p.kind, p.effective_on, p.due_on, p.amount, p.revision + 1
from taken_back b join ledger_posting p on p.transaction_id = b.old
where p.charge_id is not null
  and not exists (select 1 from ledger_posting n where n.charge_id = p.charge_id and n.revision = p.revision + 1)
  and not exists (select 1 from new_charge c where c.charge_id = p.charge_id)
"""
TAKE_BACK = """
insert into ledger_transaction
  (id, account_id, kind, source, effective_on, recorded_at, reverses_id, memo, outside_reference)
select id, account_id, 'reversal', 'cis', effective_on, %(at)s, old, 'corrected by billing', '' from taken_back
"""
TAKE_BACK_POSTINGS = """
insert into ledger_posting (transaction_id, account_id, book, amount, effective_on, due_on, kind, revision)
select b.id, p.account_id, p.book, -p.amount, p.effective_on, p.due_on, p.kind, 0
from taken_back b join ledger_posting p on p.transaction_id = b.old
"""
BILLS = """
create temp table new_bill on commit drop as
select account_id, billed_on, nextval(pg_get_serial_sequence('ledger_transaction', 'id')) as id, total
from (select account_id, billed_on, sum(amount) as total from new_charge group by account_id, billed_on) g
"""
TRANSACTIONS = """
insert into ledger_transaction (id, account_id, kind, source, effective_on, recorded_at, memo, outside_reference)
select id, account_id, 'charge', 'cis', billed_on, %(at)s, '', '' from new_bill
"""
POSTINGS = """
insert into ledger_posting (transaction_id, account_id, book, amount, effective_on, due_on, kind, charge_id, revision)
select b.id, c.account_id, c.book, c.amount, c.billed_on, c.due_on, c.kind, c.charge_id, c.revision
from new_charge c join new_bill b using (account_id, billed_on)
union all
select id, account_id, 'billed:cis', -total, billed_on, null, '', null, 0 from new_bill
"""


def find_changes(read: FileRead) -> None:
    """Gather what is new in charges.csv, and reject what names another account for a known charge."""
    known = bool(fetch("select 1 from ledger_posting where charge_id is not null limit 1"))
    number = layout.FILES.index(layout.CHARGES)
    run(SAID.format(**(SOMETHING_KNOWN if known else NOTHING_KNOWN)), file=number)
    run("analyze new_charge")
    if known:
        note(
            read, "account_number", "This charge is known on another account.",
            "select c.line, a.number from new_charge c join accounts_account a on a.id = c.account_id where c.moved",
        )  # fmt: skip
        run("delete from new_charge where moved")


def post(at: datetime) -> int:
    """Post what is new and correct what changed; answers how many charges of the extract that were."""
    said = fetch("select count(*) from new_charge")[0][0]
    if not said:
        return 0
    run(TAKEN_BACK)
    if fetch("select 1 from taken_back limit 1"):
        run(BESIDES)
        run(TAKE_BACK, at=at)
        run(TAKE_BACK_POSTINGS)
    run(BILLS)
    run("analyze new_bill")
    run(TRANSACTIONS, at=at)
    learned_anew("ledger_transaction", said)
    run(POSTINGS)
    learned_anew("ledger_posting", said)
    run("insert into changed_row select distinct 'money', account_id from new_bill")
    run("insert into changed_row select distinct 'money', account_id from taken_back")
    return said
