"""What does the letter about a budget say when its amount was reviewed or its year was settled?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.verdicts import Reason, Verdict, blocked, verdict
from notices.kinds import HOW_TO_DISPUTE, WHERE_TO_GET_HELP, Field, LetterKind
from notices.paper.words import day_in_words, dollars
from payment_plans.budgets.models import BudgetPlan
from payment_plans.budgets.queries import review_of
from payment_plans.letters.facts import without_held

# It says what is asked from when, which the law asks for; so what stops only reminders does not stop it.
DESPITE = frozenset({"plan_in_force", "dispute", "billing_review"})


def review_facts(account_ids: Sequence[int], *, today: date) -> dict[int, dict[str, Any]]:
    """By account, what the newest review or settlement found, in few statements."""
    found = review_of(without_held(account_ids, today, DESPITE), today)
    return {account_id: _stated(review) for account_id, review in found.items()}


# What stands on paper is in the letter's language and not in that of the page it is issued from: no gettext here.


def _stated(found: Mapping[str, Any]) -> dict[str, Any]:
    said = {
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
        said |= {"amount": found["amount"], "pay_by": found["from_on"], "asked_as": "Budget year"}
    return said


def _how(found: Mapping[str, Any]) -> Iterator[str]:
    """The figures that lead to what is said, one a line."""
    if found["rolled_in"]:
        yield f"Old balance when it began: {dollars(found['rolled_in'])}"
    yield f"Billed for your use since the budget began: {dollars(found['actual'])}"
    yield f"Asked of you in that time: {dollars(found['asked'])}"
    if not found["is_settlement"]:
        until = "until the year ends" if found["ends_on"] else "in the next 12 months"
        yield f"Bills we expect {until}: {dollars(found['expected'])}"


def _reviewed(found: Mapping[str, Any]) -> str:
    """What becomes of the amount, in a sentence or two. Whether it is close enough or a colleague let it stay, the
    customer is told what that comes to."""
    old, new, left = dollars(found["old_amount"]), dollars(found["amount"]), dollars(abs(found["forecast"]))
    if found["is_changed"]:
        day = day_in_words(found["from_on"])
        return f"So that it comes out even, we ask for {new} a month instead of {old} from {day} on."
    if not found["amounts_left"]:
        return "No monthly amount is left to change before the year ends. It is settled then."
    if found["forecast"] > 0:
        return f"The amount stays. With it about {left} would be left to pay at the end, and is settled then."
    if found["forecast"] < 0:
        return f"The amount stays. With it you would pay about {left} too much, which is settled at the end."
    return "The amount stays: with it the year ends even."


def _settled(found: Mapping[str, Any]) -> str:
    new, left = dollars(found["amount"]), dollars(abs(found["forecast"]))
    if found["amount"] > 0:
        day = day_in_words(found["from_on"])
        return f"You used more than the budget asked for: {new} is left to pay once, by {day}."
    if found["forecast"] > 0:
        return f"You used more than the budget asked for: {left} goes into your next budget year."
    if found["forecast"] < 0:
        # Whether it is sent back, kept or taken along is the office's rule; the settlement's own sentence says it.
        return f"The budget asked for {left} more than you used. {found['sentence']}"
    return "The budget asked for just what you used: nothing is left to pay."


def _later(found: Mapping[str, Any]) -> Iterator[str]:
    """What comes next, where it is known."""
    if found.get("next_amount") and found["forecast"] >= 0:  # of a credit the settlement's own sentence says it
        asked, day = dollars(found["next_amount"]), day_in_words(found["next_from_on"])
        yield f"The next budget year asks for {asked} a month from {day} on."
    if found["next_review_on"] and not found["is_settlement"]:
        yield f"We look at it again on {day_in_words(found['next_review_on'])}."
    if found["ends_on"] and not found["is_settlement"]:
        yield f"The year is settled on {day_in_words(found['ends_on'])}."


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
            "Billed for your use since the budget began: $642.10",
            "Asked of you in that time: $590.00",
            "Bills we expect until the year ends: $862.40",
        ],
        "outcome": "So that it comes out even, we ask for $131.00 a month instead of $118.00 from November 2, 2026 on.",
        "later": ["The year is settled on May 3, 2027."],
    },
)
