"""What would the rulebook say today to these terms for this account? Gathers what `policy.limits.quote` judges by."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Account
from core.calendar import CalendarRules
from core.rulebook import several
from core.season import SeasonRules, season_on
from payment_plans.models import Means
from payment_plans.policy import limits
from payment_plans.policy.rules import PlanRules
from payment_plans.policy.schedule import Terms
from payment_plans.queries.eligible import broken_before, broken_since


@dataclass(frozen=True)
class Figures:
    """The rulebook's figures of one day."""

    plans: PlanRules
    calendar: CalendarRules
    season: SeasonRules

    @property
    def as_text(self) -> dict[str, Any]:
        """The plan's figures as an offer and a plan keep them."""
        said = asdict(self.plans).items()
        return {name: str(value) if isinstance(value, Decimal) else value for name, value in said}


def figures_of(today: date) -> Figures:
    return Figures(*several(PlanRules, CalendarRules, SeasonRules, on=today))


def quote_for(
    account: Account, terms: Terms, *, role: str, means: Means | None, figures: Figures, today: date
) -> limits.Quote:
    """The answer to terms for an account, by the limits of a role."""
    income = means.monthly_income if means else None
    facts = facts_for(account, terms, role=role, income=income, figures=figures, today=today)
    return limits.quote(facts, figures.plans, figures.calendar)


def facts_for(
    account: Account, terms: Terms, *, role: str, income: Decimal | None, figures: Figures, today: date
) -> limits.QuoteFacts:
    """What terms for an account are judged by; `income` as it was stated, dollars a month."""
    return limits.QuoteFacts(
        terms=terms,
        role=role,
        is_residential=account.is_residential,
        broken_before=broken_before(account, today, figures.plans),
        broken_since=broken_since(account, today, figures.plans),
        income=income,
        today=today,
        in_season=season_on(today, figures.season) is not None,
    )
