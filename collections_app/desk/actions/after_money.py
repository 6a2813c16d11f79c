"""What follows when money came, or went back?"""

from datetime import date

from collections_app.treatments import next_steps
from payment_plans.actions import refresh
from payment_plans.models import PaymentPlan


def after_money(account_id: int, *, actor, today: date) -> bool:
    """Bring the account's plan and its next step up to date, after the money's own transaction (docs/locking.md).
    Answers whether a plan that waited for its first payment has begun."""
    waited = PaymentPlan.objects.waiting().filter(account=account_id).exists()
    plan = refresh(account_id, actor=actor, today=today)
    next_steps.renew([account_id], today=today)
    return waited and plan is not None and plan.state == PaymentPlan.State.ACTIVE
