"""What can happen to an offer before a plan comes of it? It is made, thought about, declined, countered, runs out."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people.doors import refuse_closed
from core import history
from core.approvals import actions as approving
from core.approvals.models import Approval
from core.errors import RuleViolation
from core.money import ZERO, in_words
from core.private import refuse_private
from core.rulebook import rules
from core.staff.access import refusal
from core.templatetags.money import bare_day
from core.utility import moment
from payment_plans.models import Means, Offer
from payment_plans.policy.limits import Answer, Quote, role_for
from payment_plans.policy.offers import down_by
from payment_plans.policy.rules import PlanRules
from payment_plans.policy.schedule import Terms
from payment_plans.queries.eligible import eligible, expected_bill
from payment_plans.queries.quoting import Figures, figures_of, quote_for


@transaction.atomic
def make_offer(
    account_id: int,
    *,
    terms: Terms,
    channel: str = Offer.Channel.PHONE,
    means: Means | None = None,
    counters: Offer | None = None,
    actor,
    today: date,
    request_id: UUID | None = None,
) -> Offer:
    """Offer terms to a customer. Beyond the limits of whoever offers it is an offer all the same, which waits for a
    decision once it is accepted; what nobody could agree on is refused. The same `request_id` again is the same offer.
    """
    account = locked(account_id, actor)
    kept = Offer.objects.filter(request_id=request_id).first() if request_id else None
    if kept and kept.account_id == account.pk:
        return kept
    if kept or (means and means.account_id != account.pk):
        raise RuleViolation(_("This form was filled in for another account. Open the page of this one again."))
    must(actor, "offer_plans")
    figures = figures_of(today)
    quote = judged(account, terms, role=role_for(actor.roles), means=means, figures=figures, today=today)
    if quote.word is Answer.REFUSED:
        raise RuleViolation(quote.verdict.sentence)
    if channel not in Offer.Channel.values:
        raise RuleViolation(_("Say whether it was offered by phone, in person or by letter."))
    offer = Offer.objects.create(
        account=account,
        made_on=today,
        made_by=actor,
        made_at=moment(today),
        channel=channel,
        arrears=terms.arrears,
        down_payment=terms.down_payment,
        down_by_on=down_by(today, figures.plans, figures.calendar) if terms.down_payment else None,
        count=terms.count,
        every=terms.every,
        first_due_on=terms.first_due_on,
        installment=quote.installment or ZERO,
        expected_bill=expected_bill(account.pk, today),
        means=means,
        verdict={**quote.record, "decides": quote.decides},
        figures=figures.as_text,
        counters=counters,
        request_id=request_id,
    )
    _record("payment_plan.offered", offer, actor, today, request_id, channel=channel)
    return offer


@transaction.atomic
def decline_offer(offer_id: int, *, why: str, actor, today: date) -> Offer:
    """Note that the customer said no, and why. What waited for a decision waits no longer."""
    offer = Offer.objects.get(pk=offer_id)
    if offer.answer == Offer.Answer.REQUESTED:
        _ask_no_longer(offer, why, today)  # the approval's row comes before the account (docs/locking.md)
    offer = open_offer(offer_id, actor, Offer.Answer.REQUESTED)
    must(actor, "offer_plans")
    if not why.strip():
        raise RuleViolation(_("Say why it was declined; the shutoff rules and the next colleague read it."))
    refuse_private(why)
    answered(offer, Offer.Answer.DECLINED, why=why, actor=actor, today=today)
    _record("offer.declined", offer, actor, today, why=offer.answer_why)
    return offer


@transaction.atomic
def think_about_offer(offer_id: int, *, until: date | None = None, actor, today: date) -> Offer:
    """Let an offer stand while the customer thinks about it: until a day, or as long as the rulebook allows."""
    offer = open_offer(offer_id, actor)
    must(actor, "offer_plans")
    last = today + timedelta(days=rules(PlanRules, on=today).thinking_days)
    until = until or last
    if not today <= until <= last:
        raise RuleViolation(_("An offer stands until %(day)s at the longest.") % {"day": bare_day(last)})
    offer.thinking_until = until
    answered(offer, Offer.Answer.THINKING, actor=actor, today=today)
    _record("offer.thinking", offer, actor, today, until=until)
    return offer


@transaction.atomic
def counter_offer(offer_id: int, *, terms: Terms, actor, today: date, request_id: UUID | None = None, **more) -> Offer:
    """Answer an offer by other terms: the old one is countered, the new one is offered; `more` as of `make_offer`."""
    old = Offer.objects.get(pk=offer_id)
    locked(old.account_id, actor)
    kept = Offer.objects.filter(request_id=request_id, counters=old).first() if request_id else None
    if kept:
        return kept
    old = open_offer(offer_id, actor)
    said = {"channel": old.channel, "means": old.means, **more}
    offer = make_offer(
        old.account_id, terms=terms, counters=old, actor=actor, today=today, request_id=request_id, **said
    )
    answered(old, Offer.Answer.COUNTERED, actor=actor, today=today)
    _record("offer.countered", old, actor, today, by=offer.pk)
    return offer


@transaction.atomic
def expire_offers(*, today: date, actor=None) -> int:
    """Close the offers that nobody answered in time; answers how many. The night's; twice does it once."""
    late = _unanswered_in_time(today)
    accounts = Account.objects.filter(plan_offers__in=late).values("pk")
    list(Account.objects.select_for_update(no_key=True).filter(pk__in=accounts).order_by("pk"))
    expired = list(late.select_for_update(no_key=True, of=("self",)).select_related("account").order_by("pk"))
    for offer in expired:
        answered(offer, Offer.Answer.EXPIRED, actor=actor, today=today)
        _record("offer.expired", offer, actor, today)
    return len(expired)


