"""Does the hold of a plan begin and end with the plan, and with nothing else?"""

from datetime import date

import pytest

from accounts.holds.actions import change_hold, end_hold
from accounts.holds.models import Hold
from core.errors import RuleViolation
from payment_plans.actions import begin_plan, cancel_plan
from tests.factories import TODAY
from tests.holds.cast import opened
from tests.payment_plans.cast import accept, figure, offer_of, pay

THURSDAY = date(2026, 10, 8)


def protected(account, on=TODAY):
    return Hold.objects.in_force(on).filter(account=account, kind="plan_in_force").exists()


def test_nobody_ends_it_while_the_plan_is_in_force(account, maria, ingrid):
    plan = accept(offer_of(account, maria), maria).plan

    with pytest.raises(RuleViolation, match=r"that of the plan from Oct 5 and ends with it. Cancel the plan"):
        end_hold(plan.hold_id, ended_on=TODAY, why="A mistake", actor=ingrid, today=TODAY)

    assert protected(account)


def test_nobody_changes_it_into_one_that_outlives_the_plan(account, maria, ingrid):
    plan = accept(offer_of(account, maria), maria).plan

    with pytest.raises(RuleViolation, match="ends with it"):
        change_hold(plan.hold_id, why="Longer", until_on=date(2028, 1, 1), actor=ingrid, today=TODAY)
    cancel_plan(plan.pk, why="Moved", actor=maria, today=TODAY)

    assert not protected(account)


def test_one_brought_over_for_a_plan_of_another_system_is_anybodys_to_end(account, ingrid):
    hold = opened(account, kind="plan_in_force", facts={"agreed_on": TODAY, "monthly": "60.00"})

    end_hold(hold.pk, ended_on=TODAY, why="Paid off", actor=ingrid, today=TODAY)

    assert not protected(account)


def test_it_lasts_as_long_as_the_grace_that_was_agreed_whatever_the_rulebook_says_when_it_begins(account, maria):
    plan = accept(offer_of(account, maria, down="120.00"), maria).plan
    figure("grace_days", 0, from_on=THURSDAY)
    pay(account, "120.00", on=THURSDAY)

    begun = begin_plan(plan.pk, actor=maria, today=THURSDAY)

    assert (begun.last_due_on, begun.hold.until_on) == (date(2027, 2, 5), date(2027, 2, 10))
