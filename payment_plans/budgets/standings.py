"""Where does every budget stand today? Derived from the books, by one statement for one budget or all of them.

What `policy.standing` says in Python for one budget this says in SQL; a property test holds both equal. What is on its
way from billing is not in the books yet: whoever judges by a standing asks first whether balances are fresh.
"""

from collections.abc import Collection
from dataclasses import fields
from datetime import date
from typing import Any

from django.db import connection

from payment_plans.budgets.policy.rules import BudgetRules

USE = ["bill", "adjustment"]  # charges for use, which a budget levels; a fee it does not
FIELDS = (
    "as_of", "asked", "actual", "other", "paid", "deferred", "behind_amount", "behind_since", "missed", "protected",
    "billed_months", "next_due_on", "next_review_on",
)  # fmt: skip

# A settled budget stands until what its settlement asks for is due, or the next one has rolled it in; and as long as it
# still protects something, since no night may have run on the day after.
BUDGETS = """
  select b.id, b.account_id, b.shape, b.joined_on, b.first_due_on, b.count, b.covers, b.rolled_in, b.after_transaction,
         coalesce(b.until_transaction, 9223372036854775807) as until_transaction, b.state = 'active' as is_active,
         string_to_array(b.figures ->> 'services', ' ') as services, (b.figures ->> 'grace_days')::int as grace_days,
         (b.figures ->> 'tolerance')::numeric as tolerance, b.figures ->> 'reviews' as reviews,
         (b.figures ->> 'duluth_review_month')::int as review_month,
         (select max(a.decided_on) from budgets_budgetamount a
          where a.budget_id = b.id and a.why = 'review') as reviewed_on,
         settled.from_on as settled_on, settled.amount as settled_amount, b.ended_on
  from budgets_budgetplan b
  left join budgets_budgetamount settled on settled.budget_id = b.id and settled.why = 'settlement'
  left join budgets_budgetstanding protects on protects.budget_id = b.id and b.state = 'settled'
  where (b.state = 'active' or (settled.from_on >= %(as_of)s::date - 1 or protects.protected > 0) and not exists (
    select 1 from budgets_budgetplan later where later.account_id = b.account_id and later.state = 'active'
  )) {which}
"""

# A leg with a due date is a charge or takes one back. A payment that was there before and comes back opens debt beside
# the budget; one that came since takes back what it paid.
LEGS = """
  select b.id, p.amount, p.due_on, p.effective_on, p.kind, p.amount > 0 and p.charge_id is not null as is_charge,
         case
           when p.due_on is null and not coalesce(t.reverses_id <= b.after_transaction, false) then 'paid'
           when p.due_on is null then 'back'
           when p.transaction_id > b.until_transaction then 'other'
           when p.kind = any(%(use)s) and substr(p.book, 12) = any(b.services) then 'actual'
           else 'other' end as part
  from budgets b
  join ledger_posting p on p.account_id = b.account_id and p.transaction_id > b.after_transaction
  join ledger_transaction t on t.id = p.transaction_id
  where p.book like 'receivable:%%' and p.effective_on <= %(as_of)s
"""

