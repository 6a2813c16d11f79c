"""A plan that waits begins when its first payment and its signature are there, and lapses when they are not in time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from accounts.contacts.papers import Upload
from accounts.documents import files
from core.errors import RuleViolation
from core.history.models import HistoryLine
from payment_plans.actions import begin_plan, lapse_plan, refresh, sign_plan
from payment_plans.models import PaymentPlan
from tests import factories
from tests.factories import TODAY
from tests.payment_plans.cast import accept, figure, offer_of, owing, pay

State = PaymentPlan.State
THURSDAY, FRIDAY, SATURDAY = date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10)


@pytest.fixture(autouse=True)
def all_that_came_is_known(office):
    factories.utility(balances_on=date(2027, 12, 31))


@pytest.fixture
def waiting(account, maria):
    """Waits for 120.00 by Friday, Oct 9."""
    return accept(offer_of(account, maria, down="120.00", count=4), maria).plan


@pytest.fixture
def unsigned(account, maria):
    """Waits for a signature by Oct 19."""
    return accept(offer_of(account, maria), maria, spoken=False).plan


def test_begins_with_the_first_payment_and_protects_to_its_end(waiting, account, maria):
    pay(account, "120.00", on=THURSDAY)

    plan = begin_plan(waiting.pk, actor=maria, today=THURSDAY)

    assert (plan.state, plan.began_on) == (State.ACTIVE, THURSDAY)
    assert (plan.hold.from_on, plan.hold.until_on) == (THURSDAY, date(2027, 2, 10))
    waiting.hold.refresh_from_db()
    assert (waiting.hold.ended_on, waiting.hold.ended_why) == (THURSDAY, "The plan began.")
    assert HistoryLine.objects.get(action="payment_plan.begun").subject_key == str(plan.pk)


def test_refuses_to_begin_before_the_money_is_there(waiting, account, maria):
    pay(account, "100.00", on=THURSDAY)

    with pytest.raises(RuleViolation, match=r"Starts when 20.00 arrives by Oct 9"):
        begin_plan(waiting.pk, actor=maria, today=THURSDAY)


def test_what_was_paid_before_the_plan_does_not_start_it(account, maria):
    pay(account, "100.00", on=TODAY)
    plan = accept(offer_of(account, maria, "312.40", down="100.00"), maria).plan

    assert refresh(account.pk, today=TODAY).state == State.ACCEPTED
    assert plan.state == State.ACCEPTED


def test_refuses_to_begin_twice(waiting, account, maria):
    pay(account, "120.00", on=THURSDAY)
    begin_plan(waiting.pk, actor=maria, today=THURSDAY)

    with pytest.raises(RuleViolation, match="already begun"):
        begin_plan(waiting.pk, actor=maria, today=THURSDAY)


# ---- brought up to date after a payment ----


def test_a_payment_at_the_desk_begins_it_and_a_second_look_changes_nothing(waiting, account):
    assert refresh(account.pk, today=THURSDAY).state == State.ACCEPTED
    pay(account, "120.00", on=THURSDAY)

    for _time in range(2):
        plan = refresh(account.pk, today=THURSDAY)
        assert (plan.state, plan.began_on) == (State.ACTIVE, THURSDAY)
    assert HistoryLine.objects.filter(action="payment_plan.begun").count() == 1
    assert (plan.standing.down_paid, plan.standing.left) == (Decimal("120.00"), Decimal("292.40"))


def test_its_standing_follows_what_is_paid(account, maria):
    accept(offer_of(account, maria), maria)
    pay(account, "103.10", on=THURSDAY)

    plan = refresh(account.pk, today=THURSDAY)

    assert (plan.standing.paid, plan.standing.left, plan.standing.as_of) == (
        # the bill of Oct 19 falls due before the first installment
        Decimal("43.10"), Decimal("369.30"), THURSDAY,
    )  # fmt: skip


def test_where_no_plan_is_in_force_there_is_nothing_to_bring_up_to_date(account):
    assert refresh(account.pk, today=TODAY) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_look_at_once_begin_it_once(office, maria):
    account = owing()
    accept(offer_of(account, maria, down="120.00"), maria)
    pay(account, "120.00", on=THURSDAY)

    def looking(_turn):
        try:
            return refresh(account.pk, today=THURSDAY).state
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as both:
        assert list(both.map(looking, range(2))) == [State.ACTIVE, State.ACTIVE]
    assert HistoryLine.objects.filter(action="payment_plan.begun").count() == 1


# ---- signed ----


def test_a_signature_begins_it_and_its_paper_is_kept(unsigned, maria):
    paper = Upload(b"%PDF-1.7 signed", "signed.pdf")

    plan = sign_plan(unsigned.pk, paper=paper, actor=maria, today=THURSDAY)

    assert (plan.state, plan.signed_on, plan.began_on) == (State.ACTIVE, THURSDAY, THURSDAY)
    assert files.read(plan.signed_paper.sha256) == b"%PDF-1.7 signed"
    told = HistoryLine.objects.get(action="payment_plan.signed").facts
    assert (told["how"], told["document"]) == ("paper", plan.signed_paper_id)


def test_a_signature_alone_does_not_begin_what_waits_for_money_too(account, maria):
    plan = accept(offer_of(account, maria, down="120.00"), maria, spoken=False).plan
    assert plan.starts_by_on == date(2026, 10, 19)

    assert sign_plan(plan.pk, actor=maria, today=THURSDAY).state == State.ACCEPTED
    pay(account, "120.00", on=THURSDAY)
    assert refresh(account.pk, today=THURSDAY).state == State.ACTIVE


def test_agreed_by_word_of_mouth_later_it_begins_too(unsigned, maria):
    plan = sign_plan(unsigned.pk, spoken=True, actor=maria, today=THURSDAY)

    assert (plan.state, plan.signed_paper) == (State.ACTIVE, None)
    assert HistoryLine.objects.get(action="payment_plan.signed").facts["how"] == "spoken"


def test_a_spoken_agreement_counts_only_where_the_rulebook_allows_it(unsigned, maria):
    figure("spoken_agreement", False)

    with pytest.raises(RuleViolation, match="does not suffice"):
        sign_plan(unsigned.pk, spoken=True, actor=maria, today=THURSDAY)


@pytest.mark.parametrize("signed_on", [date(2026, 10, 4), FRIDAY])
def test_refuses_a_signature_before_the_agreement_or_to_come(unsigned, maria, signed_on):
    with pytest.raises(RuleViolation, match="of Oct 5; it was signed on that day or later"):
        sign_plan(unsigned.pk, signed_on=signed_on, actor=maria, today=THURSDAY)


def test_refuses_a_second_signature_and_one_under_an_ended_plan(unsigned, maria):
    sign_plan(unsigned.pk, actor=maria, today=TODAY)
    with pytest.raises(RuleViolation, match="already signed on Oct 5"):
        sign_plan(unsigned.pk, actor=maria, today=THURSDAY)
    PaymentPlan.objects.filter(pk=unsigned.pk).update(
        state="broken", ended_on=THURSDAY, end_why="missed twice", signed_on=None
    )
    with pytest.raises(RuleViolation, match="already broken, since Oct 8"):
        sign_plan(unsigned.pk, actor=maria, today=THURSDAY)


def test_a_trainee_notes_no_signature(unsigned, mai):
    with pytest.raises(RuleViolation, match="may agree on plans"):
        sign_plan(unsigned.pk, actor=mai, today=TODAY)


# ---- lapsed ----


def test_lapses_on_the_day_after_its_last(waiting):
    with pytest.raises(RuleViolation, match=r"Starts when 120.00 arrives by Oct 9"):
        lapse_plan(waiting.pk, actor=None, today=FRIDAY)

    plan = lapse_plan(waiting.pk, actor=None, today=SATURDAY)

    assert (plan.state, plan.ended_on) == (State.LAPSED, SATURDAY)
    assert plan.end_why == "By Oct 9 the first payment was not here: 120.00 of it is lacking."
    waiting.hold.refresh_from_db()
    assert waiting.hold.ended_on is None  # it ran out by itself on Friday
    assert HistoryLine.objects.get(action="payment_plan.lapsed").facts["why"] == plan.end_why


def test_does_not_lapse_when_the_money_is_there(waiting, account):
    pay(account, "120.00", on=FRIDAY)

    with pytest.raises(RuleViolation, match="is there: it can begin"):
        lapse_plan(waiting.pk, actor=None, today=SATURDAY)


def test_without_its_signature_it_lapses_and_says_so(unsigned):
    plan = lapse_plan(unsigned.pk, actor=None, today=date(2026, 10, 20))

    assert plan.end_why == "By Oct 19 it was not signed."


def test_what_lapsed_takes_nobody_s_place(waiting, account, maria):
    lapse_plan(waiting.pk, actor=None, today=SATURDAY)

    assert accept(offer_of(account, maria, today=SATURDAY), maria, today=SATURDAY).plan.state == State.ACTIVE
