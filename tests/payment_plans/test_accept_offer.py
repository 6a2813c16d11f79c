"""A customer says yes: a plan within limits, a question beyond them; everything is judged again under the lock."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from accounts.documents import files
from accounts.holds.models import Hold
from accounts.people.models import LockedAccount
from core.approvals.actions import approve, return_, withdraw
from core.approvals.models import Approval
from core.approvals.queries import waiting_for
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.staff.models import StandIn
from core.utility import moment
from ledger.models import Transaction
from payment_plans.models import Offer, PaymentPlan
from payment_plans.queries.eligible import requested
from tests import factories
from tests.factories import TODAY
from tests.holds.cast import opened
from tests.notices.reading import text_of
from tests.payment_plans.cast import accept, bill, figure, offer_of, owing, pay

State, Answer = PaymentPlan.State, Offer.Answer


def history(action):
    return HistoryLine.objects.get(action=action)


# ---- within limits: a plan ----


def test_makes_the_plan_that_begins_at_once_where_nothing_is_awaited(account, maria):
    offer = offer_of(account, maria, count=4)

    came = accept(offer, maria)

    plan = came.plan
    assert (plan.state, plan.began_on, plan.starts_by_on, plan.signed_on) == (State.ACTIVE, TODAY, None, None)
    assert [(one.due_on, one.amount) for one in plan.installments.all()] == [
        (date(2026, 11, 5), Decimal("103.10")),
        (date(2026, 12, 7), Decimal("103.10")),  # Dec 5 is a Saturday
        (date(2027, 1, 5), Decimal("103.10")),
        (date(2027, 2, 5), Decimal("103.10")),
    ]
    assert (plan.arrears, plan.count, plan.last_due_on) == (Decimal("412.40"), 4, date(2027, 2, 5))
    assert came.offer.answer == Answer.ACCEPTED and came.approval is None
    assert (plan.accepted_by, came.offer.answered_by) == (maria, maria)


def test_waits_for_a_first_payment_and_protects_meanwhile(account, maria):
    plan = accept(offer_of(account, maria, down="120.00", count=3), maria).plan

    # Four days from Monday, Oct 5.
    assert (plan.state, plan.began_on, plan.starts_by_on) == (State.ACCEPTED, None, date(2026, 10, 9))
    assert (plan.hold.kind, plan.hold.from_on, plan.hold.until_on) == ("plan_in_force", TODAY, date(2026, 10, 9))
    assert sum(one.amount for one in plan.installments.all()) == Decimal("292.40")


def test_once_begun_it_protects_to_the_last_due_date_and_its_grace(account, maria):
    plan = accept(offer_of(account, maria, count=4), maria).plan

    assert plan.hold.until_on == date(2027, 2, 10)
    assert plan.hold.facts == {"agreed_on": "2026-10-05", "monthly": "103.10"}


def test_waits_for_a_signature_where_nothing_was_agreed_by_word(account, maria):
    plan = accept(offer_of(account, maria), maria, spoken=False).plan

    # Fourteen days on, Oct 19, is a Monday.
    assert (plan.state, plan.needs_signature, plan.starts_by_on) == (State.ACCEPTED, True, date(2026, 10, 19))


def test_a_spoken_agreement_does_not_suffice_where_the_rulebook_says_so(account, maria):
    figure("spoken_agreement", False)

    assert accept(offer_of(account, maria), maria).plan.needs_signature


def test_holds_what_was_recorded_by_then_and_nothing_later(account, maria):
    plan = accept(offer_of(account, maria), maria).plan

    assert plan.after_transaction == Transaction.objects.filter(account=account).latest("pk").pk


def test_freezes_the_figures_it_was_agreed_by(account, maria):
    figure("grace_days", 9)

    plan = accept(offer_of(account, maria), maria).plan

    assert (plan.figures["grace_days"], plan.figures["tolerance"]) == (9, "1.00")


def test_keeps_the_agreement(account, maria):
    plan = accept(offer_of(account, maria), maria).plan

    assert (plan.agreement.kind, plan.agreement.account, plan.agreement.privacy) == ("plan_agreement", account, "open")
    assert files.read(plan.agreement.sha256).startswith(b"%PDF")


def test_the_history_tells_it_in_figures(account, maria):
    plan = accept(offer_of(account, maria, down="120.00", count=3), maria).plan

    line = history("payment_plan.accepted")
    assert (line.subject_key, line.account_number, line.actor) == (str(plan.pk), account.number, maria)
    told = line.facts
    assert (told["arrears"], told["down_payment"], told["installment"], told["count"]) == (
        "412.40", "120.00", "97.47", 3,
    )  # fmt: skip
    assert (told["starts_by_on"], told["last_due_on"]) == ("2026-10-09", "2027-01-05")


def test_takes_over_a_protection_that_was_brought_from_another_system(account, maria):
    brought = opened(account, kind="plan_in_force", source="File of the old system")
    for_all_accounts = opened(account, kind="plan_in_force", scope="customer")

    accept(offer_of(account, maria), maria)

    brought.refresh_from_db()
    for_all_accounts.refresh_from_db()
    assert (brought.ended_on, brought.ended_why) == (TODAY, "Taken over by a plan made here.")
    assert for_all_accounts.ended_on is None  # it protects the other accounts too


def test_other_offers_that_stood_open_are_answered_too(account, maria):
    short, long = offer_of(account, maria, count=2), offer_of(account, maria, count=6)

    accept(long, maria)

    short.refresh_from_db()
    assert (short.answer, short.answer_why) == (Answer.COUNTERED, "Another offer was accepted.")


def test_an_inactive_account_can_have_a_plan(maria):
    account = owing(status="inactive")

    assert accept(offer_of(account, maria), maria).plan.state == State.ACTIVE


# ---- refused ----


def test_refuses_a_second_plan_and_names_the_first(account, maria, samuel):
    first = accept(offer_of(account, maria), maria).plan
    PaymentPlan.objects.filter(pk=first.pk).update(accepted_on=date(2026, 8, 3))

    with pytest.raises(RuleViolation, match=r"already has an active plan from Aug 3. Replace it, or change its dates."):
        accept(offer_of(account, samuel), samuel)
    assert PaymentPlan.objects.count() == 1


def test_refuses_while_a_plan_waits_for_its_start(account, maria):
    accept(offer_of(account, maria, down="120.00"), maria)

    with pytest.raises(RuleViolation, match="a plan from Oct 5, which waits for its start"):
        accept(offer_of(account, maria), maria)


@pytest.mark.parametrize("change", ["payment", "bill", "dispute"])
def test_refuses_when_what_may_be_in_it_has_changed(account, maria, change):
    offer = offer_of(account, maria)
    match change:
        case "payment":
            pay(account, "100.00")
            now = "312.40"
        case "bill":
            bill(account, "10.00", TODAY - timedelta(days=1))
            now = "422.40"
        case "dispute":
            opened(account, scope="charges", service="water", amount=Decimal("62.40"))
            now = "350.00"

    with pytest.raises(
        RuleViolation, match=f"What may be in a plan is {now} now and no longer 412.40. Make a new offer"
    ):
        accept(offer, maria)
    assert not PaymentPlan.objects.exists() and not Hold.objects.filter(kind="plan_in_force").exists()


def test_refuses_what_a_hold_stops(account, maria):
    offer = offer_of(account, maria)
    opened(account, kind="bankruptcy", from_on=date(2026, 9, 29), facts={"filed_on": date(2026, 9, 29)})

    with pytest.raises(RuleViolation, match=r"bankruptcy. Ask the paralegal"):
        accept(offer, maria)


def test_refuses_an_offer_that_was_answered(account, maria, samuel):
    offer = offer_of(account, maria)
    accept(offer, maria)

    with pytest.raises(RuleViolation, match="already accepted on Oct 5 by Maria Olson"):
        accept(offer, samuel)


def test_refuses_an_offer_that_stood_until_yesterday(account, maria):
    offer = offer_of(account, maria)
    Offer.objects.filter(pk=offer.pk).update(
        answer="thinking", thinking_until=date(2026, 10, 4), answered_on=TODAY
    )  # fmt: skip

    with pytest.raises(RuleViolation, match="stood until Oct 4"):
        accept(offer, maria)


def test_refuses_a_start_that_has_gone_by(account, maria):
    offer = offer_of(account, maria, first=TODAY + timedelta(days=1))

    with pytest.raises(RuleViolation, match="Oct 6"):
        accept(offer, maria, today=TODAY + timedelta(days=2))


def test_refuses_who_may_neither_agree_nor_offer(account, maria):
    offer = offer_of(account, maria)

    with pytest.raises(RuleViolation, match=r"Only a .* may agree on plans"):
        accept(offer, factories.person("cashier"))


def test_refuses_whom_the_account_is_closed_to(account, maria):
    offer = offer_of(account, maria)
    LockedAccount.objects.create(account=account, person=maria, why="own", from_on=TODAY, entered_at=moment(TODAY))

    with pytest.raises(RuleViolation, match="your own account"):
        accept(offer, maria)


# ---- repeated, and two at once ----


def test_the_same_request_again_answers_the_same_plan(account, maria):
    offer, request_id = offer_of(account, maria), uuid.uuid4()

    once, again = (accept(offer, maria, request_id=request_id) for _ in range(2))

    assert once.plan == again.plan and PaymentPlan.objects.count() == 1


def test_the_same_request_again_asks_once(account, maria):
    offer, request_id = offer_of(account, maria, count=10), uuid.uuid4()

    once, again = (accept(offer, maria, request_id=request_id) for _ in range(2))

    assert once.approval == again.approval and Approval.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_make_one_plan_and_the_other_is_told(office, maria, samuel):
    account = owing()
    offers = [offer_of(account, person) for person in (maria, samuel)]

    def accepting(offer):
        try:
            return accept(offer, offer.made_by).plan
        except RuleViolation as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as both:
        outcomes = list(both.map(accepting, offers))

    assert PaymentPlan.objects.count() == 1 and Hold.objects.filter(kind="plan_in_force").count() == 1
    told = next(outcome for outcome in outcomes if isinstance(outcome, str))
    # The winner's plan answered the other offer.
    assert told.startswith("Other terms took the place of this offer on Oct 5")


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_to_offer_at_once_are_told_of_the_plan(office, maria, samuel):
    account = owing()

    def agreeing(person):
        try:
            return accept(offer_of(account, person), person).plan
        except RuleViolation as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as both:
        outcomes = list(both.map(agreeing, [maria, samuel]))

    told = next(outcome for outcome in outcomes if isinstance(outcome, str))
    assert "already has an active plan from Oct 5" in told or "Other terms took the place" in told
    assert PaymentPlan.objects.count() == 1


# ---- beyond limits ----


def test_beyond_limits_the_account_counts_as_requested_until_somebody_decides(account, maria, ingrid):
    offer = offer_of(account, maria, count=10)

    came = accept(offer, maria)

    assert came.plan is None and requested(account) == offer
    assert list(waiting_for(ingrid, today=TODAY)) == [came.approval]
    assert (came.approval.kind, came.approval.amount) == ("plan_beyond_limits", Decimal("412.40"))
    assert came.approval.deadline_on == date(2026, 11, 5)
    assert came.approval.sentence.startswith("Ten months at 41.24 for Harriet Lindqvist, account ")
    assert came.approval.sentence.endswith("Longer than whoever asks may agree on alone.")
    assert history("payment_plan.requested").facts["decides"] == "supervisor"
    assert not Hold.objects.exists()


def test_approved_it_is_a_plan_as_of_that_day(account, maria, ingrid):
    came = accept(offer_of(account, maria, count=10, down="12.40"), maria)
    later = TODAY + timedelta(days=2)

    approve(came.approval.pk, actor=ingrid, today=later)

    plan = PaymentPlan.objects.get()
    offer = plan.offer
    assert (plan.accepted_on, plan.accepted_by, plan.count) == (later, ingrid, 10)
    assert (offer.answer, offer.answered_on, offer.answered_by) == (Answer.ACCEPTED, TODAY, maria)
    assert plan.starts_by_on == date(2026, 10, 13)  # four days from then is a Sunday, and Oct 12 a holiday
    assert requested(account) is None
    assert "when you spoke with Maria Olson" in " ".join(text_of(files.read(plan.agreement.sha256)).split())


def test_on_approval_everything_is_judged_again(account, maria, ingrid):
    came = accept(offer_of(account, maria, count=10), maria)
    pay(account, "100.00")

    with pytest.raises(RuleViolation, match=r"312.40 now and no longer 412.40"):
        approve(came.approval.pk, actor=ingrid, today=TODAY)

    came.approval.refresh_from_db()
    assert came.approval.state == "waiting" and not PaymentPlan.objects.exists()
    return_(came.approval.pk, reason="Offer it on 312.40.", actor=ingrid, today=TODAY)
    offer = Offer.objects.get()
    assert (offer.answer, offer.answer_why) == (Answer.RETURNED, "Offer it on 312.40.")
    assert accept(offer_of(account, maria, "312.40"), maria).plan  # other terms can be agreed on


def test_taken_back_by_whoever_asked_nobody_waits_any_more(account, maria):
    came = accept(offer_of(account, maria, count=10), maria)

    withdraw(came.approval.pk, reason="Wrong account.", actor=maria, today=TODAY)

    came.offer.refresh_from_db()
    assert (came.offer.answer, came.offer.answer_why) == (Answer.RETURNED, "Wrong account.")
    assert requested(account) is None and accept(offer_of(account, maria), maria).plan


def test_too_late_for_its_first_installment_it_is_no_plan_any_more(account, maria, ingrid):
    came = accept(offer_of(account, maria, count=10, first=date(2026, 10, 7)), maria)

    with pytest.raises(RuleViolation, match="Oct 7"):
        approve(came.approval.pk, actor=ingrid, today=date(2026, 10, 8))
    assert requested(account) and not PaymentPlan.objects.exists()


def test_who_stands_in_for_a_supervisor_decides_by_a_supervisor_s_limits(account, maria, samuel, ingrid):
    StandIn.objects.create(
        person=ingrid, stand_in=samuel, from_on=TODAY, until_on=TODAY, named_by=ingrid, named_at=moment(TODAY)
    )

    approval = accept(offer_of(account, maria, count=10), maria).approval
    approve(approval.pk, actor=samuel, today=TODAY)

    approval.refresh_from_db()
    assert (PaymentPlan.objects.get().accepted_by, approval.decided_for) == (samuel, ingrid)


def test_limits_that_were_lowered_meanwhile_count(account, maria, ingrid):
    came = accept(offer_of(account, maria, count=10), maria)
    figure("supervisor_months", 8)

    with pytest.raises(RuleViolation, match="beyond your limit of eight"):
        approve(came.approval.pk, actor=ingrid, today=TODAY)


def test_nobody_approves_what_they_asked_for(account, ingrid):
    came = accept(offer_of(account, ingrid, count=18), ingrid)

    with pytest.raises(RuleViolation, match="You asked for this one"):
        approve(came.approval.pk, actor=ingrid, today=TODAY)


def test_what_only_a_director_may_agree_on_a_supervisor_does_not_decide(account, maria, ingrid, eleanor):
    came = accept(offer_of(account, maria, count=18), maria)

    assert not waiting_for(ingrid, today=TODAY).exists()
    with pytest.raises(RuleViolation, match="Only a director may decide on plans beyond a supervisor’s limits"):
        approve(came.approval.pk, actor=ingrid, today=TODAY)
    approve(came.approval.pk, actor=eleanor, today=TODAY)
    assert PaymentPlan.objects.get().count == 18


def test_beyond_every_limit_a_director_decides_on_residential_arrears(account, maria, eleanor):
    approve(accept(offer_of(account, maria, count=30), maria).approval.pk, actor=eleanor, today=TODAY)

    assert PaymentPlan.objects.get().count == 30


def test_a_supervisor_agrees_on_a_year_alone(account, ingrid):
    assert accept(offer_of(account, ingrid, count=12), ingrid).plan.count == 12


def test_a_third_plan_after_two_broken_ones_waits_for_a_supervisor(account, maria, ingrid):
    other = owing(customer=account.customer)
    for on_account in (account, other):
        plan = accept(offer_of(on_account, maria), maria).plan
        PaymentPlan.objects.filter(pk=plan.pk).update(state="broken", ended_on=TODAY, end_why="missed twice")

    came = accept(offer_of(account, maria), maria)

    assert "More plans were broken lately" in came.approval.sentence
    approve(came.approval.pk, actor=ingrid, today=TODAY)
    assert PaymentPlan.objects.in_force().filter(account=account).exists()


def test_a_second_question_about_an_account_waits_for_the_first(account, maria, samuel):
    accept(offer_of(account, maria, count=10), maria)

    with pytest.raises(RuleViolation, match=r"waits for a decision since Oct 5 \(Maria Olson\)"):
        accept(offer_of(account, samuel), samuel)


# ---- a trainee's ----


def test_a_trainee_s_yes_waits_for_their_mentor(account, mai, maria):
    came = accept(offer_of(account, mai), mai)

    assert came.plan is None and not PaymentPlan.objects.exists()
    assert (came.approval.kind, came.approval.for_person) == ("trainee_plan", maria)
    with pytest.raises(RuleViolation, match="You asked for this one"):
        approve(came.approval.pk, actor=mai, today=TODAY)


def test_released_it_is_the_specialist_s_plan(account, mai, maria):
    approve(accept(offer_of(account, mai), mai).approval.pk, actor=maria, today=TODAY)

    plan = PaymentPlan.objects.get()
    assert (plan.accepted_by, plan.offer.made_by, plan.offer.answered_by) == (maria, mai, mai)


def test_beyond_the_specialist_s_limits_it_goes_on_to_whoever_decides(account, mai, maria, ingrid):
    approve(accept(offer_of(account, mai, count=10), mai).approval.pk, actor=maria, today=TODAY)

    asked = Approval.objects.waiting().get()
    assert (asked.kind, asked.asked_by) == ("plan_beyond_limits", maria)
    assert requested(account)
    approve(asked.pk, actor=ingrid, today=TODAY)
    assert PaymentPlan.objects.get().count == 10


def test_returned_to_a_trainee_the_offer_says_why(account, mai, maria):
    return_(accept(offer_of(account, mai), mai).approval.pk, reason="Ask for more at once.", actor=maria, today=TODAY)

    assert Offer.objects.get().answer_why == "Ask for more at once."


# ---- replacing ----


def test_replaces_the_plan_in_force_in_one_go(account, maria):
    old = accept(offer_of(account, maria), maria).plan

    new = accept(offer_of(account, maria, count=5), maria, replaces=old.pk).plan

    old.refresh_from_db()
    assert (old.state, old.ended_on, old.end_why) == (State.REPLACED, TODAY, "Another plan took its place.")
    assert new.replaces == old and new.state == State.ACTIVE
    assert list(Hold.objects.filter(ended_on=None).values_list("pk", flat=True)) == [new.hold_id]


def test_beyond_limits_the_old_plan_stays_until_somebody_decides(account, maria, ingrid):
    old = accept(offer_of(account, maria), maria).plan

    came = accept(offer_of(account, maria, count=9), maria, replaces=old.pk)

    old.refresh_from_db()
    assert old.state == State.ACTIVE
    approve(came.approval.pk, actor=ingrid, today=TODAY)
    old.refresh_from_db()
    assert old.state == State.REPLACED and PaymentPlan.objects.in_force().get().replaces == old


def test_refuses_to_replace_what_is_no_longer_in_force(account, maria):
    old = accept(offer_of(account, maria), maria).plan
    PaymentPlan.objects.filter(pk=old.pk).update(state="broken", ended_on=TODAY, end_why="missed twice")

    with pytest.raises(RuleViolation, match="no longer in force"):
        accept(offer_of(account, maria), maria, replaces=old.pk)
