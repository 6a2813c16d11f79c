"""Which figures does the office set for payment plans? Every one is a default, to be confirmed by the city."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import RuleViolation
from core.rulebook import figures, rule

LOCAL = {"cite": "local policy; Minn. Stat. 216B.098 s.3 asks that means are considered", "basis": "local setting"}
YARDSTICK = "local policy; Minn. Stat. 216B.096, which binds investor-owned utilities, as yardstick"

# What a customer agreed to: a plan is held to these figures as they were on that day (`PaymentPlan.figures`).
AGREED = ("grace_days", "bill_grace_days", "tolerance", "misses_allowed", "current_bills_count")


@figures
@dataclass(frozen=True)
class PlanRules:
    """What a plan may be, who may agree on it, and when it breaks."""

    specialist_months: int = rule(6, unit="months", means="longest plan of a specialist", **LOCAL)
    supervisor_months: int = rule(12, unit="months", means="longest plan of a supervisor", **LOCAL)
    director_months: int = rule(24, unit="months", means="longest plan of a director", **LOCAL)
    least_down_percent: int = rule(
        0, unit="percent of the arrears", means="least first payment that a specialist may agree on", **LOCAL
    )
    down_payment_days: int = rule(4, unit="days", means="days until the first payment must be there", **LOCAL)
    first_due_days: int = rule(45, unit="days", means="days within which the first installment falls due", **LOCAL)
    spoken_agreement: bool = rule(True, unit="yes or no", means="an agreement may be spoken", **LOCAL)
    signature_days: int = rule(14, unit="days", means="days until a signature must be there", **LOCAL)
    thinking_days: int = rule(7, unit="days", means="days an offer stands while somebody thinks about it", **LOCAL)
    grace_days: int = rule(
        5, unit="days", means="late but still kept: an installment", cite=YARDSTICK, basis="local setting"
    )
    bill_grace_days: int = rule(
        5, unit="days", means="late but still kept: a new bill", cite=YARDSTICK, basis="local setting"
    )
    tolerance: Decimal = rule(
        Decimal("1.00"), unit="dollars", means="short by no more than this counts as paid", **LOCAL
    )
    misses_allowed: int = rule(1, unit="misses", means="open at once before the plan breaks", **LOCAL)
    current_bills_count: bool = rule(
        True, unit="yes or no", means="a new bill that stays unpaid is a miss too", **LOCAL
    )
    reminder_days: int = rule(
        5, unit="days", means="days before an installment is due that a reminder goes out; 0 for none", **LOCAL
    )
    look_back_months: int = rule(12, unit="months", means="how long a broken plan is remembered", **LOCAL)
    broken_allowed: int = rule(
        1, unit="plans", means="broken in that time before a supervisor must agree on another", **LOCAL
    )
    reinstate_days: int = rule(30, unit="days", means="days in which a broken plan may be reinstated", **LOCAL)
    reinstatements: int = rule(1, unit="times", means="how often a plan may be reinstated", **LOCAL)
    income_percent: int = rule(
        10, unit="percent of income", means="share of monthly income that a plan should not pass",
        cite="Minn. Stat. 216B.096, which binds investor-owned utilities, as yardstick", basis="local setting",
    )  # fmt: skip

    def __post_init__(self):
        if not 1 <= self.specialist_months <= self.supervisor_months <= self.director_months:
            raise RuleViolation(
                _("A specialist's longest plan is no longer than a supervisor's, nor theirs than a director's.")
            )
        if not 0 <= self.least_down_percent < 100:
            raise RuleViolation(_("A first payment is less than all of the arrears."))
