"""What happens when a customer says yes? A plan within limits; otherwise a question for whoever may decide, and until
then the account counts as "requested".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Account
from core import history
from core.approvals import actions as approving
from core.approvals.models import Approval
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.money import in_words
from core.staff.access import refusal
from core.staff.roles import Role
from core.templatetags.money import account_number, bare_day
from notices.actions import mentor_of
from payment_plans.actions.making import make_plan
from payment_plans.actions.offers import answered, judged, locked, must, open_offer, terms_of, told
from payment_plans.models import Offer, PaymentPlan
from payment_plans.policy.limits import Answer, Quote, role_for
from payment_plans.policy.words import length
from payment_plans.queries.eligible import plan_in_force, requested
from payment_plans.queries.quoting import Figures, figures_of

BEYOND = "plan_beyond_limits"
FOR_DIRECTOR = "plan_beyond_supervisor"
OF_TRAINEE = "trainee_plan"
# By whose limits it is judged once somebody has said yes, which may be their stand-in.
DECIDES = {BEYOND: Role.SUPERVISOR.value, FOR_DIRECTOR: Role.DIRECTOR.value}
KIND_OF = {role: kind for kind, role in DECIDES.items()}
# Which limit is passed, for the person who decides: the quote's own sentences speak to whoever asks.
PASSED = {
    "BEYOND_MONTHS": gettext_lazy("Longer than whoever asks may agree on alone."),
    "BROKEN_BEFORE": gettext_lazy("More plans were broken lately than whoever asks may pass over."),
    "DOWN_TOO_SMALL": gettext_lazy("A smaller first payment than whoever asks may agree on."),
}


@dataclass(frozen=True)
class Accepted:
    """What came of a yes: a plan, or the question that waits for a second person."""

    offer: Offer
    plan: PaymentPlan | None = None
    approval: Approval | None = None


@transaction.atomic
def accept_offer(
    offer_id: int,
    *,
    spoken: bool = True,
    replaces: int | None = None,
    actor,
    today: date,
    request_id: UUID | None = None,
) -> Accepted:
    """Make the plan that a customer agreed to. Everything is judged again under the account's lock.

    `spoken`: agreed by word of mouth, which suffices where the rulebook allows; otherwise a signature is awaited.
    `replaces` is the plan in force whose place it takes. The same `request_id` again answers the same.
    """
    account = locked(Offer.objects.values_list("account", flat=True).get(pk=offer_id), actor)
    kept = _answered_by(account, offer_id, request_id)
    if kept:
        return kept
    offer = open_offer(offer_id, actor)
    if offer.answer == Offer.Answer.THINKING and offer.thinking_until and offer.thinking_until < today:
        raise RuleViolation(
            _("This offer stood until %(day)s. Offer it anew.") % {"day": bare_day(offer.thinking_until)}
        )
    waits = requested(account)
    if waits:
        raise RuleViolation(
            _("Another plan for this account waits for a decision since %(day)s (%(who)s).")
            % {"day": bare_day(waits.answered_on), "who": waits.answered_by}
        )
    _check_the_plan_in_force(account, replaces)
    is_theirs = actor.may("agree_plans")
    if not is_theirs and not actor.may("offer_plans"):
        raise RuleViolation(refusal("agree_plans"))
    figures = figures_of(today)
    quote = _judged(account, offer, role_for(actor.roles), figures, today)
    facts = {"spoken": spoken, "replaces": replaces}
    if not is_theirs:
        return _ask(OF_TRAINEE, offer, quote, facts, actor=actor, today=today, request_id=request_id)
    return _follow(offer, quote, facts, figures, actor=actor, today=today, request_id=request_id)


def agree_after_yes(approval: Approval, *, actor, today: date) -> PaymentPlan:
    """What follows when whoever decides says yes: the plan, on the arrears and the schedule of that day."""
    offer = _requested(approval, actor)
    figures = figures_of(today)
    quote = _judged(offer.account, offer, DECIDES[approval.kind], figures, today)
    if quote.word is not Answer.ALLOWED and not _may_exceed(quote, approval.kind):
        raise RuleViolation(quote.verdict.sentence)
    _check_the_plan_in_force(offer.account, approval.facts["replaces"])
    return _make(offer, quote, approval.facts, figures, actor=actor, today=today)


def release_after_yes(approval: Approval, *, actor, today: date) -> Accepted:
    """What follows when a specialist releases what a trainee accepted: it is theirs; beyond their limits they ask."""
    must(actor, "agree_plans")
    offer = _requested(approval, actor)
    figures = figures_of(today)
    quote = _judged(offer.account, offer, role_for(actor.roles), figures, today)
    _check_the_plan_in_force(offer.account, approval.facts["replaces"])
    return _follow(offer, quote, approval.facts, figures, actor=actor, today=today, request_id=None)


def give_back_after_no(approval: Approval, *, reason: str, actor, today: date) -> Offer:
    """What follows from a no: the offer is returned with the reason; whoever asked offers other terms."""
    offer = _requested(approval, actor)
    offer.answer, offer.answer_why = Offer.Answer.RETURNED, reason
    offer.save(update_fields=["answer", "answer_why"])
    _record("payment_plan.returned", offer, offer, actor, today, why=reason)
    return offer


def give_back_after_withdrawal(approval: Approval, *, reason: str, actor, today: date) -> None:
    """What follows when whoever asked takes the question back. Without an `actor` the offer is declined meanwhile."""
    if actor is not None:
        give_back_after_no(approval, reason=reason, actor=actor, today=today)


def _follow(
    offer: Offer, quote: Quote, facts: Mapping[str, Any], figures: Figures, *, actor, today: date, request_id
) -> Accepted:
    if quote.word is Answer.ALLOWED:
        plan = _make(offer, quote, facts, figures, actor=actor, today=today, request_id=request_id)
        return Accepted(offer, plan=plan)
    kind = KIND_OF[quote.decides or Role.DIRECTOR.value]
    return _ask(kind, offer, quote, facts, actor=actor, today=today, request_id=request_id)


def _make(
    offer: Offer, quote: Quote, facts: Mapping[str, Any], figures: Figures, *, actor, today: date, request_id=None
) -> PaymentPlan:
    if offer.answer == Offer.Answer.REQUESTED:  # the customer's answer keeps its day and whoever noted it
        offer.answer = Offer.Answer.ACCEPTED
        offer.save(update_fields=["answer"])
    else:
        answered(offer, Offer.Answer.ACCEPTED, actor=actor, today=today)
    for other in Offer.objects.unanswered().filter(account=offer.account_id):
        answered(other, Offer.Answer.COUNTERED, why=_("Another offer was accepted."), actor=actor, today=today)
    plan = make_plan(
        offer, quote, figures, spoken=facts["spoken"], replaces=facts["replaces"], actor=actor, today=today
    )
    _record(
        "payment_plan.accepted", plan, offer, actor, today, request_id,
        last_due_on=plan.last_due_on, starts_by_on=plan.starts_by_on, replaces=facts["replaces"],
    )  # fmt: skip
    return plan


def _ask(
    kind: str, offer: Offer, quote: Quote, facts: Mapping[str, Any], *, actor, today: date, request_id
) -> Accepted:
    if offer.answer != Offer.Answer.REQUESTED:
        answered(offer, Offer.Answer.REQUESTED, actor=actor, today=today)
    account = offer.account
    approval = approving.ask(
        kind,
        subject=offer,
        account=account.number,
        sentence=_asked(account, offer, quote),
        follows=_follows(offer),
        amount=offer.arrears,
        deadline_on=offer.first_due_on,
        for_person=mentor_of(actor) if kind == OF_TRAINEE else None,
        facts={**facts, "account": account.pk, "offer": offer.pk},
        actor=actor,
        today=today,
    )
    _record("payment_plan.requested", offer, offer, actor, today, request_id, decides=quote.decides)
    return Accepted(offer, approval=approval)


def _asked(account: Account, offer: Offer, quote: Quote) -> str:
    """ "Ten months at 61.24 for Harriet Lindqvist, account 9004 1187: 612.40 past due, 0.00 at once. …" """
    said = {
        "length": length(offer.count, offer.every),
        "each": in_words(offer.installment),
        "name": account.customer.name,
        "number": account_number(account.number),
        "arrears": in_words(offer.arrears),
        "down": in_words(offer.down_payment),
    }
    text = _("%(length)s at %(each)s for %(name)s, account %(number)s: %(arrears)s past due, %(down)s at once.") % said
    text = text[:1].upper() + text[1:]
    return " ".join([text, *(str(PASSED[reason.code]) for reason in quote.reasons if reason.code in PASSED)])


def _follows(offer: Offer) -> str:
    begins = (
        _("the plan waits for %(down)s and protects meanwhile") % {"down": in_words(offer.down_payment)}
        if offer.down_payment
        else _("the plan begins, unless it waits for a signature")
    )
    said = {"begins": begins, "first": bare_day(offer.first_due_on)}
    return _("All is judged again on that day: %(begins)s. The first installment falls due about %(first)s.") % said


def _judged(account: Account, offer: Offer, role: str, figures: Figures, today: date) -> Quote:
    quote = judged(account, terms_of(offer), role=role, means=offer.means, figures=figures, today=today)
    if quote.word is Answer.REFUSED:
        raise RuleViolation(quote.verdict.sentence)
    return quote


def _may_exceed(quote: Quote, kind: str) -> bool:
    """Beyond every limit it is the director who decides on residential arrears (Minn. Stat. 216B.098 s.3)."""
    return kind == FOR_DIRECTOR and quote.decides == Role.DIRECTOR.value


def _requested(approval: Approval, actor) -> Offer:
    offer = open_offer(int(approval.subject_key), actor, Offer.Answer.REQUESTED)
    if offer.answer != Offer.Answer.REQUESTED:
        raise RuleViolation(_("Nobody waits for a decision about this offer any more."))
    return offer


def _check_the_plan_in_force(account: Account, replaces: int | None) -> None:
    plan = plan_in_force(account)
    if plan and plan.pk == replaces:
        return
    if replaces:
        raise RuleViolation(_("The plan that this one was to replace is no longer in force. Offer it anew."))
    if plan:
        text = (
            _("This account already has an active plan from %(day)s. Replace it, or change its dates.")
            if plan.state == PaymentPlan.State.ACTIVE
            else _("This account already has a plan from %(day)s, which waits for its start. Replace or cancel it.")
        )
        raise RuleViolation(text % {"day": bare_day(plan.accepted_on)})


def _answered_by(account: Account, offer_id: int, request_id: UUID | None) -> Accepted | None:
    """What the same request made of this offer the first time."""
    if request_id is None:
        return None
    actions = ("payment_plan.accepted", "payment_plan.requested")
    lines = HistoryLine.objects.filter(account_number=account.number, request_id=request_id, action__in=actions)
    if not lines.filter(facts__offer=offer_id).exists():
        return None
    offer = Offer.objects.get(pk=offer_id)
    asked = Approval.objects.filter(subject_kind=Offer._meta.label_lower, subject_key=str(offer_id)).order_by("-pk")
    return Accepted(offer, PaymentPlan.objects.filter(offer=offer).first(), asked.first())


def _record(action: str, subject: Any, offer: Offer, actor, today: date, request_id=None, **more: Any) -> None:
    history.record(
        action, subject=subject, account=offer.account.number, actor=actor, on=today, request_id=request_id,
        facts={**told(offer), "offer": offer.pk, **more},
    )  # fmt: skip
