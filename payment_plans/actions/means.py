"""How is it kept what a customer said they can pay, and who reads it?"""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people.doors import refuse_closed
from core import history
from core.errors import RuleViolation
from core.money import cents
from core.staff.access import refusal
from core.utility import moment
from payment_plans.models import Means
from payment_plans.queries.eligible import latest_means

LOOKED = "means of the customer"


@transaction.atomic
def record_means(
    account_id: int,
    *,
    household: int | None = None,
    monthly_income: Decimal | None = None,
    can_pay_a_month: Decimal | None = None,
    can_pay_now: Decimal | None = None,
    actor,
    today: date,
) -> Means:
    """Keep what a customer said today of their means; dollars, a household in people. What they left unsaid is None.

    Private by law: the history says that it was stated and not what. The same again on the same day is the same.
    """
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    refuse_closed(account_id, actor)
    if not actor.may("offer_plans"):
        raise RuleViolation(refusal("offer_plans"))
    amounts = {
        name: None if amount is None else cents(amount)
        for name, amount in {
            "monthly_income": monthly_income, "can_pay_a_month": can_pay_a_month, "can_pay_now": can_pay_now,
        }.items()
    }  # fmt: skip
    said = {"household": household, **amounts}
    if all(value is None for value in said.values()):
        raise RuleViolation(_("Write down at least one thing that the customer said, or leave their means out."))
    if household is not None and household < 1:
        raise RuleViolation(_("At least one person lives in a household."))
    if any(amount is not None and amount < 0 for amount in amounts.values()):
        raise RuleViolation(_("What somebody has or can pay is not below zero."))
    latest = latest_means(account)
    if latest and latest.said_on == today and all(getattr(latest, name) == value for name, value in said.items()):
        return latest
    means = Means.objects.create(account=account, said_on=today, **said, recorded_by=actor, recorded_at=moment(today))
    history.record("payment_plan.means_stated", subject=means, account=account.number, actor=actor, on=today)
    return means


def open_means(account: Account, *, actor, today: date) -> Means | None:
    """What the customer last said of their means, for whoever may open what is private; that they did is logged."""
    if not actor.may("read_private"):
        raise PermissionDenied(refusal("read_private"))
    means = latest_means(account)
    if means:
        history.looked(account.number, by=actor, what=LOOKED, today=today)
    return means
