"""What does the page of a budget show: its months as picture and table, its figures, what comes next?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Account
from core.money import ZERO, in_words
from payment_plans.budgets import policy, queries, sentences
from payment_plans.budgets.models import BudgetAmount, BudgetPlan, BudgetStanding
from payment_plans.budgets.policy.calendar import amount_on, asked_by, due_dates
from payment_plans.budgets.policy.rules import YEAR
from payment_plans.budgets.policy.use import ServiceYear
from payment_plans.budgets.queries import Proposed

HIGH, STEP, WIDE = 100, 40, 14  # of a month in the picture: two bars and the room between two months


@dataclass(frozen=True)
class Month:
    """One month of a budget: what it asks and what was billed (None: not yet, and then what is expected)."""

    due_on: date
    asked: Decimal
    billed: Decimal | None
    expected: Decimal
    deferred: Decimal | None

    @property
    def shown(self) -> Decimal:
        return self.expected if self.billed is None else self.billed


def of_proposal(found: Proposed) -> dict[str, Any]:
    """The part of the page about a budget that may be offered."""
    proposal = found.proposal
    ends = sorted({end for service in proposal.use.services for end in service.ends})
    rows = [
        {
            "month": end,
            "used": [_used(service, end) for service in proposal.use.services],
            "cost": sum((_cost(service, end) for service in proposal.use.services), ZERO),
        }
        for end in ends
    ]
    return {
        "found": found,
        "proposal": proposal,
        "how": [{"label": step.words, "amount": step.amount} for step in proposal.steps[:-1]],
        "services": [f"{service.service}, {service.unit}" for service in proposal.use.services],
        "use_rows": rows,
        "forecast_says": sentences.forecast(proposal.forecast),
    }


def _used(service: ServiceYear, end: date) -> str:
    """ "50"; empty where nothing is known of that month."""
    return f"{service.quantities[service.ends.index(end)].normalize():f}" if end in service.ends else ""


def _cost(service: ServiceYear, end: date) -> Decimal:
    return service.by_month[service.ends.index(end)] if end in service.ends else ZERO


def of_budget(budget: BudgetPlan, standing: BudgetStanding, today: date) -> dict[str, Any]:
    """The part of the page about a budget that runs or ran."""
    rules, amounts = queries.rules_of(budget), queries.amounts_of(budget)
    found = queries.reviewed(budget, today, standing) if budget.is_active else None
    months = months_of(budget, amounts, queries.facts_of(budget, today), found, today)
    amount = found.old_amount if found else amounts[-1].amount
    return {
        "budget": budget,
        "standing": standing,
        "amount": amount,
        "months": months,
        "bars": bars_of(months, today),
        "figures": figures_of(budget, standing),
        "amounts": list(reversed(amounts)),
        "found": found,
        "says": sentences.stands(budget, standing, amount),
        "behind": sentences.behind(standing),
        "what_ends_it": sentences.what_ends_it(standing, rules) if budget.is_active else "",
        "band_says": sentences.band(amount, rules),
        "forecast_says": sentences.forecast(found.forecast) if found else "",
        "is_due_for_review": budget.is_active and bool(standing.next_review_on and standing.next_review_on <= today),
        "is_due_for_settlement": is_over(budget, today),
        "is_of_duluth": budget.shape == BudgetPlan.Shape.DULUTH,
    }


def is_over(budget: BudgetPlan, today: date) -> bool:
    """Whether a budget that runs may be settled."""
    is_served = budget.account.status == Account.Status.ACTIVE
    return budget.is_active and (not is_served or bool(budget.ends_on and budget.ends_on <= today))


def months_of(
    budget: BudgetPlan,
    amounts: Sequence[BudgetAmount],
    facts: policy.BudgetFacts,
    found: policy.Review | None,
    today: date,
) -> list[Month]:
    """The months of a budget's year, those to come too; of a rolling one the newest twelve and the next."""
    levels = [(row.from_on, row.amount) for row in amounts if row.why != BudgetAmount.Why.SETTLEMENT]
    begun = asked_by(budget.first_due_on, budget.count, today)
    count = budget.covers if budget.count else begun + 1
    days = due_dates(budget.first_due_on, count)
    billed = _by_month(days, facts.actual)
    expected = iter(found.use.expected_each(len(days)) if found else ())
    rows, deferred = [], budget.rolled_in
    for n, day in enumerate(days):
        asked = amount_on(levels, day) if budget.count is None or n < budget.count else ZERO
        if budget.ended_on and day > budget.ended_on:
            break
        has_come = day in billed
        deferred += billed.get(day, ZERO) - (asked if day <= today else ZERO)
        is_past = day <= today
        rows.append(
            Month(
                day, asked, billed.get(day), ZERO if has_come else next(expected, ZERO),
                deferred if is_past else None,
            )
        )  # fmt: skip
    return rows[-(YEAR + 1) :] if budget.count is None else rows


