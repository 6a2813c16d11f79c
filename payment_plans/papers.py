"""What does a plan's agreement say, and how is it kept?"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from accounts.documents.models import Document
from accounts.holds.kinds import HoldRules, what_it_stops
from core.rulebook import rules
from notices.frame import frames
from notices.kinds import OFFER_OF_A_PLAN, WHERE_TO_GET_HELP, Field, LetterKind, RequiredPart
from notices.paper.words import LINE
from notices.papers import Paper, keep_paper
from payment_plans.models import Every, Installment, PaymentPlan
from payment_plans.policy.rules import PlanRules
from payment_plans.queries.quoting import Figures

PLAN, RULEBOOK = gettext_lazy("Plan"), gettext_lazy("Rulebook: payment plans")
AGREEMENT_WORDS = LetterKind(
    code="plan_agreement",
    title=gettext_lazy("Payment plan agreement"),
    fields=(
        Field("arrears", gettext_lazy("What the plan pays off"), PLAN),
        Field("down_payment", gettext_lazy("The first payment; empty where there is none"), PLAN),
        Field("starts_by_on", gettext_lazy("By when it must begin; empty where it has begun"), PLAN),
        Field("needs_signature", gettext_lazy("Whether the customer must sign"), PLAN),
        Field("agreed_with", gettext_lazy("Who spoke with the customer"), PLAN),
        Field("count", gettext_lazy("How many payments"), PLAN),
        Field("every", gettext_lazy("How far apart: month, two weeks or week"), PLAN),
        Field("last_due_on", gettext_lazy("When the last payment is due"), PLAN),
        Field("promises", gettext_lazy("What a kept plan stops"), gettext_lazy("Rulebook: holds")),
        Field("bills_count", gettext_lazy("Whether late new bills count as missed"), RULEBOOK),
        Field("grace_days", gettext_lazy("Days late but still kept: a payment"), RULEBOOK),
        Field("bill_grace_days", gettext_lazy("Days late but still kept: a new bill"), RULEBOOK),
        Field("tolerance", gettext_lazy("Short by no more than this counts as paid"), RULEBOOK),
        Field("misses_allowed", gettext_lazy("How many may be missed at a time"), RULEBOOK),
        Field("reinstate_days", gettext_lazy("Days in which an ended plan may be taken up again"), RULEBOOK),
    ),
    required=(
        RequiredPart("what_is_agreed", "What is agreed on", OFFER_OF_A_PLAN.citation),
        RequiredPart("when_it_ends", "When the plan ends", "local policy"),
        WHERE_TO_GET_HELP,
    ),
    has_legal_effect=True,
    form=True,
    sample={
        "arrears": Decimal("412.40"),
        "down_payment": Decimal("52.40"),
        "starts_by_on": date(2026, 10, 9),
        "needs_signature": True,
        "agreed_with": "Maria Olson",
        "count": 6,
        "every": "month",
        "last_due_on": date(2027, 4, 9),
        "promises": "shut off your service for this debt or add fees to it",
        "bills_count": True,
        "grace_days": 5,
        "bill_grace_days": 5,
        "tolerance": Decimal("1.00"),
        "misses_allowed": 1,
        "reinstate_days": 14,
        "rows": [
            [[1, "2026-11-09", "60.00"], [2, "2026-12-09", "60.00"], [3, "2027-01-11", "60.00"]],
            [[4, "2027-02-09", "60.00"], [5, "2027-03-09", "60.00"], [6, "2027-04-09", "60.00"]],
        ],
    },
    is_only_written=True,
)
A_YEAR = 12  # payments; of more than these four stand beside each other, so that two years fit on one page

# What a kept plan stops, as somebody reads it who is promised it. What it stops in our own books is no promise.
PROMISES = {
    "shutoff": "shut off your service for this debt",
    "letters": "send collection letters about it",
    "visits": "come to your door about it",
    "fees": "add fees to it",
    "legal": "take it to court",
    "certification": "add it to your property tax",
    "recapture": "take it out of a state tax refund",
}
EVERY = {Every.MONTH: "month", Every.TWO_WEEKS: "two weeks", Every.WEEK: "week"}


def blank_agreement(*, today: date) -> dict[str, Any]:
    """An agreement to be filled in by hand: lines to write on, and the rules of today."""
    lines = [[[number, "", ""] for number in range(first, first + 3)] for first in range(1, A_YEAR, 3)]
    return {
        **_rules(rules(PlanRules, on=today), today),
        "needs_signature": True,
        "down_payment": LINE,
        "starts_by_on": LINE,
        "agreed_with": "",
        "rows": lines,
    }


AGREEMENT = Paper(AGREEMENT_WORDS.code, AGREEMENT_WORDS.title, AGREEMENT_WORDS, blank=blank_agreement)


def keep_agreement(plan: PaymentPlan, figures: Figures, *, actor, today: date) -> Document:
    """Make the agreement of a plan and freeze it: what was agreed is what the customer holds in hand."""
    return keep_paper(
        AGREEMENT.code,
        agreement_facts(plan, figures.plans, today=today),
        name=f"payment-plan-{plan.pk}.pdf",
        account=plan.account,
        actor=actor,
        today=today,
    )


def agreement_facts(plan: PaymentPlan, figures: PlanRules, *, today: date) -> dict[str, Any]:
    """What the agreement says, ready to be frozen. Nothing of what the customer said of their means."""
    installments = list(plan.installments.all())
    return {
        **frames([plan.account_id], today=today)[plan.account_id].facts,
        "arrears": plan.arrears,
        "down_payment": plan.down_payment if plan.down_payment else "",
        "starts_by_on": plan.starts_by_on or "",
        "needs_signature": plan.needs_signature,
        "agreed_with": str(plan.offer.answered_by or ""),  # who spoke with the customer, whoever else had to agree
        "count": plan.count,
        "every": EVERY[Every(plan.every)],
        "last_due_on": plan.last_due_on,
        "rows": _rows(installments),
        **_rules(figures, today),
    }


def _rules(figures: PlanRules, today: date) -> dict[str, Any]:
    """What the rulebook says of every plan."""
    return {
        "promises": _promises(today),
        "bills_count": figures.current_bills_count,
        "grace_days": figures.grace_days,
        "bill_grace_days": figures.bill_grace_days,
        "tolerance": figures.tolerance,
        "misses_allowed": figures.misses_allowed,
        "reinstate_days": figures.reinstate_days if figures.reinstatements else 0,
    }


def _rows(installments: Sequence[Installment]) -> list[list[list[Any]]]:
    """Number, due date and amount, several installments a row; the last row is filled up with empty places."""
    across = min(3 if len(installments) <= A_YEAR else 4, len(installments))
    cells = [[one.number, one.due_on.isoformat(), one.amount] for one in installments]
    cells += [["", "", ""]] * (-len(cells) % across)
    return [cells[at : at + across] for at in range(0, len(cells), across)]


def _promises(today: date) -> str:
    stops = what_it_stops("plan_in_force", rules(HoldRules, on=today))
    said = [words for what, words in PROMISES.items() if what in stops]
    return f"{', '.join(said[:-1])} or {said[-1]}" if len(said) > 1 else "".join(said)
