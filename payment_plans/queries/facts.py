"""What came for one plan, and what does it ask for? The facts that `policy.compliance` judges, from the ledger."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from accounts.holds.models import Hold
from core.freshness import late_on
from core.money import ZERO
from core.rulebook import rules, understood
from ledger.models import Posting
from payment_plans.models import PaymentPlan, PlanStanding
from payment_plans.policy.compliance import Kept, PlanFacts, judge
from payment_plans.policy.rules import AGREED, PlanRules
from payment_plans.policy.schedule import Due
from payment_plans.queries.keeping_out import keeping_out

RECEIVABLE = "receivable:"


def rules_of(plan: PaymentPlan, today: date) -> PlanRules:
    """The figures a plan is held to: those it was agreed by, and today's where it names none."""
    return held_to(plan, rules(PlanRules, on=today))


def held_to(plan: PaymentPlan, figures: PlanRules) -> PlanRules:
    """The same for many plans of one day, whose figures are read once."""
    agreed = {name: understood(PlanRules, name, plan.figures[name]) for name in AGREED if name in plan.figures}
    return replace(figures, **agreed)


def standing_of(plan: PaymentPlan, today: date) -> Kept:
    """Where a plan stands today, line by line; one that ended, as it stood on its last day."""
    as_of = min(today, plan.ended_on) if plan.ended_on else today
    return judge(plan_facts(plan, as_of), today=as_of, rules=rules_of(plan, as_of))


def last_standing(plan: PaymentPlan) -> PlanStanding:
    """Where a plan stood when it was last written down; one that never was stands at its beginning."""
    if hasattr(plan, "standing"):
        return plan.standing
    return PlanStanding(plan=plan, as_of=plan.accepted_on, left=plan.arrears)


def plan_facts(plan: PaymentPlan, as_of: date) -> PlanFacts:
    """What `judge` needs to know of a plan as of a day."""
    legs = _legs(plan, as_of)
    return PlanFacts(
        arrears=plan.arrears,
        installments=tuple(Due(one.due_on, one.amount) for one in plan.installments.order_by("number")),
        credits=_credits(plan, legs, as_of),
        bills=_new_bills(plan, legs),
        down_payment=plan.down_payment,
        state=plan.state,
        starts_by_on=plan.starts_by_on,
        lacks_signature=plan.needs_signature and plan.signed_on is None,
        end_why=plan.end_why,
        late_on=late_on(as_of),
    )


class _Leg(NamedTuple):
    """One leg on what the customer owes."""

    transaction_id: int
    reverses_id: int | None
    amount: Decimal
    due_on: date | None
    book: str
    charge_id: str | None
    payment_id: str | None

    @property
    def identity(self) -> str:
        """Billing's id stays the same through its corrections; a payment made here is never corrected."""
        return self.charge_id or self.payment_id or f"transaction {self.transaction_id}"

    @property
    def is_charge(self) -> bool:
        return self.charge_id is not None and self.amount > 0

    def is_due_before(self, day: date) -> bool:
        return self.due_on is not None and self.due_on < day


def _legs(plan: PaymentPlan, as_of: date) -> list[_Leg]:
    found = Posting.objects.filter(account=plan.account_id, book__startswith=RECEIVABLE, effective_on__lte=as_of)
    rows = found.order_by("transaction", "pk").values_list(
        "transaction", "transaction__reverses", "amount", "due_on", "book", "charge_id", "payment_id"
    )
    return [_Leg(*row) for row in rows]


def _standing(legs: Collection[_Leg]) -> list[_Leg]:
    """What was posted and not taken back."""
    taken_back = {leg.reverses_id for leg in legs}
    return [leg for leg in legs if leg.reverses_id is None and leg.transaction_id not in taken_back]


def _new_bills(plan: PaymentPlan, legs: list[_Leg]) -> tuple[Due, ...]:
    bills: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for leg in _standing(legs):
        if leg.is_charge and leg.due_on is not None and leg.due_on >= plan.accepted_on:
            bills[leg.due_on] += leg.amount
    return tuple(Due(due_on, amount) for due_on, amount in sorted(bills.items()))


def _credits(plan: PaymentPlan, legs: list[_Leg], as_of: date) -> Decimal:
    """Payments and negative charges recorded after the plan; of what billing corrected, what changed; and what it took
    off the charges in the plan."""
    then = {
        leg.identity: leg for leg in _standing([leg for leg in legs if leg.transaction_id <= plan.after_transaction])
    }
    now = {leg.identity: leg for leg in _standing(legs)}
    came = sum(
        (
            -leg.amount - max(-then[leg.identity].amount if leg.identity in then else ZERO, ZERO)
            for leg in now.values()
            if leg.amount < 0 and leg.transaction_id > plan.after_transaction
        ),
        ZERO,
    )
    return came + sum(
        (
            _taken_off(plan, leg, now.get(identity), as_of)
            for identity, leg in then.items()
            if leg.is_charge and leg.is_due_before(plan.accepted_on)
        ),
        ZERO,
    )


def _taken_off(plan: PaymentPlan, then: _Leg, now: _Leg | None, as_of: date) -> Decimal:
    left = max(now.amount, ZERO) if now and now.is_due_before(plan.accepted_on) else ZERO
    if left >= then.amount:
        return ZERO
    held = _held(plan, then, as_of)
    return ZERO if held is None else max(then.amount - left - held, ZERO)


def _held(plan: PaymentPlan, charge: _Leg, as_of: date) -> Decimal | None:
    """How much of a charge a dispute or another hold kept out of the plan; None for all of it."""
    amount = ZERO
    holds = Hold.objects.in_force(plan.accepted_on).on_a_part()
    for hold in holds.filter(account=plan.account_id, kind__in=keeping_out(as_of)):
        is_of_service = not hold.charges and charge.book == f"{RECEIVABLE}{hold.service}"
        if charge.charge_id in hold.charges or is_of_service:
            if hold.amount is None:
                return None
            amount += hold.amount
    return amount
