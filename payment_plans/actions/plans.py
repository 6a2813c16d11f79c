"""What can happen to a plan that was made? It begins, is kept, broken, cancelled, or lapses before it began.

Whether a plan may begin or end is judged here under its account's lock; `begin_and_end.py` then changes it with its
hold and its history, for one plan as for the night's hundreds. How another plan takes its place: `accepting.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.contacts.papers import Upload, keep_paper
from accounts.people.doors import refuse_closed
from core import history
from core.errors import RuleViolation
from core.money import in_words
from core.private import refuse_private
from core.rulebook import rules
from core.templatetags.money import bare_day
from payment_plans import standings
from payment_plans.actions.accepting import Accepted, accept_offer
from payment_plans.actions.begin_and_end import begin_plans, end_plans, lock
from payment_plans.actions.offers import must
from payment_plans.models import Offer, PaymentPlan
from payment_plans.policy import compliance_sentences
from payment_plans.policy.compliance import Kept, Word
from payment_plans.policy.rules import PlanRules
from payment_plans.queries.eligible import plan_in_force
from payment_plans.queries.facts import standing_of

State = PaymentPlan.State


@dataclass(frozen=True)
class Judged:
    """A plan under its account's lock, and where it stands today."""

    plan: PaymentPlan
    kept: Kept


@transaction.atomic
def begin_plan(plan_id: int, *, actor, today: date) -> PaymentPlan:
    """Begin a plan whose first payment and signature are there."""
    judged = _judged(plan_id, State.ACCEPTED, actor, today)
    if not judged.kept.may_begin:
        raise RuleViolation(judged.kept.why[0])
    return _begun(judged.plan, actor, today)


@transaction.atomic
def refresh(account_id: int, *, actor=None, today: date) -> PaymentPlan | None:
    """Bring the plan in force of an account up to date: its standing, and its start where the money is there now.

    Called after a payment, in a transaction of its own (nothing is locked after the receipt's number), and as the page
    of the plan opens; safe to repeat. Answers the plan, None where there is none.
    """
    found = PaymentPlan.objects.in_force().filter(account=account_id).first()
    if found is None:
        return None
    if found.state == State.ACCEPTED and standing_of(found, today).may_begin:
        # Somebody else may have begun or ended it since: judged again under the lock.
        lock([found.pk])
        plan = PaymentPlan.objects.select_related("account").get(pk=found.pk)
        if plan.state != State.ACCEPTED or not standing_of(plan, today).may_begin:
            return plan_in_force(plan.account)
        found = _begun(plan, actor, today)
    standings.renew([found.pk], as_of=today)
    return found


@transaction.atomic
def sign_plan(
    plan_id: int,
    *,
    signed_on: date | None = None,
    paper: Upload | None = None,
    spoken: bool = False,
    actor,
    today: date,
) -> PaymentPlan:
    """Note that the customer signed, with the paper where there is one, or agreed by word of mouth where the rulebook
    allows; the plan begins when nothing else is awaited."""
    plan = _locked(plan_id, actor)
    must(actor, "agree_plans")
    signed_on = signed_on or today
    if not plan.is_in_force:
        raise RuleViolation(_over(plan))
    if plan.signed_on:
        raise RuleViolation(_("This plan was already signed on %(day)s.") % {"day": bare_day(plan.signed_on)})
    if spoken and not rules(PlanRules, on=today).spoken_agreement:
        raise RuleViolation(_("A spoken agreement does not suffice here. Send the agreement and wait for it signed."))
    if not plan.accepted_on <= signed_on <= today:
        raise RuleViolation(
            _("The agreement is of %(day)s; it was signed on that day or later, and not after today.")
            % {"day": bare_day(plan.accepted_on)}
        )
    plan.signed_on = signed_on
    plan.signed_paper = keep_paper(paper, plan.account, actor=actor, today=today) if paper else None
    plan.save(update_fields=["signed_on", "signed_paper"])
    how = "spoken" if spoken else "paper"
    facts = {"how": how, "signed_on": signed_on, "document": plan.signed_paper_id}
    history.record(
        "payment_plan.signed", subject=plan, account=plan.account.number, actor=actor, on=today, facts=facts
    )  # fmt: skip
    if plan.state == State.ACCEPTED and standing_of(plan, today).may_begin:
        return _begun(plan, actor, today)
    return plan


