"""Where does every plan stand today? `policy.compliance.judge` for one plan or a hundred thousand, by one statement."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection, transaction

from accounts.holds.queries import stopping
from core.rulebook import rules
from ledger.standings import room_to_count
from payment_plans.policy.rules import AGREED, PlanRules
from payment_plans.queries.eligible import DISPUTE

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
         coalesce((p.figures ->> 'current_bills_count')::boolean, %(current_bills_count)s) as bills_count,
         p.last_due_on + coalesce((p.figures ->> 'grace_days')::int, %(grace_days)s) + 1 as over_on
  from payment_plans_paymentplan p where p.state in ('accepted', 'active') {which}
)
"""

# A payment and a negative charge have a negative amount, what takes either back a positive one and no charge_id. With
# charges it is the other way round (ledger/aging.py).
LEGS = """
legs as materialized (
  select p.plan_id, p.account_id, p.accepted_on, p.after_transaction, x.transaction_id, x.amount, x.due_on, x.charge_id,
         x.payment_id, x.revision, x.transaction_id > p.after_transaction as is_later,
         x.due_on is null or (x.charge_id is null) = (x.amount > 0) as is_credit
  from plans p join ledger_posting x on x.account_id = p.account_id
  where x.book like 'receivable:%%' and x.effective_on <= %(as_of)s
    and (x.transaction_id > p.after_transaction or x.due_on >= p.accepted_on)
),
bills as (
  select plan_id, due_on, sum(amount) as amount from legs
  where not is_credit and due_on >= accepted_on group by plan_id, due_on having sum(amount) > 0
)
"""

# What takes back a payment from before the plan takes nothing from it. A correction of one counts by what it changed,
# while the corrected one stands; billing takes off a charge in the plan what it now says less of it.
CREDITS = """
came as (
  select l.plan_id, sum(-l.amount) as amount
  from legs l left join ledger_transaction t on l.amount > 0 and t.id = l.transaction_id
  where l.is_later and l.is_credit and (l.amount < 0 or t.reverses_id > l.after_transaction) group by l.plan_id
),
corrected as (
  select l.plan_id, -sum(before.amount) as amount
  from legs l cross join lateral (
    select greatest(-b.amount, 0) as amount from ledger_posting b
    where (b.charge_id = l.charge_id or b.payment_id = l.payment_id) and b.transaction_id <= l.after_transaction
    order by b.revision desc limit 1
  ) before
  where l.is_later and l.revision > 0 and l.amount < 0
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
  where l.is_later and not l.is_credit and l.amount < 0
    and b.charge_id is not null and b.amount > 0 and b.due_on < l.accepted_on
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
  select plan_id, sum(amount) as amount
  from (select * from came union all select * from corrected union all select * from taken_off) all_of_them
  group by plan_id
)
"""

# Money pays in order of due date, so what each lacks follows from the sum of what falls due up to it.
ASKED = """
paying as (
  select p.*, least(greatest(coalesce(c.amount, 0), 0), p.down_payment) as down_paid,
         greatest(coalesce(c.amount, 0) - p.down_payment, 0) as money,
         case p.state when 'active' then true else not p.lacks_signature
           and p.down_payment - least(greatest(coalesce(c.amount, 0), 0), p.down_payment) <= p.tolerance end as runs
  from plans p left join credits c on c.plan_id = p.plan_id
),
summed as (
  select plan_id, due_on, is_bill, amount,
         sum(amount) over (partition by plan_id order by due_on, is_bill) as so_far
  from (
    select i.plan_id, i.due_on, false as is_bill, i.amount
    from plans p join payment_plans_installment i on i.plan_id = p.plan_id
    union all
    select plan_id, due_on, true, amount from bills
  ) everything
),
asked as (
  select s.*, p.runs, p.tolerance, p.allowed, p.over_on, p.money,
         least(greatest(s.so_far - p.money, 0), s.amount) as lacking,
         case when p.runs and least(greatest(s.so_far - p.money, 0), s.amount) > p.tolerance
                and (p.bills_count or not s.is_bill)
           then s.due_on + case when s.is_bill then p.bill_grace else p.grace end + 1 end as missed_from
  from summed s join paying p on p.plan_id = s.plan_id
),
by_plan as (
  select plan_id,
         sum(amount - lacking) filter (where not is_bill) as paid,
         count(*) filter (where not is_bill and {settled}) as paid_count,
         count(*) filter (where not is_bill and missed_from <= %(as_of)s) as missed_count,
         sum(lacking) filter (where not is_bill and missed_from <= %(as_of)s) as missed_amount,
         min(due_on) filter (where not is_bill and missed_from <= %(as_of)s) as missed_since,
         count(*) filter (where is_bill and missed_from <= %(as_of)s) as bills_count,
         sum(lacking) filter (where is_bill and missed_from <= %(as_of)s) as bills_amount,
         min(due_on) filter (where is_bill and missed_from <= %(as_of)s) as bills_since,
         min(due_on) filter (where not is_bill and not {settled}) as next_due_on,
         min(so_far) filter (where not is_bill and not {settled}) as next_so_far,
         jsonb_agg(jsonb_build_object('kind', case when is_bill then 'bill' else 'installment' end, 'due_on', due_on,
                                      'amount', amount, 'lacking', lacking) order by due_on, is_bill)
           filter (where missed_from <= %(as_of)s) as misses
  from asked group by plan_id
)
"""
SETTLED = "(lacking = 0 or lacking < amount and lacking <= tolerance)"

