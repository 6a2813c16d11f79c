from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.contacts import queries
from accounts.contacts.actions import log_call
from accounts.contacts.models import Contact
from accounts.contacts.sentences import banner, told
from accounts.tasks.actions import finish_task
from accounts.tasks.models import Task
from accounts.tasks.queries import due_tasks, next_tasks, open_tasks
from core.errors import RuleViolation
from core.history.models import HistoryLine
from tests import factories
from tests.factories import TODAY


def logged(account, actor, **said):
    defaults = {"direction": "out", "outcome": "voicemail", "number": "218-555-0142", "request_id": uuid4()}
    return log_call(account.pk, **{**defaults, **said}, actor=actor, today=TODAY)


def test_keeps_the_line_and_tells_history(account, samuel):
    contact = logged(account, samuel, note="Asked to call back before Thursday")

    assert (contact.on, contact.actor, contact.note) == (TODAY, samuel, "Asked to call back before Thursday")
    line = HistoryLine.objects.get()
    assert (line.action, line.account_number) == ("contact.logged", account.number)
    assert "Thursday" not in str(line.facts)


def test_a_next_step_becomes_a_task_of_its_owner(account, samuel):
    maria = factories.person("specialist", full_name="Maria Olson")

    logged(account, samuel, next_step="Call back", next_on=date(2026, 10, 7), next_at=time(15), next_owner=maria)

    task = Task.objects.get()
    assert (task.what, task.due_on, task.due_at, task.owner) == ("Call back", date(2026, 10, 7), time(15), maria)
    assert list(open_tasks(account.pk)) == list(due_tasks(maria.pk, by=date(2026, 10, 7))) == [task]
    assert next_tasks([account.pk]) == {account.pk: task}


def test_a_next_step_is_its_writers_own_unless_another_is_named(account, samuel):
    logged(account, samuel, next_step="Call back", next_on=TODAY)

    assert Task.objects.get().owner == samuel


def test_the_same_request_is_kept_once(account, samuel):
    request_id = uuid4()

    first, second = (
        logged(account, samuel, request_id=request_id, next_step="Call back", next_on=TODAY) for _ in range(2)
    )

    assert first == second
    assert Contact.objects.count() == Task.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_at_the_same_moment_is_kept_once(account, samuel):
    request_id = uuid4()

    def click(_n):
        try:
            return logged(account, samuel, request_id=request_id).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as clicks:
        assert len(set(clicks.map(click, range(2)))) == 1
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("case", "said", "says"),
    [
        (
            "a card number",
            {"note": "card 4111 1111 1111 1111"},
            "This looks like a card number, so the note is not saved",
        ),
        ("an SSN", {"note": "SSN 123-45-6789"}, "Social Security number"),
        ("a card number in the next step", {"next_step": "charge 4111111111111111", "next_on": TODAY}, "card number"),
        ("a step without a date", {"next_step": "Call back"}, "has no date"),
        ("a date without a step", {"next_on": TODAY}, "has no next step"),
        ("a day that is over", {"next_step": "Call back", "next_on": date(2026, 10, 4)}, "is over"),
        ("nobody knows who called", {"direction": "sideways"}, "who called whom"),
        ("an outcome of one's own", {"outcome": "was angry"}, "choose one of the outcomes"),
        ("other without a note", {"outcome": "other"}, "needs a note"),
        ("a promise of nobody", {"outcome": "promised", "spoken_to": " "}, "Say who was spoken to."),
        ("a plan wanted by nobody", {"outcome": "wants_plan"}, "Say who was spoken to."),
        ("a dispute of nobody", {"outcome": "disputes"}, "Say who was spoken to."),
        ("a paper from nobody", {"outcome": "sends_paper"}, "Say who was spoken to."),
        ("a novel", {"note": "a" * 1001}, "1001 characters"),
    ],
)
def test_refuses(account, samuel, case, said, says):
    with pytest.raises(RuleViolation, match=says):
        logged(account, samuel, **said)

    assert not Contact.objects.exists() and not Task.objects.exists(), case


def test_refuses_an_owner_who_left(account, samuel):
    gone = factories.person("specialist", full_name="Maria Olson", is_active=False)

    with pytest.raises(RuleViolation, match="Maria Olson no longer works here"):
        logged(account, samuel, next_step="Call back", next_on=TODAY, next_owner=gone)


@pytest.mark.parametrize("change", [lambda line: line.update(note="nicer"), lambda line: line.delete()])
def test_the_database_refuses_to_change_the_log(account, samuel, change):
    contact = logged(account, samuel)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change(Contact.objects.filter(pk=contact.pk))


def test_answers_the_newest_line_of_each_account_in_one_query(account, samuel, django_assert_num_queries):
    other, silent = factories.account(), factories.account()
    logged(account, samuel, outcome="no_answer")
    newest, of_other = logged(account, samuel), logged(other, samuel)

    with django_assert_num_queries(1):
        found = queries.last_contacts([account.pk, other.pk, silent.pk])
        assert {contact.actor.full_name for contact in found.values()} == {"Samuel Acheva"}
    assert found == {account.pk: newest, other.pk: of_other}


def test_contacted_today_means_the_business_date(account, samuel):
    contact = logged(account, samuel)

    assert queries.contacted_today(account.pk, TODAY) == contact
    assert queries.contacted_today(account.pk, date(2026, 10, 6)) is None


@pytest.mark.parametrize(
    ("said", "reads"),
    [
        ({}, "Samuel Acheva called 218-555-0142: voicemail left."),
        ({"number": ""}, "Samuel Acheva called: voicemail left."),
        (
            {"direction": "in", "spoken_to": "Harriet Lindqvist", "outcome": "promised"},
            "Harriet Lindqvist called, Samuel Acheva answered: promised to pay.",
        ),
        ({"direction": "in", "outcome": "no_answer"}, "They called, Samuel Acheva answered: no answer."),
        ({"direction": "counter", "outcome": "no_answer"}, "At the counter, Samuel Acheva answered: no answer."),
    ],
)
def test_the_timeline_tells_it_in_a_sentence(account, samuel, said, reads):
    assert str(told(logged(account, samuel, **said))) == reads


def test_how_a_caller_was_verified_reads_inside_the_sentence(account, samuel):
    says = told(logged(account, samuel, spoken_to="Harriet Lindqvist", verified_by="Date of birth on file"))

    assert says.detail == "Spoke with Harriet Lindqvist. Verified by date of birth on file."


def test_the_banner_says_who_spoke_with_them_today(account, samuel):
    says = banner(logged(account, samuel))

    assert says["strong"] == "Contacted today"
    assert says["text"].endswith("by Samuel Acheva: voicemail left.")


def test_a_task_is_finished_once(account, samuel):
    logged(account, samuel, next_step="Call back", next_on=TODAY)
    task = Task.objects.get()

    assert finish_task(task.pk, actor=samuel, today=TODAY).done_on == TODAY
    assert not open_tasks(account.pk)
    with pytest.raises(RuleViolation, match="already done on Oct 5"):
        finish_task(task.pk, actor=samuel, today=TODAY)
