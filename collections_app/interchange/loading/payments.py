"""How do payments get into the books, and how are they taken back?"""

from datetime import datetime

from collections_app.interchange import layout
from collections_app.interchange.loading.judging import FileRead
from collections_app.interchange.loading.staging import fetch, learned_anew, note, run
from ledger.models import UNAPPLIED

NEWEST = """
  ledger_posting p on p.payment_id = {id} and p.payment_id is not null
    and not exists (
      select 1 from ledger_posting n
      where n.payment_id = p.payment_id and n.revision > 0 and n.revision = p.revision + 1
    )
"""
SAID = f"""
create temp table new_payment on commit drop as
select s.line, s.payment_id, a.id as account_id, s.received_on, s.method, s.amount, s.reference, s.reverses,
       p.transaction_id as old_transaction, coalesce(p.revision + 1, 0) as revision, t.kind as old_kind,
       p.id is not null and p.account_id <> a.id as moved,
       case when t.kind = 'payment' and s.reverses = '' then
         (p.amount, p.effective_on, p.kind) is distinct from (-s.amount, s.received_on, s.method)
       when t.kind = 'reversal' and s.reverses <> '' then
         (p.amount, p.effective_on, p.kind) is distinct from
           (-s.amount, greatest(s.received_on, o.effective_on), s.method)
       else true end as changed
from stage_payments s join accounts_account a on a.number = s.account_number
left join {NEWEST.format(id="s.payment_id")}
left join ledger_transaction t on t.id = p.transaction_id
left join ledger_transaction o on o.id = t.reverses_id
where not exists (select 1 from home_row h where h.file = %(file)s and h.line = s.line)
"""
REVERSED = "exists (select 1 from ledger_transaction r where r.reverses_id = n.old_transaction)"

# Which bank account a payment came through; what is handed in or mailed goes through the lockbox.
BANK = "'bank:' || case when method in ('ach', 'card') then method else 'lockbox' end"

TAKEN_BACK = """
create temp table payment_taken_back on commit drop as
select t.id as old, nextval(pg_get_serial_sequence('ledger_transaction', 'id')) as id, t.account_id, t.effective_on
from new_payment n join ledger_transaction t on t.id = n.old_transaction where n.reverses = ''
"""
TAKE_BACK = """
insert into ledger_transaction
  (id, account_id, kind, source, effective_on, recorded_at, reverses_id, memo, outside_reference)
select id, account_id, 'reversal', 'cis', effective_on, %(at)s, old, 'corrected by billing', '' from payment_taken_back
"""
TAKE_BACK_POSTINGS = """
insert into ledger_posting (transaction_id, account_id, book, amount, effective_on, due_on, kind, revision)
select b.id, p.account_id, p.book, -p.amount, p.effective_on, p.due_on, p.kind, 0
from payment_taken_back b join ledger_posting p on p.transaction_id = b.old
"""
RECEIVED = """
create temp table received on commit drop as
select *, nextval(pg_get_serial_sequence('ledger_transaction', 'id')) as id from new_payment where reverses = ''
"""
TRANSACTIONS = """
insert into ledger_transaction (id, account_id, kind, source, effective_on, recorded_at, memo, outside_reference)
select id, account_id, 'payment', 'cis', received_on, %(at)s, '', reference from received
"""
POSTINGS = f"""
insert into ledger_posting (transaction_id, account_id, book, amount, effective_on, kind, payment_id, revision)
select id, account_id, {BANK}, amount, received_on, '', null, 0 from received
union all
select id, account_id, '{UNAPPLIED}', -amount, received_on, method, payment_id, revision from received
"""

