"""Does the one statement for all budgets say what the policy says of each?"""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.actions import post_payment, return_payment
from ledger.models import Transaction
from payment_plans.budgets import policy, queries, standings
from payment_plans.budgets.actions import join_budget, review_budget, settle_budget
from payment_plans.budgets.models import BudgetStanding
from payment_plans.budgets.policy.calendar import next_review
from tests import factories
from tests.budgets.cast import bill_next, fresh_on, home
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
COMPARED = (
    "asked", "actual", "other", "paid", "deferred", "behind_amount", "behind_since", "missed", "protected",
)  # fmt: skip
DAYS = st.integers(min_value=1, max_value=420)
AMOUNTS = st.decimals(min_value=1, max_value=400, places=2)
KINDS = st.sampled_from(["bill", "bill", "adjustment", "late_fee", "credit", "payment", "payment", "other service"])


def happen(account, kind, days, amount):
    on = TODAY + timedelta(days=days)
    if kind == "payment":
        factories.payment(account, amount, received_on=on)
    elif kind == "credit":
        factories.bill(account, -amount, billed_on=on, due_on=on, kind="adjustment")
    elif kind == "other service":
        factories.bill(account, amount, billed_on=on, due_on=on + timedelta(days=20), service="garbage")
    else:
        factories.bill(account, amount, billed_on=on, due_on=on + timedelta(days=20), kind=kind)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    owes=st.sampled_from(["0.00", "60.00"]),
    happened=st.lists(st.tuples(KINDS, DAYS, AMOUNTS), max_size=14),
    as_of=st.integers(min_value=0, max_value=430),
)
def test_the_statement_says_what_the_policy_says(owes, happened, as_of):
    with transaction.atomic():
        account = home(owes=owes)
        budget = join_budget(account.pk, actor=None, today=TODAY)
        for kind, days, amount in sorted(happened, key=lambda one: one[1]):
            happen(account, kind, days, amount)
        day = TODAY + timedelta(days=as_of)

        found = standings.found(as_of=day, account_ids=[account.pk])[budget.pk]

        said = policy.standing(queries.facts_of(budget, day), day, queries.rules_of(budget))
        for field in COMPARED:
            assert found[field] == getattr(said, field), field
        looks = next_review(queries.year_of(budget), queries.rules_of(budget), None, TODAY)
        assert found["next_review_on"] == looks
        transaction.set_rollback(True)


def test_renewing_twice_writes_once():
    join_budget(home(owes="60.00").pk, actor=None, today=TODAY)

    assert standings.renew(as_of=TODAY) == 0
    assert standings.renew(as_of=TODAY + timedelta(days=1)) == 1
    assert standings.renew(as_of=TODAY + timedelta(days=1)) == 0


def test_a_payment_made_before_that_comes_back_opens_debt_beside_the_budget():
    account = home()
    paid = post_payment(
        account.pk, Decimal("40.00"), method="check", received_on=TODAY, actor=None, today=TODAY, request_id=uuid4()
    )
    budget = join_budget(account.pk, actor=None, today=TODAY)
    day = TODAY + timedelta(days=3)
    return_payment(
        Transaction.objects.get(receipt=paid.receipt).pk, reason="insufficient", returned_on=day, actor=None, today=day,
        request_id=uuid4(),
    )  # fmt: skip

    found = standings.found(as_of=day + timedelta(days=30), account_ids=[account.pk])[budget.pk]

    # 40.00 and the fee of 30.00.
    assert (found["other"], found["behind_amount"], found["behind_since"]) == (Decimal(70), Decimal(70), day)
    assert policy.standing(queries.facts_of(budget, day), day, queries.rules_of(budget)).other == Decimal(70)


def test_a_settled_budget_protects_what_is_left_until_it_is_due():
    account = home()
    budget = join_budget(account.pk, actor=None, today=TODAY)
    for number in range(12):
        bill_next(account, 90, on=date(2026 + (10 + number) // 12, (10 + number) % 12 + 1, 2))
        factories.payment(account, "100.00", received_on=date(2026 + (10 + number) // 12, (10 + number) % 12 + 1, 22))
    fresh_on(budget.ends_on)
    settled = settle_budget(budget.pk, actor=None, today=budget.ends_on)

    # 12 months of 90 therms at 1.25 are 1350.00.
    assert settled.settlement.ask == Decimal("150.00")
    due = budget.amounts.get(why="settlement").from_on
    assert due == budget.ends_on + timedelta(days=20)
    assert queries.in_budget([account.pk], due) == {account.pk: Decimal("150.00")}
    assert queries.in_budget([account.pk], due + timedelta(days=1)) == {}
    assert standings.renew(as_of=due + timedelta(days=1)) == 1
    stands = BudgetStanding.objects.get(budget=budget)
    assert (stands.protected, stands.behind_amount) == (Decimal(0), Decimal(150))


def test_a_settled_budget_protects_no_longer_where_no_night_ran_on_the_day_after():
    account = home()
    budget = join_budget(account.pk, actor=None, today=TODAY)
    for number in range(12):
        bill_next(account, 90, on=date(2026 + (10 + number) // 12, (10 + number) % 12 + 1, 2))
        factories.payment(account, "100.00", received_on=date(2026 + (10 + number) // 12, (10 + number) % 12 + 1, 22))
    fresh_on(budget.ends_on)
    settle_budget(budget.pk, actor=None, today=budget.ends_on)
    due = budget.amounts.get(why="settlement").from_on
    standings.renew(as_of=due)
    assert BudgetStanding.objects.get().protected == Decimal("150.00")

    standings.renew(as_of=due + timedelta(days=5))

    assert BudgetStanding.objects.get().protected == 0
    assert standings.renew(as_of=due + timedelta(days=6)) == 0


def test_reviewing_moves_the_next_review():
    account = home()
    budget = join_budget(account.pk, actor=None, today=TODAY)
    for month in (11, 12):
        bill_next(account, 300, on=date(2026, month, 2))
    day = date(2027, 2, 22)

    fresh_on(day)
    row = review_budget(budget.pk, actor=None, today=day)

    assert row.amount > budget.amount and row.from_on == date(2027, 3, 22)
    assert BudgetStanding.objects.get(budget=budget).next_review_on == date(2027, 6, 22)
