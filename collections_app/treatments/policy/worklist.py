"""When does an account need a person, and for which reason? Rules only: no database, no clock."""

from dataclasses import dataclass
from decimal import Decimal

from core.rulebook import figures, rule


@figures
@dataclass(frozen=True)
class WorklistRules:
    """When an account needs a person."""

    least_past_due: Decimal = rule(
        Decimal("50.00"),
        unit="dollars",
        means="least past due on the worklist",
        cite="local policy",
        basis="local setting",
    )
    least_days: int = rule(
        31, unit="days", means="days past due before a person calls", cite="local policy", basis="local setting"
    )
    quiet_days: int = rule(
        14, unit="days", means="days left alone after a contact", cite="local policy", basis="local setting"
    )
    letters_suffice_days: int = rule(
        60, unit="days", means="a younger debt is left to a reminder", cite="local policy", basis="local setting"
    )
    first_time_days: int = rule(
        60, unit="days", means="oldest debt that a call may still settle", cite="local policy", basis="local setting"
    )
    first_time_years: int = rule(
        2,
        unit="years",
        means="years of good standing that make it a first time",
        cite="local policy",
        basis="local setting",
    )
    small_debt: Decimal = rule(
        Decimal("5.00"),
        unit="dollars",
        means="least debt of a closed account worth a look",
        cite="local policy",
        basis="local setting",
    )


@figures
@dataclass(frozen=True)
class ReasonRules:
    """How long before its day, or after it, a reason stands on the worklist."""

    hold_notice_days: int = rule(
        7,
        unit="days",
        means="days before a protection ends that a person sees it",
        cite="local policy",
        basis="local setting",
    )
    assurance_days: int = rule(
        20,
        unit="days",
        means="days after a petition within which assurance of payment is due",
        cite="11 U.S.C. 366(b)",
        basis="statute",
    )
    limitation_years: int = rule(
        6,
        unit="years",
        means="years after its due date within which a bill can be sued for",
        cite="Minn. Stat. 541.05 subd. 1; confirm with the city attorney",
        basis="statute",
    )
    limitation_notice_days: int = rule(
        90,
        unit="days",
        means="days before that time ends that a person sees it",
        cite="local policy",
        basis="local setting",
    )
    answered_days: int = rule(
        30,
        unit="days",
        means="days in which a customer should hear what became of a dispute",
        cite="local policy",
        basis="local setting",
    )
    returned_days: int = rule(
        30,
        unit="days",
        means="days in which a payment that came back is worth a call",
        cite="local policy",
        basis="local setting",
    )
    plan_broken_days: int = rule(
        30,
        unit="days",
        means="days in which a broken plan is worth a call",
        cite="local policy",
        basis="local setting",
    )


# The rank of a protection that ends or must be looked at. A plan's last day is nothing to decide.
HARM = ("medical",)
CLOCK = (
    "dispute", "bankruptcy", "estate", "military", "cold_weather", "assistance_pending", "appeal", "billing_review",
)  # fmt: skip
MONEY = ("pledge",)
TIDYING = ("do_not_contact", "office")
# Kinds that ask the office something: who asked wants to hear the answer.
ASKED = ("dispute", "appeal", "billing_review")
