"""Who would be reminded today, who not, for which first reason? `policy.reminder_verdict` for all at once, in SQL."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any, NamedTuple

from accounts.holds.kinds import HoldRules, kinds_that_stop
from collections_app.treatments.policy import ReminderRules
from core.rulebook import rules
from ledger.held import left_out
from notices.queries.addresses import BAD
from payment_plans.budgets.standings import SQL_IN_BUDGET
from payment_plans.queries.watch import plans_since

KIND = "past_due_reminder"
# Other letters that ask for what is past due: no reminder follows one at once.
ASKING_TOO = ("plan_broken", "past_due", "final_demand")

# Holds in force today, on the account itself or on its customer. Of several the one without an end stands, else the
# one that ends last; an estate is asked for by name.
HELD = """
  select account_id, bool_or(kind = 'estate') as is_estate,
         (array_agg(kind order by until_on desc nulls first, id) filter (where kind = any(%(stop_letters)s)))[1]
           as letters,
         (array_agg(until_on order by until_on desc nulls first, id) filter (where kind = any(%(stop_letters)s)))[1]
           as letters_until,
         (array_agg(kind order by until_on desc nulls first, id) filter (where kind = any(%(stop_chasing)s)))[1]
           as chasing,
         (array_agg(coalesce(until_on, review_on) order by until_on desc nulls first, id)
           filter (where kind = any(%(stop_chasing)s)))[1] as chasing_until
  from (
    select h.id, h.account_id, h.kind, h.until_on, h.review_on from holds_hold h
    where h.scope = 'account' and {in_force} {h_account}
    union all
    select h.id, a.id, h.kind, h.until_on, h.review_on
    from holds_hold h join accounts_account a on a.customer_id = h.customer_id
    where h.scope = 'customer' and {in_force} {a_account}
  ) holds group by account_id
"""
IN_FORCE = """h.from_on <= %(today)s and (h.until_on is null or h.until_on >= %(today)s)
    and (h.ended_on is null or h.ended_on > %(today)s)"""

# A letter taken out before it was mailed was never sent, nor was an e-mail that did not arrive; one issued over a year
# ago no longer matters.
LETTERS = """
  select l.account_id, bool_or(mailing.id is null and emailed.id is null) as waits,
         max(coalesce(mailing.mailed_on, emailed.sent_on)) as mailed_on
  from notices_letter l
  left join notices_pull pull on pull.letter_id = l.id
  left join notices_batchline line on line.letter_id = l.id
  left join notices_mailing mailing on mailing.batch_id = line.batch_id
  left join notices_emailed emailed on emailed.letter_id = l.id
  left join notices_bounce bounce on bounce.emailed_id = emailed.id
  where l.kind = any(%(kinds_of_letters)s) and l.issued_on > %(today)s::date - 400 and pull.id is null
    and bounce.id is null {l_account}
  group by l.account_id
"""

# What may not be chased of what is past due: what holds on a part of the account leave out (`left_out`), what a plan
# holds, and what a budget asks for later.
PARTS = """
  select account_id, sum(amount) as amount from (
    select * from unnest(%(part_accounts)s::bigint[], %(part_amounts)s::numeric[]) parts (account_id, amount)
    union all
    select p.account_id, coalesce(s.left, p.arrears)
    from payment_plans_paymentplan p left join payment_plans_planstanding s on s.plan_id = p.id
    where p.state in ('accepted', 'active') {p_account}
    union all
    select b.account_id, b.amount from ({in_budget}) b where true {b_account}
  ) parts group by account_id
