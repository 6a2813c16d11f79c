"""A year on a budget: a cold winter, an amount paid late, a review that raises the amount, one that leaves it, and a
settlement. Every figure by hand.

Gas costs 1.25 a therm. Last year the home used 960 therms, 1,200.00; it owes 60.00 when it joins on Oct 5.
"""

from datetime import date
from decimal import Decimal

import pytest

from core.history.models import HistoryLine
from ledger import standings
from ledger.models import Standing
from notices.models import Letter
from payment_plans.budgets import queries
from payment_plans.budgets.actions import join_budget
from payment_plans.budgets.models import BudgetPlan, BudgetStanding
from tests import factories
from tests.budgets.cast import bill_next, home, twice
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def chased(account, today):
    """Past due less what is in the budget: what may be asked for today."""
    standings.renew([account.pk], as_of=today)
    held = queries.in_budget([account.pk], today).get(account.pk, Decimal(0))
    return max(Standing.objects.get(account=account).past_due - held, Decimal(0))


def test_a_budget_year():
    factories.utility()
    account = home(owes="60.00")
    night, pay = twice, lambda day, amount: factories.payment(account, amount, received_on=day)

    # Oct 5: 1,200.00 and 60.00 over twelve amounts are 105.00, the first with November's bill.
    budget = join_budget(account.pk, actor=factories.person(), today=TODAY)
    assert (budget.amount, budget.first_due_on) == (Decimal("105.00"), date(2026, 11, 22))

    # The winter is colder by two fifths. What is billed beyond 105.00 is deferred and nobody asks for it.
    assert bill_next(account, 126, on=date(2026, 11, 2)) == Decimal("157.50")
    pay(date(2026, 11, 20), "105.00")
    night(date(2026, 11, 28))
    stands = BudgetStanding.objects.get()
    assert (stands.asked, stands.actual, stands.deferred, stands.behind_amount) == (
        Decimal("105.00"), Decimal("157.50"), Decimal("52.50"), Decimal("0.00"),
    )  # fmt: skip
    assert chased(account, date(2026, 11, 28)) == 0

    # December's amount is not paid. Its grace ends with Dec 27; on the 28th it is missed, and it alone is asked for.
    assert bill_next(account, 196, on=date(2026, 12, 2)) == Decimal("245.00")
    night(date(2026, 12, 27))
    assert BudgetStanding.objects.get().missed == 0
    night(date(2026, 12, 28))
    stands = BudgetStanding.objects.get()
    assert (stands.missed, stands.behind_since, stands.behind_amount) == (1, date(2026, 12, 22), Decimal("105.00"))
    # 60.00 and 402.50 less the 105.00 that came are 357.50 past due; 252.50 of them are in the budget.
    assert chased(account, date(2026, 12, 28)) == Decimal("105.00")

    # On Jan 4 it is made good with January's.
    bill_next(account, 238, on=date(2027, 1, 2))
    pay(date(2027, 1, 4), "210.00")
    night(date(2027, 1, 28))
    assert BudgetStanding.objects.get().missed == 0
    assert chased(account, date(2027, 1, 28)) == 0

    # Feb 22, four amounts asked: 60.00 and 980.00 billed, 500.00 to come, 420.00 asked: 1,120.00 over eight are 140.00.
    bill_next(account, 224, on=date(2027, 2, 2))
    pay(date(2027, 2, 20), "105.00")
    assert night(date(2027, 2, 22)).counts["reviewed"] == 1
    review = budget.amounts.get(why="review")
    assert (review.amount, review.from_on) == (Decimal("140.00"), date(2027, 3, 22))
    assert review.sentence == (
        "140.00 a month would fit, which is 33 % off: it takes the place of 105.00 from Mar 22 on."
    )
    assert Letter.objects.get().facts["account_number"] == account.number

    # March to June are as last year. On Jun 22 nothing is off: 560.00 over four are 140.00.
    for month, therms in ((3, 120), (4, 80), (5, 50), (6, 30)):
        bill_next(account, therms, on=date(2027, month, 2))
        pay(date(2027, month, 20), "140.00")
    assert night(date(2027, 6, 22)).counts["reviewed"] == 1
    assert budget.amounts.filter(why="review").last().sentence == "140.00 a month still fits."
    assert Letter.objects.count() == 1

    # The autumn is mild by ten therms. On Oct 22: 60.00 and 1,467.50 less the 1,540.00 that were asked.
    for month, therms in ((7, 20), (8, 20), (9, 30), (10, 40)):
        bill_next(account, therms, on=date(2027, month, 2))
        pay(date(2027, month, 20), "140.00")
    night(date(2027, 10, 21))
    assert BudgetPlan.objects.get().is_active
    assert night(date(2027, 10, 22)).counts["settled"] == 1
    settled = BudgetPlan.objects.get()
    assert (settled.state, settled.rest) == ("settled", Decimal("-12.50"))
    assert budget.amounts.get(why="settlement").sentence == "12.50 was asked too much and stays as a credit."

    # Everything that was asked and paid is what was used and owed, and the credit.
    assert chased(account, date(2027, 10, 22)) == 0
    assert Standing.objects.get(account=account).balance == Decimal("-12.50")
    told = HistoryLine.objects.filter(account_number=account.number, action__startswith="budget.").order_by("pk")
    assert list(told.values_list("action", flat=True)) == [
        "budget.joined", "budget.reviewed", "budget.reviewed", "budget.settled",
    ]  # fmt: skip
