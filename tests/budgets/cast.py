"""Homes with a year of use, as the tests of budgets need them; every test says only what matters to it."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Usage
from core.history.models import HistoryLine
from core.utility import current
from notices.models import Letter
from payment_plans.budgets.models import BudgetAmount, BudgetPlan, BudgetStanding
from payment_plans.budgets.night import review_budgets
from payment_plans.budgets.policy.calendar import month_after
from tests import factories
from tests.factories import TODAY

# What a home uses of gas from November to October, at 1.25 a therm 1,200 dollars in all.
WINTER = (90, 140, 170, 160, 120, 80, 50, 30, 20, 20, 30, 50)
PRICE = Decimal("1.25")


def use(account, quantity, *, ended_on, service="gas", price=PRICE, unit="therm"):
    quantity = Decimal(quantity)
    return Usage.objects.create(
        account=account, service=service, period_end=ended_on, quantity=quantity, unit=unit, amount=quantity * price
    )


def home(*, months=12, price=PRICE, until=date(2026, 10, 2), owes="0.00", **fields):
    """An account with so many months of gas, its bills all paid; `owes` is what its newest bill has open."""
    account = factories.account(**fields)
    for back in range(months):
        ended_on = month_after(until, -back)
        row = use(account, WINTER[11 - back % 12], ended_on=ended_on, price=price)
        due = ended_on + timedelta(days=20)
        if row.amount and ended_on <= TODAY:
            factories.bill(account, row.amount, billed_on=ended_on, due_on=due)
            paid = row.amount - (Decimal(owes) if back == 0 else 0)
            factories.payment(account, paid, received_on=min(due, TODAY))
    return account


def bill_next(account, quantity, *, on, price=PRICE, service="gas"):
    """A month of use and its bill, due 20 days later."""
    row = use(account, quantity, ended_on=on, price=price, service=service)
    factories.bill(account, row.amount, billed_on=on, due_on=on + timedelta(days=20), service=service)
    return row.amount


def fresh_on(day, *, days_old=1):
    """It is another day, and last night's extract is there, or an older one."""
    office = current()
    office.business_date, office.balances_on = day, day - timedelta(days=days_old)
    office.save()


def night_of(day, *, days_old=1):
    """The night looks at every budget, with last night's extract or an older one."""
    fresh_on(day, days_old=days_old)
    return review_budgets(actor=None, today=day, tell=lambda _percent, _sentence: None)


def rows():
    """All that the night may write about budgets."""
    return (
        list(BudgetPlan.objects.order_by("pk").values()),
        list(BudgetAmount.objects.order_by("pk").values()),
        list(BudgetStanding.objects.order_by("pk").values()),
        list(HistoryLine.objects.order_by("pk").values_list("action", "account_number")),
        list(Letter.objects.order_by("pk").values_list("kind", "account")),
    )


def twice(day):
    """A night run twice, with the same result."""
    found = night_of(day)
    before = rows()
    assert night_of(day) == found
    assert rows() == before
    return found
