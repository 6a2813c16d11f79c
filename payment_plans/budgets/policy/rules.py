"""Which figures does the office set for budget billing? Every one is a default, to be confirmed by the city."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import RuleViolation
from core.rulebook import figures, rule

STATUTE, DULUTH, ROLLING = "statute", "duluth", "rolling"
SHAPES = (STATUTE, DULUTH, ROLLING)
SETTLE, ROLL, REFUND = "settle", "roll", "refund"
SETTLEMENTS = (SETTLE, ROLL, REFUND)
HUNDRED = Decimal(100)
YEAR = 12  # months of use that a budget levels

BY_LAW = {"cite": "Minn. Stat. 325E.015; 216B.098 s.2", "basis": "statute"}
LOCAL = {"cite": "local policy", "basis": "local setting"}
OF_DULUTH = {"cite": "Duluth’s budget year; check with the city attorney", "basis": "local setting"}


@figures
@dataclass(frozen=True)
class BudgetRules:
    """What a level amount is worked out from, when it is looked at again, and how a budget ends."""

    shape: str = rule(STATUTE, unit="statute, duluth or rolling", means="the shape of new budgets", **BY_LAW)
    months: int = rule(12, unit="amounts", means="monthly amounts in a year of the statute’s shape", **BY_LAW)
    reviews: str = rule(
        "4 8", unit="amounts asked", means="a budget of the statute’s shape is reviewed after so many", **LOCAL
    )
    duluth_first_month: int = rule(9, unit="month", means="first month of Duluth’s budget year", **OF_DULUTH)
    duluth_review_month: int = rule(2, unit="month", means="month in which Duluth reviews", **OF_DULUTH)
    duluth_settle_month: int = rule(8, unit="month", means="month in which Duluth settles", **OF_DULUTH)
    band_percent: int = rule(
        15, unit="percent of the amount", means="a review changes an amount that is off by this much", **LOCAL
    )
    settlement: str = rule(
        SETTLE, unit="settle, roll or refund", means="what becomes of the rest at the end of a year", **LOCAL
    )
    refund_from: Decimal = rule(Decimal("10.00"), unit="dollars", means="least credit that is sent back", **LOCAL)
    whole_dollars: bool = rule(True, unit="yes or no", means="amounts are rounded up to whole dollars", **LOCAL)
    notice_days: int = rule(
        20, unit="days", means="days of notice before an amount changes",
        cite="Minn. Stat. 216B.098 s.2 asks for adequate notice", basis="local setting",
    )  # fmt: skip
    grace_days: int = rule(5, unit="days", means="late but still kept: a budget amount", **LOCAL)
    tolerance: Decimal = rule(
        Decimal("1.00"), unit="dollars", means="short by no more than this counts as paid", **LOCAL
    )
    misses_allowed: int = rule(1, unit="amounts", means="open at once before a budget ends for non-payment", **LOCAL)
    services: str = rule(
        "gas water sewer stormwater", unit="services", means="services that may be on a budget", **LOCAL
    )
    residential_only: bool = rule(True, unit="yes or no", means="budgets are for homes only", **BY_LAW)

    def __post_init__(self):
        if self.shape not in SHAPES:
            raise RuleViolation(_("A budget’s shape is one of: %(words)s.") % {"words": ", ".join(SHAPES)})
        if self.settlement not in SETTLEMENTS:
            raise RuleViolation(_("A year ends by one of: %(words)s.") % {"words": ", ".join(SETTLEMENTS)})
        if not 10 <= self.months <= YEAR:
            raise RuleViolation(_("A year has 10 to 12 amounts: Minn. Stat. 325E.015 asks for at least 10."))
        if not all(word.isdecimal() and 0 < int(word) < self.months for word in self.reviews.split()):
            raise RuleViolation(_("Reviews are numbers of amounts, each before the last: “4 8”."))
        months = (self.duluth_first_month, self.duluth_review_month, self.duluth_settle_month)
        if not all(1 <= month <= YEAR for month in months):
            raise RuleViolation(_("A month is a number from 1 to 12."))
        if self.duluth_settle_month in (self.duluth_first_month, self.duluth_review_month):
            raise RuleViolation(_("The month that settles asks for no level amount and is not reviewed."))
        if self.notice_days < 0 or self.grace_days < 0 or self.misses_allowed < 0:
            raise RuleViolation(_("Days and misses are counted from 0."))
        if not 0 <= self.band_percent <= 100:
            raise RuleViolation(_("A band is from 0 to 100 percent."))
        if not self.services.split():
            raise RuleViolation(_("Name at least one service that may be on a budget."))
