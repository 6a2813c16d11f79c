"""What is a level amount, where does a budget stand, and how does it end? Rules only: no database, no clock."""

from payment_plans.budgets.policy.calendar import Year, year_from
from payment_plans.budgets.policy.proposal import JoinFacts, Proposal, may_join, propose
from payment_plans.budgets.policy.review import Review, ReviewFacts, Settlement, review, settlement
from payment_plans.budgets.policy.rules import BudgetRules
from payment_plans.budgets.policy.standing import Asked, BudgetFacts, BudgetStanding, standing
from payment_plans.budgets.policy.use import Price, UseMonth, YearOfUse, year_of_use

__all__ = [
    "Asked", "BudgetFacts", "BudgetRules", "BudgetStanding", "JoinFacts", "Price", "Proposal", "Review", "ReviewFacts",
    "Settlement", "UseMonth", "Year", "YearOfUse", "may_join", "propose", "review", "settlement", "standing",
    "year_from", "year_of_use",
]  # fmt: skip
