import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.rulebook import rules
from core.utility import at_hour, moment
from notices import policy
from notices.actions import issue_letter, issue_letters, print_waiting, pull_letter, undo_letter
from notices.models import BatchLine, Letter, Pull, Waiting
from tests import factories
from tests.notices.conftest import KIND, TODAY

NOW = moment(TODAY)
IN_TEN = NOW + timedelta(minutes=10)


@pytest.fixture
def letter(kind, specialist):
    return issue_letter(KIND, factories.account().pk, actor=specialist, today=TODAY, request_id=uuid.uuid4())


def is_over(letter):
    """As if its minutes were over."""
    Waiting.objects.filter(letter=letter).update(not_before=moment(TODAY) - timedelta(seconds=1))


def test_what_a_person_issues_waits_ten_minutes_for_them(letter):
    waits = letter.waiting.not_before - letter.recorded_at

    assert waits == timedelta(minutes=rules(policy.IssuingRules, on=TODAY).undo_minutes) == timedelta(minutes=10)


def test_what_the_night_issues_waits_for_nobody(kind):
    issue_letters(KIND, [factories.account().pk], cause="run 1", actor=None, today=TODAY)

    assert Waiting.objects.get().not_before is None


def test_an_undone_letter_leaves_the_queue_and_says_so(letter, specialist):
    undo_letter(letter.pk, actor=specialist, today=TODAY)

    assert not Waiting.objects.exists()
    assert Pull.objects.get(letter=letter).reason == "Undone"
    line = HistoryLine.objects.get(action="letter.undone")
    assert (line.actor, line.account_number) == (specialist, letter.account.number)


def test_another_person_cannot_undo_it(letter):
    with pytest.raises(RuleViolation, match="Only whoever issued a letter by hand can undo it"):
        undo_letter(letter.pk, actor=factories.person("supervisor"), today=TODAY)
    assert Waiting.objects.exists()


def test_it_cannot_be_undone_once_the_minutes_are_over(letter, specialist):
    is_over(letter)

    with pytest.raises(RuleViolation, match="The time to undo this letter is over"):
        undo_letter(letter.pk, actor=specialist, today=TODAY)


def test_it_cannot_be_undone_twice(letter, specialist):
    undo_letter(letter.pk, actor=specialist, today=TODAY)

    with pytest.raises(RuleViolation, match="already taken out"):
        undo_letter(letter.pk, actor=specialist, today=TODAY)


@pytest.mark.parametrize(
    ("case", "changed", "allowed"),
    [
        ("in time", {}, True),
        ("somebody else", {"is_theirs": False}, False),
        ("the night's", {"until": None}, False),
        ("printed", {"is_waiting": False}, False),
        ("to the second", {"now": IN_TEN}, False),
    ],
)
def test_the_rule_lets_the_issuer_undo_for_some_minutes(case, changed, allowed):
    usual = {"is_theirs": True, "is_waiting": True, "is_out": False, "until": IN_TEN, "now": NOW}

    assert policy.undo_verdict(policy.UndoFacts(**{**usual, **changed})).allowed is allowed, case


@pytest.mark.django_db(transaction=True)
def test_undone_while_it_is_taken_out_it_is_taken_out_once(letter, specialist):
    def work(act):
        try:
            act()
        except RuleViolation:
            return "refused"
        finally:
            connection.close()
        return "done"

    acts = [
        lambda: undo_letter(letter.pk, actor=specialist, today=TODAY),
        lambda: pull_letter(letter.pk, reason="paid", actor=specialist, today=TODAY),
    ]
    with ThreadPoolExecutor(max_workers=2) as people:
        assert sorted(people.map(work, acts)) == ["done", "refused"]
    assert Pull.objects.count() == 1 and not Waiting.objects.exists() and not BatchLine.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_undone_in_its_last_minute_while_the_printer_begins_it_is_either_out_or_in_a_batch(kind, specialist):
    account = factories.account()
    with at_hour(time(10, 0)):
        letter = issue_letter(KIND, account.pk, actor=specialist, today=TODAY, request_id=uuid.uuid4())

    def undo():
        with at_hour(time(10, 9)):
            undo_letter(letter.pk, actor=specialist, today=TODAY)

    def print_it():
        with at_hour(time(10, 11)):
            print_waiting(actor=None, today=TODAY)

    def work(act):
        try:
            act()
        except RuleViolation:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(max_workers=2) as people:
        done = list(people.map(work, [undo, print_it]))

    assert Pull.objects.count() + BatchLine.objects.count() == 1 and not Waiting.objects.exists()
    assert (done[0] == "done") == Pull.objects.filter(letter=letter).exists()


def test_the_mail_room_says_why_it_is_not_printed_yet(letter, specialist, client):
    client.force_login(specialist)

    page = client.post(reverse("notices:print_waiting"), follow=True).content.decode()

    assert "Whoever issued what waits can still undo it." in page and Waiting.objects.exists()


def test_the_printer_leaves_a_letter_that_may_still_be_undone(letter):
    print_waiting(actor=None, today=TODAY)

    assert Waiting.objects.get().letter == letter and not BatchLine.objects.exists()


def test_a_text_changed_for_one_letter_is_kept_with_it(kind, specialist):
    own = "Dear {{ holder_name }}, as we said on the phone. {#how_to_dispute}\n\nHelp. {#where_to_get_help}"

    letter = issue_letter(
        KIND, factories.account().pk, actor=specialist, today=TODAY, request_id=uuid.uuid4(), own_text=own
    )

    assert Letter.objects.get(pk=letter.pk).own_text == own
