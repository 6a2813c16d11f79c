"""What does the letter say that offers a plan in writing, and may an account get it?"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.holds.kinds import HoldRules, what_it_stops
from core.rulebook import rules
from core.templatetags.money import bare_day
from core.verdicts import Reason, Verdict, blocked, verdict
from notices.kinds import OFFER_OF_A_PLAN, WHERE_TO_GET_HELP, Field, LetterKind, RequiredPart
from notices.queries.protection import why_stopped
from payment_plans.letters.facts import DESPITE, without_held
from payment_plans.models import Offer
from payment_plans.policy.rules import PlanRules
from payment_plans.policy.schedule import due_dates, schedule
from payment_plans.queries.quoting import Figures, figures_of


def offer_facts(account_ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
    """By account, the terms of the newest offer that is not answered and still stands."""
    figures = figures_of(today)
    accounts = without_held(account_ids, today)
    offers = Offer.objects.unanswered().filter(account__in=accounts).order_by("account_id", "-pk")
    newest = offers.distinct("account_id")
    protects = "shutoff" in what_it_stops("plan_in_force", rules(HoldRules, on=today))
    return {
        offer.account_id: _stated(offer, figures) | {"protects_service": protects}
        for offer in newest
        if answer_by(offer, figures.plans) >= today
    }


def answer_by(offer: Offer, figures: PlanRules) -> date:
    """The last day on which the customer can say yes: the one that was agreed, else as long as an offer stands."""
    return offer.thinking_until or offer.made_on + timedelta(days=figures.thinking_days)


def _stated(offer: Offer, figures: Figures) -> dict[str, Any]:
    days = due_dates(offer.first_due_on, offer.count, offer.every, figures.calendar)
    return {
        "offered_on": offer.made_on,
        "answer_by": answer_by(offer, figures.plans),
        "mail_by": answer_by(offer, figures.plans),
        "arrears": offer.arrears,
        "has_down_payment": offer.down_payment > 0,
        "down_payment": offer.down_payment,
        "down_by": offer.down_by_on or offer.made_on,
        "count": offer.count,
        "every": offer.every,
        "installment": offer.installment,
        "last_installment": _last(offer, figures),
        "first_due_on": days[0],
        "last_due_on": days[-1],
        "counts_bills": bool(figures.plans.current_bills_count),
    }


def _last(offer: Offer, figures: Figures) -> Decimal:
    rest = offer.arrears - offer.down_payment
    return schedule(rest, offer.count, offer.first_due_on, offer.every, figures.calendar)[-1].amount


def judge_offer(account_id: int, *, today: date) -> Verdict:
    """May this account be sent its offer?"""
    return verdict(list(_why_not(account_id, today)), otherwise=_("An offer waits for the customer's answer."))


def _why_not(account_id: int, today: date) -> Iterator[Reason]:
    yield from why_stopped(account_id, despite=DESPITE, today=today)
    offer = Offer.objects.unanswered().filter(account=account_id).order_by("-pk").first()
    if offer is None:
        yield blocked("no_offer", _("No offer of a plan is open: make one first, then send it."))
        return
    last = answer_by(offer, figures_of(today).plans)
    if last < today:
        said = {"made": bare_day(offer.made_on), "last": bare_day(last)}
        yield blocked("run_out", _("The offer of %(made)s stood until %(last)s. Make a new one.") % said)


OFFER, CALENDAR = gettext_lazy("Offer of a plan"), gettext_lazy("Offer, moved to open days")

PLAN_OFFER = LetterKind(
    code="plan_offer",
    title=gettext_lazy("Offer of a payment plan"),
    fields=(
        Field("offered_on", gettext_lazy("When it was offered"), OFFER),
        Field("answer_by", gettext_lazy("The last day to say yes"), gettext_lazy("Offer, or rulebook: payment plans")),
        Field("arrears", gettext_lazy("What the plan would pay off"), OFFER),
        Field("has_down_payment", gettext_lazy("Whether a first payment is asked for"), OFFER),
        Field("down_payment", gettext_lazy("The first payment"), OFFER),
        Field("down_by", gettext_lazy("By when it must be here"), OFFER),
        Field("count", gettext_lazy("How many installments"), OFFER),
        Field("every", gettext_lazy("How far apart: month, 2weeks or week"), OFFER),
        Field("installment", gettext_lazy("One installment"), OFFER),
        Field("last_installment", gettext_lazy("The last installment"), OFFER),
        Field("first_due_on", gettext_lazy("When the first installment is due"), CALENDAR),
        Field("last_due_on", gettext_lazy("When the last one is due"), CALENDAR),
        Field(
            "counts_bills",
            gettext_lazy("Whether new bills must be paid too"),
            gettext_lazy("Rulebook: payment plans"),
        ),
        Field("protects_service", gettext_lazy("Whether a kept plan stops a shutoff"), gettext_lazy("Rulebook: holds")),
    ),
    facts=offer_facts,
    required=(
        OFFER_OF_A_PLAN,
        RequiredPart("how_to_say_yes", "How to say yes, and until when", "local policy, to be confirmed"),
        WHERE_TO_GET_HELP,
    ),
    judge=judge_offer,
    despite=DESPITE,
    may_be_emailed=True,
    sample={
        "offered_on": date(2026, 10, 2),
        "answer_by": date(2026, 10, 12),
        "mail_by": date(2026, 10, 12),
        "arrears": Decimal("412.40"),
        "has_down_payment": True,
        "down_payment": Decimal("52.40"),
        "down_by": date(2026, 10, 9),
        "count": 6,
        "every": "month",
        "installment": Decimal("60.00"),
        "last_installment": Decimal("60.00"),
        "first_due_on": date(2026, 11, 9),
        "last_due_on": date(2027, 4, 9),
        "counts_bills": True,
        "protects_service": True,
    },
)
