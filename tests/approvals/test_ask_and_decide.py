"""What is asked for is decided once, by somebody else who may, and what follows stands or falls with the answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from core.approvals import KINDS, Kind
from core.approvals.actions import approve, ask, return_, withdraw
from core.approvals.models import Approval
from core.approvals.queries import asked_by, asked_first, waiting_elsewhere, waiting_for
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.staff.models import Handover, StandIn
from tests import factories
from tests.factories import TODAY

State = Approval.State


def actions_recorded():
    return list(HistoryLine.objects.order_by("pk").values_list("action", flat=True))


def test_approving_does_what_was_asked_and_says_who_decided(asked, ingrid, done):
    approval = approve(asked().pk, actor=ingrid, today=TODAY)

    assert (approval.state, approval.decided_by, approval.decided_for) == (State.APPROVED, ingrid, None)
    assert done == [("prepare", approval.subject_key), ("approve", approval.subject_key, ingrid)]
    assert actions_recorded() == ["approval.asked", "approval.approved"]


def test_returning_needs_a_reason_that_the_asker_reads(asked, ingrid, done):
    approval = asked()

    with pytest.raises(RuleViolation, match="Say why"):
        return_(approval.pk, reason="  ", actor=ingrid, today=TODAY)
    returned = return_(approval.pk, reason="Six months are enough.", actor=ingrid, today=TODAY)

    assert (returned.state, returned.reason) == (State.RETURNED, "Six months are enough.")
    assert done == [("return", approval.subject_key, "Six months are enough.")]


def test_a_reason_with_a_card_number_is_not_saved(asked, ingrid):
    with pytest.raises(RuleViolation, match="card number"):
        return_(asked().pk, reason="Pays by 4111 1111 1111 1111", actor=ingrid, today=TODAY)

    assert Approval.objects.get().state == State.WAITING


def test_nobody_decides_what_they_asked_for(asked, ingrid, done):
    approval = asked(actor=ingrid)

    with pytest.raises(RuleViolation, match="You asked for this one"):
        approve(approval.pk, actor=ingrid, today=TODAY)
    with pytest.raises(RuleViolation, match="You asked for this one"):
        return_(approval.pk, reason="No.", actor=ingrid, today=TODAY)

    assert done == []


def test_the_database_refuses_a_decision_about_ones_own(asked, maria):
    approval = asked()
    decided = {"state": "approved", "decided_by": maria, "decided_at": timezone.now(), "decided_on": TODAY}

    with pytest.raises(IntegrityError, match="nobody_decides_what_they_asked_for"), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(**decided)


def test_refuses_whom_the_table_does_not_name(asked):
    somebody = factories.person("specialist")

    with pytest.raises(RuleViolation, match="Only a supervisor may release letter runs"):
        approve(asked().pk, actor=somebody, today=TODAY)


def test_what_the_deed_refuses_leaves_the_approval_waiting(asked, ingrid, kind, monkeypatch):
    def refuse(approval, *, actor, today):
        raise RuleViolation("The account was closed meanwhile.")

    approval = asked()
    monkeypatch.setitem(KINDS, kind.code, Kind(**{**vars(kind), "approve": refuse}))

    with pytest.raises(RuleViolation, match="closed meanwhile"):
        approve(approval.pk, actor=ingrid, today=TODAY)

    approval.refresh_from_db()
    assert approval.state == State.WAITING
    assert actions_recorded() == ["approval.asked"]


def test_a_second_answer_is_told_who_was_first(asked, ingrid, abdi):
    approval = asked()
    approve(approval.pk, actor=ingrid, today=TODAY)

    with pytest.raises(RuleViolation, match="already approved by Ingrid Halvorsen"):
        return_(approval.pk, reason="No.", actor=abdi, today=TODAY)
    with pytest.raises(RuleViolation, match="already approved by Ingrid Halvorsen"):
        withdraw(approval.pk, reason="Changed my mind.", actor=approval.asked_by, today=TODAY)


def test_the_same_thing_waits_once(asked):
    customer = factories.customer()
    asked(subject=customer)

    with pytest.raises(RuleViolation, match="already waits"):
        asked(subject=customer)


def test_what_went_back_can_be_asked_again(asked, ingrid):
    customer = factories.customer()
    return_(asked(subject=customer).pk, reason="Too long.", actor=ingrid, today=TODAY)

    assert asked(subject=customer).state == State.WAITING


def test_only_the_asker_takes_it_back(asked, maria, ingrid):
    approval = asked()

    with pytest.raises(RuleViolation, match="Only Maria Olson, who asked"):
        withdraw(approval.pk, reason="Not needed.", actor=ingrid, today=TODAY)
    with pytest.raises(RuleViolation, match="Say why you take it back"):
        withdraw(approval.pk, reason="", actor=maria, today=TODAY)

    assert withdraw(approval.pk, reason="They paid.", actor=maria, today=TODAY).state == State.WITHDRAWN


def test_the_system_withdraws_what_is_no_longer_there_to_decide(asked):
    approval = withdraw(asked().pk, reason="A later night judged everybody anew.", actor=None, today=TODAY)

    assert (approval.state, approval.decided_by) == (State.WITHDRAWN, None)


def test_what_is_taken_back_is_told_to_its_kind(asked, maria, done):
    approval = withdraw(asked().pk, reason=" They paid. ", actor=maria, today=TODAY)

    assert done == [("withdraw", approval.subject_key, "They paid.")]


def test_nobody_takes_back_what_the_night_asked(asked, ingrid):
    with pytest.raises(RuleViolation, match="The night asked for this"):
        withdraw(asked(actor=None).pk, reason="Away with it.", actor=ingrid, today=TODAY)


def test_the_database_keeps_what_was_asked_and_what_was_answered(asked, ingrid):
    approval = asked()

    with pytest.raises(DatabaseError, match="changes only by being decided"), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(sentence="Two months.")
    approve(approval.pk, actor=ingrid, today=TODAY)
    with pytest.raises(DatabaseError, match="changes only by being decided"), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(state="waiting", decided_by=None, decided_at=None)
    with pytest.raises(DatabaseError, match="changes only by being decided"), transaction.atomic():
        approval.delete()


# ---- stand-ins ----


@pytest.fixture
def maria_stands_in(ingrid, maria):
    return StandIn.objects.create(
        person=ingrid, stand_in=maria, from_on=TODAY, until_on=TODAY, named_by=ingrid, named_at=timezone.now()
    )


def test_a_stand_in_decides_and_the_record_says_in_whose_place(asked, abdi, ingrid, maria, maria_stands_in):
    approval = asked(actor=abdi)

    assert list(waiting_for(maria, today=TODAY)) == [approval]
    decided = approve(approval.pk, actor=maria, today=TODAY)

    assert (decided.decided_by, decided.decided_for) == (maria, ingrid)


@pytest.mark.parametrize("role", ["trainee", "auditor"])
def test_a_stand_in_who_has_another_role_meanwhile_decides_nothing(asked, abdi, maria, maria_stands_in, role):
    approval = asked(actor=abdi)
    maria.roles = [role]
    maria.save()

    assert not waiting_for(maria, today=TODAY).exists()
    with pytest.raises(RuleViolation, match="Only a supervisor may"):
        approve(approval.pk, actor=maria, today=TODAY)


def test_a_stand_in_decides_nothing_the_day_after(asked, abdi, maria, maria_stands_in):
    approval = asked(actor=abdi)
    tomorrow = TODAY + timedelta(days=1)

    assert not waiting_for(maria, today=tomorrow).exists()
    with pytest.raises(RuleViolation, match="Only a supervisor"):
        approve(approval.pk, actor=maria, today=tomorrow)


def test_a_stand_in_does_not_decide_what_they_or_the_absent_one_asked_for(asked, ingrid, maria, maria_stands_in):
    own, of_ingrid = asked(actor=maria), asked(actor=ingrid)

    assert not waiting_for(maria, today=TODAY).exists()
    with pytest.raises(RuleViolation, match="You asked for this one"):
        approve(own.pk, actor=maria, today=TODAY)
    with pytest.raises(RuleViolation, match="Only a supervisor"):
        approve(of_ingrid.pk, actor=maria, today=TODAY)


def test_a_stand_in_of_somebody_without_the_right_decides_nothing(asked, eleanor, abdi, maria):
    StandIn.objects.create(
        person=eleanor, stand_in=maria, from_on=TODAY, until_on=TODAY, named_by=eleanor, named_at=timezone.now()
    )
    asked(actor=abdi)

    assert not waiting_for(maria, today=TODAY).exists()


# ---- lists ----


def test_lists_what_waits_by_deadline_then_age_and_leaves_out_ones_own(asked, ingrid):
    late = asked(deadline_on=TODAY + timedelta(days=9))
    never, soon = asked(), asked(deadline_on=TODAY)
    asked(actor=ingrid)

    assert list(waiting_for(ingrid, today=TODAY)) == [soon, late, never]


def test_counts_the_night_s_questions_too(asked, ingrid):
    approval = asked(actor=None)

    assert list(waiting_for(ingrid, today=TODAY)) == [approval]


def test_answers_what_waits_in_one_query(asked, ingrid, maria, maria_stands_in, django_assert_num_queries):
    asked()
    with django_assert_num_queries(1):
        assert len(waiting_for(ingrid, today=TODAY)) == 1
    with django_assert_num_queries(1):
        assert len(waiting_for(maria, today=TODAY)) == 0


def test_knows_what_waits_for_others(asked, ingrid, eleanor):
    approval = asked()
    asked(actor=eleanor)

    assert list(waiting_elsewhere(eleanor, today=TODAY)) == [approval]
    assert not waiting_elsewhere(ingrid, today=TODAY).exists()
    assert [row.state for row in asked_by(eleanor)] == [State.WAITING]


def test_what_is_asked_of_one_person_is_theirs_first_or_whose_hands_their_work_is_in(asked, ingrid, abdi):
    for_abdi = asked(for_person=abdi)
    first = waiting_for(ingrid, today=TODAY).filter(asked_first(ingrid, today=TODAY))

    assert list(waiting_for(ingrid, today=TODAY)) == [for_abdi]
    assert not first.exists()
    Handover.objects.create(
        from_person=abdi, to_person=ingrid, from_on=TODAY, until_on=TODAY, given_by=abdi, given_at=timezone.now()
    )
    assert list(first.all()) == [for_abdi]


# ---- two at once ----


@pytest.mark.django_db(transaction=True)
def test_two_supervisors_at_once_decide_it_once(asked, ingrid, abdi, done):
    approval = asked()

    with ThreadPoolExecutor(max_workers=2) as supervisors:
        outcomes = list(supervisors.map(lambda person: tried(approve, approval.pk, actor=person), [ingrid, abdi]))

    assert sorted(outcomes) == ["done", "refused"]
    assert [what for what, *_rest in done].count("approve") == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_ask_once(kind, maria, abdi):
    customer = factories.customer()

    def asking(person):
        return tried(ask, kind.code, subject=customer, sentence="Ten months.", follows="It starts.", actor=person)

    with ThreadPoolExecutor(max_workers=2) as askers:
        outcomes = list(askers.map(asking, [maria, abdi]))

    assert sorted(outcomes) == ["done", "refused"]
    assert Approval.objects.count() == 1


def tried(action, *args, **given):
    try:
        action(*args, today=TODAY, **given)
    except RuleViolation:
        return "refused"
    finally:
        connection.close()
    return "done"
