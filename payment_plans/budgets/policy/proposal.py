"""What level amount would an account be asked for, how did it come about, and may it be offered at all?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import ZERO, cents, cents_up, dollars_up, in_words
from core.templatetags.money import bare_day
from core.verdicts import Reason, Verdict, blocked, verdict
from payment_plans.budgets.policy.calendar import Year, year_from
from payment_plans.budgets.policy.rules import DULUTH, YEAR, BudgetRules
from payment_plans.budgets.policy.use import YearOfUse


@dataclass(frozen=True)
class Step:
    """One line of how an amount came about; `amount` in dollars."""

    words: str
    amount: Decimal


@dataclass(frozen=True)
class Proposal:
    """A level amount, the year it is asked in, and the way to it; `amount` is 0.00 where no use is known."""

    amount: Decimal
    year: Year
    use: YearOfUse
    expected: Decimal
    old_balance: Decimal
    steps: tuple[Step, ...]
    notes: tuple[str, ...]

    @property
    def months_used(self) -> int:
        return self.use.months_known

    @property
    def forecast(self) -> Decimal:
        """What would be left at the end if the year ran as expected; a credit where rounding up asked more."""
        count = self.year.count or YEAR
        return self.expected + self.old_balance - self.amount * count

    @property
    def record(self) -> dict[str, Any]:
        """A proposal as a budget keeps it and `budget_quote` prints it: amounts are strings."""
        return {
            "amount": str(self.amount),
            "months_used": self.months_used,
            "months": [f"{month:%Y-%m}" for month in self.use.months],
            "amounts": self.year.count,
            "first_due_on": self.year.first_due_on.isoformat(),
            "ends_on": self.year.ends_on.isoformat() if self.year.ends_on else None,
            "expected": str(self.expected),
            "old_balance": str(self.old_balance),
            "use": [
                {
                    "service": service.service,
                    "months": len(service.ends),
                    "quantity": f"{service.quantity.normalize():f}",
                    "unit": service.unit,
                    "price": None if service.price is None else str(service.price),
                    "price_month": None if service.price_month is None else f"{service.price_month:%Y-%m}",
                    "year": str(service.year),
                }
                for service in self.use.services
            ],
            "how": [{"text": step.words, "amount": str(step.amount)} for step in self.steps],
            "notes": list(self.notes),
        }


def propose(use: YearOfUse, old_balance: Decimal, first_due_on: date, rules: BudgetRules) -> Proposal:
    """The level amount: what the year's months will cost at today's prices, and the old balance, over its amounts."""
    year = year_from(first_due_on, rules)
    count = year.count or YEAR
    expected = use.year if year.covers == YEAR else use.expected(year.covers)
    amount = max(rounded((expected + old_balance) / count, rules), ZERO) if use.is_known else ZERO
    return Proposal(
        amount=amount,
        year=year,
        use=use,
        expected=expected,
        old_balance=old_balance,
        steps=tuple(_steps(use, year, expected, old_balance, amount)),
        notes=tuple(_notes(use)),
    )


def rounded(amount: Decimal, rules: BudgetRules) -> Decimal:
    """Up, so that the year does not end short by the rounding."""
    # What a division leaves beyond the cent is no reason to round up: 1200.00 / 12 is 100.00.
    exact = amount.quantize(Decimal("0.0000001"))
    return dollars_up(exact) if rules.whole_dollars else cents_up(exact)


def _steps(use: YearOfUse, year: Year, expected: Decimal, old_balance: Decimal, amount: Decimal) -> Iterator[Step]:
    for service in use.services:
        named = {
            "service": service.service[:1].upper() + service.service[1:],
            "quantity": f"{service.quantity.normalize():f}",
            "unit": service.unit,
            "price": "" if service.price is None else f"{service.price.normalize():f}",
            "months": ngettext("%(n)d month", "%(n)d months", len(service.ends)) % {"n": len(service.ends)},
        }
        if service.price is None:
            said = _("%(service)s: as billed in %(months)s, for no price of a unit is known") % named
        else:
            said = _("%(service)s: %(quantity)s %(unit)s in %(months)s at %(price)s") % named
        if len(service.ends) < YEAR:
            said = _("%(said)s, brought to a year of 12") % {"said": said}
        yield Step(said, service.year)
    if year.covers != YEAR:
        said = _("The %(n)d months to the end of the budget year")
        yield Step(said % {"n": year.covers}, expected)
    if old_balance:
        words = _("Old balance, rolled in") if old_balance > 0 else _("Credit, counted in favor")
        yield Step(words, old_balance)
    count = year.count or YEAR
    said = _("Over %(count)d amounts, rounded up: %(amount)s a month")
    yield Step(said % {"count": count, "amount": in_words(amount)}, amount)


def _notes(use: YearOfUse) -> Iterator[str]:
    known = use.months_known
    if not known:
        yield _("No use is known, so no amount can be proposed.")
    elif known < YEAR:
        yield ngettext(
            "Only %(n)d month of use is known; the proposal says so.",
            "Only %(n)d months of use are known; the proposal says so.",
            known,
        ) % {"n": known}  # fmt: skip
    if any(service.price is not None for service in use.services):
        yield _(
            "A price is what the class was billed in its newest month by what it used: a fixed part of the bills is "
            "averaged in by that."
        )


@dataclass(frozen=True)
class JoinFacts:
    """What decides whether a budget may be offered: about the account, what it owes, and what else holds it."""

    proposal: Proposal
    is_active: bool = True
    is_residential: bool = True
    balance: Decimal = ZERO
    plan_since: date | None = None
    budget_since: date | None = None
    stops: tuple[tuple[str, str], ...] = ()  # holds that stop plans: words, citation


def may_join(facts: JoinFacts, rules: BudgetRules) -> Verdict:
    """Whether a budget may begin today, with every reason why not."""
    return verdict(
        _against(facts, rules),
        otherwise=_("A budget of %(amount)s a month may be offered.") % {"amount": in_words(facts.proposal.amount)},
    )


def _against(facts: JoinFacts, rules: BudgetRules) -> Iterator[Reason]:
    if facts.budget_since:
        said = _("This account already has a budget from %(day)s. Review it, or let it end first.")
        yield blocked("budget", said % {"day": bare_day(facts.budget_since)})
    if facts.plan_since:
        said = _(
            "A payment plan from %(day)s holds what this account owes, and one debt is asked for by one of the two: "
            "let the plan end first, or end it."
        )
        yield blocked("plan", said % {"day": bare_day(facts.plan_since)})
    if not facts.is_active:
        yield blocked("inactive", _("This account is closed: there is no use to level. Offer a payment plan."))
    if rules.residential_only and not facts.is_residential:
        said = _("Budgets are for homes, and this account is none. Offer a payment plan for what is past due.")
        yield blocked("class", said, "Minn. Stat. 325E.015")
    for words, citation in facts.stops:
        said = _("A hold stops agreements on this account: %(hold)s.")
        yield blocked("held", said % {"hold": words}, citation)
    if rules.shape == DULUTH and facts.balance > 0:
        said = _(
            "Duluth’s budget begins with nothing owed, and %(amount)s is. Take that first, or offer a payment plan."
        )
        yield blocked(
            "owes", said % {"amount": in_words(facts.balance)}, "Duluth’s budget year; check with the city attorney"
        )
    if not facts.proposal.use.is_known:
        said = _("No use of this account is known, so no amount can be proposed. Wait for its first bill.")
        yield blocked("use", said)
    elif facts.proposal.amount <= 0:
        said = _("The credit of %(amount)s pays for the whole year, so there is nothing to ask for each month.")
        yield blocked("nothing", said % {"amount": in_words(cents(-facts.proposal.old_balance))})