def judged(account: Account, terms: Terms, *, role: str, means: Means | None, figures: Figures, today: date) -> Quote:
    """The answer to terms under the account's lock, on what may be in a plan now; refused where that is not what the
    terms are about."""
    found = eligible(account, today)
    if found.refused:
        raise RuleViolation(found.refused)
    if found.arrears != terms.arrears:
        raise RuleViolation(
            _("What may be in a plan is %(now)s now and no longer %(then)s. Make a new offer.")
            % {"now": in_words(found.arrears), "then": in_words(terms.arrears)}
        )
    return quote_for(account, terms, role=role, means=means, figures=figures, today=today)


def terms_of(offer: Offer) -> Terms:
    return Terms(offer.arrears, offer.down_payment, offer.count, offer.first_due_on, offer.every)


def locked(account_id: int, actor) -> Account:
    """The account under its lock, which must be open to this person."""
    whole = Account.objects.select_for_update(no_key=True, of=("self",)).select_related("customer", "premise")
    account = whole.get(pk=account_id)
    refuse_closed(account.pk, actor)
    return account


def open_offer(offer_id: int, actor, *also: str) -> Offer:
    """The offer under its own lock, the account's taken first; refused when it was answered, but by one of `also`."""
    account = locked(Offer.objects.values_list("account", flat=True).get(pk=offer_id), actor)
    offer = Offer.objects.select_for_update(no_key=True, of=("self",)).get(pk=offer_id)
    offer.account = account
    if offer.answer not in (Offer.Answer.OPEN, Offer.Answer.THINKING, *also):
        raise RuleViolation(already(offer))
    return offer


def already(offer: Offer) -> str:
    """ "This offer was already accepted on Oct 5 by Maria Olson." """
    words = {
        Offer.Answer.ACCEPTED: _("This offer was already accepted on %(day)s by %(who)s."),
        Offer.Answer.REQUESTED: _("This offer was accepted on %(day)s (%(who)s) and waits for a decision."),
        Offer.Answer.DECLINED: _("This offer was declined on %(day)s (%(who)s). Offer the terms anew."),
        Offer.Answer.RETURNED: _("This offer was not approved. Offer other terms."),
        Offer.Answer.COUNTERED: _("Other terms took the place of this offer on %(day)s (%(who)s)."),
        Offer.Answer.EXPIRED: _("This offer was not answered in time. Offer the terms anew."),
    }
    said = {"day": bare_day(offer.answered_on), "who": offer.answered_by or _("the night")}
    return words[Offer.Answer(offer.answer)] % said


def answered(offer: Offer, answer: str, *, why: str = "", actor, today: date) -> None:
    offer.answer, offer.answer_why = answer, why.strip()
    offer.answered_on, offer.answered_at, offer.answered_by = today, moment(today), actor
    offer.save(
        update_fields=["answer", "answer_why", "answered_on", "answered_at", "answered_by", "thinking_until"]
    )  # fmt: skip


def must(actor, permission: str) -> None:
    """Refuse whoever may not; None is the night."""
    if actor is not None and not actor.may(permission):
        raise RuleViolation(refusal(permission))


def told(offer: Offer) -> dict[str, Any]:
    """What the history says of an offer; money as text. Nothing of the means it considered."""
    return {
        "arrears": str(offer.arrears),
        "down_payment": str(offer.down_payment),
        "installment": str(offer.installment),
        "count": offer.count,
        "every": offer.every,
        "first_due_on": offer.first_due_on,
    }


def _record(action: str, offer: Offer, actor, today: date, request_id: UUID | None = None, **more: Any) -> None:
    history.record(
        action, subject=offer, account=offer.account.number, actor=actor, on=today, request_id=request_id,
        facts={**told(offer), **more},
    )  # fmt: skip


def _unanswered_in_time(today: date):
    """Thought about past their day, or open longer than the rulebook lets an offer stand."""
    days = rules(PlanRules, on=today).thinking_days
    thought = Q(answer=Offer.Answer.THINKING, thinking_until__lt=today)
    return Offer.objects.filter(thought | Q(answer=Offer.Answer.OPEN, made_on__lt=today - timedelta(days=days)))


def _ask_no_longer(offer: Offer, why: str, today: date) -> None:
    for waits in Approval.objects.waiting().filter(subject_kind=Offer._meta.label_lower, subject_key=str(offer.pk)):
        reason = _("The customer changed their mind: %(why)s") % {"why": why.strip()}
        approving.withdraw(waits.pk, reason=reason, actor=None, today=today)
