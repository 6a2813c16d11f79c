"""How long does it take to say which plans are kept, and to act on those of which something changed?

The floor is one bare statement that finds the same misses in the same tables.
"""

from datetime import date, timedelta

from django.db import connection, transaction
from issuing import office
from measuring import report, run, timed

from core.history.models import HistoryLine
from core.utility import current
from ledger import standings as ledger_standings
from ledger.standings import room_to_count
from notices.models import Letter
from payment_plans import standings
from payment_plans.models import Miss
from payment_plans.night import watch_plans

TODAY = date(2026, 6, 11)  # installments fall due on the 5th and five days are grace
INSTALLMENTS = 12

# By number: 3 % miss June's installment tonight, 1 % miss it after May's and break, 0.5 % make May's good, 0.5 % pay
# everything. The others have paid six of their twelve installments.
BOOKS = """
create temp table bench_plan as
select row_number() over (order by id) as n, id as account_id from accounts_account;
insert into ledger_transaction (id, account_id, kind, source, effective_on, recorded_at, memo, outside_reference)
select n, account_id, 'charge', 'cis', '2025-11-10', '2025-11-10T12:00Z', '', '' from bench_plan;
insert into ledger_posting (transaction_id, account_id, book, amount, effective_on, due_on, kind, charge_id, revision)
select n, account_id, 'receivable:gas', 1050.00, '2025-11-10'::date, '2025-12-01'::date, 'bill', 'B' || n, 0
from bench_plan
union all select n, account_id, 'billed:cis', -1050.00, '2025-11-10', null, '', null, 0 from bench_plan;

create temp table bench_payment as
select row_number() over (order by month, n) + (select count(*) from bench_plan) as id, n, account_id, amount, paid_on
from (
  select p.n, p.account_id, month, 87.50 as amount, make_date(2026, month, 3) as paid_on
  from bench_plan p cross join generate_series(1, 6) month
  where month <= case when n %% 200 < 6 then 5 when n %% 200 < 9 then 4 else 6 end
  union all select n, account_id, 7, case n %% 200 when 8 then 175.00 else 525.00 end, %(today)s::date
  from bench_plan where n %% 200 in (8, 9)
) paid;
insert into ledger_transaction (id, account_id, kind, source, effective_on, recorded_at, memo, outside_reference)
select id, account_id, 'payment', 'cis', paid_on, paid_on + time '12:00', '', '' from bench_payment;
insert into ledger_posting (transaction_id, account_id, book, amount, effective_on, due_on, kind, payment_id, revision)
select id, account_id, 'bank:lockbox', amount, paid_on, null::date, '', null::text, 0 from bench_payment
union all
select id, account_id, 'receivable:unapplied', -amount, paid_on, null, 'check', 'Y' || id, 0 from bench_payment;
select setval(pg_get_serial_sequence('ledger_transaction', 'id'), (select max(id) from ledger_transaction));

insert into holds_hold (kind, scope, account_id, service, charges, from_on, until_on, source, citation, facts, note,
                        ended_why, recorded_at)
select 'plan_in_force', 'account', account_id, '', '{}', '2025-12-15', '2026-12-10', 'a call', '', '{}', '', '', now()
from bench_plan;
insert into payment_plans_offer (id, account_id, made_on, made_at, channel, arrears, down_payment, count, every,
  first_due_on, installment, verdict, figures, answer, answered_on, answer_why)
select n, account_id, '2025-12-15', now(), 'phone', 1050.00, 0, 12, 'month', '2026-01-05', 87.50, '{}', '{}',
       'accepted', '2025-12-15', ''
from bench_plan;
begin;
insert into payment_plans_paymentplan (id, account_id, offer_id, state, arrears, down_payment, count, every,
  accepted_on, accepted_at, after_transaction, needs_signature, began_on, last_due_on, end_why, reinstated_times,
  hold_id, figures)
select p.n, p.account_id, p.n, 'active', 1050.00, 0, 12, 'month', '2025-12-15', now(), p.n, false, '2025-12-15',
       '2026-12-05', '', 0, h.id,
       '{"grace_days": 5, "bill_grace_days": 5, "tolerance": "1.00", "misses_allowed": 1, "current_bills_count": true}'
from bench_plan p join holds_hold h on h.account_id = p.account_id;
insert into payment_plans_installment (plan_id, number, due_on, amount)
select n, month, make_date(2026, month, 5), 87.50 from bench_plan cross join generate_series(1, 12) month;
commit;
"""
# What somebody would write who knows of nothing but payments and installments: no bill, correction, first payment or
# tolerance of a plan's own, nothing of what comes next and when it breaks.
BARE = """
create temp table bare_miss on commit drop as
with paid as (
  select p.id as plan_id, sum(-x.amount) as paid
  from payment_plans_paymentplan p join ledger_posting x on x.account_id = p.account_id
  where x.payment_id is not null and x.transaction_id > p.after_transaction and x.effective_on <= %(today)s
  group by p.id
), due as (
  select i.plan_id, i.due_on, i.amount, sum(i.amount) over (partition by i.plan_id order by i.due_on) as so_far
  from payment_plans_installment i join payment_plans_paymentplan p on p.id = i.plan_id and p.state = 'active'
  where i.due_on < %(today)s::date - 5
)
select plan_id, due_on, least(so_far - coalesce(paid, 0), amount) as lacking
from due left join paid using (plan_id) where least(so_far - coalesce(paid, 0), amount) > 1.00
"""
OURS = f"""
select plan_id, m.due_on from {standings.COUNTED}
cross join lateral jsonb_to_recordset(misses) m (due_on date) order by 1, 2
"""


