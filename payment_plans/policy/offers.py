"""Which three plans stand side by side, and what does each really cost a month? Rules only: no database, no clock."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from core.calendar import CalendarRules, next_open
from core.money import ZERO
from payment_plans.policy import sentences
from payment_plans.policy.limits import FARTHEST, Quote, QuoteFacts, fits, longest, months_of, payable, quote
from payment_plans.policy.rules import PlanRules
from payment_plans.policy.schedule import Terms, a_month, installment_of

MONTHS_WITHIN_MEANS = 60  # beyond five years nobody can say what somebody's means will be
KINDS = {1: "short", 2: "middle", 3: "longest"}  # by the thirds of the longest


@dataclass(frozen=True)
class StatedMeans:
    """What somebody said they can pay, dollars; None where they did not say. `a_month` is in all, new bills too."""

    a_month: Decimal | None = None
    now: Decimal | None = None


@dataclass(frozen=True)
class Fit:
    """How an offer stands beside what was named. `more_a_month` is what it asks beyond that, below zero what it
    leaves to spare, None where only a first payment was named; `word` is what a page sets in bold of the sentence."""

    more_a_month: Decimal | None
    more_now: Decimal
    word: str
    rest: str

    @property
    def is_within(self) -> bool:
        return (self.more_a_month or ZERO) <= 0 and self.more_now <= 0

    @property
    def sentence(self) -> str:
        return f"{self.word} {self.rest}"


@dataclass(frozen=True)
class PlanOffer:
    """One of the three. Dollars; `monthly` is an installment as it comes to in an average month, `true_cost` that and
    the new bills. `kind`: short, middle, longest or means. `decision` is the sentence that says who decides, empty
    where the asker does."""

    kind: str
    terms: Terms
    quote: Quote
    installment: Decimal
    last_installment: Decimal
    monthly: Decimal
    expected_bill: Decimal | None
    true_cost: Decimal
    down_by_on: date | None
    first_due_on: date
    paid_off_on: date
    fit: Fit | None
    decision: str


def down_by(today: date, rules: PlanRules, calendar: CalendarRules) -> date:
    """The open day by which a first payment must be there."""
    return next_open(today + timedelta(days=rules.down_payment_days), calendar)


def three_offers(
    facts: QuoteFacts,
    rules: PlanRules,
    calendar: CalendarRules,
    *,
    expected_bill: Decimal | None = None,
    means: StatedMeans | None = None,
) -> tuple[PlanOffer, ...]:
    """A short, a middle and the longest plan: thirds of `facts.terms.count`, or where that is 0 of the most that the
    role allows. With stated means the third is the plan within them, which may be beyond the role's limit. Fewer than
    three where they would be alike, none where nothing can be paid in installments."""
    if not 0 <= facts.terms.down_payment < facts.terms.arrears or facts.terms.first_due_on > FARTHEST:
        return ()
    means = means or StatedMeans()
    three = _by_length(facts, rules, calendar)
    within = _within_means(facts, three[-1][1], rules, calendar, expected_bill or ZERO, means)
    if within:
        others = [(kind, terms) for kind, terms in three if terms.count != within.count]
        # Beyond the role's limit the most it may agree on today stays beside the plan within the means.
        others = others[-2:] if within.count > three[-1][1].count else others[:2]
        three = [*others, ("means", within)]
    judged = [(kind, quote(replace(facts, terms=terms), rules, calendar)) for kind, terms in three]
    return tuple(
        offer_of(kind, answer, facts, rules, calendar, expected_bill, means)
        for kind, answer in judged
        if answer.installments
    )


def _by_length(facts: QuoteFacts, rules: PlanRules, calendar: CalendarRules) -> list[tuple[str, Terms]]:
    """Thirds of the longest, rounded up; the longer of two that are alike."""
    terms = facts.terms
    most = terms.count if terms.count > 0 else longest(terms, months_of(facts.role, rules), calendar)
    counts = {payable(terms.rest, -(-most * thirds // 3)): kind for thirds, kind in KINDS.items()}
    return [(kind, replace(terms, count=count)) for count, kind in sorted(counts.items())]


def _within_means(
    facts: QuoteFacts,
    most: Terms,
    rules: PlanRules,
    calendar: CalendarRules,
    expected_bill: Decimal,
    means: StatedMeans,
) -> Terms | None:
    """The shortest plan whose installment and new bills stay within what was named, with what was named as first
    payment; the longest of the three with that first payment where only that was named. None where nothing was named
    or no plan does."""
    terms = most
    if means.now is not None and 0 <= means.now < terms.arrears:
        terms = replace(terms, down_payment=means.now)
    if means.a_month is None:
        return replace(terms, count=payable(terms.rest, terms.count)) if terms != most else None
    room = means.a_month - expected_bill
    # Nobody may agree on commercial arrears beyond the director's limit.
    months = MONTHS_WITHIN_MEANS if facts.is_residential else rules.director_months
    for count in range(1, longest(terms, months, calendar) + 1):
        each = installment_of(terms.rest, count)
        if each is not None and a_month(each, terms.every) <= room:
            return replace(terms, count=count)
    return None


def offer_of(
    kind: str,
    answer: Quote,
    facts: QuoteFacts,
    rules: PlanRules,
    calendar: CalendarRules,
    expected_bill: Decimal | None,
    means: StatedMeans,
) -> PlanOffer:
    """One offer of terms that were judged and can be worked out, whatever the answer."""
    terms = answer.terms
    first, last = answer.installments[0], answer.installments[-1]
    monthly = a_month(first.amount, terms.every)
    true_cost = monthly + (expected_bill or ZERO)
    return PlanOffer(
        kind=kind,
        terms=terms,
        quote=answer,
        installment=first.amount,
        last_installment=last.amount,
        monthly=monthly,
        expected_bill=expected_bill,
        true_cost=true_cost,
        down_by_on=down_by(facts.today, rules, calendar) if facts.today and terms.down_payment else None,
        first_due_on=first.due_on,
        paid_off_on=last.due_on,
        fit=_fit(true_cost, terms.down_payment, means),
        decision=_decision(answer, facts, rules, calendar),
    )


def _fit(true_cost: Decimal, down_payment: Decimal, means: StatedMeans) -> Fit | None:
    if means.a_month is None and means.now is None:
        return None
    more = true_cost - means.a_month if means.a_month is not None else None
    more_now = max(ZERO, down_payment - means.now) if means.now is not None else ZERO
    return Fit(more, more_now, *sentences.fit(more, means.a_month, more_now, means.now))


def _decision(answer: Quote, facts: QuoteFacts, rules: PlanRules, calendar: CalendarRules) -> str:
    if answer.decides is None:
        return ""
    own = months_of(facts.role, rules)
    if fits(answer.terms, own, calendar):
        return sentences.decides(answer.decides)
    return sentences.decided_by(answer.terms, own, answer.decides)
