"""What was said and typed so far about a plan for one account, and what follows from it?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from accounts.models import Account
from core.calendar import CalendarRules
from core.staff.models import Person
from payment_plans.forms import OffersForm
from payment_plans.models import Every
from payment_plans.policy import limits
from payment_plans.policy import offers as side_by_side
from payment_plans.policy.rules import PlanRules
from payment_plans.policy.schedule import Terms, months_after
from payment_plans.queries.eligible import Eligible, eligible, expected_bill
from payment_plans.queries.quoting import Figures, facts_for, figures_of


@dataclass(frozen=True)
class Talk:
    """One conversation about one account: who offers, on what day, and what was said and moved so far."""

    account: Account
    person: Person
    today: date
    form: OffersForm

    @cached_property
    def figures(self) -> Figures:
        return figures_of(self.today)

    @property
    def rules(self) -> PlanRules:
        return self.figures.plans

    @property
    def calendar(self) -> CalendarRules:
        return self.figures.calendar

    @cached_property
    def can(self) -> Eligible:
        return eligible(self.account, self.today)

    @cached_property
    def bill(self) -> Decimal | None:
        return expected_bill(self.account.pk, self.today)

    @cached_property
    def role(self) -> str:
        return limits.role_for(self.person.roles)

    @property
    def first_due_on(self) -> date:
        """A month after the first payment, unless another day is typed; no later than the rulebook allows."""
        proposed = months_after(side_by_side.down_by(self.today, self.rules, self.calendar), 1)
        return min(proposed, self.today + timedelta(days=self.rules.first_due_days))

    @property
    def down_payment(self) -> Decimal:
        """What was typed, else what can be paid now, else the least that this role may agree on."""
        typed = self.form.typed("down_payment")
        if typed is not None:
            return typed
        least = limits.least_down(self.can.arrears, self.role, self.rules)
        now = self.form.typed("can_pay_now")
        return max(least, now) if now is not None and now < self.can.arrears else least

    @cached_property
    def facts(self) -> limits.QuoteFacts:
        terms = Terms(
            arrears=self.can.arrears,
            down_payment=self.down_payment,
            count=0,
            first_due_on=self.form.typed("first_due_on") or self.first_due_on,
            every=self.form.typed("every") or Every.MONTH.value,
        )
        income = self.form.typed("monthly_income")
        return facts_for(
            self.account, terms, role=self.role, income=income, figures=self.figures, today=self.today
        )  # fmt: skip

    @cached_property
    def means(self) -> side_by_side.StatedMeans:
        return side_by_side.StatedMeans(self.form.typed("can_pay_a_month"), self.form.typed("can_pay_now"))

    @cached_property
    def proposed(self) -> Sequence[side_by_side.PlanOffer]:
        """Three plans as the policy proposes them."""
        if self.can.refused:
            return ()
        return side_by_side.three_offers(
            self.facts, self.rules, self.calendar, expected_bill=self.bill, means=self.means
        )  # fmt: skip

    @cached_property
    def offers(self) -> list[side_by_side.PlanOffer]:
        """The same, each with the number of installments that somebody moved it to."""
        moved = self.form.moved() if self.form.is_bound else {}
        return [
            self._moved(offer, moved[n]) if n in moved else offer for n, offer in enumerate(self.proposed, 1)
        ]  # fmt: skip

    def _moved(self, offer: side_by_side.PlanOffer, count: int) -> side_by_side.PlanOffer:
        terms = replace(offer.terms, count=count)
        answer = limits.quote(replace(self.facts, terms=terms), self.rules, self.calendar)
        if not answer.installments:
            return replace(offer, quote=answer)
        return side_by_side.offer_of(
            offer.kind, answer, self.facts, self.rules, self.calendar, self.bill, self.means
        )  # fmt: skip
