"""Does a budget's amount still fit, what will be left at the end of its year, and what becomes of that?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.money import ZERO, cents, in_words
from core.templatetags.money import bare_day
from payment_plans.budgets.policy.calendar import Year, asked_by, changes_on
from payment_plans.budgets.policy.proposal import rounded
from payment_plans.budgets.policy.rules import HUNDRED, REFUND, ROLL, ROLLING, YEAR, BudgetRules
from payment_plans.budgets.policy.use import YearOfUse


@dataclass(frozen=True)
class ReviewFacts:
    """A budget on the day of its review; dollars. `asked_before_change` is what its amounts due before the day of the
    change ask for, `billed_months` how many of the months that its year covers have been billed."""

    year: Year
    amount: Decimal
    rolled_in: Decimal
    actual: Decimal
    billed_months: int
    asked_before_change: Decimal
    use: YearOfUse


@dataclass(frozen=True)
class Review:
    """What a review finds. `new_amount` is the old one where that stays or nothing is left to change."""

    old_amount: Decimal
    new_amount: Decimal
    fitting: Decimal
    changes_on: date | None
    expected: Decimal
    to_ask: Decimal
    amounts_left: int
    forecast: Decimal
    off_percent: int
    use: YearOfUse
    sentence: str

    @property
    def unasked(self) -> Decimal:
        """What was billed or rolled in and is not asked for before the amount can change."""
        return self.to_ask - self.expected

    @property
    def changes(self) -> bool:
        return self.new_amount != self.old_amount


def review(facts: ReviewFacts, today: date, rules: BudgetRules) -> Review:
    """The amount that ends the year at zero: what is still to ask over the amounts that can still change.

    `(expected of the months left + billed - asked) / amounts left`, rounded up; it takes the old one's place when it is
    off by the band or more. `forecast` is what the old amount would leave. A rolling budget looks a year ahead.
    """
    first = changes_on(facts.year, today, rules)
    is_rolling = facts.year.count is None
    expected = facts.use.expected(YEAR if is_rolling else max(facts.year.covers - facts.billed_months, 0))
    to_ask = facts.rolled_in + facts.actual + expected - facts.asked_before_change
    left = _amounts_left(facts.year, first)
    fitting = max(rounded(to_ask / left, rules), ZERO) if left else facts.amount
    off = abs(fitting - facts.amount)
    is_off = off > 0 and off * HUNDRED >= facts.amount * rules.band_percent
    found: dict[str, Any] = {
        "old_amount": facts.amount,
        "new_amount": fitting if is_off else facts.amount,
        "fitting": fitting,
        "changes_on": first if is_off else None,
        "expected": expected,
        "to_ask": to_ask,
        "amounts_left": left,
        "forecast": to_ask - facts.amount * left,
        "use": facts.use,
        "off_percent": int(off * HUNDRED / facts.amount) if facts.amount else 100,
    }
    return Review(**found, sentence=_said(found, rules))


def _amounts_left(year: Year, first: date | None) -> int:
    if first is None:
        return 0
    if year.count is None:
        return YEAR
    # Those from the day of the change on.
    return year.count - asked_by(year.first_due_on, year.count, first) + 1


def _said(found: dict[str, Any], rules: BudgetRules) -> str:
    named = {
        "old": in_words(found["old_amount"]),
        "new": in_words(found["fitting"]),
        "off": found["off_percent"],
        "band": rules.band_percent,
        "day": bare_day(found["changes_on"]) if found["changes_on"] else "",
    }
    if not found["amounts_left"]:
        return _("No amount is left to change before the year ends; the rest is settled then.")
    if found["new_amount"] != found["old_amount"]:
        return (
            _("%(new)s a month would fit, which is %(off)s %% off: it takes the place of %(old)s from %(day)s on.")
            % named
        )
    if found["fitting"] == found["old_amount"]:
        return _("%(old)s a month still fits.") % named
    return (
        _("%(new)s a month would fit, which is %(off)s %% off and within the band of %(band)s %%: %(old)s stays.")
        % named
    )


@dataclass(frozen=True)
class Settlement:
    """What is left at the end of a year, positive owed, and what becomes of it: of `rest`, `ask` is asked for at once,
    `roll` begins the next year with, `refund` is sent back, and `keep` stays on the account as a credit. `goes_on`: the
    next year follows."""

    rest: Decimal
    ask: Decimal = ZERO
    roll: Decimal = ZERO
    refund: Decimal = ZERO
    keep: Decimal = ZERO
    sentence: str = ""
    goes_on: bool = False


def settlement(rest: Decimal, rules: BudgetRules, *, may_go_on: bool = True) -> Settlement:
    """What becomes of what is left: `rest` = old balance + billed - asked. `may_go_on`: another year can begin."""
    said = {"amount": in_words(cents(abs(rest))), "least": in_words(rules.refund_from)}
    goes_on = may_go_on and (rules.settlement == ROLL or rules.shape == ROLLING)
    if goes_on:
        words = _("%(amount)s is left and is rolled into the next year.") if rest >= 0 else _(
            "A credit of %(amount)s is left and is rolled into the next year."
        )  # fmt: skip
        return Settlement(rest, roll=rest, sentence=words % said, goes_on=True)
    if rest > 0:
        return Settlement(rest, ask=rest, sentence=_("%(amount)s is left and is asked for once.") % said)
    if rest == 0:
        return Settlement(rest, sentence=_("Nothing is left: the year ends even."))
    if rules.settlement == REFUND and -rest >= rules.refund_from:
        return Settlement(rest, refund=-rest, sentence=_("%(amount)s was asked too much and is sent back.") % said)
    return Settlement(rest, keep=-rest, sentence=_("%(amount)s was asked too much and stays as a credit.") % said)