# A payment that a row takes back is one of billing's, or one made here that has come home under billing's id.
TARGETS = f"""
create temp table take_back on commit drop as
select n.*, t.id as target, t.account_id as target_account, t.effective_on as target_on,
       (select -sum(amount) from ledger_posting
        where transaction_id = t.id and book like 'receivable:%%') as target_amount,
       exists (select 1 from ledger_transaction r where r.reverses_id = t.id) as already,
       exists (select 1 from stage_rejected x where x.file = %(file)s and x.id = n.reverses) as target_rejected,
       nextval(pg_get_serial_sequence('ledger_transaction', 'id')) as id
from new_payment n
left join {NEWEST.format(id="n.reverses")}
left join ledger_confirmation c on c.file = 'payments.csv' and c.billing_id = n.reverses
left join ledger_transaction t on t.id = coalesce(p.transaction_id, c.transaction_id) and t.kind = 'payment'
where n.reverses <> '' and n.changed and n.old_transaction is null
"""
BACK_TRANSACTIONS = """
insert into ledger_transaction
  (id, account_id, kind, source, effective_on, recorded_at, reverses_id, memo, outside_reference)
select id, account_id, 'reversal', 'cis', greatest(received_on, target_on), %(at)s, target, 'taken back', reference
from take_back
"""
BACK_POSTINGS = """
insert into ledger_posting
  (transaction_id, account_id, book, amount, effective_on, due_on, kind, payment_id, revision)
select b.id, p.account_id, p.book, -p.amount, greatest(b.received_on, b.target_on), p.due_on,
       case when p.turn = 1 then b.method else '' end, case when p.turn = 1 then b.payment_id end, 0
from take_back b join (
  select *, row_number() over (partition by transaction_id order by book like 'receivable:%%' desc, id) as turn
  from ledger_posting where transaction_id in (select target from take_back)
) p on p.transaction_id = b.target
"""


ALREADY = "This payment is already taken back."


def find_changes(read: FileRead) -> None:
    """Gather what is new in payments.csv; reject what cannot be, as far as it can be told before posting."""
    number = layout.FILES.index(layout.PAYMENTS)
    note(
        read, "amount", "A negative payment must name in reverses which payment it takes back.",
        "select s.line, s.amount::text from stage_payments s where s.amount < 0 and s.reverses = '' "
        "and not exists (select 1 from home_row h where h.file = %(number)s and h.line = s.line)",
        number=number,
    )  # fmt: skip
    run(SAID, file=number)
    note(
        read, "account_number", "This payment is known on another account.",
        "select n.line, a.number from new_payment n join accounts_account a on a.id = n.account_id where n.moved",
    )  # fmt: skip
    run("delete from new_payment where not moved and not changed")
    note(
        read, "payment_id", "This row took a payment back before, which stands; billing must send a new row.",
        "select line, payment_id from new_payment where not moved and old_kind = 'reversal'",
    )  # fmt: skip
    note(
        read, "payment_id", "This payment is taken back already and cannot be corrected.",
        f"select n.line, n.payment_id from new_payment n where not moved and old_kind = 'payment' and {REVERSED}",
    )  # fmt: skip
    note(
        read, "reverses", "This payment was received before; a row that takes one back needs an id of its own.",
        f"select n.line, n.reverses from new_payment n "
        f"where not moved and old_kind = 'payment' and reverses <> '' and not {REVERSED}",
    )  # fmt: skip
    run("delete from new_payment where line in (select line from stage_fault where file = %s)", number)
    run("analyze new_payment")


def post(at: datetime) -> int:
    """Post payments that are new and correct those that changed; answers how many."""
    run(TAKEN_BACK)
    if fetch("select 1 from payment_taken_back limit 1"):
        run(TAKE_BACK, at=at)
        run(TAKE_BACK_POSTINGS)
    run(RECEIVED)
    posted = run(TRANSACTIONS, at=at)
    learned_anew("ledger_transaction", posted)
    run(POSTINGS)
    learned_anew("ledger_posting", posted)
    run("insert into changed_row select distinct 'money', account_id from received")
    return posted


def take_back(read: FileRead, at: datetime) -> int:
    """Take payments back by the rows whose `reverses` names one; reject those that name none that can be."""
    number = layout.FILES.index(layout.PAYMENTS)
    run(TARGETS, file=number)
    for reason, which in (
        ("The row of this payment was rejected.", "target is null and target_rejected"),
        ("No payment is known by this id.", "target is null and not target_rejected"),
        ("This payment is of another account.", "target_account <> account_id"),
        ("This payment was not the opposite amount.", "target_account = account_id and target_amount <> -amount"),
        (ALREADY, "target_account = account_id and target_amount = -amount and already"),
    ):
        note(read, "reverses", reason, f"select line, reverses from take_back where {which}")
    run("delete from take_back where line in (select line from stage_fault where file = %s)", number)
    note(
        read, "reverses", ALREADY,
        "select t.line, t.reverses from take_back t "
        "where exists (select 1 from take_back e where e.target = t.target and e.line < t.line)",
    )  # fmt: skip
    run("delete from take_back where line in (select line from stage_fault where file = %s)", number)
    taken_back = run(BACK_TRANSACTIONS, at=at)
    run(BACK_POSTINGS)
    run("insert into changed_row select distinct 'money', account_id from take_back")
    return taken_back