# The first day with more misses than are allowed, or the end if anything is missed by then; and of what is missed on
# that day so much that no more than the allowed are left.
BREAKS = """
late as (
  select plan_id, so_far, missed_from, allowed, over_on,
         row_number() over (partition by plan_id order by missed_from) as turn
  from asked where missed_from is not null
),
breaking as (
  select plan_id, allowed, over_on,
         greatest(least(min(missed_from) filter (where turn = allowed + 1), over_on), %(as_of)s::date) as breaks_on
  from late group by plan_id, allowed, over_on having min(missed_from) <= over_on
),
breaks as (
  select plan_id, breaks_on, so_far as breaks_so_far from (
    select b.plan_id, b.breaks_on, l.so_far, row_number() over (partition by b.plan_id order by l.so_far) as turn,
           count(*) over (partition by b.plan_id)
             - case when b.breaks_on >= b.over_on then 0 else b.allowed end as wanted
    from breaking b join late l on l.plan_id = b.plan_id and l.missed_from <= b.breaks_on
  ) counted where turn = wanted
)
"""

JUDGED = """
totals as (
  select p.*, p.arrears - p.down_paid - b.paid as left_of, b.paid, b.paid_count, b.missed_count, b.missed_amount,
         b.missed_since, b.bills_count as bills_missed, b.bills_amount, b.bills_since, b.next_due_on, b.next_so_far,
         b.misses, %(as_of)s::date >= p.over_on as is_over
  from paying p join by_plan b on b.plan_id = p.plan_id
),
words as (
  select t.*, case
    when not runs then case when %(as_of)s::date > starts_by_on then 'lapsed' else 'waits' end
    when left_of = 0 then 'kept'
    when missed_count + bills_missed > allowed or is_over and missed_count + bills_missed > 0 then 'broken'
    when is_over then 'kept'
    when missed_count + bills_missed > 0 then 'behind'
    else 'on track' end as word
  from totals t
),
judged as (
  select w.plan_id, w.state, w.word, w.runs, w.misses, w.arrears, w.starts_by_on, w.lacks_signature,
         w.down_payment - w.down_paid as down_lacking,
         %(as_of)s::date as as_of, w.down_paid, w.paid, w.left_of as left, w.paid_count, w.missed_count,
         coalesce(w.missed_amount, 0) as missed_amount, w.missed_since, w.bills_missed as bills_count,
         coalesce(w.bills_amount, 0) as bills_amount, w.bills_since, w.next_due_on,
         coalesce(least(w.next_so_far - w.money, i.amount), 0) as next_amount,
         case when w.word <> 'kept' then b.breaks_on end as breaks_on,
         case when w.word = 'kept' then 0
           else coalesce(b.breaks_so_far - w.money + w.down_payment - w.down_paid, 0) end as breaks_amount
  from words w
  left join payment_plans_installment i on i.plan_id = w.plan_id and i.due_on = w.next_due_on
  left join breaks b on b.plan_id = w.plan_id
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
    with room_to_count(), connection.cursor() as cursor:
        cursor.execute(*statement(COUNT + "with {judging} select * from judged", as_of, plan_ids))
        cursor.execute(f"analyze {COUNTED}")


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
    judging = ", ".join([PLANS.format(which=which), LEGS, CREDITS, ASKED.format(settled=SETTLED), BREAKS, JUDGED])
    figures = rules(PlanRules, on=as_of)
    asked_for: dict[str, Any] = {name: getattr(figures, name) for name in AGREED}
    asked_for |= {"as_of": as_of, "left_out": sorted({DISPUTE, *stopping("plans", on=as_of)})}
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
