"""Is the answer to “why is it not here” the first thing that keeps an account off the list?"""

from datetime import date, time

import pytest

from accounts.tasks.models import Task
from collections_app.desk.queries.why_not import why_not
from collections_app.desk.queries.worklist import PERSON
from collections_app.treatments.actions import propose_reminders
from core.approvals.models import Approval
from core.utility import moment
from tests import factories
from tests.desk.cast import aged, owing
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(office):
    return factories.person("specialist")


def asked(account, me, today=TODAY):
    aged(account)
    return why_not(account.number, view=PERSON, filters={}, today=today, person=me)[0]


def waiting(account, kind="trainee_letter", on=date(2026, 10, 2)):
    return Approval.objects.create(
        kind=kind, subject_kind="accounts.account", subject_key=str(account.pk), account_number=account.number,
        sentence="A letter", follows="It goes out", asked_by=factories.person("trainee"), asked_at=moment(on),
        asked_on=on,
    )  # fmt: skip


def test_a_reminder_that_waits_for_a_supervisor_is_in_another_view(me):
    account = owing("96.30", days=20)
    aged(account)
    propose_reminders(date(2026, 10, 2), actor=None, today=TODAY)

    assert asked(account, me) == "Another view has it: it waits for a supervisor since Friday."


def test_whatever_waits_for_approval_is_in_another_view(me):
    account = owing("24.10", days=40)
    asked_for = waiting(account)
    assert asked(account, me) == "Another view has it: it waits for a supervisor since Friday."

    asked_for.state, asked_for.decided_at, asked_for.decided_on = "withdrawn", moment(TODAY), TODAY
    asked_for.reason = "No longer needed"
    asked_for.save()

    assert asked(account, me).startswith("Not on this list: past due is 24.10")


def test_an_account_that_waits_and_needs_a_person_is_on_the_list(me):
    account = owing("1846.20", days=132)
    waiting(account)

    assert asked(account, me) == "It is on this list."


def test_a_step_for_tomorrow_hides_and_one_for_today_brings_it_up(me):
    account = owing("1846.20", days=132)
    task = Task.objects.create(
        account=account, what="Call back", due_on=date(2026, 10, 6), due_at=time(15, 0), owner=me, made_at=moment(TODAY)
    )
    assert asked(account, me) == "Hidden until Oct 6: somebody took the next step for that day."

    task.due_on = TODAY
    task.save()

    assert asked(account, me) == "It is on this list."