def books(size: int) -> None:
    """An office with as many plans, a yesterday on which May's misses were flagged, and everybody aged."""
    office(size)
    mine = current()
    mine.business_date = mine.balances_on = TODAY - timedelta(days=1)
    mine.save()
    with connection.cursor() as cursor:
        cursor.execute(BOOKS, {"today": TODAY})
        cursor.execute("vacuum (analyze)")
    watched(TODAY - timedelta(days=1))
    mine.business_date = TODAY
    mine.save()
    ledger_standings.renew_all(as_of=TODAY)


def watched(day: date):
    return watch_plans(actor=None, today=day, tell=lambda percent, sentence: None)


def measure(size: int) -> None:
    books(size)
    judge(size)
    act(size)


def judge(size: int) -> None:
    """Both with the same memory. Twice, and the second counts: the first reads the disk."""
    for _ in range(2):
        with transaction.atomic(), room_to_count(standings.ROOM), connection.cursor() as cursor:
            with timed() as floor:
                cursor.execute(BARE, {"today": TODAY})
            with timed() as ours:
                standings.count(as_of=TODAY)
            cursor.execute(OURS)
            found = cursor.fetchall()
            cursor.execute("select plan_id, due_on from bare_miss order by 1, 2")
            assert found == cursor.fetchall(), "the bare statement finds other misses"
            standings.drop_counted()
    report(f"compliance of {size:,} plans, {size * INSTALLMENTS:,} installments", ours.seconds, floor.seconds)
    with timed() as renewing:
        standings.renew(None, as_of=TODAY)
    report(f"renewing {size:,} standings of yesterday", renewing.seconds, floor.seconds)
    with timed() as again:
        assert standings.renew(None, as_of=TODAY) == 0
    report(f"renewing {size:,} standings when none changed", again.seconds, floor.seconds)


def act(size: int) -> None:
    before = HistoryLine.objects.count()
    with timed() as acting:
        found = watched(TODAY)
    changed = size * 10 // 200
    assert found.counts["missed"] == size * 8 // 200 and found.counts["cured"] == size // 200, found
    assert found.counts["broken"] == size * 2 // 200 and found.counts["kept"] == size // 200, found
    assert found.counts["letters"] == size * 8 // 200 == Letter.objects.filter(issued_on=TODAY).count(), found
    assert Miss.objects.open().count() == size * 10 // 200
    report(f"acting on {changed:,} of {size:,} plans, {HistoryLine.objects.count() - before:,} lines", acting.seconds)


if __name__ == "__main__":
    run(measure, small=2_000, counted="plans")
