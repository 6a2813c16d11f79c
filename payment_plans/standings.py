"""Where does every plan stand today? `policy.compliance.judge` for one plan or a hundred thousand, by one statement."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection, transaction

from core.freshness import late_on
from core.rulebook import rules
from ledger.standings import room_to_count
from payment_plans.policy.rules import AGREED, PlanRules
from payment_plans.queries.keeping_out import keeping_out

FIELDS = (
    "as_of", "down_paid", "paid", "left", "paid_count", "missed_count", "missed_amount", "missed_since",
    "bills_count", "bills_amount", "bills_since", "next_due_on", "next_amount", "breaks_on", "breaks_amount",
)  # fmt: skip

# A plan is held to the figures it was agreed by; what they do not name is today's.
PLANS = """
plans as (
  select p.id as plan_id, p.account_id, p.state, p.arrears, p.down_payment, p.accepted_on, p.after_transaction,
         p.starts_by_on, p.needs_signature and p.signed_on is null as lacks_signature,
         coalesce((p.figures ->> 'grace_days')::int, %(grace_days)s) as grace,
         coalesce((p.figures ->> 'bill_grace_days')::int, %(bill_grace_days)s) as bill_grace,
         coalesce((p.figures ->> 'tolerance')::numeric, %(tolerance)s) as tolerance,
         coalesce((p.figures ->> 'misses_allowed')::int, %(misses_allowed)s) as allowed,
         coalesce((p.figures ->> 'current_bills_count')::boolean, %(current_bills_count)s) as bills_count, p.last_due_on
  from payment_plans_paymentplan p where p.state in ('accepted', 'active') {which}
)
"""

# A payment and a negative charge have a negative amount, what takes either back a positive one and no charge_id. With
# charges it is the other way round (ledger/aging.py). Most plans met nothing but bills and payments: for them one look
# at the postings says all.
MONEY = """
money as materialized (
  select p.plan_id, x.due_on,
         sum(-x.amount) filter (
           where x.transaction_id > p.after_transaction and (x.due_on is null or (x.charge_id is null) = (x.amount > 0))
         ) as came,
         sum(x.amount) filter (
           where x.due_on >= p.accepted_on and (x.charge_id is null) <> (x.amount > 0)
         ) as billed,
         bool_or(x.revision > 0 or x.charge_id is null and (x.due_on is not null or x.amount > 0)) as is_odd
  from plans p join ledger_posting x on x.account_id = p.account_id
  where x.book like 'receivable:%%' and x.effective_on <= %(as_of)s
    and (x.transaction_id > p.after_transaction or x.due_on >= p.accepted_on)
  group by p.plan_id, x.due_on
)
"""

# What takes back a payment from before the plan takes nothing from it. A correction of one counts by what it changed,
# while the corrected one stands; billing takes off a charge in the plan what it now says less of it.
CREDITS = """
legs as materialized (
  select p.plan_id, p.account_id, p.accepted_on, p.after_transaction, x.*
  from plans p
  cross join lateral (
    select x.transaction_id, x.amount, x.due_on, x.charge_id, x.payment_id, x.revision,
           x.due_on is null or (x.charge_id is null) = (x.amount > 0) as is_credit
    from ledger_posting x
    where x.account_id = p.account_id and x.book like 'receivable:%%' and x.effective_on <= %(as_of)s
      and x.transaction_id > p.after_transaction offset 0
  ) x
  where p.plan_id in (select plan_id from money where is_odd)
),
beside as (
  select l.plan_id, sum(l.amount) as amount
  from legs l join ledger_transaction t on t.id = l.transaction_id
  where l.is_credit and l.amount > 0 and t.reverses_id <= l.after_transaction group by l.plan_id
),
corrected as (
  select l.plan_id, -sum(before.amount) as amount
  from legs l cross join lateral (
    select greatest(-b.amount, 0) as amount from ledger_posting b
    where (b.charge_id = l.charge_id or b.payment_id = l.payment_id) and b.transaction_id <= l.after_transaction
    order by b.revision desc limit 1
  ) before
  where l.revision > 0 and l.amount < 0
    and not exists (
      select 1 from ledger_transaction r where r.reverses_id = l.transaction_id and r.effective_on <= %(as_of)s
    )
  group by l.plan_id
),
held_charges as (
  select distinct l.plan_id, l.account_id, l.accepted_on, b.charge_id, b.book, b.amount, b.revision
  from legs l
  join ledger_transaction t on t.id = l.transaction_id and t.reverses_id <= l.after_transaction
  join ledger_posting b on b.transaction_id = t.reverses_id
  where not l.is_credit and l.amount < 0 and b.charge_id is not null and b.amount > 0 and b.due_on < l.accepted_on
),
taken_off as (
  select c.plan_id, sum(greatest(c.amount - coalesce(newest.amount, 0) - coalesce(held.amount, 0), 0)) as amount
  from held_charges c
  left join lateral (
    select case when n.due_on < c.accepted_on then greatest(n.amount, 0) else 0 end as amount
    from ledger_posting n
    where n.charge_id = c.charge_id and n.revision > c.revision and n.effective_on <= %(as_of)s
      and not exists (
        select 1 from ledger_transaction r where r.reverses_id = n.transaction_id and r.effective_on <= %(as_of)s
      )
    order by n.revision desc limit 1
  ) newest on true
  left join lateral (
    select sum(coalesce(h.amount, 'infinity')) as amount from holds_hold h
    where h.account_id = c.account_id and h.scope in ('charges', 'service') and h.kind = any(%(left_out)s)
      and h.from_on <= c.accepted_on and (h.until_on is null or h.until_on >= c.accepted_on)
      and (h.ended_on is null or h.ended_on > c.accepted_on)
      and (c.charge_id = any(h.charges) or cardinality(h.charges) = 0 and c.book = 'receivable:' || h.service)
  ) held on true
  group by c.plan_id
),
credits as (
  select plan_id, greatest(sum(amount), 0) as amount
  from (
    select plan_id, came as amount from money where came <> 0
    union all select * from beside union all select * from corrected union all select * from taken_off
  ) all_of_them
  group by plan_id
),
paying as materialized (
  select p.*, p.last_due_on + p.grace + 1 as over_on, least(coalesce(c.amount, 0), p.down_payment) as down_paid,
         greatest(coalesce(c.amount, 0) - p.down_payment, 0) as money,
         p.state = 'active'
           or not p.lacks_signature and p.down_payment - coalesce(c.amount, 0) <= p.tolerance as runs
  from plans p left join credits c on c.plan_id = p.plan_id
)
"""

# Money pays in order of due date, so what each lacks follows from the sum of what falls due up to it; the tolerance is
# one for all that is asked, or many small installments would count as paid with nothing paid. Each step is
# ordered, as its rows are already: so its figures are worked out once, and nothing is sorted again.
ASKED = """
asked as (
  select plan_id, due_on, is_bill, amount, so_far, lacking,
         lacking = 0 or lacking < amount and lacking <= tolerance as is_settled,
         case when lacking > 0 and so_far - money > tolerance then due_on + late_after end as missed_from
  from (
    select *, least(greatest(so_far - money, 0), amount) as lacking
    from (
      select *, sum(amount) over (partition by plan_id order by due_on, is_bill rows unbounded preceding) as so_far
      from (
        select i.plan_id, i.due_on, false as is_bill, i.amount, p.money, p.tolerance,
               case when p.runs then p.grace + 1 end as late_after
        from paying p join payment_plans_installment i on i.plan_id = p.plan_id
        union all
        select b.plan_id, b.due_on, true, b.billed, p.money, p.tolerance,
               case when p.runs and p.bills_count then p.bill_grace + 1 end
        from paying p join money b on b.plan_id = p.plan_id and b.billed > 0
      ) everything
    ) summed order by plan_id, due_on, is_bill
  ) filled order by plan_id, due_on, is_bill
),
by_plan as (
  select plan_id, sum(lacking) filter (where not is_bill) as lacking,
         count(*) filter (where is_settled and not is_bill) as paid_count,
         count(*) filter (where is_late and not is_bill) as missed_count,
         sum(lacking) filter (where is_late and not is_bill) as missed_amount,
         min(due_on) filter (where is_late and not is_bill) as missed_since,
         count(*) filter (where is_late and is_bill) as bills_count,
         sum(lacking) filter (where is_late and is_bill) as bills_amount,
         min(due_on) filter (where is_late and is_bill) as bills_since,
         min(due_on) filter (where not is_settled and not is_bill) as next_due_on,
         min(so_far) filter (where not is_settled and not is_bill) as next_so_far,
         min(so_far - amount) filter (where not is_settled and not is_bill) as next_before,
         jsonb_agg(jsonb_build_object('kind', case when is_bill then 'bill' else 'installment' end, 'due_on', due_on,
                                      'amount', amount, 'lacking', lacking) order by due_on, is_bill)
           filter (where is_late) as misses,
         array_agg(missed_from order by due_on, is_bill) filter (where missed_from is not null) as days,
         array_agg(so_far order by due_on, is_bill) filter (where missed_from is not null) as sums
  from (select *, missed_from <= %(late_on)s as is_late from asked) dated group by plan_id
)
"""
# Paid, or begun and short by no more than the tolerance, which counts as paid.
SETTLED = "is_settled"

# The first day with more misses than are allowed, or the end if anything is missed by then; and of what is missed on
# that day so much that no more than the allowed are left. With one grace for both, days stand in order of due date.
BREAKS = """
days_in_order as (
  select b.plan_id, p.allowed, p.over_on, b.days, b.sums, p.grace = p.bill_grace as is_one_grace,
         case when p.grace = p.bill_grace then b.days else array(select unnest(b.days) order by 1) end as in_order
  from by_plan b join paying p on p.plan_id = b.plan_id where b.days is not null
),
breaking as (
  select *, greatest(least(in_order[allowed + 1], over_on), %(as_of)s::date) as breaks_on
  from days_in_order where in_order[1] <= over_on
),
breaks as (
  select plan_id, breaks_on,
         (case when is_one_grace then sums
          else array(select u.so_far from unnest(sums, days) u (so_far, day) where u.day <= breaks_on order by 1) end
         )[width_bucket(breaks_on, in_order) - case when breaks_on >= over_on then 0 else allowed end] as breaks_so_far
  from breaking
)
"""

JUDGED = """
totals as (
  select p.*, p.down_payment - p.down_paid as down_lacking,
         p.down_payment - p.down_paid + coalesce(b.lacking, 0) as left_of,
         p.arrears - p.down_payment - coalesce(b.lacking, 0) as paid, b.paid_count, b.missed_count, b.missed_amount,
         b.missed_since, b.bills_count as bills_missed, b.bills_amount, b.bills_since, b.next_due_on,
         least(b.next_so_far - p.money, b.next_so_far - b.next_before) as next_amount, b.misses,
         b.missed_count + b.bills_count as open, %(late_on)s::date >= p.over_on as is_over
  from paying p join by_plan b on b.plan_id = p.plan_id
),
words as (
  select t.*, case
    when not runs then case when %(late_on)s::date > starts_by_on then 'lapsed' else 'waits' end
    when left_of = 0 then 'kept'
    when open > allowed or is_over and open > 0 then 'broken'
    when is_over then 'kept'
    when open > 0 then 'behind'
    else 'on track' end as word
  from totals t
),
judged as (
  select w.plan_id, w.state, w.word, w.runs, w.misses, w.arrears, w.starts_by_on, w.lacks_signature, w.down_lacking,
         %(as_of)s::date as as_of, w.down_paid, w.paid, w.left_of as left, w.paid_count, w.missed_count,
         coalesce(w.missed_amount, 0) as missed_amount, w.missed_since, w.bills_missed as bills_count,
         coalesce(w.bills_amount, 0) as bills_amount, w.bills_since, w.next_due_on,
         coalesce(w.next_amount, 0) as next_amount,
         case when w.word <> 'kept' then b.breaks_on end as breaks_on,
         case when w.word = 'kept' then 0 else coalesce(b.breaks_so_far - w.money + w.down_lacking, 0) end
           as breaks_amount
  from words w left join breaks b on b.plan_id = w.plan_id
)
"""
WRITE_CHANGED = """
insert into payment_plans_planstanding (plan_id, {fields})
select n.plan_id, {new_fields}
from {judged} n left join payment_plans_planstanding s on s.plan_id = n.plan_id
where s.plan_id is null or ({old_fields}) is distinct from ({new_fields})
on conflict (plan_id) do update set {changes}
"""
COUNTED = "plan_judged"
ROOM = "256MB"  # to sort the installments of a hundred thousand plans without the disk
COUNT = f"create temp table {COUNTED} on commit drop as "


@transaction.atomic
def renew(plan_ids: Collection[int] | None, *, as_of: date) -> int:
    """Renew the standings of these plans, or of all, that are in force; only changed rows are written.

    Answers how many. In the caller's transaction, which sees its own postings.
    """
    if plan_ids is not None and not plan_ids:
        return 0
    with connection.cursor() as cursor:
        if plan_ids is None:
            count(as_of=as_of)
            changed = write_counted()
            drop_counted()
            return changed
        cursor.execute(*statement("with {judging} " + WRITE_CHANGED, as_of, plan_ids))
        return cursor.rowcount


def count(plan_ids: Collection[int] | None = None, *, as_of: date) -> None:
    """Judge plans into the temporary table `plan_judged`, which the transaction or `drop_counted` ends.

    PostgreSQL counts in parallel only where nothing is written; so it is counted first and written after.
    """
    with room_to_count(ROOM), connection.cursor() as cursor:
        cursor.execute(*statement(COUNT + "with {judging} select * from judged", as_of, plan_ids))


def write_counted() -> int:
    """Write the standings that differ from `plan_judged`; answers how many."""
    with connection.cursor() as cursor:
        cursor.execute(_filled(WRITE_CHANGED, judged=COUNTED))
        return cursor.rowcount


def drop_counted() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"drop table {COUNTED}")


def statement(words: str, as_of: date, plan_ids: Collection[int] | None = None) -> tuple[str, dict[str, Any]]:
    """`words` with every plan's standing by the name `judged`, and what they say to do with it."""
    which = "" if plan_ids is None else "and p.id = any(%(plans)s)"
    judging = ", ".join([PLANS.format(which=which), MONEY, CREDITS, ASKED, BREAKS, JUDGED])
    figures = rules(PlanRules, on=as_of)
    asked_for: dict[str, Any] = {name: getattr(figures, name) for name in AGREED}
    asked_for |= {"as_of": as_of, "late_on": late_on(as_of), "left_out": keeping_out(as_of)}
    if plan_ids is not None:
        asked_for["plans"] = list(plan_ids)
    return _filled(words, judging=judging, judged="judged"), asked_for


def _filled(words: str, **pieces: str) -> str:
    return words.format(
        fields=", ".join(f'"{field}"' for field in FIELDS),
        new_fields=", ".join(f'n."{field}"' for field in FIELDS),
        old_fields=", ".join(f's."{field}"' for field in FIELDS),
        changes=", ".join(f'"{field}" = excluded."{field}"' for field in FIELDS),
        **pieces,
    )
