"""What may be in a plan and what may not, to the cent, row by row with the reason."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import Usage
from payment_plans.budgets.actions import join_budget, leave_budget
from payment_plans.queries.eligible import eligible, expected_bill
from tests import factories
from tests.factories import TODAY
from tests.holds.cast import opened
from tests.payment_plans.cast import bill, figure, owing, pay


def told(found):
    return [(row.charge_id.rpartition("-")[2], str(row.amount), row.is_in, row.why) for row in found.rows]


def test_names_what_is_past_due_and_what_is_not_yet(account):
    found = eligible(account, TODAY)

    assert told(found) == [
        ("JUL", "250.00", True, "77 days past due"),
        ("AUG", "162.40", True, "35 days past due"),
        ("OCT", "60.00", False, "falls due on Oct 19"),
    ]
    assert (found.arrears, found.left_out) == (Decimal("412.40"), 0)
    assert found.refused == ""


def test_what_falls_due_today_stays_out(account):
    bill(account, "10.00", TODAY, charge_id="B-TODAY")
    bill(account, "5.00", TODAY - timedelta(days=1), charge_id="B-YESTERDAY")

    found = eligible(account, TODAY)

    assert found.arrears == Decimal("417.40")
    assert ("TODAY", "10.00", False, "falls due on Oct 5") in told(found)


def test_a_payment_has_paid_the_oldest_bill_first(account):
    pay(account, "300.00", on=date(2026, 9, 15))

    assert told(eligible(account, TODAY))[0] == ("AUG", "112.40", True, "35 days past due")


def test_what_is_disputed_is_left_out_up_to_its_amount(account):
    july, _august, _october = (f"B-{account.pk}-{month}" for month in ("JUL", "AUG", "OCT"))
    opened(account, scope="charges", charges=[july], amount=Decimal("100.00"), from_on=date(2026, 9, 3))

    found = eligible(account, TODAY)

    assert told(found)[:2] == [
        ("JUL", "150.00", True, "77 days past due"),
        ("JUL", "100.00", False, "disputed since Sep 3"),
    ]
    assert (found.arrears, found.left_out, found.disputed) == (Decimal("312.40"), Decimal("100.00"), Decimal("100.00"))


def test_a_dispute_of_a_service_leaves_that_service_out(account):
    opened(account, scope="service", service="water")

    found = eligible(account, TODAY)

    assert (found.arrears, found.left_out) == (Decimal("250.00"), Decimal("162.40"))


def test_what_is_paid_or_not_yet_due_is_not_left_out_twice(account):
    opened(account, scope="charges", service="water", amount=Decimal("900.00"))

    found = eligible(account, TODAY)

    assert (found.arrears, found.left_out) == (Decimal("250.00"), Decimal("162.40"))


def test_a_hold_that_does_not_stop_plans_leaves_nothing_out(account):
    opened(account, kind="appeal")

    assert eligible(account, TODAY).arrears == Decimal("412.40")


def test_nothing_can_be_in_a_plan_when_all_is_disputed(account):
    opened(account)

    found = eligible(account, TODAY)

    assert found.refused == "Nothing here can be in a plan: 412.40 is disputed, 60.00 is not yet due."
    assert (found.arrears, found.left_out) == (0, Decimal("412.40"))


def test_nothing_is_past_due(office):
    assert eligible(factories.account(), TODAY).refused == "Nothing here can be in a plan: nothing is past due."


@pytest.mark.parametrize("scope", ["account", "customer"])
def test_bankruptcy_stops_every_plan_and_names_who_can_tell(account, scope):
    opened(account)
    opened(account, kind="bankruptcy", scope=scope, from_on=date(2026, 9, 29), facts={"filed_on": date(2026, 9, 29)})

    found = eligible(account, TODAY)

    expected = "All collection stopped on Sep 29: bankruptcy. Ask the paralegal before offering a plan."
    assert (found.refused, found.arrears) == (expected, 0)


def test_the_rulebook_says_which_holds_stop_plans(account):
    opened(account, kind="medical", facts={"certified_by": "Dr. Moe"})
    assert not eligible(account, TODAY).refused
    figure("medical", "shutoff plans", rules="HoldRules")

    refused = eligible(account, TODAY).refused

    assert "Private protection" in refused and "edical" not in refused  # which one is private by law


def test_an_ended_hold_leaves_nothing_out(account):
    opened(account, until_on=TODAY - timedelta(days=1))

    assert eligible(account, TODAY).arrears == Decimal("412.40")


def test_there_is_no_plan_beside_a_budget(account, maria):
    for month in range(1, 7):
        Usage.objects.create(
            account=account, service="gas", period_end=date(2026, month + 2, 1), quantity=50, unit="ccf", amount=60
        )
    budget = join_budget(account.pk, actor=maria, today=TODAY)

    expected = "This account is on a budget since Oct 5. End the budget first: what it deferred may then be in a plan."
    assert eligible(account, TODAY).refused == expected
    leave_budget(budget.pk, why="plan", actor=maria, today=TODAY)
    assert not eligible(account, TODAY).refused


# ---- the bill to come ----


def test_expects_the_mean_of_the_last_years_bills(office):
    account = factories.account()
    bill(account, "1000.00", date(2025, 9, 30))  # billed over a year ago
    for day, gas, water in [(date(2026, 8, 3), "40.00", "20.01"), (date(2026, 9, 3), "60.00", "20.00")]:
        bill(account, gas, day)
        bill(account, water, day, service="water")  # the same day: the same bill

    assert expected_bill(account.pk, TODAY) == Decimal("70.01")  # (60.01 + 80.00) / 2, half up


def test_counts_neither_what_was_taken_back_nor_fees_on_days_of_their_own(office):
    account = factories.account()
    bill(account, "50.00", date(2026, 9, 3))
    gone = bill(account, "900.00", date(2026, 8, 3))
    legs = [
        {"book": "receivable:gas", "amount": Decimal("-900.00"), "due_on": date(2026, 8, 3), "kind": "bill"},
        {"book": "billed:cis", "amount": Decimal("900.00")},
    ]
    factories.transaction(account, "reversal", legs, effective_on=date(2026, 8, 4), reverses=gone)
    bill(account, "30.00", date(2026, 9, 28), kind="returned_payment_fee")
    bill(account, "5.00", date(2026, 9, 29), kind="late_fee")

    assert expected_bill(account.pk, TODAY) == Decimal("50.00")


def test_expects_nothing_where_no_bill_is_known_or_none_will_come(office):
    assert expected_bill(factories.account().pk, TODAY) is None
    assert expected_bill(owing(status="inactive").pk, TODAY) is None
