"""How do plans begin and end, one or five hundred of them? The statements that the night and a person's verbs share.

Nothing is judged here: who calls has looked whether a plan may begin or end. Only a plan whose state still allows it
is changed, so whatever is called twice does nothing the second time.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.rulebook import rules
from core.utility import moment
from payment_plans.models import PaymentPlan
from payment_plans.policy.rules import PlanRules

State = PaymentPlan.State

# Accounts first, in the order of their ids, then the plans (docs/locking.md).
LOCK_ACCOUNTS = """
select a.id from accounts_account a
where a.id in (select account_id from payment_plans_paymentplan where id = any(%s)) order by a.id for no key update of a
"""
LOCK_PLANS = "select id from payment_plans_paymentplan where id = any(%s) order by id for no key update"

END = """
with why as (select * from unnest(%(plans)s::bigint[], %(whys)s::text[]) as why (plan_id, words)),
ended as (
  update payment_plans_paymentplan p
  set state = %(state)s, ended_on = greatest(%(today)s::date, p.accepted_on), ended_at = %(now)s,
      ended_by_id = %(actor)s, end_why = why.words
  from why where why.plan_id = p.id and p.state in ('accepted', 'active')
  returning p.id, p.account_id, p.hold_id, p.arrears, why.words
), {unheld}, told as ({tell}
  from (
    select account_id, 1 as turn, 'payment_plan.' || %(state)s as action, 'payment_plans.paymentplan' as kind, id,
           jsonb_build_object('why', words, 'arrears', arrears::text) as facts
    from ended
    union all {unheld_lines}
  ) lines join accounts_account a on a.id = lines.account_id order by a.id, turn
)
select id from ended order by id
"""

# A hold that ran out by itself has nothing to end.
UNHELD = """unheld as (
  update holds_hold h
  set ended_on = greatest(%(today)s::date, h.from_on), ended_at = %(now)s, ended_by_id = %(actor)s,
      ended_why = changed.words
  from {changed} changed
  where changed.hold_id = h.id and h.ended_on is null and (h.until_on is null or h.until_on >= %(today)s)
  returning h.*, changed.account_id as of_account
)"""
TELL = """
  insert into history_historyline
    (at, business_date, actor_id, action, subject_kind, subject_key, account_number, facts)
  select %(now)s, %(today)s, %(actor)s, action, lines.kind, lines.id::text, a.number, lines.facts"""
# What `accounts.holds` says of a hold, whichever way it ends.
OF_A_HOLD = """jsonb_build_object(
  'kind', kind, 'scope', scope, 'service', service, 'amount', amount::text, 'from_on', from_on, 'until_on', until_on,
  'review_on', review_on)"""
UNHELD_LINES = f"""
    select of_account, 2, 'hold.ended', 'holds.hold', id,
           {OF_A_HOLD} || jsonb_build_object('ended_on', ended_on, 'why', ended_why)
    from unheld"""

# What protected until the start now protects to the end: the hold is ended and another opened, as any change of one.
BEGIN = """
with begun as (
  update payment_plans_paymentplan p set state = 'active', began_on = greatest(%(today)s::date, p.accepted_on)
  where p.id = any(%(plans)s) and p.state = 'accepted'
  returning p.id, p.account_id, p.hold_id, p.last_due_on,
            p.last_due_on + coalesce((p.figures ->> 'grace_days')::int, %(grace)s) as until_on, %(why)s::text as words
), protected as (
  select begun.* from begun join holds_hold h on h.id = begun.hold_id where h.until_on is distinct from begun.until_on
), {unheld}, held as (
  insert into holds_hold (kind, scope, account_id, service, charges, amount, from_on, until_on, source, citation, facts,
                          note, ended_why, opened_by_id, recorded_at)
  select h.kind, h.scope, h.account_id, h.service, h.charges, h.amount, %(today)s::date,
         greatest(p.until_on, %(today)s::date), h.source, h.citation, h.facts, h.note, '', %(actor)s, %(now)s
  from protected p join holds_hold h on h.id = p.hold_id order by h.account_id
  returning *
), told as ({tell}
  from (
    select account_id, 1 as turn, 'payment_plan.begun' as action, 'payment_plans.paymentplan' as kind, id,
           jsonb_build_object('last_due_on', last_due_on) as facts
    from begun
    union all {unheld_lines}
    union all select account_id, 3, 'hold.opened', 'holds.hold', id, {of_a_hold} from held
  ) lines join accounts_account a on a.id = lines.account_id order by a.id, turn
)
select begun.id, held.id from begun left join held on held.account_id = begun.account_id order by begun.id
"""
NAME_HOLDS = """
update payment_plans_paymentplan p set hold_id = opened.hold_id
from unnest(%(plans)s::bigint[], %(holds)s::bigint[]) as opened (plan_id, hold_id) where opened.plan_id = p.id
"""
LINES = {"tell": TELL, "unheld_lines": UNHELD_LINES, "of_a_hold": OF_A_HOLD}


@transaction.atomic
def end_plans(plan_ids: Collection[int], state: str, why: str | Mapping[int, str], *, actor, today: date) -> list[int]:
    """End the plans that are in force as `kept`, `broken`, `lapsed`, `cancelled` or `replaced`; answers which.

    Each with its hold, the reason (one for all, or by plan) and a line of history for both. The caller has judged.
    """
    assert state not in PaymentPlan.IN_FORCE, state
    plan_ids = lock(plan_ids)
    if not plan_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            END.format(unheld=UNHELD.format(changed="ended"), **LINES),
            {
                "plans": plan_ids,
                "whys": [why if isinstance(why, str) else why[plan_id] for plan_id in plan_ids],
                "state": str(state),
                **_who(actor, today),
            },
        )
        return [plan_id for (plan_id,) in cursor.fetchall()]


@transaction.atomic
def begin_plans(plan_ids: Collection[int], *, actor, today: date) -> list[int]:
    """Begin the plans that wait for their start; answers which. Their holds now last as long as the plans do."""
    plan_ids = lock(plan_ids)
    if not plan_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            BEGIN.format(unheld=UNHELD.format(changed="protected"), **LINES),
            {
                "plans": plan_ids,
                "why": _("The plan began."),
                "grace": grace(today).days,
                **_who(actor, today),
            },
        )
        begun = cursor.fetchall()
        opened = [row for row in begun if row[1]]
        cursor.execute(NAME_HOLDS, {"plans": [row[0] for row in opened], "holds": [row[1] for row in opened]})
    return [plan_id for plan_id, _hold in begun]


def lock(plan_ids: Collection[int]) -> list[int]:
    """Lock these plans, their accounts first, everything in the order of ids; answers the ids in order."""
    wanted = sorted(set(plan_ids))
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(LOCK_ACCOUNTS, [wanted])
            cursor.execute(LOCK_PLANS, [wanted])
    return wanted


def grace(today: date) -> timedelta:
    """How long after its last due date a plan still protects."""
    return timedelta(days=rules(PlanRules, on=today).grace_days)


def _who(actor, today: date) -> dict:
    return {"actor": actor and actor.pk, "today": today, "now": moment(today)}
