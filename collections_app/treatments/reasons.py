"""Which reasons for a person stand on their own, whatever is owed and for how long? CTEs for the night's statement.

Each row of `urgent` is one reason of one account with the day it runs by. All of them are few, so each is found by an
index and not by looking at every account.
"""

from dataclasses import asdict
from typing import Any

from collections_app.treatments.policy import ReasonRules
from collections_app.treatments.policy.worklist import ASKED, CLOCK, HARM, MONEY, TIDYING
from notices.queries.addresses import BAD
from payment_plans.policy import PlanRules
from payment_plans.promises.policy import PromiseRules
from payment_plans.promises.queries import SQL_BROKEN, SQL_OPEN

# A protection whose last day or review is near, unless another of its kind goes on. What protects health or life is
# looked at whatever is owed; the others where something is open, or where nothing ends them but a person.
HOLDS_DUE = """
  select a.id as account_id,
         case when h.kind = any(%(harm)s) then 1 when h.kind = any(%(clock)s) then 2
              when h.kind = any(%(money)s) then 5 else 6 end as rank,
         h.look_on as by_on, %(no_hour)s::time as by_at,
         case when h.kind = any(%(harm)s) then 'medical_ends' else 'hold_ends' end as reason,
         jsonb_build_object('protection', h.kind, 'review', nullif(h.until_on is null, false)) as details
  from (
    select coalesce(h.until_on, h.review_on) as look_on, h.* from holds_hold h
    where h.ended_on is null and h.from_on <= %(today)s and (h.until_on is null or h.until_on >= %(today)s)
      and coalesce(h.until_on, h.review_on) <= %(today)s::date + %(hold_notice_days)s
      and h.kind = any(%(harm)s || %(clock)s || %(money)s || %(tidying)s) and {h_of}
  ) h
  join accounts_account a on a.id = h.account_id or (h.account_id is null and a.customer_id = h.customer_id)
  left join ledger_standing s on s.account_id = a.id
  where {a_of} and case when h.kind = any(%(harm)s) then a.status = 'active'
                        else h.until_on is null or s.balance > 0 end
    and (h.until_on is null or not exists (
      select 1 from holds_hold o
      where o.kind = h.kind and o.ended_on is null and o.id <> h.id
        and (o.account_id = a.id or o.customer_id = a.customer_id)
        and o.from_on <= h.until_on + 1 and (o.until_on is null or o.until_on > h.until_on)
    ))
"""

# A petition gives the debtor some days to assure payment; until then nobody knows whether service goes on.
ASSURANCE = """
  select a.id, 2, (h.facts->>'filed_on')::date + %(assurance_days)s, %(no_hour)s::time, 'assurance',
         jsonb_build_object('filed_on', h.facts->>'filed_on')
  from holds_hold h
  join accounts_account a on a.id = h.account_id or (h.account_id is null and a.customer_id = h.customer_id)
  where h.kind = 'bankruptcy' and h.ended_on is null and h.facts->>'filed_on' is not null and a.status = 'active'
    and %(today)s between h.from_on and (h.facts->>'filed_on')::date + %(assurance_days)s and {h_of} and {a_of}
"""

# The first of the steps that somebody took on for today or earlier; the others are counted by their own rows.
TASKS_DUE = """
  select t.account_id, 3, t.due_on, coalesce(t.due_at, %(no_hour)s::time), 'task_due',
         jsonb_build_object('task', t.what, 'owner', t.owner_id, 'owner_name', p.full_name)
  from tasks_task t join staff_person p on p.id = t.owner_id
  where t.done_on is null and t.due_on <= %(today)s {t_of}
"""

# Ended by a person and not replaced: that is an answer, which whoever asked has not heard as long as nobody spoke
# to them since.
ANSWERED = """
  select a.id, 3, h.ended_on, %(no_hour)s::time, 'answered',
         jsonb_build_object('protection', h.kind, 'service', nullif(h.service, ''))
  from holds_hold h
  join accounts_account a on a.id = h.account_id or (h.account_id is null and a.customer_id = h.customer_id)
  where h.kind = any(%(asked)s) and h.ended_on <= %(today)s and h.ended_on > %(today)s::date - %(answered_days)s
    and {h_of} and {a_of}
    and not exists (
      select 1 from holds_hold o
      where o.kind = h.kind and o.id <> h.id and (o.account_id = a.id or o.customer_id = a.customer_id)
        and (o.ended_on is null or o.ended_on > h.ended_on) and o.recorded_at >= h.recorded_at
    )
    and not exists (select 1 from contacts c where c.account_id = a.id and c.contact_on >= h.ended_on)
"""