"""

FACTS = """
  select s.account_id, a.customer_id, a.opened_on, a.closed_on, a.status, s.balance, s.past_due, s.oldest_due_on,
         least(coalesce(part.amount, 0), s.past_due) as held,
         s.past_due - least(coalesce(part.amount, 0), s.past_due) as chased,
         coalesce(%(today)s::date - s.oldest_due_on, 0) as days_past_due,
         a.account_class = 'residential' and c.kind <> 'organization' as is_household, a.status = 'active' as is_active,
         coalesce(held.is_estate, false) as is_estate, coalesce(held.letters, '') as hold,
         held.letters_until as hold_until,
         coalesce(held.chasing, '') as chasing, held.chasing_until,
         (c.mailing_line1 <> '' and c.mailing_city <> '' and c.mailing_state <> '' and c.mailing_zip <> '')
           or exists (select 1 from people_protectedaddress p where p.customer_id = c.id and p.ended_on is null)
           as has_address,
         bad.account_id is not null as address_is_bad,
         c.phone <> '' or c.alternate_phone <> '' as has_phone,
         coalesce(letters.waits, false) as letter_waits, letters.mailed_on as reminded_on
  from ledger_standing s
  join accounts_account a on a.id = s.account_id
  join accounts_customer c on c.id = a.customer_id
  left join held on held.account_id = s.account_id
  left join letters on letters.account_id = s.account_id
  left join parts part on part.account_id = s.account_id
  left join bad on bad.account_id = s.account_id
  where {which}
"""

# The first reason in the order of `policy.SKIPPED`.
JUDGED = """
  select facts.*, case
    when past_due <= 0 and balance < 0 then 'credit'
    when past_due <= 0 then 'nothing'
    when not is_household then 'business'
    when not is_active then 'inactive'
    when is_estate then 'estate'
    when hold <> '' then 'hold'
    when chased < %(least_amount)s then 'small'
    when days_past_due < %(least_days)s then 'young'
    when letter_waits then 'waiting'
    when reminded_on is not null and %(today)s::date - reminded_on < %(once_in_days)s then 'reminded'
    when not has_address then 'address'
    when address_is_bad then 'bad_address'
    else 'issue' end as reason
  from facts
"""


class Screen(NamedTuple):
    """The statement's opening, `with …, held as (…), …, judged as (…)`, and its parameters."""

    opening: str
    filled_in: dict[str, Any]


def screen(
    today: date,
    *,
    which: str = "s.past_due > 0",
    account_ids: Collection[int] | None = None,
    figures: ReminderRules | None = None,
    first: str = "",
) -> Screen:
    """Facts and first reason of every account that `which` lets in, as a table `judged` to select from.

    `first` are tables of the caller's that `which` may name. `figures` are judged by instead of those in force, to see
    what a change would do.
    """
    hold_rules = rules(HoldRules, on=today)
    stop_letters = kinds_that_stop("letters", hold_rules)
    filled_in = {
        "today": today,
        "on": today,
        "kinds_of_letters": [KIND, *ASKING_TOO],
        "kinds": stop_letters,
        "stop_letters": stop_letters,
        "stop_chasing": sorted({*stop_letters, *kinds_that_stop("calls", hold_rules)}),
        **asdict(figures or rules(ReminderRules, on=today)),
    }
    some = account_ids is not None
    if some:
        filled_in["account_ids"] = list(account_ids or ())
        which = f"({which}) and s.account_id = any(%(account_ids)s)"
    by_holds = left_out(today, stop_letters, account_ids, agreed_on=plans_since)
    filled_in["part_accounts"], filled_in["part_amounts"] = list(by_holds), list(by_holds.values())

    def of(column: str) -> str:
        return f"and {column} = any(%(account_ids)s)" if some else ""

    held = HELD.format(in_force=IN_FORCE, h_account=of("h.account_id"), a_account=of("a.id"))
    letters = LETTERS.format(l_account=of("l.account_id"))
    parts = PARTS.format(p_account=of("p.account_id"), in_budget=SQL_IN_BUDGET, b_account=of("b.account_id"))
    facts = FACTS.format(which=which)
    bad = f"select account_id from ({BAD}) b"
    opening = (
        f"with {first and f'{first}, '}held as ({held}), letters as ({letters}), parts as ({parts}), "
        f"bad as ({bad}), "
        f"facts as ({facts}), judged as ({JUDGED})"
    )
    return Screen(opening, filled_in)
