"""How long is an account somebody's while they work a list, and what does a letter cost to mail?"""

from dataclasses import dataclass
from decimal import Decimal

from core.rulebook import figures, rule

TO_CONFIRM = "local default, to be confirmed"


@figures
@dataclass(frozen=True)
class WorkRules:
    """How a list is worked by several people at once."""

    serving_minutes: int = rule(
        20,
        unit="minutes",
        means="without opening a page until the account one works goes back to its list",
        cite=TO_CONFIRM,
        basis="local setting",
    )
    most_at_once: int = rule(
        500, unit="accounts", means="most that are marked and acted on at once", cite="house design", basis="design"
    )


@figures
@dataclass(frozen=True)
class PostageRules:
    """What letters cost, for the sum that a preview names before they leave."""

    first_class: Decimal = rule(
        Decimal("0.78"), unit="dollars", means="postage of one letter, first class", cite=TO_CONFIRM,
        basis="local setting",
    )  # fmt: skip
