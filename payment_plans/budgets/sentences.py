"""How does a budget read: in a list, at the head of its page, in a timeline?"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.money import cents, in_words
from core.templatetags.money import bare_day, harmless
from payment_plans.budgets.models import BudgetPlan, BudgetStanding
from payment_plans.budgets.policy.rules import HUNDRED, BudgetRules

Why = BudgetPlan.Why


def stands(budget: BudgetPlan, standing: BudgetStanding, amount: Decimal) -> str:
    """ "105.00 a month since Nov 22, 2026; the next is due Dec 22." """
    said = {
        "amount": in_words(amount), "first": dated(budget.first_due_on), "joined": dated(budget.joined_on),
        "ended": dated(budget.ended_on),
    }  # fmt: skip
    if budget.state == BudgetPlan.State.SETTLED:
        return _("Began %(joined)s, settled %(ended)s.") % said
    if budget.state == BudgetPlan.State.ENDED:
        why = str(Why(budget.end_why).label)
        return _("Began %(joined)s, ended early on %(ended)s: %(why)s.") % {**said, "why": why}
    if standing.as_of < budget.first_due_on:
        return _("%(amount)s a month from %(first)s on.") % said
    if standing.next_due_on is None:
        return _("%(amount)s a month since %(first)s; every amount of its year was due.") % said
    return _("%(amount)s a month since %(first)s; the next is due %(next)s.") % {
        **said, "next": bare_day(standing.next_due_on),
    }  # fmt: skip


def behind(standing: BudgetStanding) -> str:
    """ "120.00 lacks since Nov 3"; empty when nothing does."""
    if not standing.is_behind:
        return ""
    return _("%(amount)s lacks since %(day)s") % {
        "amount": in_words(standing.behind_amount), "day": bare_day(standing.behind_since),
    }  # fmt: skip


def what_ends_it(standing: BudgetStanding, rules: BudgetRules) -> str:
    """What happens to a budget that is behind; empty where nothing will."""
    if not standing.missed:
        return ""
    if standing.missed > rules.misses_allowed:
        return _("More amounts are missed than are allowed: it ends with the next night, and what is deferred is due.")
    left = rules.misses_allowed - standing.missed + 1
    return _("It ends for non-payment when %(n)d more is missed.") % {"n": left}


def band(amount: Decimal, rules: BudgetRules) -> str:
    """ "stays from 85.01 to 114.99": between which amounts a review changes nothing."""
    by = cents(amount * rules.band_percent / HUNDRED)
    cent = Decimal("0.01")
    if by <= cent:
        return _("changes with any difference")
    low, high = amount - by + cent, amount + by - cent
    return _("%(amount)s stays while what fits is from %(low)s to %(high)s") % {
        "amount": in_words(amount), "low": in_words(max(low, Decimal(0))), "high": in_words(high),
    }  # fmt: skip


def forecast(amount: Decimal) -> str:
    """What would be left at the end of the year, in words."""
    said = {"amount": in_words(abs(amount))}
    if amount > 0:
        return _("about %(amount)s would be left to ask for") % said
    return _("about %(amount)s would have been asked too much") % said if amount < 0 else _("it would end even")


def empty(tab: str) -> str:
    """Why a tab of the list shows nothing."""
    return {
        "deficit": _("No budget has used more than it asked for."),
        "review": _("No review or settlement waits for a person: the night made them all."),
        "behind": _("Every budget amount that was due is paid."),
        "all": _("Nobody is on a budget yet. Open an account and offer one."),
    }[tab]


def told(action: str, facts: Mapping[str, Any]) -> str:
    """A history line of a budget as the timeline says it."""
    said = {name: in_words(Decimal(facts[name])) for name in ("amount", "was", "rest", "deferred") if facts.get(name)}
    days = {name: bare_day(date.fromisoformat(facts[name])) for name in ("first_due_on", "from_on") if facts.get(name)}
    match action:
        case "budget.joined":
            return _("Budget begun: %(amount)s a month from %(first_due_on)s on.") % {**said, **days}
        case "budget.reviewed":
            return _("Budget reviewed. %(says)s") % {"says": harmless(str(facts.get("says", "")))}
        case "budget.settled":
            return _("Budget settled. %(says)s") % {"says": harmless(str(facts.get("says", "")))}
    why = str(Why(facts["why"]).label)
    return _("Budget ended early: %(why)s. %(deferred)s is no longer deferred.") % {**said, "why": why}


def dated(day: date | None) -> str:
    """ "Oct 5, 2026": budgets reach into another year."""
    return f"{bare_day(day)}, {day.year}" if day else ""
