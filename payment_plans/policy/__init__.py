"""What may be agreed, what falls due when, and is it kept? Rules only: no database, no clock, no query."""

from payment_plans.policy.rules import PlanRules

__all__ = ["PlanRules"]
