"""May a broken plan be taken up again without asking, and until when? Rules only: no database, no clock.

What else stands in its way (money that is missed, another plan) is judged when somebody does it.
"""

from datetime import date, timedelta

from payment_plans.policy.rules import PlanRules


def reinstate_by(ended_on: date, rules: PlanRules) -> date:
    """The last day for it."""
    return ended_on + timedelta(days=rules.reinstate_days)


def is_used_up(reinstated_times: int, rules: PlanRules) -> bool:
    """Whether it was reinstated as often as the rulebook lets a specialist do alone."""
    return reinstated_times >= rules.reinstatements


def may_come_back(ended_on: date | None, reinstated_times: int, today: date, rules: PlanRules) -> bool:
    """Whether both still hold; False for a plan that did not end."""
    if ended_on is None:
        return False
    return today <= reinstate_by(ended_on, rules) and not is_used_up(reinstated_times, rules)
