"""Terms are offered: kept with what they were judged by, answered, and closed when nobody answers in time."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from core.approvals.models import Approval
from core.errors import RuleViolation
from core.history.models import HistoryLine
from payment_plans.actions import (
    accept_offer,
    counter_offer,
    decline_offer,
    expire_offers,
    make_offer,
    record_means,
    think_about_offer,
)  # fmt: skip
from payment_plans.models import Offer, PaymentPlan
from payment_plans.queries.eligible import requested
from tests import factories
from tests.factories import TODAY
from tests.payment_plans.cast import accept, bill, figure, offer_of, owing, pay, terms

Answer = Offer.Answer


def history(action):
    return HistoryLine.objects.get(action=action)


# ---- made ----


def test_keeps_the_terms_with_the_verdict_and_the_figures_they_were_judged_by(account, maria):
    offer = offer_of(account, maria, down="12.40", count=4)

    assert (offer.answer, offer.made_by, offer.made_on) == (Answer.OPEN, maria, TODAY)
    assert (offer.arrears, offer.down_payment, offer.installment) == (
        Decimal("412.40"), Decimal("12.40"), Decimal("100.00"),
    )  # fmt: skip
    assert (offer.down_by_on, offer.first_due_on) == (date(2026, 10, 9), date(2026, 11, 5))
    assert offer.verdict["verdict"] == "ALLOWED" and offer.verdict["decides"] is None
    assert offer.figures["specialist_months"] == 6
    assert offer.expected_bill == Decimal("157.47")  # (250.00 + 162.40 + 60.00) / 3
    told = history("payment_plan.offered").facts
    assert (told["arrears"], told["installment"], told["count"]) == ("412.40", "100.00", 4)


def test_what_is_beyond_limits_is_an_offer_that_says_who_decides(account, maria):
    offer = offer_of(account, maria, count=10)

    assert (offer.verdict["verdict"], offer.verdict["decides"]) == ("NEEDS_APPROVAL", "supervisor")
    assert "beyond your limit of six" in offer.verdict["reasons"][0]["text"]


def test_keeps_means_beside_the_offer_and_out_of_everything_that_is_not_private(account, maria):
    means = record_means(account.pk, monthly_income=Decimal("777.77"), household=3, actor=maria, today=TODAY)

    offer = offer_of(account, maria, count=4, means=means)
    accept(offer, maria)

    assert offer.means == means
    assert any(reason["code"] == "ABOVE_MEANS" for reason in offer.verdict["reasons"])
    said = [str(offer.verdict), str(offer.figures), *map(str, HistoryLine.objects.values_list("facts", flat=True))]
    assert not any("777" in text for text in said)


def test_a_trainee_may_offer(account, mai):
    assert offer_of(account, mai).made_by == mai


def test_the_same_request_again_is_the_same_offer(account, maria):
    request_id = uuid.uuid4()

    once, again = (
        make_offer(account.pk, terms=terms(), actor=maria, today=TODAY, request_id=request_id) for _ in range(2)
    )

    assert once == again and Offer.objects.count() == 1


def test_what_was_filled_in_for_one_account_is_not_offered_to_another(account, maria):
    request_id, other = uuid.uuid4(), owing()
    make_offer(account.pk, terms=terms(), actor=maria, today=TODAY, request_id=request_id)
    means = record_means(account.pk, household=3, actor=maria, today=TODAY)

    for said in ({"request_id": request_id}, {"means": means}):
        with pytest.raises(RuleViolation, match="for another account"):
            make_offer(other.pk, terms=terms(), actor=maria, today=TODAY, **said)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"count": 0}, "from 1 to"),
        ({"down": "412.40"}, "412.40"),
        ({"first": date(2026, 10, 4)}, "Oct 4"),
        ({"first": date(2027, 3, 1)}, "Nov 19"),
    ],
)
def test_refuses_what_nobody_could_agree_on(account, maria, said, refusal):
    with pytest.raises(RuleViolation, match=refusal):
        offer_of(account, maria, **said)
    assert not Offer.objects.exists()


def test_refuses_an_amount_that_is_not_what_may_be_in_a_plan(account, maria):
    pay(account, "100.00")

    with pytest.raises(RuleViolation, match=r"312.40 now and no longer 412.40"):
        offer_of(account, maria)


def test_refuses_where_nothing_can_be_in_a_plan(maria):
    account = factories.account()
    bill(account, "60.00", date(2026, 10, 19))

    with pytest.raises(RuleViolation, match=r"Nothing here can be in a plan: 60.00 is not yet due"):
        offer_of(account, maria, "60.00")


def test_refuses_who_may_not_offer(account):
    with pytest.raises(RuleViolation, match="may offer plans"):
        offer_of(account, factories.person("auditor"))


# ---- declined, thought about, countered ----


def test_a_declined_offer_says_what_it_was_and_why(account, maria):
    offer = decline_offer(offer_of(account, maria).pk, why="Waits for a loan", actor=maria, today=TODAY)

    assert (offer.answer, offer.answer_why, offer.answered_on) == (Answer.DECLINED, "Waits for a loan", TODAY)
    told = history("offer.declined").facts
    assert (told["why"], told["arrears"], told["count"]) == ("Waits for a loan", "412.40", 4)


def test_a_declined_offer_needs_a_reason_and_no_card_number(account, maria):
    offer = offer_of(account, maria)

    with pytest.raises(RuleViolation, match="Say why"):
        decline_offer(offer.pk, why=" ", actor=maria, today=TODAY)
    with pytest.raises(RuleViolation, match="card number"):
        decline_offer(offer.pk, why="Card 4111 1111 1111 1111", actor=maria, today=TODAY)


def test_a_declined_offer_is_not_accepted_any_more(account, maria):
    offer = decline_offer(offer_of(account, maria).pk, why="Too much", actor=maria, today=TODAY)

    with pytest.raises(RuleViolation, match=r"declined on Oct 5 \(Maria Olson\)"):
        accept(offer, maria)


def test_who_changes_their_mind_while_somebody_decides_takes_the_question_along(account, maria, samuel):
    came = accept(offer_of(account, maria, count=10), maria)

    decline_offer(came.offer.pk, why="Pays at once", actor=samuel, today=TODAY)

    came.approval.refresh_from_db()
    assert (came.approval.state, requested(account)) == ("withdrawn", None)
    assert not Approval.objects.waiting().exists()


def test_an_offer_stands_while_somebody_thinks_about_it(account, maria):
    offer = think_about_offer(offer_of(account, maria).pk, actor=maria, today=TODAY)

    assert (offer.answer, offer.thinking_until) == (Answer.THINKING, date(2026, 10, 12))
    assert accept(offer, maria, today=date(2026, 10, 12)).plan.accepted_on == date(2026, 10, 12)


@pytest.mark.parametrize("until", [date(2026, 10, 4), date(2026, 10, 13)])
def test_an_offer_stands_no_longer_than_the_rulebook_allows(account, maria, until):
    with pytest.raises(RuleViolation, match="until Oct 12 at the longest"):
        think_about_offer(offer_of(account, maria).pk, until=until, actor=maria, today=TODAY)


def test_other_terms_take_the_place_of_an_offer(account, maria):
    first, request_id = offer_of(account, maria, count=2), uuid.uuid4()

    second, again = (
        counter_offer(first.pk, terms=terms(count=5), actor=maria, today=TODAY, request_id=request_id) for _ in range(2)
    )

    first.refresh_from_db()
    assert (first.answer, second.counters, second.count, again) == (Answer.COUNTERED, first, 5, second)


# ---- not answered in time ----


def test_an_offer_nobody_answered_runs_out_after_its_last_day(account, maria):
    left, thought = offer_of(account, maria), offer_of(account, maria, count=5)
    think_about_offer(thought.pk, until=date(2026, 10, 8), actor=maria, today=TODAY)

    assert expire_offers(today=date(2026, 10, 8)) == 0
    assert expire_offers(today=date(2026, 10, 9)) == 1
    thought.refresh_from_db()
    assert (thought.answer, thought.answered_by) == (Answer.EXPIRED, None)
    assert expire_offers(today=date(2026, 10, 12)) == 0  # seven days are Oct 12
    assert expire_offers(today=date(2026, 10, 13)) == 1
    assert expire_offers(today=date(2026, 10, 13)) == 0
    left.refresh_from_db()
    assert left.answer == Answer.EXPIRED
    assert HistoryLine.objects.filter(action="offer.expired", actor=None).count() == 2


def test_what_waits_for_a_decision_does_not_run_out(account, maria):
    accept(offer_of(account, maria, count=10), maria)

    assert expire_offers(today=TODAY + timedelta(days=30)) == 0 and requested(account)


def test_the_night_leaves_accounts_without_offers_alone(account, maria):
    figure("thinking_days", 0)
    accept(offer_of(account, maria), maria)

    assert expire_offers(today=TODAY + timedelta(days=1)) == 0


# ---- the laws of the database ----


@pytest.mark.parametrize(
    ("fields", "law"),
    [
        ({"arrears": Decimal("0.00"), "down_payment": Decimal("-1.00")}, "an_offer_is_about_arrears|leaves_something"),
        ({"down_payment": Decimal("412.40")}, "an_offers_first_payment_leaves_something"),
        ({"count": 0}, "an_offer_has_installments"),
        ({"answer": "accepted"}, "an_answered_offer_says_when"),
        ({"answered_on": TODAY}, "an_answered_offer_says_when"),
        ({"answer": "thinking", "answered_on": TODAY}, "who_thinks_does_so_until_a_day"),
        ({"answer": "declined", "answered_on": TODAY}, "a_declined_offer_says_why"),
        ({"answer": "returned", "answered_on": TODAY}, "a_declined_offer_says_why"),
    ],
)
def test_the_database_keeps_offers_whole(account, maria, fields, law):
    offer = offer_of(account, maria)

    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(**fields)


def test_one_plan_comes_of_an_offer(account, maria):
    offer = offer_of(account, maria)
    plan = accept_offer(offer.pk, actor=maria, today=TODAY).plan
    PaymentPlan.objects.filter(pk=plan.pk).update(state="broken", ended_on=TODAY, end_why="missed twice")

    with pytest.raises(IntegrityError, match="offer_id"), transaction.atomic():
        PaymentPlan.objects.filter(pk=accept(offer_of(account, maria), maria).plan.pk).update(offer=offer)