@transaction.atomic
def break_plan(plan_id: int, *, actor, today: date) -> PaymentPlan:
    """End a plan of which more was missed than the rulebook allows."""
    judged = _judged(plan_id, State.ACTIVE, actor, today)
    if judged.kept.word is not Word.BROKEN:
        raise RuleViolation(_("This plan is %(word)s, so it cannot be broken yet.") % {"word": judged.kept.word.value})
    missed = sorted([*judged.kept.missed, *judged.kept.missed_bills], key=lambda one: (one.due_on, one.is_bill))
    why = compliance_sentences.why_broken((one.is_bill, one.due_on, one.lacking) for one in missed)
    return _ended(judged.plan, State.BROKEN, why, actor, today)


@transaction.atomic
def keep_plan(plan_id: int, *, actor, today: date) -> PaymentPlan:
    """End a plan of which nothing is left to pay."""
    judged = _judged(plan_id, State.ACTIVE, actor, today)
    if judged.kept.word is not Word.KEPT:
        raise RuleViolation(_("%(left)s of this plan are still to come.") % {"left": in_words(judged.kept.left)})
    why = compliance_sentences.all_paid(judged.plan.arrears, judged.kept.left)
    return _ended(judged.plan, State.KEPT, why, actor, today)


@transaction.atomic
def lapse_plan(plan_id: int, *, actor, today: date) -> PaymentPlan:
    """End a plan whose first payment or signature did not come in time."""
    judged = _judged(plan_id, State.ACCEPTED, actor, today)
    if judged.kept.word is not Word.LAPSED:
        if judged.kept.may_begin:
            raise RuleViolation(_("What this plan waited for is there: it can begin."))
        raise RuleViolation(judged.kept.why[0])
    return _ended(judged.plan, State.LAPSED, judged.kept.why[0], actor, today)


@transaction.atomic
def cancel_plan(plan_id: int, *, why: str, actor, today: date) -> PaymentPlan:
    """End a plan because the customer or the office wants it so, with the reason. What is left is past due again."""
    plan = _locked(plan_id, actor)
    must(actor, "agree_plans")
    if not plan.is_in_force:
        raise RuleViolation(_over(plan))
    if not why.strip():
        raise RuleViolation(_("Say why the plan ends; the customer may ask."))
    refuse_private(why)
    return _ended(plan, State.CANCELLED, why.strip(), actor, today)


def replace_plan(
    plan_id: int, offer_id: int, *, spoken: bool = True, actor, today: date, request_id: UUID | None = None
) -> Accepted:
    """Let an offer that the customer accepts take the place of the plan in force, by the same limits as a first one."""
    if not Offer.objects.filter(pk=offer_id, account__payment_plans=plan_id).exists():
        raise RuleViolation(_("This offer is for another account."))
    return accept_offer(
        offer_id, spoken=spoken, replaces=plan_id, actor=actor, today=today, request_id=request_id
    )  # fmt: skip


def _over(plan: PaymentPlan) -> str:
    """ "This plan is already broken, since Sep 14." """
    said = {"state": plan.get_state_display(), "day": bare_day(plan.ended_on)}
    return _("This plan is already %(state)s, since %(day)s.") % said


def _judged(plan_id: int, state: str, actor, today: date) -> Judged:
    """The plan under its lock and its standing; refused in another state."""
    plan = _locked(plan_id, actor)
    if plan.state != state:
        raise RuleViolation(_over(plan) if not plan.is_in_force else _WRONG[state]())
    return Judged(plan, standing_of(plan, today))


_WRONG: dict[Any, Callable[[], str]] = {
    State.ACCEPTED: lambda: _("This plan has already begun."),
    State.ACTIVE: lambda: _("This plan has not begun yet."),
}


def _locked(plan_id: int, actor) -> PaymentPlan:
    lock([plan_id])
    plan = PaymentPlan.objects.select_related("account", "offer").get(pk=plan_id)
    refuse_closed(plan.account_id, actor)
    return plan


def _begun(plan: PaymentPlan, actor, today: date) -> PaymentPlan:
    begin_plans([plan.pk], actor=actor, today=today)
    standings.renew([plan.pk], as_of=today)
    plan.refresh_from_db()
    return plan


def _ended(plan: PaymentPlan, state: str, why: str, actor, today: date) -> PaymentPlan:
    end_plans([plan.pk], state, why, actor=actor, today=today)
    plan.refresh_from_db()
    return plan
