"""Whom does the night write about their plan? What is due follows from the rows; a letter's cause keeps it single."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from core.rulebook import rules
from notices.actions import issue_letters, judge_night, night_of
from notices.office import refuse_without_office
from payment_plans.letters.kinds import BROKEN, MISSED, REMINDER
from payment_plans.policy.rules import PlanRules

CHUNK = 500
# Where letters could not go out for a while, those about what is older than this would no longer help anybody.
LOOK_BACK_DAYS = 7

UNWRITTEN = """
  not exists (
    select 1 from notices_letter l where l.kind = due.kind and l.account_id = due.account_id and l.cause = due.cause
  )
"""
# Of what is missed the newest flag is told, of what is to come the first.
DUE = f"""
select kind, cause, account_id from (
  select %(broken)s as kind, p.account_id, 'broken ' || p.ended_on as cause
  from payment_plans_paymentplan p
  where p.state = 'broken' and p.ended_on > %(today)s::date - {LOOK_BACK_DAYS} and p.ended_on <= %(today)s
  union all
  select %(missed)s, p.account_id, 'missed ' || max(m.flagged_on)
  from payment_plans_miss m join payment_plans_paymentplan p on p.id = m.plan_id
  where p.state = 'active' and m.cured_on is null group by p.account_id
  having max(m.flagged_on) > %(today)s::date - {LOOK_BACK_DAYS} and max(m.flagged_on) <= %(today)s
  union all
  select %(reminder)s, account_id, 'due ' || due_on from (
    select distinct on (i.plan_id) p.account_id, i.due_on
    from payment_plans_installment i
    join payment_plans_paymentplan p on p.id = i.plan_id and p.state = 'active'
    join payment_plans_planstanding s on s.plan_id = p.id
    where i.due_on >= %(today)s and i.due_on <= %(today)s::date + %(reminder_days)s
      and (select sum(e.amount) from payment_plans_installment e where e.plan_id = i.plan_id and e.number <= i.number)
        - s.paid > %(tolerance)s
    order by i.plan_id, i.number
  ) coming where due_on > %(today)s
) due where {UNWRITTEN} order by kind, cause, account_id
"""


class Written(NamedTuple):
    """One kind of letter for one cause, and the accounts that it is due to."""

    kind: str
    cause: str
    account_ids: list[int]


def write_letters(*, actor, today: date, tell: Callable[[int, str], None]) -> int:
    """Issue every letter about a plan that is due and not yet written; answers how many could not be made.

    Refuses while the office has not said where mail comes back to. Each lot commits alone; all of a kind are held back
    until they are there, and go, or wait for a supervisor where they are more than usual.
    """
    due = letters_due(today)
    if due:
        refuse_without_office(today)
    skipped = done = 0
    in_all = sum(len(one.account_ids) for one in due)
    for one in due:
        for start in range(0, len(one.account_ids), CHUNK):
            tell(80 + 20 * done // in_all, _("%(n)s letters about plans") % {"n": f"{in_all:,}"})
            some = one.account_ids[start : start + CHUNK]
            issued = issue_letters(one.kind, some, cause=one.cause, actor=actor, today=today, night=night_of(today))
            skipped += sum(len(accounts) for accounts in issued.skipped.values())
            done += len(some)
    for kind in (BROKEN, MISSED, REMINDER):
        judge_night(kind.code, today=today)
    return skipped


def letters_due(today: date) -> list[Written]:
    """The letters that the rows ask for and nobody has issued, by kind and cause."""
    figures = rules(PlanRules, on=today)
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            DUE,
            {
                "today": today,
                "reminder_days": figures.reminder_days,
                "tolerance": figures.tolerance,
                "broken": BROKEN.code,
                "missed": MISSED.code,
                "reminder": REMINDER.code,
            },
        )
        for kind, cause, account_id in cursor.fetchall():
            found[kind, cause].append(account_id)
    return [Written(kind, cause, account_ids) for (kind, cause), account_ids in found.items()]
