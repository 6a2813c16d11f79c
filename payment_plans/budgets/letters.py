"""What does the letter about a budget say when its amount was reviewed or its year was settled?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.verdicts import Reason, Verdict, blocked, verdict
from notices.kinds import HOW_TO_DISPUTE, WHERE_TO_GET_HELP, Field, LetterKind
from notices.paper.languages import Said
from payment_plans.budgets import said
from payment_plans.budgets.models import BudgetPlan
from payment_plans.budgets.queries import review_of
from payment_plans.letters.facts import without_held

# It says what is asked from when, which the law asks for; so what stops only reminders does not stop it.
DESPITE = frozenset({"plan_in_force", "dispute", "billing_review"})


def review_facts(account_ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
    """By account, what the newest review or settlement found, in few statements."""
    found = review_of(without_held(account_ids, today, DESPITE), today)
    return {account_id: _stated(review) for account_id, review in found.items()}


def _stated(found: Mapping[str, Any]) -> dict[str, Any]:
    facts = {
        "decided_on": found["decided_on"],
        "is_settlement": found["is_settlement"],
        "is_changed": found["is_changed"],
        "old_amount": found["old_amount"],
        "new_amount": found["amount"],
        "from_on": found["from_on"],
        "how": list(_how(found)),
        "outcome": _settled(found) if found["is_settlement"] else _reviewed(found),
        "later": list(_later(found)),
    }
    if found["is_settlement"] and found["amount"] > 0:
        due = found["from_on"]
        facts |= {"amount": found["amount"], "pay_by": due, "mail_by": due, "asked_as": said.ASKED_AS}
    return facts


def _how(found: Mapping[str, Any]) -> Iterator[Said]:
    """The figures that lead to what is said, one a line."""
    if found["rolled_in"]:
        yield Said(said.ROLLED_IN, amount=found["rolled_in"])
    yield Said(said.BILLED, amount=found["actual"])
    yield Said(said.ASKED, amount=found["asked"])
    if not found["is_settlement"]:
        yield Said(said.EXPECTED_THIS_YEAR if found["ends_on"] else said.EXPECTED, amount=found["expected"])


def _reviewed(found: Mapping[str, Any]) -> Said:
    """What becomes of the amount, in a sentence or two. Whether it is close enough or a colleague let it stay, the
    customer is told what that comes to."""
    left = abs(found["forecast"])
    if found["is_changed"]:
        return Said(said.CHANGED, new=found["amount"], old=found["old_amount"], day=found["from_on"])
    if not found["amounts_left"]:
        return Said(said.NONE_LEFT)
    if found["forecast"] > 0:
        return Said(said.STAYS_OWED, left=left)
    if found["forecast"] < 0:
        return Said(said.STAYS_CREDIT, left=left)
    return Said(said.STAYS_EVEN)


def _settled(found: Mapping[str, Any]) -> Said:
    left = abs(found["forecast"])
    if found["amount"] > 0:
        return Said(said.LEFT_TO_PAY, new=found["amount"], day=found["from_on"])
    if found["forecast"] > 0:
        return Said(said.LEFT_GOES_ON, left=left)
    if found["forecast"] < 0:
        # Whether it is sent back, kept or taken along is the office's rule; the settlement's own sentence says it.
        return Said(said.CREDIT, left=left, sentence=found["sentence"], becomes=_becomes_of_a_credit(found))
    return Said(said.EVEN)


def _becomes_of_a_credit(found: Mapping[str, Any]) -> Said:
    if found.get("next_amount"):
        return Said(said.TAKEN_ALONG, next=_next_year(found))
    return Said(said.SENT_BACK if found.get("refund") else said.KEPT)


def _next_year(found: Mapping[str, Any]) -> Said:
    return Said(said.NEXT_YEAR, amount=found["next_amount"], day=found["next_from_on"])


def _later(found: Mapping[str, Any]) -> Iterator[Said]:
    """What comes next, where it is known."""
    if found.get("next_amount") and found["forecast"] >= 0:  # of a credit the settlement's own sentence says it
        yield _next_year(found)
    if found["next_review_on"] and not found["is_settlement"]:
        yield Said(said.LOOKED_AT_AGAIN, day=found["next_review_on"])
    if found["ends_on"] and not found["is_settlement"]:
        yield Said(said.SETTLED_ON, day=found["ends_on"])


def judge(account_id: int, *, today: date) -> Verdict:
    """May this account be told of a review?"""
    reasons = list(_why_not(account_id, today))
    return verdict(reasons, otherwise=_("The budget was reviewed, and the letter says what was found."))


def _why_not(account_id: int, today: date) -> Iterator[Reason]:
    if account_id in review_facts([account_id], today=today):
        return
    if not without_held([account_id], today, DESPITE):
        yield blocked("hold", _("A hold stops all letters to this account."))
    elif BudgetPlan.objects.filter(account=account_id).exists():
        yield blocked("not_reviewed", _("This budget has not been reviewed yet."))
    else:
        yield blocked("no_budget", _("This account has no budget."))


REVIEW, BUDGET = gettext_lazy("Review of the budget"), gettext_lazy("Budget")

BUDGET_REVIEW = LetterKind(
    code="budget_review",
    title=gettext_lazy("Review of a budget"),
    fields=(
        Field("decided_on", gettext_lazy("When it was reviewed or settled"), REVIEW),
        Field("is_settlement", gettext_lazy("Whether its year was settled"), REVIEW),
        Field("is_changed", gettext_lazy("Whether the amount changes"), REVIEW),
        Field("old_amount", gettext_lazy("What was asked a month"), BUDGET),
        Field("new_amount", gettext_lazy("What is asked now"), REVIEW),
        Field("from_on", gettext_lazy("From when"), REVIEW),
        Field("how", gettext_lazy("How it came about"), gettext_lazy("Standing of the budget")),
        Field("outcome", gettext_lazy("What becomes of it"), REVIEW),
        Field("later", gettext_lazy("What comes next"), BUDGET),
        Field("amount", gettext_lazy("What is left to pay at the end of the year"), REVIEW),
        Field("pay_by", gettext_lazy("When that is due"), REVIEW),
        Field("asked_as", gettext_lazy("What the stub calls the amount"), BUDGET),
    ),
    facts=review_facts,
    required=(HOW_TO_DISPUTE, WHERE_TO_GET_HELP),
    judge=judge,
    despite=DESPITE,
    may_be_emailed=True,
    sample={
        "decided_on": date(2026, 10, 1),
        "is_settlement": False,
        "is_changed": True,
        "old_amount": Decimal("118.00"),
        "new_amount": Decimal("131.00"),
        "from_on": date(2026, 11, 2),
        "how": [
            Said(said.BILLED, amount=Decimal("642.10")),
            Said(said.ASKED, amount=Decimal("590.00")),
            Said(said.EXPECTED_THIS_YEAR, amount=Decimal("862.40")),
        ],
        "outcome": Said(said.CHANGED, new=Decimal("131.00"), old=Decimal("118.00"), day=date(2026, 11, 2)),
        "later": [Said(said.SETTLED_ON, day=date(2027, 5, 3))],
    },
)
