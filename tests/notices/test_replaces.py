"""A later kind of letter takes an earlier one out of the queue: no reminder beside a shutoff notice."""

import dataclasses
import uuid

import pytest

from core.approvals.models import Approval
from core.history.models import HistoryLine
from notices import kinds
from notices.actions import issue_letter, issue_letters, print_waiting, undo_letter
from notices.models import HeldRun, Letter, Pull, TemplateVersion, Waiting
from tests import factories
from tests.notices.conftest import KIND, TODAY
from tests.notices.mailed import mailed, printed

STRONGER = "test_notice"


@pytest.fixture(autouse=True)
def stronger(kind):
    """A second kind, which makes the first needless."""
    shipped = TemplateVersion.objects.get(kind=KIND)
    TemplateVersion.objects.create(
        kind=STRONGER, number=1, body=shipped.body, is_shipped=True, approved_at=shipped.approved_at
    )
    return kinds.register(dataclasses.replace(kind, code=STRONGER, title="Notice", replaces=frozenset({KIND})))


def issue(kind, *accounts):
    return issue_letters(kind, [a.pk for a in accounts], cause="run 1", actor=None, today=TODAY)


def test_a_waiting_letter_leaves_the_queue_and_says_for_what():
    account, other = factories.account(), factories.account()
    issue(KIND, account, other)

    issue(STRONGER, account)

    pull = Pull.objects.get()
    assert (pull.letter.account, pull.letter.kind, pull.reason) == (account, KIND, "Replaced by: Notice")
    assert sorted(Waiting.objects.values_list("letter__account", "letter__kind")) == sorted(
        [(other.pk, KIND), (account.pk, STRONGER)]
    )
    assert HistoryLine.objects.filter(action="letter.pulled", account_number=account.number).count() == 1


def test_what_is_printed_stays_for_a_person_to_decide():
    account = factories.account()
    issue(KIND, account)
    printed(Letter.objects.get())

    issue(STRONGER, account)

    assert not Pull.objects.exists()


@pytest.mark.parametrize("place", ["waits", "printed"])
def test_the_earlier_kind_is_not_issued_beside_one_that_is_still_to_be_mailed(place):
    account = factories.account()
    issue(STRONGER, account)
    if place == "printed":
        printed(Letter.objects.get())

    assert issue(KIND, account).skipped == {"replaced": [account.pk]}


def test_once_it_is_mailed_the_earlier_kind_may_follow():
    account = factories.account()
    mailed(account, kind=STRONGER)

    assert issue(KIND, account).count == 1


def test_an_account_that_got_no_letter_keeps_what_waits():
    account = factories.account()
    issue(KIND, account)
    account.customer.mailing_zip = ""
    account.customer.save()

    assert issue(STRONGER, account).skipped == {"no_address": [account.pk]}
    assert Waiting.objects.get().letter.kind == KIND


def test_undone_it_puts_back_what_it_had_replaced(specialist):
    account, other = factories.account(), factories.account()
    issue(KIND, account, other)
    notice = issue_letter(STRONGER, account.pk, actor=specialist, today=TODAY, request_id=uuid.uuid4())

    undo_letter(notice.pk, actor=specialist, today=TODAY)

    assert sorted(Waiting.objects.values_list("letter__account", "letter__kind")) == sorted(
        [(account.pk, KIND), (other.pk, KIND)]
    )
    assert set(Pull.objects.values_list("letter__kind", flat=True)) == {KIND, STRONGER}


@pytest.mark.django_db(transaction=True)
def test_nobody_is_asked_any_longer_about_held_letters_that_were_all_replaced(kind, specialist):
    kinds.register(dataclasses.replace(kind, asks_release=True))
    replaced, held = factories.account(), factories.account()
    for account in (replaced, held):
        issue_letter(KIND, account.pk, actor=specialist, today=TODAY, request_id=uuid.uuid4())
    issue(STRONGER, replaced)

    print_waiting(actor=None, today=TODAY)

    assert Approval.objects.waiting().get().account_number == held.number
    assert HeldRun.objects.undecided().get().waiting.get().letter.account == held
    assert (
        Approval.objects.exclude(account_number=held.number).get().reason == "Every one of these letters was taken out."
    )
