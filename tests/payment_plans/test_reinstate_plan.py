"""A broken plan goes on: by the rulebook at once, otherwise once a supervisor says yes."""

from datetime import date

import pytest

from accounts.holds.models import Hold
from core.approvals.actions import approve, return_
from core.approvals.queries import waiting_for
from core.errors import RuleViolation
from core.history.models import HistoryLine
from payment_plans.actions import break_plan, cancel_plan, reinstate_plan
from payment_plans.models import PaymentPlan
from tests import factories
from tests.factories import TODAY
from tests.holds.cast import opened
from tests.payment_plans.cast import accept, agreed_plan, figure, offer_of, pay

State = PaymentPlan.State
BROKE = date(2026, 10, 5)  # 87.50 of Aug 28 and of Sep 28 were missed; the second one's grace ended on Oct 3
IN_TIME, TOO_LATE = date(2026, 11, 4), date(2026, 11, 5)


@pytest.fixture(autouse=True)
def all_that_came_is_known(office):
    factories.utility(balances_on=date(2027, 12, 31))


@pytest.fixture
def broken(office):
    return break_plan(agreed_plan().pk, actor=None, today=BROKE)


def missed_is_there(plan, amount="175.00", on=TODAY):
    pay(plan.account, amount, on=on)


def test_goes_on_with_its_schedule_when_what_was_missed_is_there(broken, maria):
    missed_is_there(broken)

    came = reinstate_plan(broken.pk, actor=maria, today=TODAY)

    plan = PaymentPlan.objects.get()
    assert (came.plan, came.approval) == (plan, None)
    assert (plan.state, plan.reinstated_on, plan.reinstated_times) == (State.ACTIVE, TODAY, 1)
    assert (plan.ended_on, plan.ended_at, plan.ended_by, plan.end_why) == (None, None, None, "")
    hold = Hold.objects.get(ended_on=None)
    assert (plan.hold, hold.from_on, hold.until_on) == (hold, TODAY, date(2027, 2, 2))
    told = HistoryLine.objects.get(action="payment_plan.reinstated").facts
    assert (told["arrears"], told["times"]) == ("525.00", 1)
    assert (plan.standing.as_of, plan.standing.missed_count) == (TODAY, 0)


def test_on_the_last_day_it_is_in_time_and_on_the_next_a_supervisor_decides(broken, maria):
    missed_is_there(broken, "262.50")

    with pytest.raises(RuleViolation, match=r"30 days to reinstate it are over. A supervisor can say yes"):
        reinstate_plan(broken.pk, actor=maria, today=TOO_LATE)
    assert reinstate_plan(broken.pk, actor=maria, today=IN_TIME).plan.state == State.ACTIVE


def test_beyond_the_rulebook_it_waits_for_a_supervisor_with_the_reason(broken, maria, ingrid):
    missed_is_there(broken, "87.50")

    came = reinstate_plan(broken.pk, why="Paid on the wrong account.", actor=maria, today=TODAY)

    broken.refresh_from_db()
    assert broken.state == State.BROKEN
    assert list(waiting_for(ingrid, today=TODAY)) == [came.approval]
    assert "87.50 of what was missed has not come yet. Paid on the wrong account." in came.approval.sentence
    with pytest.raises(RuleViolation, match="You asked for this one"):
        approve(came.approval.pk, actor=maria, today=TODAY)
    with pytest.raises(RuleViolation, match=r"waits for a supervisor since Oct 5 \(Maria Olson\)"):
        reinstate_plan(broken.pk, why="Again", actor=maria, today=TODAY)
    approve(came.approval.pk, actor=ingrid, today=TODAY)
    broken.refresh_from_db()
    assert (broken.state, broken.reinstated_times) == (State.ACTIVE, 1)


def test_returned_it_stays_broken(broken, maria, ingrid):
    missed_is_there(broken, "87.50")
    came = reinstate_plan(broken.pk, why="Please.", actor=maria, today=TODAY)

    return_(came.approval.pk, reason="A new plan is better.", actor=ingrid, today=TODAY)

    broken.refresh_from_db()
    assert broken.state == State.BROKEN


def test_a_second_time_is_a_supervisor_s_to_decide_who_needs_nobody(broken, maria, ingrid):
    missed_is_there(broken)
    reinstate_plan(broken.pk, actor=maria, today=TODAY)
    again = date(2026, 12, 5)  # Oct 28 and Nov 30 missed
    break_plan(broken.pk, actor=None, today=again)
    missed_is_there(broken, "175.00", on=again)

    with pytest.raises(RuleViolation, match=r"reinstated before, on Oct 5. A supervisor can say yes"):
        reinstate_plan(broken.pk, actor=maria, today=again)
    assert reinstate_plan(broken.pk, actor=ingrid, today=again).plan.reinstated_times == 2


def test_the_rulebook_may_leave_none_to_specialists(broken, maria):
    figure("reinstatements", 0)
    missed_is_there(broken)

    with pytest.raises(RuleViolation, match="A supervisor can say yes"):
        reinstate_plan(broken.pk, actor=maria, today=TODAY)


def test_nobody_reinstates_what_would_break_again_the_same_night(broken, maria, ingrid):
    for person in (maria, ingrid):
        with pytest.raises(RuleViolation, match=r"175.00 of what was missed has not come, and it would break again"):
            reinstate_plan(broken.pk, why="Please.", actor=person, today=TODAY)


def test_nor_what_is_over_and_not_paid(office, ingrid):
    plan = break_plan(agreed_plan(count=2).pk, actor=None, today=BROKE)
    pay(plan.account, "500.00")

    with pytest.raises(RuleViolation, match=r"nothing is left to reinstate. Offer a new plan"):
        reinstate_plan(plan.pk, actor=ingrid, today=TODAY)


def test_nor_beside_another_plan(broken, maria):
    missed_is_there(broken)
    accept(offer_of(broken.account, maria, "350.00"), maria)

    with pytest.raises(RuleViolation, match=r"another plan, from Oct 5. Only one can be in force"):
        reinstate_plan(broken.pk, actor=maria, today=TODAY)


def test_nor_what_a_hold_stops(broken, maria):
    missed_is_there(broken)
    opened(broken.account, kind="bankruptcy", facts={"filed_on": date(2026, 9, 22)})

    with pytest.raises(RuleViolation, match=r"bankruptcy. Ask the paralegal"):
        reinstate_plan(broken.pk, actor=maria, today=TODAY)


def test_only_a_broken_plan_is_reinstated(office, maria):
    plan = agreed_plan()
    with pytest.raises(RuleViolation, match="Only a broken plan can be reinstated; this one is active"):
        reinstate_plan(plan.pk, actor=maria, today=TODAY)
    cancel_plan(plan.pk, why="Sold the house", actor=maria, today=TODAY)
    with pytest.raises(RuleViolation, match="this one is cancelled"):
        reinstate_plan(plan.pk, actor=maria, today=TODAY)


def test_a_trainee_reinstates_nothing(broken, mai):
    with pytest.raises(RuleViolation, match="may agree on plans"):
        reinstate_plan(broken.pk, actor=mai, today=TODAY)
