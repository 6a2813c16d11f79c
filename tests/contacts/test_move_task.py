"""Does a next step move with a reason, and refuse what makes no sense?"""

from datetime import date, time
from uuid import uuid4

import pytest

from accounts.contacts.actions import log_call
from accounts.tasks.actions import add_task, finish_task, move_task
from core.errors import RuleViolation
from core.history.models import HistoryLine
from tests import factories
from tests.factories import TODAY


@pytest.fixture
def task(account, samuel):
    return add_task(account.pk, "Call back", due_on=TODAY, due_at=time(15), actor=samuel, today=TODAY)


def test_moves_a_step_to_another_day_and_owner_and_says_why(task, samuel):
    maria = factories.person("specialist", full_name="Maria Olson")

    moved = move_task(
        task.pk, due_on=date(2026, 10, 8), owner=maria, why="Asked for Thursday", actor=samuel, today=TODAY
    )

    assert (moved.due_on, moved.due_at, moved.owner) == (date(2026, 10, 8), None, maria)
    line = HistoryLine.objects.get(action="task.moved")
    assert (line.facts["from_on"], line.facts["due_on"], line.facts["why"]) == (
        "2026-10-05", "2026-10-08", "Asked for Thursday",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"due_on": date(2026, 10, 4)}, "Oct 4 is over"),
        ({"why": " "}, "Say why it moves"),
        ({"why": "card 4111 1111 1111 1111"}, "card number"),
        ({"due_on": TODAY, "due_at": time(15)}, "stands on that day already"),
    ],
)
def test_refuses_to_move_it(task, samuel, said, says):
    terms = {"due_on": date(2026, 10, 8), "why": "Asked for Thursday", **said}

    with pytest.raises(RuleViolation, match=says):
        move_task(task.pk, **terms, actor=samuel, today=TODAY)


def test_refuses_to_move_it_to_somebody_who_left(task, samuel):
    gone = factories.person("specialist", full_name="Gone Specialist", is_active=False)

    with pytest.raises(RuleViolation, match="Gone Specialist no longer works here"):
        move_task(task.pk, due_on=TODAY, owner=gone, why="x", actor=samuel, today=TODAY)


def test_what_is_done_does_not_move(task, samuel):
    finish_task(task.pk, actor=samuel, today=TODAY)

    with pytest.raises(RuleViolation, match="already done on Oct 5"):
        move_task(task.pk, due_on=date(2026, 10, 8), why="late", actor=samuel, today=TODAY)


def test_a_call_may_do_the_step_that_was_due(task, account, samuel):
    log_call(
        account.pk, direction="out", outcome="no_answer", finishes=task.pk, actor=samuel, today=TODAY,
        request_id=uuid4(),
    )  # fmt: skip

    task.refresh_from_db()
    assert task.done_on == TODAY


def test_a_call_does_no_step_of_another_account(task, samuel):
    with pytest.raises(RuleViolation, match="belongs to another account"):
        log_call(
            factories.account().pk, direction="in", outcome="no_answer", finishes=task.pk, actor=samuel, today=TODAY,
            request_id=uuid4(),
        )  # fmt: skip