# The n-th amount is due n months after the first, on a month's last day where that month has no such day.
DUE = """
  select b.id, n + 1 as number, (b.first_due_on + n * interval '1 month')::date as due_on
  from budgets b
  cross join generate_series(
    0, coalesce(b.count - 1, 12 + (extract(year from age(%(as_of)s::date, b.first_due_on)) * 12
                               + extract(month from age(%(as_of)s::date, b.first_due_on)))::int)
  ) n
"""
ASKED = """
  select due.id, due.due_on, a.amount
  from due
  cross join lateral (
    select amount from budgets_budgetamount a
    where a.budget_id = due.id and a.why <> 'settlement' and a.from_on <= due.due_on
    order by a.from_on desc, a.id desc limit 1
  ) a
  join budgets b on b.id = due.id
  where b.ended_on is null or due.due_on <= b.ended_on
  union all
  select id, settled_on, settled_amount from budgets where settled_on is not null
"""
# In the order in which money pays it: on one day the budget amount before what else was charged.
TURNS = """
  select id, due_on, 0 as is_other, amount from asked where due_on < %(as_of)s and amount > 0
  union all
  select id, case part when 'back' then effective_on else due_on end as due_on, 1, sum(amount) from legs
  where part in ('other', 'back') and case part when 'back' then effective_on else due_on end < %(as_of)s
  group by id, 2
"""
# What each lacks follows from the sum up to it. Only a budget amount is missed; what else is unpaid is merely behind.
MISSES = """
  select id, min(due_on) filter (where lacks > 0) as behind_since,
         count(*) filter (where is_other = 0 and lacks > tolerance and due_on + grace_days < %(as_of)s) as missed
  from (
    select t.id, t.due_on, t.is_other, b.tolerance, b.grace_days,
           least(
             sum(t.amount) over (partition by t.id order by t.due_on, t.is_other) - coalesce(paid.amount, 0), t.amount
           ) as lacks
    from turns t join budgets b on b.id = t.id
    left join (select id, -sum(amount) as amount from legs where part = 'paid' group by id) paid on paid.id = t.id
  ) turns group by id
"""
# `_past` is what was due before the day: what falls due today is not past due yet.
SUMS = """
  select b.id, coalesce(a.asked, 0) as asked, coalesce(a.asked_past, 0) as asked_past, a.next_due_on,
         coalesce(l.actual, 0) as actual, coalesce(l.actual_past, 0) as actual_past, coalesce(l.other, 0) as other,
         coalesce(l.other_past, 0) as other_past, coalesce(l.paid, 0) as paid,
         coalesce(l.billed_months, 0) as billed_months
  from budgets b
  left join (
    select id, sum(amount) filter (where due_on <= %(as_of)s) as asked,
           sum(amount) filter (where due_on < %(as_of)s) as asked_past,
           min(due_on) filter (where due_on > %(as_of)s) as next_due_on
    from asked group by id
  ) a on a.id = b.id
  left join (
    select id, sum(amount) filter (where part = 'actual') as actual,
           sum(amount) filter (where part = 'actual' and due_on < %(as_of)s) as actual_past,
           sum(amount) filter (where part in ('other', 'back')) as other,
           sum(amount) filter (where part = 'other' and due_on < %(as_of)s
                                     or part = 'back' and effective_on < %(as_of)s) as other_past,
           -sum(amount) filter (where part = 'paid') as paid,
           count(distinct due_on) filter (where part = 'actual' and is_charge and kind = 'bill') as billed_months
    from legs group by id
  ) l on l.id = b.id
"""
# The first review day since the last review, also one that is over, and then it is due (`policy.calendar.next_review`).
REVIEWS = """
  select b.id, min(due.due_on) as next_review_on
  from budgets b join due on due.id = b.id
  where b.is_active and due.due_on > coalesce(b.reviewed_on, b.joined_on)
    and case b.shape when 'rolling' then true
                     when 'duluth' then extract(month from due.due_on) = b.review_month
                     else due.number::text = any(string_to_array(b.reviews, ' ')) end
  group by b.id
"""
# Protected is what of the bills that are due was neither asked for yet nor paid already.
STANDINGS = """
with budgets as materialized ({budgets}), legs as materialized ({legs}), due as materialized ({due}),
asked as materialized ({asked}), turns as ({turns}), misses as ({misses}), sums as ({sums}), reviews as ({reviews}),
found as (
  select b.id as budget_id, b.account_id, %(as_of)s::date as as_of, s.asked, s.actual, s.other, s.paid,
         s.actual - s.asked as deferred, greatest(s.asked_past + s.other_past - s.paid, 0) as behind_amount,
         case when s.asked_past + s.other_past > s.paid then m.behind_since end as behind_since,
         coalesce(m.missed, 0) as missed,
         greatest(b.rolled_in + s.actual_past - greatest(s.asked_past, s.paid - s.other_past), 0) as protected,
         s.billed_months, s.next_due_on, r.next_review_on
  from budgets b join sums s on s.id = b.id
  left join misses m on m.id = b.id left join reviews r on r.id = b.id
)
"""
RENEW = """
insert into budgets_budgetstanding (budget_id, {fields})
select n.budget_id, {new} from found n left join budgets_budgetstanding s on s.budget_id = n.budget_id
where s.budget_id is null or ({old}) is distinct from ({new})
on conflict (budget_id) do update set {changes}
"""

# For the roof: what of each account's past due may not be chased because a budget has it. `(account_id, amount)`, one
# row an account at most; a budget's standing is as old as the night, or as whatever happened to it since.
SQL_IN_BUDGET = """
  select b.account_id, sum(s.protected) as amount
  from budgets_budgetstanding s join budgets_budgetplan b on b.id = s.budget_id
  where s.protected > 0 group by b.account_id
"""


def renew(*, as_of: date, budget_ids: Collection[int] | None = None) -> int:
    """Renew the standings of these budgets, or of all that run; answers how many changed. Only those are written."""
    statement, filled_in = _statement(as_of, "and b.id = any(%(ids)s)", budget_ids)
    write = RENEW.format(
        fields=", ".join(FIELDS),
        new=", ".join(f"n.{field}" for field in FIELDS),
        old=", ".join(f"s.{field}" for field in FIELDS),
        changes=", ".join(f"{field} = excluded.{field}" for field in FIELDS),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement + write, filled_in)
        return cursor.rowcount


def found(*, as_of: date, account_ids: Collection[int] | None = None) -> dict[int, dict[str, Any]]:
    """The standings of these accounts' budgets as they are on a day, by budget; nothing is written."""
    statement, filled_in = _statement(as_of, "and b.account_id = any(%(ids)s)", account_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} select * from found", filled_in)
        names = [column.name for column in cursor.description]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def _statement(as_of: date, which: str, ids: Collection[int] | None) -> tuple[str, dict[str, Any]]:
    statement = STANDINGS.format(
        budgets=BUDGETS.format(which=which if ids is not None else ""), legs=LEGS, due=DUE, asked=ASKED, turns=TURNS,
        misses=MISSES, sums=SUMS, reviews=REVIEWS,
    )  # fmt: skip
    return statement, {"as_of": as_of, "use": USE, **({"ids": list(ids)} if ids is not None else {})}


def frozen(rules: BudgetRules) -> dict[str, Any]:
    """A budget's figures as its row keeps them: what the statement above reads is among them."""
    return {field.name: _plain(getattr(rules, field.name)) for field in fields(rules)}


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | str) else str(value)
