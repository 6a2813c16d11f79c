import uuid
from datetime import timedelta

import pytest

from core.utility import moment
from notices import queries
from notices.actions import confirm_mailed, issue_letters, print_waiting, pull_letter
from notices.models import Letter
from notices.paper import press
from tests import factories
from tests.notices.conftest import KIND, TODAY

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def no_press(monkeypatch):
    """What a page looks like does not matter here: any PDF will do."""
    real = press.press
    blank = real("<html lang=en><title>x</title><p>x", "cover").content
    monkeypatch.setattr(press, "print_letter", lambda writing: press.Printed(blank, 1))


def issue(*accounts, today=TODAY):
    issued = issue_letters(KIND, [a.pk for a in accounts], cause=str(uuid.uuid4()), actor=None, today=today)
    return Letter.objects.get(pk=issued.letters[accounts[0].pk])


def mail(today=TODAY):
    [number] = print_waiting(actor=None, today=today).batches
    count = queries.batches().get(pk=number).expected
    return confirm_mailed(number, mailed_on=today, mail_class="first_class", count=count, actor=None, today=today)


def test_the_timeline_says_what_became_of_each_letter(kind, specialist):
    account = factories.account()
    issue(account)
    mail()
    issue(account)
    print_waiting(actor=None, today=TODAY)
    pull_letter(issue(account).pk, reason="paid", actor=specialist, today=TODAY)
    issue(account)

    lines = queries.timeline_lines(account.pk)

    assert [line.said for line in lines] == [
        "waits for the printer",
        "taken out Oct 5: paid",
        "printed Oct 5, not yet mailed",
        "mailed Oct 5",
    ]
    assert {line.sentence for line in lines} == {"Past-due reminder issued"}


def test_the_timeline_costs_one_query(kind, django_assert_num_queries):
    account = factories.account()
    for _ in range(3):
        issue(account)

    with django_assert_num_queries(1):
        queries.timeline_lines(account.pk)


def test_the_mail_room_counts_what_waits_by_kind(kind, specialist):
    one, two = factories.account(), factories.account()
    issue(one, two)
    pull_letter(issue(one).pk, reason="twice", actor=specialist, today=TODAY)

    [pile] = queries.waiting_by_kind(now=moment(TODAY))

    assert (pile.kind, pile.title, pile.count, pile.sheets, pile.oldest) == (KIND, "Past-due reminder", 2, 2, TODAY)


def test_a_batch_expects_what_was_printed_less_what_was_taken_out(kind, specialist):
    first, second = factories.account(), factories.account()
    letter = issue(first, second)
    print_waiting(actor=None, today=TODAY)
    pull_letter(letter.pk, reason="paid", actor=specialist, today=TODAY)

    batch = queries.batches_to_mail().get()

    assert (batch.letter_count, batch.pulled, batch.expected) == (2, 1, 1)


def test_a_batch_of_which_nothing_is_left_no_longer_waits_for_the_mail(kind, specialist):
    letter = issue(factories.account())
    print_waiting(actor=None, today=TODAY)
    pull_letter(letter.pk, reason="paid", actor=specialist, today=TODAY)

    assert not queries.batches_to_mail().exists()
