"""Does ending a plan end its hold and say so, once?"""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from core.history.models import HistoryLine
from payment_plans.actions.begin_and_end import begin_plans, end_plans
from payment_plans.models import PaymentPlan
from tests import factories
from tests.factories import TODAY
from tests.payment_plans.cast import agreed_plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office(db):
    factories.utility()


def told(plan):
    lines = HistoryLine.objects.filter(account_number=plan.account.number).order_by("pk")
    return [line.action for line in lines]


def test_ends_plan_and_hold_with_the_reason_and_tells_both():
    clerk, plan = factories.person("specialist"), agreed_plan()

    assert end_plans([plan.pk], "broken", "Two installments were missed.", actor=clerk, today=TODAY) == [plan.pk]

    plan.refresh_from_db()
    assert (plan.state, plan.ended_on, plan.ended_by, plan.end_why) == (
        "broken", TODAY, clerk, "Two installments were missed.",
    )  # fmt: skip
    assert (plan.hold.ended_on, plan.hold.ended_why) == (TODAY, "Two installments were missed.")
    assert told(plan) == ["payment_plan.broken", "hold.ended"]
    line = HistoryLine.objects.get(action="payment_plan.broken")
    assert line.facts == {"why": "Two installments were missed.", "arrears": "525.00"}


def test_the_second_time_nothing_is_ended():
    plan = agreed_plan()
    end_plans([plan.pk], "kept", "All is paid.", actor=None, today=TODAY)

    assert end_plans([plan.pk], "broken", "Missed.", actor=None, today=TODAY) == []

    assert PaymentPlan.objects.get().state == "kept"
    assert len(told(plan)) == 2


def test_each_of_several_has_its_own_reason():
    one, other = agreed_plan(), agreed_plan()

    end_plans([other.pk, one.pk], "cancelled", {one.pk: "Moved.", other.pk: "Asked."}, actor=None, today=TODAY)

    assert [PaymentPlan.objects.get(pk=p.pk).end_why for p in (one, other)] == ["Moved.", "Asked."]


def test_a_hold_that_ran_out_is_left_as_it_is():
    plan = agreed_plan(count=1, first_due_on=date(2026, 9, 1))

    end_plans([plan.pk], "broken", "Missed.", actor=None, today=TODAY)

    plan.refresh_from_db()
    assert plan.state == "broken" and plan.hold.ended_on is None
    assert told(plan) == ["payment_plan.broken"]


def test_a_plan_that_begins_is_protected_to_its_end():
    plan = agreed_plan(state="accepted", down="100.00", accepted_on=TODAY, first_due_on=date(2026, 10, 28))
    tomorrow = TODAY + timedelta(days=1)

    assert begin_plans([plan.pk], actor=None, today=tomorrow) == [plan.pk]

    before = plan.hold
    plan.refresh_from_db()
    before.refresh_from_db()
    assert (plan.state, plan.began_on) == ("active", tomorrow)
    assert (before.ended_on, before.ended_why) == (tomorrow, "The plan began.")
    assert (plan.hold.from_on, plan.hold.until_on) == (tomorrow, plan.last_due_on + timedelta(days=5))
    assert (plan.hold.kind, plan.hold.source, plan.hold.facts) == (before.kind, before.source, before.facts)
    assert told(plan) == ["payment_plan.begun", "hold.ended", "hold.opened"]
    assert begin_plans([plan.pk], actor=None, today=tomorrow) == []


def test_a_plan_that_never_began_is_not_kept():
    plan = agreed_plan(state="accepted", down="100.00")
    with pytest.raises(IntegrityError), transaction.atomic():
        end_plans([plan.pk], "kept", "All is paid.", actor=None, today=TODAY)
    connection.check_constraints()
