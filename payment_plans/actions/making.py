"""How does a plan come to be? Schedule, hold and agreement in the transaction that accepted its offer."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.holds.actions import end_hold, open_hold
from accounts.holds.models import Hold
from accounts.models import Account
from core.calendar import next_open
from core.money import ZERO
from core.templatetags.money import bare_day
from core.utility import moment
from ledger.queries import newest_transaction
from payment_plans import standings
from payment_plans.actions.begin_and_end import end_plans
from payment_plans.models import Installment, Offer, PaymentPlan
from payment_plans.papers import keep_agreement
from payment_plans.policy.limits import Quote
from payment_plans.policy.offers import down_by
from payment_plans.policy.schedule import a_month
from payment_plans.queries.quoting import Figures

KIND = "plan_in_force"
State = PaymentPlan.State


def make_plan(
    offer: Offer, quote: Quote, figures: Figures, *, spoken: bool, replaces: int | None, actor, today: date
) -> PaymentPlan:
    """Make the plan of an accepted offer, whose account the caller holds locked and whose terms it has judged.

    It starts at once where no first payment is due and a spoken agreement suffices; otherwise it waits for both, and
    protects meanwhile.
    """
    account = offer.account
    if replaces:
        end_plans([replaces], State.REPLACED, _("Another plan took its place."), actor=actor, today=today)
    else:
        _take_over(account, actor=actor, today=today)
    needs_signature = not (spoken and figures.plans.spoken_agreement)
    starts_by_on = _starts_by(offer, needs_signature, figures, today)
    plan = PaymentPlan.objects.create(
        account=account,
        offer=offer,
        state=State.ACCEPTED if starts_by_on else State.ACTIVE,
        arrears=offer.arrears,
        down_payment=offer.down_payment,
        count=len(quote.installments),
        every=offer.every,
        accepted_on=today,
        accepted_at=moment(today),
        accepted_by=actor,
        after_transaction=newest_transaction(account.pk),
        starts_by_on=starts_by_on,
        needs_signature=needs_signature,
        began_on=None if starts_by_on else today,
        last_due_on=quote.installments[-1].due_on,
        replaces_id=replaces,
        figures=figures.as_text,
    )
    Installment.objects.bulk_create(
        Installment(plan=plan, number=number, due_on=due.due_on, amount=due.amount)
        for number, due in enumerate(quote.installments, 1)
    )
    plan.hold = protect(plan, quote.installments[0].amount, figures.plans.grace_days, actor=actor, today=today)
    plan.agreement = keep_agreement(plan, figures, actor=actor, today=today)
    plan.save(update_fields=["hold", "agreement"])
    standings.renew([plan.pk], as_of=today)
    return plan


def protect(plan: PaymentPlan, installment: Decimal, grace_days: int, *, actor, today: date) -> Hold:
    """Open the hold of a plan: until it must have started, or to its last due date and that one's grace."""
    waits_until = plan.starts_by_on if plan.state == State.ACCEPTED else None
    last = waits_until or plan.last_due_on + timedelta(days=grace_days)
    return open_hold(
        kind=KIND,
        scope=Hold.Scope.ACCOUNT,
        account=plan.account,
        from_on=today,
        until_on=max(last, today),
        source=_("Payment plan agreed on %(day)s") % {"day": bare_day(plan.accepted_on)},
        facts={"agreed_on": plan.accepted_on, "monthly": a_month(installment, plan.every)},
        actor=actor,
        today=today,
    )


def _starts_by(offer: Offer, needs_signature: bool, figures: Figures, today: date) -> date | None:
    """By when first payment and signature must be there; None where neither is awaited."""
    days = []
    if offer.down_payment > ZERO:
        # Decided later than it was offered, a first payment has as many days from then on.
        days.append(max(offer.down_by_on or today, down_by(today, figures.plans, figures.calendar)))
    if needs_signature:
        days.append(next_open(today + timedelta(days=figures.plans.signature_days), figures.calendar))
    return max(days, default=None)


def _take_over(account: Account, *, actor, today: date) -> None:
    """End protections that were brought over from another system for a plan of which we had no terms: ours protects
    from now on. One for all accounts of a customer stays, since it protects the others."""
    brought_over = Hold.objects.in_force(today).filter(account=account, kind=KIND)
    for hold in brought_over.order_by("pk"):
        end_hold(hold.pk, ended_on=today, why=_("Taken over by a plan made here."), actor=actor, today=today)
