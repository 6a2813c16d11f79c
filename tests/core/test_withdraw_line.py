"""A line on the wrong account: out of view, never gone."""

import pytest
from django.db import IntegrityError, transaction

from accounts.contacts.models import Contact
from core import history
from core.errors import RuleViolation
from core.history.models import HistoryLine, Withdrawal
from core.utility import moment
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    factories.utility()
    account = factories.account()
    return Contact.objects.create(
        account=account, at=moment(TODAY), on=TODAY, direction="out", outcome="no_answer", note="for somebody else"
    )


def withdraw(line, reason="Written on the wrong account.", **more):
    person = more.pop("actor", None) or factories.person("specialist")
    return history.withdraw(line, reason, actor=person, today=TODAY, account=line.account.number)


def test_takes_the_line_out_of_view_and_keeps_it(line):
    withdraw(line)

    assert not history.in_view(Contact.objects.all()).exists()
    assert Contact.objects.get() == line


def test_says_in_its_place_who_withdrew_it_and_why(line):
    anna = factories.person("specialist", full_name="Anna Berg")
    withdraw(line, actor=anna)

    said = history.withdrawals_of(line.account.number).get()
    assert (said.by, said.reason) == (anna, "Written on the wrong account.")
    assert HistoryLine.objects.get(action="line.withdrawn").actor == anna


def test_leaves_the_other_lines_in_view(line):
    other = Contact.objects.create(
        account=line.account, at=moment(TODAY), on=TODAY, direction="out", outcome="no_answer"
    )
    withdraw(line)

    assert list(history.in_view(Contact.objects.all())) == [other]


def test_is_refused_without_a_reason(line):
    with pytest.raises(RuleViolation, match="Say why"):
        withdraw(line, reason="  ")


def test_is_refused_with_a_card_number_for_a_reason(line):
    with pytest.raises(RuleViolation, match="card number"):
        withdraw(line, reason="paid with 4111 1111 1111 1111")


def test_is_refused_a_second_time(line):
    withdraw(line)

    with pytest.raises(RuleViolation, match="already withdrawn"):
        withdraw(line)
    assert Withdrawal.objects.count() == 1


def test_the_database_refuses_to_change_or_forget_a_withdrawal(line):
    withdraw(line)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Withdrawal.objects.update(reason="never mind")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Withdrawal.objects.all().delete()
