"""Where does a budget stand: what was asked, what was billed, what was paid, and what may not be chased?

Credits since the start pay what is asked in order of due date, on the same day the budget amount first: its amounts,
and beside them what a budget does not level (fees, other services). The one place that says in Python what
`standings.py` says in SQL; a property test holds both equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.money import ZERO
from payment_plans.budgets.policy.rules import BudgetRules


@dataclass(frozen=True)
class Asked:
    """One amount and when it is due."""

    due_on: date
    amount: Decimal


@dataclass(frozen=True)
class BudgetFacts:
    """What a budget is judged by. `amounts` are what it asks for, each on its day, the settlement too; `actual` is what
    billing asked for the use it levels since it began, by due date, corrections too; `other` what else was charged."""

    rolled_in: Decimal
    amounts: tuple[Asked, ...]
    actual: tuple[Asked, ...] = ()
    other: tuple[Asked, ...] = ()
    paid: Decimal = ZERO


@dataclass(frozen=True)
class BudgetStanding:
    """`deferred` is what was billed and not yet asked, without the old balance; `unasked` with it. `protected` is what
    of the past due may not be chased; `missed` counts amounts unpaid beyond their grace."""

    as_of: date
    asked: Decimal
    actual: Decimal
    other: Decimal
    paid: Decimal
    rolled_in: Decimal
    behind_amount: Decimal
    behind_since: date | None
    missed: int
    protected: Decimal

    @property
    def deferred(self) -> Decimal:
        return self.actual - self.asked

    @property
    def unasked(self) -> Decimal:
        return self.rolled_in + self.deferred

    @property
    def is_behind(self) -> bool:
        return self.behind_amount > 0


def standing(facts: BudgetFacts, as_of: date, rules: BudgetRules) -> BudgetStanding:
    """Where the budget stands at the end of a day."""
    asked_past = _sum(facts.amounts, before=as_of)
    other_past = _sum(facts.other, before=as_of)
    behind = max(asked_past + other_past - facts.paid, ZERO)
    protected = facts.rolled_in + _sum(facts.actual, before=as_of) - max(asked_past, facts.paid - other_past)
    since, missed = _misses(facts, as_of, rules)
    return BudgetStanding(
        as_of=as_of,
        asked=_sum(facts.amounts, before=as_of + timedelta(days=1)),
        actual=_sum(facts.actual),
        other=_sum(facts.other),
        paid=facts.paid,
        rolled_in=facts.rolled_in,
        behind_amount=behind,
        behind_since=since if behind else None,
        missed=missed,
        protected=max(protected, ZERO),
    )


def _misses(facts: BudgetFacts, as_of: date, rules: BudgetRules) -> tuple[date | None, int]:
    """The due date of the oldest thing asked that is not paid in full, and how many amounts lack more than the
    tolerance beyond their grace."""
    turns = [(item.due_on, 0, item.amount) for item in facts.amounts if item.amount > 0]
    turns += [(item.due_on, 1, item.amount) for item in facts.other]
    so_far, since, missed = ZERO, None, 0
    for due_on, is_other, amount in sorted(turns):
        if due_on >= as_of:
            break
        so_far += amount
        lacks = min(so_far - facts.paid, amount)
        if lacks > 0 and since is None:
            since = due_on
        if not is_other and lacks > rules.tolerance and due_on + timedelta(days=rules.grace_days) < as_of:
            missed += 1
    return since, missed


def _sum(items: Sequence[Asked], *, before: date | None = None) -> Decimal:
    return sum((item.amount for item in items if before is None or item.due_on < before), ZERO)
