"""How does what was done about an offer or a plan read in a timeline?"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from core.money import in_words
from core.templatetags.money import bare_day
from payment_plans.sentences.offers import rate

TOLD = {
    "payment_plan.offered": lazy("Plan offered: %(terms)s."),
    "payment_plan.accepted": lazy("Plan agreed: %(terms)s."),
    "payment_plan.requested": lazy("Plan agreed by the customer, waits for a decision: %(terms)s."),
    "payment_plan.returned": lazy("Plan not approved: %(why)s."),
    "payment_plan.means_stated": lazy("The customer said what they can pay; it is private."),
    "payment_plan.begun": lazy("The plan began."),
    "payment_plan.signed": lazy("The agreement was signed."),
    "payment_plan.missed": lazy("A payment under the plan was missed."),
    "payment_plan.cured": lazy("What was missed was made good."),
    "payment_plan.broken": lazy("Plan broken: %(why)s."),
    "payment_plan.kept": lazy("Plan kept: all it held is paid."),
    "payment_plan.lapsed": lazy("Plan lapsed before its start: %(why)s."),
    "payment_plan.cancelled": lazy("Plan cancelled: %(why)s."),
    "payment_plan.replaced": lazy("Plan replaced: %(why)s."),
    "payment_plan.reinstated": lazy("Plan reinstated."),
    "offer.declined": lazy("Plan declined (%(terms)s): %(why)s."),
    "offer.thinking": lazy("The customer thinks about a plan (%(terms)s) until %(until)s."),
    "offer.countered": lazy("Other terms took the place of an offer (%(terms)s)."),
    "offer.expired": lazy("An offer was not answered in time (%(terms)s)."),
}
BAD, GOOD = {"broken", "lapsed", "missed", "cancelled"}, {"accepted", "kept", "begun", "cured", "reinstated"}


def told(action: str, facts: Mapping[str, Any]) -> str:
    """A history line of a plan or an offer as a timeline says it; empty for an action that is not ours."""
    if action not in TOLD:
        return ""
    until = str(facts.get("until") or "")
    said = {
        "terms": _told_terms(facts),
        "why": str(facts.get("why") or "").strip().rstrip("."),
        "until": bare_day(date.fromisoformat(until[:10])) if until else "",
    }
    return str(TOLD[action]) % said


def state_of(action: str) -> str:
    """The state class of a line of history."""
    what = action.rpartition(".")[2]
    return "blocked" if what in BAD else "allowed" if what in GOOD else ""


def _told_terms(facts: Mapping[str, Any]) -> str:
    if "installment" not in facts:
        return ""
    said = rate(Decimal(facts["installment"]), facts["count"], facts["every"])
    down = Decimal(facts.get("down_payment") or 0)
    return _("%(down)s first, then %(rest)s") % {"down": in_words(down), "rest": said} if down else said
