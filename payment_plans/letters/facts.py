"""What do a plan's letters state? For thousands of accounts at once, in a few statements."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from accounts.holds.queries import SQL_HELD, stopping
from core.rulebook import rules
from ledger.held import left_out
from ledger.models import Standing
from notices.paper.languages import Said
from payment_plans.letters.said import AS_MISSED, number_of, said_bill, said_installment, still_to_come
from payment_plans.models import Miss, PaymentPlan
from payment_plans.policy.reinstating import is_used_up, reinstate_by
from payment_plans.policy.rules import PlanRules
from payment_plans.standings import SETTLED, statement

# A plan that protects from reminders does not keep back the letters about itself.
DESPITE = frozenset({"plan_in_force"})

# Where plans stand at this moment, and what is open of them line by line, which their standing only sums up: bills,
# earlier installments, and the next one.
STANDS = f"""
with {{judging}},
named as (
  select asked.*, coalesce(missed_from <= %(late_on)s, false) as is_missed,
         row_number() over (partition by plan_id, is_bill, due_on >= %(as_of)s order by due_on) as turn
  from asked where not ({SETTLED})
),
open as (
  select plan_id, json_agg(json_build_array(
           case when is_bill then 'bill' else 'installment' end, due_on, amount::text, lacking::text, is_missed
         ) order by due_on, is_bill)::text as lines
  from named where is_bill or due_on < %(as_of)s or turn = 1 group by plan_id
)
select p.id, p.account_id, p.accepted_on, p.count, j.left, j.missed_amount + j.bills_amount, j.breaks_on,
       j.breaks_amount, coalesce(open.lines, '[]')
