"""A run that waits asks the supervisors once, wherever they answer, and no longer when a later night overtakes it."""

from datetime import date, timedelta

import pytest

from collections_app.treatments.actions import decline_run, propose_reminders, release_run
from collections_app.treatments.models import LetterRun
from core.approvals.actions import approve, return_
from core.approvals.models import Approval
from core.approvals.queries import waiting_for
from core.errors import RuleViolation
from notices.models import Letter
from tests import factories
from tests.treatments.standings import TODAY, owing

TOMORROW = TODAY + timedelta(days=1)
State = LetterRun.State


@pytest.fixture
def run(db):
    factories.utility(balances_on=date(2026, 10, 4))
    owing("60.00", days=34)
    return propose_reminders(TODAY, actor=None, today=TODAY)


@pytest.fixture
def ingrid(run):
    return factories.person("supervisor")


def only_one():
    return Approval.objects.get()


def test_a_run_that_waits_asks_the_supervisors_until_the_night_ends(run, ingrid):
    asked = waiting_for(ingrid, today=TODAY).get()

    assert asked.sentence == (
        "Release 1 reminder of the night of Mon Oct 5, 2026. This is the first run after a full load."
    )
    assert "they ask for 60.00 in all" in asked.follows
    assert (asked.asked_by, asked.deadline_on, asked.amount) == (None, TODAY, run.amount)
    assert not waiting_for(factories.person("specialist"), today=TODAY).exists()


def test_whoever_started_the_night_may_release_it(db):
    factories.utility(balances_on=date(2026, 10, 4))
    owing("60.00", days=34)
    ingrid = factories.person("supervisor")
    run = propose_reminders(TODAY, actor=ingrid, today=TODAY)

    assert release_run(run.pk, actor=ingrid, today=TODAY).state == State.ISSUED


def test_approving_in_the_inbox_issues_the_letters(run, ingrid):
    approve(only_one().pk, actor=ingrid, today=TODAY)

    run.refresh_from_db()
    assert (run.state, run.decided_by, run.issued) == (State.ISSUED, ingrid, 1)


def test_approving_a_day_later_judges_on_renewed_books(run, ingrid):
    factories.utility(business_date=TOMORROW, balances_on=TODAY)

    approve(only_one().pk, actor=ingrid, today=TOMORROW)

    assert Letter.objects.get().issued_on == TOMORROW


def test_releasing_on_the_run_s_page_answers_the_question(run, ingrid):
    release_run(run.pk, actor=ingrid, today=TODAY)

    assert (only_one().state, only_one().decided_by) == ("approved", ingrid)


def test_returning_in_the_inbox_declines_the_run(run, ingrid):
    return_(only_one().pk, reason="The rates were wrong.", actor=ingrid, today=TODAY)

    run.refresh_from_db()
    assert (run.state, run.declined_why, run.decided_by) == (State.DECLINED, "The rates were wrong.", ingrid)
    assert not Letter.objects.exists()


def test_declining_on_the_run_s_page_answers_the_question(run, ingrid):
    decline_run(run.pk, why="The rates were wrong.", actor=ingrid, today=TODAY)

    assert (only_one().state, only_one().reason) == ("returned", "The rates were wrong.")


def test_what_cannot_be_issued_leaves_the_question_open(run, ingrid):
    factories.utility(business_date=TODAY + timedelta(days=9), balances_on=TODAY)

    with pytest.raises(RuleViolation, match="too old"):
        approve(only_one().pk, actor=ingrid, today=TODAY + timedelta(days=9))

    run.refresh_from_db()
    assert (run.state, only_one().state) == (State.WAITING, "waiting")


def test_a_later_night_withdraws_the_question_of_the_earlier_one(run):
    factories.utility(business_date=TOMORROW, balances_on=TODAY)

    later = propose_reminders(TOMORROW, actor=None, today=TOMORROW)

    old, new = Approval.objects.order_by("pk")
    assert (old.state, new.state, new.subject_key) == ("withdrawn", "waiting", str(later.pk))
    assert "judged everybody anew" in old.reason


def test_the_same_night_again_asks_again_on_what_it_found_now(run):
    owing("70.00", days=40)

    propose_reminders(TODAY, actor=None, today=TODAY)

    old, new = Approval.objects.order_by("pk")
    assert (old.state, new.state) == ("withdrawn", "waiting")
    assert new.sentence.startswith("Release 2 reminders")


def test_a_night_again_after_the_release_asks_nothing(run, ingrid):
    release_run(run.pk, actor=ingrid, today=TODAY)

    propose_reminders(TODAY, actor=None, today=TODAY)

    assert only_one().state == "approved"


def test_a_run_that_waited_before_there_were_approvals_can_still_be_released(run, ingrid):
    waiting = LetterRun.objects.create(
        kind=run.kind, night_on=TODAY - timedelta(days=1), judged_on=TODAY, state=State.WAITING, letters=1,
        proposed_at=run.proposed_at, waits_because=[{"code": "most", "text": "Too many."}],
    )  # fmt: skip

    released = release_run(waiting.pk, actor=ingrid, today=TODAY)

    assert released.state == State.ISSUED
