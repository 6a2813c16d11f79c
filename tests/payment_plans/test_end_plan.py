"""A plan ends: broken, kept, cancelled, replaced. Nobody ends it before the policy says so, nor twice."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.holds.models import Hold
from core.errors import RuleViolation
from core.history.models import HistoryLine
from payment_plans.actions import break_plan, cancel_plan, keep_plan, replace_plan
from payment_plans.models import Installment, PaymentPlan
from tests import factories
from tests.factories import TODAY
from tests.payment_plans.cast import accept, agreed_plan, offer_of, owing, pay

State = PaymentPlan.State
NOVEMBER, DECEMBER = date(2026, 11, 5), date(2026, 12, 7)


@pytest.fixture(autouse=True)
def all_that_came_is_known(office):
    factories.utility(balances_on=date(2027, 12, 31))


@pytest.fixture
def plan(account, maria):
    """103.10 on Nov 5, Dec 7, Jan 5 and Feb 5; a bill of 60.00 falls due on Oct 19."""
    return accept(offer_of(account, maria), maria).plan


def history(action):
    return HistoryLine.objects.get(action=action)


# ---- broken ----


def test_breaks_when_more_was_missed_than_is_allowed_and_says_what(plan):
    ended = break_plan(plan.pk, actor=None, today=date(2026, 11, 11))

    assert (ended.state, ended.ended_on) == (State.BROKEN, date(2026, 11, 11))
    assert ended.end_why == "Bill due Oct 19 (60.00), installment due Nov 5 (103.10) missed."
    hold = Hold.objects.get(kind="plan_in_force")
    assert (hold.ended_on, hold.ended_why) == (date(2026, 11, 11), ended.end_why)
    assert history("payment_plan.broken").facts == {"why": ended.end_why, "arrears": "412.40"}


def test_does_not_break_on_the_last_day_of_grace(plan):
    with pytest.raises(RuleViolation, match="is behind, so it cannot be broken yet"):
        break_plan(plan.pk, actor=None, today=date(2026, 11, 10))


def test_does_not_break_while_it_is_on_track(plan):
    with pytest.raises(RuleViolation, match="is on track, so it cannot be broken yet"):
        break_plan(plan.pk, actor=None, today=TODAY)


def test_breaks_once(plan):
    break_plan(plan.pk, actor=None, today=date(2026, 11, 11))

    with pytest.raises(RuleViolation, match="already broken, since Nov 11"):
        break_plan(plan.pk, actor=None, today=date(2026, 11, 12))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_break_it_once(office):
    plan = agreed_plan()

    def breaking(_turn):
        try:
            return break_plan(plan.pk, actor=None, today=date(2026, 10, 6)).state
        except RuleViolation as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as both:
        outcomes = sorted(both.map(breaking, range(2)))

    assert outcomes == ["This plan is already broken, since Oct 6.", "broken"]
    assert HistoryLine.objects.filter(action="payment_plan.broken").count() == 1


# ---- kept ----


def test_is_kept_when_nothing_is_left(plan, account):
    pay(account, "472.40", on=NOVEMBER)  # the bill of Oct 19 too

    assert keep_plan(plan.pk, actor=None, today=NOVEMBER).state == State.KEPT
    assert not Hold.objects.filter(ended_on=None).exists()


def test_is_not_kept_while_something_is_to_come(plan, account):
    pay(account, "472.39", on=NOVEMBER)

    with pytest.raises(RuleViolation, match=r"0.01 of this plan are still to come"):
        keep_plan(plan.pk, actor=None, today=NOVEMBER)


def test_what_waits_for_its_start_is_neither_kept_nor_broken(account, maria):
    plan = accept(offer_of(account, maria, down="120.00"), maria).plan

    for ending in (keep_plan, break_plan):
        with pytest.raises(RuleViolation, match="has not begun yet"):
            ending(plan.pk, actor=None, today=TODAY)


# ---- cancelled and replaced ----


def test_is_cancelled_with_its_reason(plan, maria):
    ended = cancel_plan(plan.pk, why=" Sold the house ", actor=maria, today=NOVEMBER)

    assert (ended.state, ended.end_why, ended.ended_by) == (State.CANCELLED, "Sold the house", maria)
    assert history("payment_plan.cancelled").actor == maria


@pytest.mark.parametrize(("why", "refusal"), [(" ", "Say why"), ("Card 4111 1111 1111 1111", "card number")])
def test_is_not_cancelled_without_a_reason_that_may_be_kept(plan, maria, why, refusal):
    with pytest.raises(RuleViolation, match=refusal):
        cancel_plan(plan.pk, why=why, actor=maria, today=NOVEMBER)


def test_a_trainee_cancels_nothing(plan, mai):
    with pytest.raises(RuleViolation, match="may agree on plans"):
        cancel_plan(plan.pk, why="Wants out", actor=mai, today=NOVEMBER)


def test_what_ended_is_not_cancelled(plan, maria):
    cancel_plan(plan.pk, why="Sold the house", actor=maria, today=NOVEMBER)

    with pytest.raises(RuleViolation, match="already cancelled, since Nov 5"):
        cancel_plan(plan.pk, why="Again", actor=maria, today=NOVEMBER)


def test_another_plan_takes_its_place_on_what_is_owed_then(plan, account, maria):
    pay(account, "163.10", on=NOVEMBER)  # 60.00 for the bill, 103.10 for the first installment
    offer = offer_of(account, maria, "309.30", first=date(2026, 12, 7), count=6, today=NOVEMBER)
    request_id = uuid.uuid4()

    came, again = (
        replace_plan(plan.pk, offer.pk, actor=maria, today=NOVEMBER, request_id=request_id) for _ in range(2)
    )

    plan.refresh_from_db()
    assert (plan.state, plan.replaced_by, came.plan) == (State.REPLACED, came.plan, again.plan)
    assert came.plan.arrears == Decimal("309.30")
    assert history("payment_plan.replaced").facts["why"] == "Another plan took its place."


def test_an_offer_for_another_account_replaces_nothing(plan, maria):
    other = offer_of(owing(), maria)

    with pytest.raises(RuleViolation, match="for another account"):
        replace_plan(plan.pk, other.pk, actor=maria, today=TODAY)


# ---- the laws of the database ----


def test_the_database_holds_one_plan_in_force_per_account(plan, account):
    with pytest.raises(IntegrityError, match="one_plan_in_force_per_account"), transaction.atomic():
        agreed_plan(account, arrears="412.40", hold=False)


@pytest.mark.parametrize(
    ("fields", "law"),
    [
        ({"down_payment": Decimal("412.40")}, "a_plans_first_payment_leaves_something"),
        ({"state": "broken", "ended_on": NOVEMBER}, "only_an_ended_plan_says_when_and_why"),
        ({"state": "broken", "end_why": "missed twice"}, "only_an_ended_plan_says_when_and_why"),
        ({"ended_on": NOVEMBER, "end_why": "missed twice"}, "only_an_ended_plan_says_when_and_why"),
        ({"state": "kept", "ended_on": date(2026, 10, 4), "end_why": "paid"}, "only_an_ended_plan_says_when_and_why"),
        ({"began_on": None}, "a_plan_that_runs_has_begun"),
        ({"state": "accepted"}, "a_plan_that_runs_has_begun"),
    ],
)
def test_the_database_keeps_plans_whole(plan, fields, law):
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        PaymentPlan.objects.filter(pk=plan.pk).update(**fields)


def test_the_database_lets_nobody_change_a_schedule(plan):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Installment.objects.filter(plan=plan).update(due_on=DECEMBER)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Installment.objects.filter(plan=plan)._raw_delete("default")


@pytest.mark.parametrize("amounts", [["100.00", "100.00"], ["200.00"]])
def test_the_database_lets_a_schedule_add_up_to_the_arrears_alone(office, amounts):
    with pytest.raises(IntegrityError, match="do not add up to what it holds"), transaction.atomic():
        agreed_plan(arrears="200.01", amounts=amounts, count=len(amounts))
        connection.check_constraints()


@pytest.mark.parametrize(
    ("installments", "law"),
    [
        ([(1, NOVEMBER), (1, DECEMBER)], "an_installment_has_its_own_number"),
        ([(1, NOVEMBER), (2, NOVEMBER)], "installments_fall_due_on_different_days"),
    ],
)
def test_the_database_tells_installments_apart(plan, installments, law):
    rows = [
        Installment(plan=plan, number=number + 10, due_on=due_on.replace(year=2030), amount=1)
        for number, due_on in installments
    ]
    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        Installment.objects.bulk_create(rows)


def test_the_database_lets_no_installment_ask_for_nothing(plan):
    with pytest.raises(IntegrityError, match="an_installment_asks_for_something"), transaction.atomic():
        Installment.objects.create(plan=plan, number=9, due_on=date(2030, 1, 7), amount=0)
