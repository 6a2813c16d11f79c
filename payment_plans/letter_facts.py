"""What do a plan's letters state? For thousands of accounts at once, in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from accounts.holds.queries import SQL_HELD, stopping
from core.rulebook import rules
from ledger.held import left_out
from ledger.models import Standing
from notices.paper.words import MONTHS, day_in_words, dollars
from payment_plans.policy.rules import PlanRules

# A plan that protects from reminders does not keep back the letters about itself.
DESPITE = frozenset({"plan_in_force"})

RUNNING = """
select p.id, p.account_id, p.accepted_on, p.count, s.left, s.missed_amount + s.bills_amount, s.breaks_on,
       s.breaks_amount
from payment_plans_paymentplan p join payment_plans_planstanding s on s.plan_id = p.id
where p.state = 'active' and p.account_id = any(%(accounts)s)
"""

# The newest plan of each account, if it is broken and ended not too long ago.
ENDED = """
select id, account_id, accepted_on, ended_on, reinstated_times from (
  select distinct on (account_id) id, account_id, accepted_on, ended_on, reinstated_times, state
  from payment_plans_paymentplan where account_id = any(%(accounts)s) order by account_id, accepted_on desc, id desc
) newest where state = 'broken' and ended_on >= %(since)s
"""

# The first installment that is still to fall due, and what it lacks: the payments on installments fill the earliest.
COMING = """
select distinct on (plan_id) plan_id, number, due_on, least(amount, so_far - paid) from (
  select i.plan_id, i.number, i.due_on, i.amount, s.paid,
         sum(i.amount) over (partition by i.plan_id order by i.number) as so_far
  from payment_plans_installment i join payment_plans_planstanding s on s.plan_id = i.plan_id
  where i.plan_id = any(%(plans)s)
) installments where due_on >= %(today)s and so_far - paid > %(tolerance)s order by plan_id, number
"""

# A bill is called by the month it was written in, which the ledger knows.
MISSED = """
select m.plan_id, m.kind, m.due_on, m.amount, i.number, p.count, bill.billed_on
from payment_plans_miss m
join payment_plans_paymentplan p on p.id = m.plan_id
left join payment_plans_installment i on i.plan_id = m.plan_id and m.kind = 'installment' and i.due_on = m.due_on
left join lateral (
  select min(c.effective_on) as billed_on from ledger_posting c
  where m.kind = 'bill' and c.account_id = p.account_id and c.due_on = m.due_on and c.charge_id is not null
    and c.amount > 0
) bill on true
where m.plan_id = any(%(plans)s) and (m.cured_on is null or m.cured_on > p.ended_on)
order by m.due_on, m.kind = 'bill', m.id
"""


class Running(NamedTuple):
    """An active plan and where it stands."""

    plan_id: int
    account_id: int
    agreed_on: date
    count: int
    left: Decimal
    missed: Decimal
    breaks_on: date | None
    breaks_amount: Decimal


class Coming(NamedTuple):
    """An installment that is still to fall due, and what it lacks."""

    number: int
    due_on: date
    lacks: Decimal


class Ended(NamedTuple):
    """A plan that broke."""

    plan_id: int
    account_id: int
    agreed_on: date
    ended_on: date
    reinstated_times: int


@dataclass(frozen=True)
class Plans:
    """Active plans with what is missed of each, as sentences, and what is to come."""

    running: list[Running]
    missed: dict[int, list[str]]
    coming: dict[int, Coming]


def reminder_facts(account_ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
    """By account, what the letter says of the next installment."""
    plans = _plans(account_ids, today)
    found = {}
    for plan in plans.running:
        coming = plans.coming.get(plan.plan_id)
        if coming:
            found[plan.account_id] = {
                "agreed_on": plan.agreed_on,
                "number": coming.number,
                "count": plan.count,
                "amount": coming.lacks,
                "pay_by": coming.due_on,
                "asked_as": _("Installment %(number)s of %(count)s") % {"number": coming.number, "count": plan.count},
                "left": plan.left,
                "missed": plans.missed.get(plan.plan_id, []),
                "missed_amount": plan.missed,
            }
    return found


def missed_facts(account_ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
    """By account, what was missed of its plan, and what must arrive by when so that it stays."""
    plans = _plans(account_ids, today)
    found = {}
    for plan in plans.running:
        missed = plans.missed.get(plan.plan_id)
        if missed and plan.missed > 0 and plan.breaks_on and plan.breaks_on > today:
            coming = plans.coming.get(plan.plan_id)
            found[plan.account_id] = {
                "agreed_on": plan.agreed_on,
                "count": plan.count,
                "missed": missed,
                "amount": plan.missed,
                "asked_as": _("Missed"),
                "left": plan.left,
                "keep_amount": plan.breaks_amount,
                "pay_by": plan.breaks_on - timedelta(days=1),
                "breaks_on": plan.breaks_on,
                "coming": [said_installment(coming.number, plan.count, coming.lacks, coming.due_on)] if coming else [],
            }
    return found


def broken_facts(account_ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
    """By account, why its plan ended, what is past due now and until when it may be taken up again."""
    figures = rules(PlanRules, on=today)
    open_days = timedelta(days=figures.reinstate_days)
    wanted = _without_held(account_ids, today)
    ended = [Ended(*row) for row in _rows(ENDED, accounts=wanted, since=today - open_days)]
    missed = _missed([plan.plan_id for plan in ended])
    owed = _past_due([plan.account_id for plan in ended], today)
    return {
        plan.account_id: {
            "agreed_on": plan.agreed_on,
            "ended_on": plan.ended_on,
            "missed": missed.get(plan.plan_id, []),
            "amount": owed[plan.account_id],
            "can_be_reinstated": plan.reinstated_times < figures.reinstatements,
            "reinstate_by": plan.ended_on + open_days,
        }
        for plan in ended
        if owed.get(plan.account_id, 0) > 0
    }


def said_installment(number: int, count: int, amount: Decimal, due_on: date) -> str:
    """`Installment 3 of 6, $87.50, due September 28, 2026`."""
    return _("Installment %(number)s of %(count)s, %(amount)s, due %(day)s") % {
        "number": number,
        "count": count,
        "amount": dollars(amount),
        "day": day_in_words(due_on),
    }


def said_bill(billed_on: date | None, amount: Decimal, due_on: date) -> str:
    """`The September bill of $64.12, due October 2, 2026`; without its month where the ledger no longer has it."""
    said = {"amount": dollars(amount), "day": day_in_words(due_on)}
    if billed_on is None:
        return _("The bill of %(amount)s, due %(day)s") % said
    return _("The %(month)s bill of %(amount)s, due %(day)s") % {**said, "month": MONTHS[billed_on.month - 1]}


def held(account_ids: Collection[int], today: date) -> set[int]:
    """Which of these accounts get no letter, not even one about their plan: bankruptcy, an estate, a dispute."""
    kinds = [kind for kind in stopping("letters", on=today) if kind not in DESPITE]
    statement = f"select account_id from ({SQL_HELD}) held where account_id = any(%(accounts)s)"
    return {account_id for (account_id,) in _rows(statement, kinds=kinds, on=today, accounts=list(account_ids))}


def _plans(account_ids: Sequence[int], today: date) -> Plans:
    running = [Running(*row) for row in _rows(RUNNING, accounts=_without_held(account_ids, today))]
    plans = [plan.plan_id for plan in running]
    tolerance = rules(PlanRules, on=today).tolerance
    coming = {row[0]: Coming(*row[1:]) for row in _rows(COMING, plans=plans, today=today, tolerance=tolerance)}
    return Plans(running, _missed(plans), coming)


def _missed(plan_ids: Sequence[int]) -> dict[int, list[str]]:
    """By plan, what was missed and not made good while it ran, oldest first, as sentences."""
    found = defaultdict(list)
    for plan_id, kind, due_on, amount, number, count, billed_on in _rows(MISSED, plans=list(plan_ids)):
        if kind == "installment":
            found[plan_id].append(said_installment(number, count, amount, due_on))
        else:
            found[plan_id].append(said_bill(billed_on, amount, due_on))
    return dict(found)


def _past_due(account_ids: Sequence[int], today: date) -> dict[int, Decimal]:
    """By account, what is past due, less what a hold on a part of it keeps out of letters; dollars."""
    parts = left_out(today, stopping("letters", on=today), account_ids)
    owed = Standing.objects.filter(account__in=account_ids).values_list("account_id", "past_due")
    return {account_id: past_due - min(parts.get(account_id, 0), past_due) for account_id, past_due in owed}


def _without_held(account_ids: Sequence[int], today: date) -> list[int]:
    kept_back = held(account_ids, today)
    return [account_id for account_id in account_ids if account_id not in kept_back]


def _rows(statement: str, **filled_in: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, filled_in)
        return cursor.fetchall()
