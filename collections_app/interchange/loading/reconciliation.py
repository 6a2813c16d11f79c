"""Where do our balances and billing's differ after a load, and since when? Never silently mended (rule 6)."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from collections_app.interchange.layout import HOME
from collections_app.interchange.loading.staging import fetch, run

# Ours as of the extract's date, without what was made here and has not come home yet.
BALANCES = """
create temp table differing on commit drop as
select a.id as account_id, coalesce(b.ours, 0) as ours, a.stated_balance as theirs
from accounts_account a left join (
  select p.account_id, sum(p.amount) as ours from ledger_posting p
  where p.book like 'receivable:%%' and p.effective_on <= %(on)s {confirmed} group by p.account_id
) b on b.account_id = a.id
where a.stated_balance <> coalesce(b.ours, 0)
"""
CONFIRMED = """and not exists (
    select 1 from ledger_transaction t left join ledger_confirmation c on c.transaction_id = t.id
    where t.id = p.transaction_id and t.source = 'here' and c.id is null
  )"""
CAUSES = """
create temp table caused on commit drop as
select d.*, case
  when exists (
    select 1 from stage_ref r join accounts_account a on a.id = d.account_id
    where r.name = 'account_number' and r.value = a.number
  ) then 'rejected_row'
  when exists (
    select 1 from ledger_posting p join ledger_transaction t on t.id = p.transaction_id and t.source = 'here'
    where p.account_id = d.account_id and p.book like 'receivable:%%' and p.effective_on > %(on)s - 90
    group by p.account_id
    having sum(p.amount) = d.theirs - d.ours or bool_or(p.amount = d.theirs - d.ours)
      or bool_or(-p.amount = d.theirs - d.ours)
  ) then 'made_here'
  when exists (
    select 1 from ledger_posting p where p.account_id = d.account_id and p.book like 'receivable:%%'
      and p.effective_on > %(on)s
  ) then 'dated_later'
  when d.theirs > d.ours then 'late_charge' else 'late_payment' end as cause
from differing d
"""
GONE = """
update interchange_difference e set gone_on = %(on)s
where e.kind = 'balance' and e.gone_on is null and not exists (select 1 from caused c where c.account_id = e.account_id)
"""
CHANGED = """
update interchange_difference e set ours = c.ours, theirs = c.theirs, cause = c.cause from caused c
where e.kind = 'balance' and e.gone_on is null and e.account_id = c.account_id
  and (e.ours, e.theirs) is distinct from (c.ours, c.theirs)
"""
NEW = """
insert into interchange_difference (kind, account_id, reference, billing_id, ours, theirs, since_id, cause, note)
select 'balance', account_id, '', '', ours, theirs, %(extract)s, cause, '' from caused c
where not exists (
  select 1 from interchange_difference e where e.kind = 'balance' and e.gone_on is null and e.account_id = c.account_id
)
order by account_id
"""

HOME_DISAGREES = """
insert into interchange_difference (kind, account_id, reference, billing_id, ours, theirs, since_id, cause, note)
select 'home', h.account_id, h.reference, h.billing_id, h.our_amount, h.amount, %(extract)s, case
    when h.transaction_id is null then 'unknown' when h.our_account <> h.account_id then 'other_account'
    when h.our_amount <> h.amount then 'other_amount' else 'twice' end, ''
from (select distinct on (file, billing_id) * from home order by file, billing_id, line) h
left join ledger_confirmation c on c.transaction_id = h.transaction_id
where (h.transaction_id is null or h.our_account <> h.account_id or h.our_amount <> h.amount
       or (c.file, c.billing_id) is distinct from (h.name, h.billing_id))
  and not exists (
    select 1 from interchange_difference e
    where e.kind = 'home' and e.reference = h.reference and e.billing_id = h.billing_id
      and (e.gone_on is null or (e.ours, e.theirs) is not distinct from (h.our_amount, h.amount))
  )
on conflict do nothing
"""
HOME_AGREES = """
update interchange_difference e set gone_on = %(on)s from home h
where e.kind = 'home' and e.gone_on is null and e.reference = h.reference and e.billing_id = h.billing_id
  and h.our_account = h.account_id and h.our_amount = h.amount
  and exists (
    select 1 from ledger_confirmation c
    where c.transaction_id = h.transaction_id and c.file = h.name and c.billing_id = h.billing_id
  )
"""

WAITS = """
  select t.id, t.account_id from ledger_transaction t left join ledger_confirmation c on c.transaction_id = t.id
  where t.source = 'here' and c.id is null and t.recorded_at < %(before)s
"""
HAS_COME = f"""
update interchange_difference e set gone_on = %(on)s
where e.kind = 'unconfirmed' and e.gone_on is null
  and not exists (select 1 from ({WAITS}) w where '{HOME}' || w.id = e.reference)
"""
HAS_NOT_COME = f"""
insert into interchange_difference (kind, account_id, reference, billing_id, ours, theirs, since_id, cause, note)
select 'unconfirmed', w.account_id, '{HOME}' || w.id, '',
       (select sum(p.amount) from ledger_posting p where p.transaction_id = w.id and p.amount > 0), null,
       %(extract)s, 'not_home', ''
from ({WAITS}) w
where not exists (
  select 1 from interchange_difference e
  where e.kind = 'unconfirmed' and e.gone_on is null and e.reference = '{HOME}' || w.id
)
"""


def note_home(extract: int, on: date) -> None:
    """Exceptions for what came home with another amount or account, twice, or was never made here."""
    run(HOME_AGREES, on=on)
    run(HOME_DISAGREES, extract=extract)


def note_unconfirmed(extract: int, on: date, *, days: int) -> None:
    """Exceptions for what was made here more than `days` days ago and has not come home."""
    before = timezone.make_aware(datetime.combine(on - timedelta(days=days), time.min))
    run(HAS_COME, on=on, before=before)
    run(HAS_NOT_COME, extract=extract, before=before)


def compare_balances(extract: int, on: date) -> int:
    """Compare every account's stated balance with ours as of `on`; answers how many differ."""
    made_here = bool(fetch("select 1 from ledger_transaction where source = 'here' limit 1"))
    run(BALANCES.format(confirmed=CONFIRMED if made_here else ""), on=on)
    run(CAUSES, on=on)
    run(GONE, on=on)
    run(CHANGED)
    run(NEW, extract=extract)
    return fetch("select count(*) from caused")[0][0]