# Payments that came back within a year. What billing corrected, or was entered wrongly here, did not come back.
CAME_BACK = """
  select r.account_id, r.effective_on as returned_on, t.id as payment, t.effective_on as paid_on,
         count(*) over (partition by r.account_id) as returned,
         row_number() over (partition by r.account_id order by r.effective_on desc, r.id desc) as place
  from ledger_transaction r join ledger_transaction t on t.id = r.reverses_id and t.kind = 'payment'
  where r.reverses_id is not null and r.effective_on between %(today)s::date - 365 and %(today)s
    and r.memo <> 'corrected by billing'
    and not exists (select 1 from ledger_receiptvoid v where v.reversal_id = r.id) {r_of}
"""
RETURNED = """
  select b.account_id, 4, %(no_day)s::date, %(no_hour)s::time, 'returned',
         jsonb_build_object('paid_on', b.paid_on, 'method', p.method, 'returned_on', b.returned_on,
                            'open_again', least(p.amount, s.balance - coalesce(fee.amount, 0))::text,
                            'fee', fee.amount::text)
  from came_back b join ledger_standing s on s.account_id = b.account_id
  cross join lateral (
    select -sum(amount) as amount, max(nullif(kind, '')) as method
    from ledger_posting where transaction_id = b.payment and book like 'receivable:%%'
  ) p
  cross join lateral (
    select sum(f.amount) as amount from ledger_posting f
    where f.account_id = b.account_id and f.kind = 'returned_payment_fee' and f.charge_id is not null
      and f.effective_on between b.returned_on and %(today)s
      and not exists (select 1 from ledger_transaction r where r.reverses_id = f.transaction_id)
  ) fee
  where b.place = 1 and b.returned_on > %(today)s::date - %(returned_days)s
    and s.balance > coalesce(fee.amount, 0)
"""

# What was agreed and is not kept: an installment first, else a new bill; of several the oldest. It runs by the day on
# which the plan breaks; a plan is held to the figures it was agreed by.
PLAN_MISSED = """
  select m.account_id, 4, coalesce(s.breaks_on, %(no_day)s::date), %(no_hour)s::time, 'plan_missed',
         jsonb_build_object('missed', m.kind, 'lacking', s.missed_amount + s.bills_amount, 'part', m.amount,
                            'due_on', m.due_on, 'news_on', m.flagged_on, 'number', i.number, 'of', m.count,
                            'grace_until', m.due_on + case m.kind
                              when 'bill' then coalesce((m.figures ->> 'bill_grace_days')::int, %(bill_grace_days)s)
                              else coalesce((m.figures ->> 'grace_days')::int, %(grace_days)s) end)
  from (
    select distinct on (m.plan_id) m.*, p.account_id, p.count, p.figures
    from payment_plans_miss m join payment_plans_paymentplan p on p.id = m.plan_id and p.state = 'active'
    where m.cured_on is null {m_of} order by m.plan_id, m.kind desc, m.due_on
  ) m
  join payment_plans_planstanding s on s.plan_id = m.plan_id
  left join payment_plans_installment i on i.plan_id = m.plan_id and i.due_on = m.due_on and m.kind = 'installment'
"""
PLAN_BROKEN = """
  select p.account_id, 4, %(no_day)s::date, %(no_hour)s::time, 'plan_broken',
         jsonb_build_object('agreed_on', p.accepted_on, 'news_on', p.ended_on, 'lacking', s.left)
  from payment_plans_paymentplan p join payment_plans_planstanding s on s.plan_id = p.id
  where p.state = 'broken' and p.ended_on > %(today)s::date - %(plan_broken_days)s and s.left > 0 {p_of}
    and not exists (
      select 1 from payment_plans_paymentplan n where n.account_id = p.account_id and n.id > p.id
    )
"""

