"""Does a budget begin with what was proposed, once, and only where it may?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.holds.actions import open_hold
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import moment
from payment_plans.budgets import queries
from payment_plans.budgets.actions import join_budget, leave_budget
from payment_plans.budgets.models import BudgetPlan
from payment_plans.models import Offer, PaymentPlan
from tests import factories
from tests.budgets.cast import home, use
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def join(account, **terms):
    return join_budget(account.pk, **{"actor": None, "today": TODAY, **terms})


def events(account):
    return list(
        HistoryLine.objects.filter(account_number=account.number).order_by("pk").values_list("action", flat=True)
    )


def test_begins_with_a_year_of_use_and_the_old_balance_over_twelve_amounts():
    account = home(owes="60.00")
    specialist = factories.person()

    budget = join(account, actor=specialist)

    assert (budget.amount, budget.rolled_in) == (Decimal("105.00"), Decimal("60.00"))
    # The newest bill is due on Oct 22, so the first that has not come falls due on Nov 22.
    assert (budget.first_due_on, budget.ends_on, budget.count) == (date(2026, 11, 22), date(2027, 10, 22), 12)
    assert budget.amounts.get().amount == Decimal("105.00")
    assert budget.made_by == specialist
    assert budget.proposal["months_used"] == 12
    assert events(account) == ["budget.joined"]
    assert (budget.standing.next_review_on, budget.standing.next_due_on) == (date(2027, 2, 22), date(2026, 11, 22))


def test_the_old_balance_is_no_longer_chased_once_it_is_rolled_in():
    account = home(owes="60.00")

    join(account)

    assert queries.in_budget([account.pk], TODAY) == {account.pk: Decimal("60.00")}


def test_a_price_is_what_the_class_was_billed_in_its_newest_month():
    account = home()
    other = home(price=Decimal("1.25"), months=1)
    # A business pays more, and last month everybody did: neither tells today's price of a home.
    use(factories.account(account_class="commercial"), 1000, ended_on=date(2026, 10, 2), price=Decimal("9.00"))
    use(other, 1000, ended_on=date(2026, 9, 2), price=Decimal("9.00"))
    use(factories.account(), 50, ended_on=date(2026, 10, 4), price=Decimal("2.75"))

    # 50 + 50 + 50 therms for 62.50 + 62.50 + 137.50.
    found = queries.proposed(account, TODAY)
    assert found.proposal.use.services[0].price == Decimal("1.75")
    assert found.proposal.amount == Decimal("140.00")


def test_use_of_a_service_that_ended_does_not_come_again():
    account = home()
    account.services.update(ended_on=date(2026, 10, 1))

    assert queries.proposed(account, TODAY).verdict.strongest.code == "use"


def test_the_same_request_begins_one_budget():
    account, request_id = home(), uuid4()

    assert join(account, request_id=request_id) == join(account, request_id=request_id)
    assert events(account) == ["budget.joined"]


def test_refuses_a_second_budget():
    account = home()
    join(account)

    with pytest.raises(RuleViolation, match="already has a budget from Oct 5"):
        join(account)


def test_refuses_an_amount_that_is_another_by_now():
    account = home()

    with pytest.raises(RuleViolation, match=r"The amount is 100\.00 by now, and 99\.00 was on the page"):
        join(account, amount=Decimal("99.00"))


@pytest.mark.parametrize("days", [0, 63])
def test_refuses_a_first_day_that_is_over_or_far(days):
    with pytest.raises(RuleViolation, match="from tomorrow to Dec 6"):
        join(home(), first_due_on=TODAY + timedelta(days))


def test_refuses_a_business():
    with pytest.raises(RuleViolation, match="Budgets are for homes"):
        join(home(account_class="commercial"))


def test_refuses_where_a_hold_stops_agreements():
    account = home()
    open_hold(
        kind="bankruptcy", scope="account", account=account, from_on=TODAY, review_on=TODAY + timedelta(30),
        source="Notice of Oct 1", actor=None, today=TODAY,
        facts={"chapter": "7", "filed_on": "2026-09-29", "case_number": "26-50123", "court": "D. Minn."},
    )  # fmt: skip

    with pytest.raises(RuleViolation, match="A hold stops agreements on this account: bankruptcy"):
        join(account)


def test_refuses_while_a_payment_plan_holds_what_is_owed():
    account = home(owes="60.00")
    offer = Offer.objects.create(
        account=account, made_on=TODAY, made_at=moment(TODAY), arrears=60, count=2, first_due_on=date(2026, 11, 2),
        installment=30, answer="accepted", answered_on=TODAY,
    )  # fmt: skip
    with transaction.atomic():
        plan = PaymentPlan.objects.create(
            account=account, offer=offer, state="active", arrears=60, count=2, every="month",
            accepted_on=date(2026, 8, 3), accepted_at=moment(TODAY), after_transaction=0, began_on=TODAY,
            last_due_on=date(2026, 12, 2),
        )  # fmt: skip
        for number, due in enumerate([date(2026, 11, 2), date(2026, 12, 2)], 1):
            plan.installments.create(number=number, due_on=due, amount=30)

    with pytest.raises(RuleViolation, match="A payment plan from Aug 3 holds what this account owes"):
        join(account)


def test_what_is_disputed_stays_out_and_is_not_chased_as_part_of_it():
    account = home(owes="60.00")
    open_hold(
        kind="dispute", scope="charges", account=account, service="gas", from_on=TODAY, amount=Decimal("25.00"),
        review_on=TODAY + timedelta(9), source="Letter", note="The meter leaks", actor=None, today=TODAY,
    )  # fmt: skip

    budget = join(account)

    assert (budget.rolled_in, budget.left_out) == (Decimal("35.00"), Decimal("25.00"))
    assert queries.in_budget([account.pk], TODAY) == {account.pk: Decimal("35.00")}


def test_who_left_may_join_again():
    account = home(owes="60.00")
    left = leave_budget(join(account).pk, why="customer", actor=None, today=TODAY)

    assert queries.in_budget([account.pk], TODAY) == {}
    assert (left.state, left.ended_on) == ("ended", TODAY)
    assert join(account).pk != left.pk
    assert events(account) == ["budget.joined", "budget.ended", "budget.joined"]


def test_leaving_twice_is_refused():
    budget = join(home())
    leave_budget(budget.pk, why="customer", actor=None, today=TODAY)

    with pytest.raises(RuleViolation, match="This budget is over since Oct 5: ended early"):
        leave_budget(budget.pk, why="customer", actor=None, today=TODAY)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_begin_one_budget():
    account = home()

    with ThreadPoolExecutor(max_workers=2) as clerks:
        outcomes = list(clerks.map(try_to_join, [account] * 2))

    assert sorted(outcomes) == ["begun", "refused"]
    assert events(account) == ["budget.joined"]


def try_to_join(account):
    try:
        join(account)
    except RuleViolation as refused:
        assert "already has a budget" in str(refused)
        return "refused"
    finally:
        connection.close()
    return "begun"


# ---- laws of the database ----


def broken(law):
    return pytest.raises(IntegrityError, match=law)


def test_the_database_allows_one_active_budget_per_account():
    budget = join(home())
    budget.pk, budget.request_id = None, None

    with broken("one_active_budget_per_account"), transaction.atomic():
        budget.save(force_insert=True)


def test_the_database_lets_the_terms_of_a_budget_stay():
    budget = join(home())

    with broken("changes only by ending"), transaction.atomic():
        BudgetPlan.objects.filter(pk=budget.pk).update(rolled_in=0)
    with broken("append-only"), transaction.atomic():
        budget.amounts.update(amount=1)


def test_the_database_refuses_a_budget_that_is_over_and_does_not_say_how():
    budget = join(home())

    with broken("only_a_budget_that_is_over_says_how"), transaction.atomic():
        BudgetPlan.objects.filter(pk=budget.pk).update(state="ended", ended_on=TODAY)
    with broken("only_a_budget_that_is_over_says_how"), transaction.atomic():
        BudgetPlan.objects.filter(pk=budget.pk).update(state="settled", ended_on=TODAY, rest=0)