def _by_month(days: Sequence[date], actual: Sequence[policy.Asked]) -> dict[date, Decimal]:
    """What was billed by the month whose due date is nearest: a bill due a day later is still that month's."""
    sums: dict[date, Decimal] = {}
    for item in actual:
        nearest = min(days, key=lambda day: (abs((day - item.due_on).days), day))
        sums[nearest] = sums.get(nearest, ZERO) + item.amount
    return sums


def bars_of(months: Sequence[Month], today: date) -> dict[str, Any]:
    """The picture: for each month what is asked beside what was billed or is expected."""
    most = max((max(month.asked, month.shown) for month in months), default=Decimal(1)) or Decimal(1)

    def bar(amount: Decimal, x: int, css: str) -> dict[str, Any]:
        height = max(int(max(amount, ZERO) * (HIGH - 4) / most), 1 if amount > 0 else 0)
        return {"x": x, "y": HIGH - height, "height": height, "css": css}

    bars = []
    for n, month in enumerate(months):
        left = n * STEP + (STEP - 2 * WIDE - 2) // 2
        css = "budget-expected" if month.billed is None else "budget-billed"
        bars += [bar(month.asked, left, "budget-asked"), bar(month.shown, left + WIDE + 2, css)]
    past = [month for month in months if month.due_on <= today]
    said = {
        "asked": in_words(sum((month.asked for month in past), ZERO)),
        "billed": in_words(sum((month.billed or ZERO for month in months), ZERO)),
    }
    return {
        "bars": [drawn for drawn in bars if drawn["height"]],
        "wide": max(len(months), 6) * STEP,
        "bar": WIDE,
        "today_at": len(past) * STEP if past and len(past) < len(months) else None,
        "says": _("%(asked)s asked so far, %(billed)s billed; the table below has the months") % said,
    }


def figures_of(budget: BudgetPlan, standing: BudgetStanding) -> list[dict[str, Any]]:
    """How what is not asked for yet comes about."""
    rows = [
        {"label": _("Old balance, rolled in"), "amount": budget.rolled_in},
        {"label": _("Billed for use since"), "amount": standing.actual},
        {"label": _("less what was asked for so far"), "amount": standing.asked},
    ]
    if not budget.rolled_in:
        rows = rows[1:]
    label = _("Deferred balance") if not budget.rolled_in else _("Not asked for yet")
    return [*rows, {"label": label, "amount": standing.unasked, "total": True}]


def row(budget: BudgetPlan, today: date) -> dict[str, Any]:
    """A budget as the list draws it."""
    standing = budget.standing
    due = standing.next_review_on and standing.next_review_on <= today
    return {
        "budget": budget,
        "standing": standing,
        "behind": sentences.behind(standing),
        "unasked": standing.unasked,
        "is_due": due,
        "is_over": is_over(budget, today),
        "url": reverse("budgets:account", args=[budget.account_id]),
    }


def tabs_of(tabs: Mapping[str, Any], current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?tab={code}", "current": code == current, "key": str(n)}
        for n, (code, label) in enumerate(tabs.items(), 1)
    ]


def of_ending(budget: BudgetPlan, standing: BudgetStanding) -> dict[str, Any]:
    """What the page says before a budget is settled or ended early: what is left, and what becomes of it."""
    rest = standing.unasked
    return {
        "figures": figures_of(budget, standing),
        "rest": rest,
        "outcome": policy.settlement(rest, queries.rules_of(budget)),
        "behind": sentences.behind(standing),
    }