from judged j join payment_plans_paymentplan p on p.id = j.plan_id left join open on open.plan_id = j.plan_id
"""

# The newest plan of each account, if it is broken and ended not too long ago.
ENDED = """
select id, account_id, accepted_on, count, ended_on, reinstated_times, last_due_on from (
  select distinct on (account_id) id, account_id, accepted_on, count, ended_on, reinstated_times, last_due_on, state
  from payment_plans_paymentplan where account_id = any(%(accounts)s) order by account_id, accepted_on desc, id desc
) newest where state = 'broken' and ended_on >= %(since)s
"""
NUMBERS = """
select i.plan_id, i.due_on, i.number from unnest(%(plans)s::bigint[], %(days)s::date[]) as line (plan_id, due_on)
join payment_plans_installment i on i.plan_id = line.plan_id and i.due_on = line.due_on
"""
# A bill is called by the month it was written in, which the ledger knows.
BILLED_ON = """
select line.plan_id, line.due_on, min(c.effective_on)
from unnest(%(plans)s::bigint[], %(accounts)s::bigint[], %(days)s::date[]) as line (plan_id, account_id, due_on)
join ledger_posting c on c.account_id = line.account_id and c.due_on = line.due_on
where c.charge_id is not null and c.amount > 0 group by line.plan_id, line.due_on
"""


class Line(NamedTuple):
    """An installment or a bill of a plan that is not paid in full; dollars."""

    kind: str
    due_on: date
    amount: Decimal
    lacking: Decimal
    is_missed: bool

    @property
    def is_bill(self) -> bool:
        return self.kind == Miss.Kind.BILL


@dataclass(frozen=True)
class Running:
    """An active plan, where it stands, and what is open of it, in order of due date."""

    plan_id: int
    account_id: int
    agreed_on: date
    count: int
    left: Decimal
    missed: Decimal
    breaks_on: date | None
    breaks_amount: Decimal
    lines: list[Line]

    def can_be_kept_after(self, today: date) -> bool:
        """Something is missed, and there is still a day on which money keeps the plan."""
        return self.missed > 0 and self.breaks_on is not None and self.breaks_on > today

    def next_installment(self, today: date) -> Line | None:
        return next((line for line in self.lines if not line.is_bill and line.due_on >= today), None)


class Ended(NamedTuple):
    """A plan that broke."""

    plan_id: int
    account_id: int
    agreed_on: date
    installments: int
    ended_on: date
    reinstated_times: int
    last_due_on: date


class Words:
    """How the lines of many plans read, looked up at once: an installment by its number, a bill by its month."""

    def __init__(self, plans: Iterable[tuple[int, int, int, Sequence[Line]]]):
        """`plans`: id, account, count of installments, and the lines that a letter names."""
        plans = list(plans)
        self.counts = {plan_id: count for plan_id, _account_id, count, _lines in plans}
        asked = [(plan_id, account_id, line) for plan_id, account_id, _count, lines in plans for line in lines]
        bills = [one for one in asked if one[2].is_bill]
        installments = [one for one in asked if not one[2].is_bill]
        self.billed_on = _by_day(
            BILLED_ON,
            plans=[plan_id for plan_id, _account_id, _line in bills],
            accounts=[account_id for _plan_id, account_id, _line in bills],
            days=[line.due_on for _plan_id, _account_id, line in bills],
        )
        self.numbers = _by_day(
            NUMBERS,
            plans=[plan_id for plan_id, _account_id, _line in installments],
            days=[line.due_on for _plan_id, _account_id, line in installments],
        )

    def number(self, plan_id: int, line: Line) -> int:
        return self.numbers[plan_id, line.due_on]

    def said(self, plan_id: int, line: Line) -> Said:
        """`Installment 3 of 6, $87.50, due September 28, 2026`, and what of it is still to come if some of it came."""
        if line.is_bill:
            said = said_bill(self.billed_on.get((plan_id, line.due_on)), line.amount, line.due_on)
        else:
            said = said_installment(self.number(plan_id, line), self.counts[plan_id], line.amount, line.due_on)
        if line.lacking < line.amount:
            return still_to_come(said, line.lacking)
        return said


def reminder_facts(account_ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
    """By account, what the letter says of the next installment and of what else is open."""
    plans = [(plan, due) for plan in running(account_ids, today) if (due := plan.next_installment(today))]
    words = Words((plan.plan_id, plan.account_id, plan.count, plan.lines) for plan, _due in plans)
    found = {}
    for plan, due in plans:
        lines, number = plan.lines, words.number(plan.plan_id, due)
        found[plan.account_id] = {
            "agreed_on": plan.agreed_on,
            "number": number,
            "count": plan.count,
            "amount": due.lacking,
            "pay_by": due.due_on,
            "mail_by": due.due_on,
            "asked_as": number_of(number, plan.count),
            "left": plan.left,
            "missed": [words.said(plan.plan_id, line) for line in lines if line.is_missed],
            "also": [words.said(plan.plan_id, line) for line in lines if not line.is_missed and line != due],
        }
    return found


def missed_facts(account_ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
    """By account, what was missed of its plan, and what must arrive by when so that it stays."""
    plans = [plan for plan in running(account_ids, today) if plan.can_be_kept_after(today)]
    named = {
        plan.plan_id: [line for line in plan.lines if line.is_missed or line == plan.next_installment(today)]
        for plan in plans
    }
    words = Words((plan.plan_id, plan.account_id, plan.count, named[plan.plan_id]) for plan in plans)
    return {
        plan.account_id: {
            "agreed_on": plan.agreed_on,
            "count": plan.count,
            "missed": [words.said(plan.plan_id, line) for line in named[plan.plan_id] if line.is_missed],
            "amount": plan.missed,
            "asked_as": AS_MISSED,
            "left": plan.left,
            "keep_amount": plan.breaks_amount,
            "pay_by": plan.breaks_on - timedelta(days=1),
            "mail_by": plan.breaks_on - timedelta(days=1),
            "breaks_on": plan.breaks_on,
            "coming": [words.said(plan.plan_id, line) for line in named[plan.plan_id] if not line.is_missed],
        }
        for plan in plans
        if plan.breaks_on
    }


def broken_facts(account_ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
    """By account, why its plan ended, what is past due now and until when it may be taken up again."""
    figures = rules(PlanRules, on=today)
    open_days = timedelta(days=figures.reinstate_days)
    accounts = without_held(account_ids, today)
    plans = [Ended(*row) for row in _rows(ENDED, accounts=accounts, since=today - open_days)]
    missed = _missed_by_its_end([plan.plan_id for plan in plans])
    words = Words((plan.plan_id, plan.account_id, plan.installments, missed.get(plan.plan_id, [])) for plan in plans)
    owed = _past_due([plan.account_id for plan in plans], today)
    return {
        plan.account_id: {
            "agreed_on": plan.agreed_on,
            "ended_on": plan.ended_on,
            "missed": [words.said(plan.plan_id, line) for line in missed.get(plan.plan_id, [])],
            "amount": owed[plan.account_id],
            **_taken_up_again(plan, figures, today),
        }
        for plan in plans
        if owed.get(plan.account_id, 0) > 0
    }


def _taken_up_again(plan: Ended, figures: PlanRules, today: date) -> dict[str, Any]:
    """What a specialist may do without asking; once the schedule is over there is nothing to take up."""
    until = reinstate_by(plan.ended_on, figures)
    may = not is_used_up(plan.reinstated_times, figures) and plan.last_due_on >= today
    return {"can_be_reinstated": may, "reinstate_by": until} | ({"mail_by": until} if may else {})


def held(account_ids: Collection[int], today: date, despite: Collection[str] = DESPITE) -> set[int]:
    """Which of these accounts get no such letter: bankruptcy, an estate, a dispute about all of it."""
    kinds = [kind for kind in stopping("letters", on=today) if kind not in despite]
    among = f"select account_id from ({SQL_HELD}) held where account_id = any(%(accounts)s)"
    return {account_id for (account_id,) in _rows(among, kinds=kinds, on=today, accounts=list(account_ids))}


def without_held(account_ids: Sequence[int], today: date, despite: Collection[str] = DESPITE) -> list[int]:
    kept_back = held(account_ids, today, despite)
    return [account_id for account_id in account_ids if account_id not in kept_back]


def running(account_ids: Sequence[int], today: date) -> list[Running]:
    """The active plans of these accounts as they stand at this moment, without accounts that get no letter."""
    accounts = without_held(account_ids, today)
    plans = list(PaymentPlan.objects.active().filter(account__in=accounts).order_by().values_list("pk", flat=True))
    words, filled_in = statement(STANDS, today, plans)
    return [Running(*(*row[:-1], _lines(row[-1]))) for row in _rows(words, **filled_in)]


def _lines(said: str) -> list[Line]:
    return [
        Line(kind, date.fromisoformat(due_on), Decimal(amount), Decimal(lacking), is_missed)
        for kind, due_on, amount, lacking, is_missed in json.loads(said)
    ]


def _missed_by_its_end(plan_ids: Collection[int]) -> dict[int, list[Line]]:
    """By plan that broke, what was missed and not made good when it did; an installment before a bill of its day."""
    found: dict[int, list[Line]] = {}
    misses = Miss.objects.filter(plan__in=plan_ids).select_related("plan").order_by("due_on", "-kind", "pk")
    for miss in misses:
        ended_on = miss.plan.ended_on
        if miss.cured_on is None or ended_on is None or miss.cured_on > ended_on:
            line = Line(miss.kind, miss.due_on, miss.amount, miss.amount, True)
            found.setdefault(miss.plan_id, []).append(line)
    return found


def _past_due(account_ids: Sequence[int], today: date) -> dict[int, Decimal]:
    """By account, what is past due, less what a hold on a part of it keeps out of letters; dollars."""
    parts = left_out(today, stopping("letters", on=today), account_ids)
    owed = Standing.objects.filter(account__in=account_ids).values_list("account_id", "past_due")
    return {account_id: past_due - min(parts.get(account_id, past_due * 0), past_due) for account_id, past_due in owed}


def _by_day(words: str, **filled_in: Any) -> dict[tuple[int, date], Any]:
    return {(plan_id, due_on): value for plan_id, due_on, value in _rows(words, **filled_in)}


def _rows(words: str, **filled_in: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(words, filled_in)
        return cursor.fetchall()
