"""What does the night do about budgets? It renews prices and standings, ends what is not paid, reviews and settles."""

import logging
from collections.abc import Callable, Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import RuleViolation
from core.freshness import balances_are_fresh, late_on
from core.outcomes import Outcome
from notices.actions import judge_night
from payment_plans.budgets import prices, standings
from payment_plans.budgets.actions import LETTER, leave_budget, review_budget, settle_budget
from payment_plans.budgets.models import BudgetAmount, BudgetPlan
from payment_plans.budgets.queries import due_for_review, due_for_settlement, rules_of

logger = logging.getLogger(__name__)


def review_budgets(*, actor, today: date, tell: Callable[[int, str], None]) -> Outcome:
    """Renew what budgets are judged by; then end those that are not paid, settle those whose year is over and review
    those whose day has come, each with its letter.

    Every budget commits alone: killed anywhere and run again, the rows are those of one whole run, and the counts are
    the night's, not the run's. History names nobody, not `actor` who started the night: the rulebook decides. Where no
    letter can be made, a review or a settlement stays due and a person makes it.
    """
    prices.keep(as_of=today)
    standings.renew(as_of=today)
    if not balances_are_fresh(today):
        return Outcome(_("Balances are too old to judge budgets; they are judged when they come."), waits=True)
    tell(10, _("Budgets that are not paid"))
    _each(unpaid(today), lambda pk: leave_budget(pk, why=BudgetPlan.Why.NON_PAYMENT, actor=None, today=today))
    tell(40, _("Budget years that are over"))
    _each(due_for_settlement(today), lambda pk: settle_budget(pk, needs_letter=True, actor=None, today=today))
    tell(70, _("Budgets to review"))
    _each(due_for_review(today), lambda pk: review_budget(pk, needs_letter=True, actor=None, today=today))
    judge_night(LETTER, today=today)
    return _said(today)


def unpaid(today: date) -> list[int]:
    """Budgets with more missed amounts than the figures allow that they were made by.

    Missed today, and on the day after the newest extract: what came on a Saturday lies in Monday's.
    """
    behind = BudgetPlan.objects.active().filter(standing__as_of=today, standing__missed__gt=0)
    missed = {budget: budget.standing.missed for budget in behind.select_related("standing").order_by("account")}
    if not missed:
        return []
    known = standings.found(as_of=late_on(today), account_ids=[budget.account_id for budget in missed])
    return [
        budget.pk
        for budget, count in missed.items()
        if min(count, known[budget.pk]["missed"]) > rules_of(budget).misses_allowed
    ]


def _each(budget_ids: Iterable[int], act: Callable[[int], object]) -> None:
    for pk in budget_ids:
        try:
            act(pk)
        except RuleViolation as refused:
            logger.info("budget %s left to a person: %s", pk, refused)


def _said(today: date) -> Outcome:
    decided = BudgetAmount.objects.filter(decided_on=today, decided_by__isnull=True)
    counts = {
        "budgets": BudgetPlan.objects.active().count(),
        "reviewed": decided.filter(why=BudgetAmount.Why.REVIEW).count(),
        "settled": decided.filter(why=BudgetAmount.Why.SETTLEMENT).count(),
        "unpaid": BudgetPlan.objects.filter(
            ended_on=today, end_why=BudgetPlan.Why.NON_PAYMENT, ended_by__isnull=True
        ).count(),
        "to_review": len(due_for_review(today)) + len(due_for_settlement(today)),
    }  # fmt: skip
    parts = [
        _("%(n)d reviewed") % {"n": counts["reviewed"]},
        _("%(n)d settled") % {"n": counts["settled"]},
        _("%(n)d ended unpaid") % {"n": counts["unpaid"]},
    ]
    if counts["to_review"]:
        parts.append(_("%(n)d left to a person") % {"n": counts["to_review"]})
    budgets = ngettext("%(n)s budget", "%(n)s budgets", counts["budgets"]) % {"n": f"{counts['budgets']:,}"}
    return Outcome(_("%(budgets)s: %(parts)s.") % {"budgets": budgets, "parts": ", ".join(parts)}, counts)