# A word that was given and not kept, whether or not the installment of a plan.
PROMISE_BROKEN = f"""
  select b.account_id, 4, %(no_day)s::date, %(no_hour)s::time, 'promise_broken',
         jsonb_build_object('promised', b.amount, 'came', b.paid, 'lacking', b.amount - b.paid, 'due_on', b.due_on,
                            'news_on', b.broken_on)
  from ({SQL_BROKEN}) b join ledger_standing s on s.account_id = b.account_id and s.balance > 0
  where true {{b_of}}
"""
PROMISED = f"select * from ({SQL_OPEN}) o where true {{o_of}}"

# Letters came back, and none of the holder's phones works, neither billing's nor ours.
LETTERS_BACK = rf"""
  select b.account_id, 6, %(no_day)s::date, %(no_hour)s::time, 'letters_back', jsonb_build_object('letters', b.letters)
  from ({BAD}) b
  join ledger_standing s on s.account_id = b.account_id and s.balance > 0
  join accounts_account a on a.id = b.account_id
  join accounts_customer c on c.id = a.customer_id
  where not exists (
      select from people_contactpoint p
      where p.customer_id = c.id and p.kind = 'phone' and p.dropped_on is null and p.state <> 'bad' and not p.do_not_use
    ) and not exists (
      select from (values (c.phone), (c.alternate_phone)) billing (number)
      where number <> '' and not exists (
        select from people_contactpoint p
        where p.customer_id = c.id and p.kind = 'phone' and p.dropped_on is null
          and p.key = regexp_replace(regexp_replace(number, '\D', '', 'g'), '^1(?=\d{{{{10}}}}$)', '')
      )
    ) {{a_also}}
"""

# Lines as they now read: neither corrected by another nor withdrawn from view.
CONTACTS = """
  select c.account_id, max(c."on") as contact_on from contacts_contact c
  where not exists (select 1 from contacts_contact n where n.corrects_id = c.id)
    and not exists (
      select 1 from history_withdrawal w
      where w.subject_kind = 'contacts.contact' and w.subject_key = c.id::text
    ) {c_of}
  group by c.account_id
"""
OPEN_TASKS = """
  select account_id, min(due_on) as task_on from tasks_task t where done_on is null {t_of} group by account_id
"""

URGENT = (HOLDS_DUE, ASSURANCE, TASKS_DUE, ANSWERED, RETURNED, PLAN_MISSED, PLAN_BROKEN, PROMISE_BROKEN, LETTERS_BACK)


def ctes(*, some: bool) -> str:
    """`contacts`, `open_tasks`, `promised`, `came_back` and `urgent` (account_id, rank, by_on, by_at, reason, details),
    to stand first in a statement; `some` asks for the accounts of `%(account_ids)s` only."""

    def of(column: str) -> str:
        return f"and {column} = any(%(account_ids)s)" if some else ""

    whose = "select customer_id from accounts_account where id = any(%(account_ids)s)"
    pieces = {
        "h_of": f"(h.account_id = any(%(account_ids)s) or h.customer_id in ({whose}))" if some else "true",
        "a_of": "a.id = any(%(account_ids)s)" if some else "true",
        "a_also": of("a.id"),
        "t_of": of("t.account_id"),
        "r_of": of("r.account_id"),
        "c_of": of("c.account_id"),
        "m_of": of("p.account_id"),
        "p_of": of("p.account_id"),
        "b_of": of("b.account_id"),
        "o_of": of("o.account_id"),
    }
    urgent = " union all ".join(URGENT)
    parts = {
        "contacts": CONTACTS, "open_tasks": OPEN_TASKS, "promised": PROMISED, "came_back": CAME_BACK, "urgent": urgent,
    }  # fmt: skip
    return ",\n".join(f"{name} as ({text.format(**pieces)})" for name, text in parts.items())


def filled_in(rules: ReasonRules, plans: PlanRules, promises: PromiseRules) -> dict[str, Any]:
    """What `ctes` and the statement around them ask for besides the day."""
    return {
        **asdict(rules),
        "grace_days": plans.grace_days,
        "bill_grace_days": plans.bill_grace_days,
        "broken_days": promises.broken_days,
        "harm": list(HARM),
        "clock": list(CLOCK),
        "money": list(MONEY),
        "tidying": list(TIDYING),
        "asked": list(ASKED),
    }
