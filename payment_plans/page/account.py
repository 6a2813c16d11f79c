"""What was offered to one account, what was agreed, and how did it end?"""

from datetime import date
from typing import Any

from accounts.models import Account
from core import rulebook
from core.approvals.models import Approval
from core.money import ZERO
from payment_plans import sentences
from payment_plans.models import Offer, PaymentPlan, PlanStanding
from payment_plans.policy.rules import PlanRules
from payment_plans.queries.facts import held_to, last_standing
from payment_plans.queries.watch import numbered


def context(account: Account, today: date) -> dict[str, Any]:
    """The context of `payment_plans/account.html`."""
    rules = rulebook.rules(PlanRules, on=today)
    plans = numbered(account.payment_plans.all()).select_related("offer")
    offers = list(account.plan_offers.select_related("made_by", "answered_by", "plan"))
    asked = questions_about(offers)
    return {
        "account": account,
        "today": today,
        "plans": [row_of(plan, today, rules) for plan in plans],
        "offers": [
            {
                "offer": offer,
                "terms": sentences.terms(offer),
                "answered": sentences.answered(offer, today),
                "question": asked.get(str(offer.pk)),
            }
            for offer in offers
        ],
        "in_force": next((plan for plan in plans if plan.is_in_force), None),
    }


def questions_about(offers: list[Offer]) -> dict[str, int]:
    """The question that waits in the inbox about an offer, by the offer's id."""
    requested = [str(offer.pk) for offer in offers if offer.answer == Offer.Answer.REQUESTED]
    if not requested:
        return {}
    about = Approval.objects.waiting().filter(subject_kind=Offer._meta.label_lower, subject_key__in=requested)
    return dict(about.values_list("subject_key", "pk"))


def row_of(plan: PaymentPlan, today: date, rules: PlanRules) -> dict[str, Any]:
    """A plan in a row: its word, its state in a sentence, what is left."""
    standing = last_standing(plan)
    return {
        "plan": plan,
        "state": state_class(plan, standing.is_behind),
        "word": sentences.word(plan, standing.is_behind),
        "says": state_sentence(plan, today, rules),
        "rate": sentences.terms(plan.offer),
        "left": standing.left if plan.is_in_force else None,
    }


def state_class(plan: PaymentPlan, is_behind: bool) -> str:
    return (
        "person"
        if plan.state == PaymentPlan.State.ACTIVE and is_behind
        else sentences.STATES.get(PaymentPlan.State(plan.state), "")
    )


def state_sentence(plan: PaymentPlan, today: date, rules: PlanRules, standing: PlanStanding | None = None) -> str:
    """Where a plan stands, with dates; the first thing its page says."""
    standing = standing or last_standing(plan)
    if plan.state == PaymentPlan.State.ACCEPTED:
        return sentences.waits_for(plan, max(plan.down_payment - standing.down_paid, ZERO))
    if plan.state != PaymentPlan.State.ACTIVE:
        return sentences.ended(plan)
    if standing.is_behind:
        return sentences.missed(plan, standing)
    return sentences.due(plan, standing, today, held_to(plan, rules).grace_days)
