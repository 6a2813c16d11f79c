"""What a customer said of their means is kept, is private, and is never changed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from core.errors import RuleViolation
from core.history.models import AccessLine, HistoryLine
from core.utility import moment
from payment_plans.actions.means import open_means, record_means
from payment_plans.models import Means
from payment_plans.queries.eligible import latest_means
from tests import factories
from tests.factories import TODAY


def stated(account, actor, **said):
    return record_means(account.pk, **{"monthly_income": Decimal("2140.00"), **said}, actor=actor, today=TODAY)


def test_keeps_what_was_said_and_by_whom_it_was_noted(account, maria):
    means = stated(account, maria, household=3, can_pay_a_month=Decimal("120"))

    assert latest_means(account) == means
    assert (means.household, means.monthly_income, means.said_on) == (3, Decimal("2140.00"), TODAY)
    assert (means.can_pay_a_month, means.can_pay_now, means.recorded_by) == (Decimal("120.00"), None, maria)


def test_the_history_says_that_means_were_stated_and_not_which(account, maria):
    stated(account, maria, household=3)

    line = HistoryLine.objects.get(action="payment_plan.means_stated")
    assert (line.account_number, line.facts) == (account.number, {})


def test_a_trainee_may_note_them_and_not_read_them(account, mai):
    stated(account, mai)

    with pytest.raises(PermissionDenied, match="open what is private by law"):
        open_means(account, actor=mai, today=TODAY)
    assert not AccessLine.objects.exists()


def test_reading_them_is_logged(account, maria, samuel):
    means = stated(account, maria)

    assert open_means(account, actor=samuel, today=TODAY) == means
    line = AccessLine.objects.get()
    assert (line.person, line.account_number, line.what) == (samuel, account.number, "means of the customer")


def test_where_nothing_was_said_nothing_is_logged(account, samuel):
    assert open_means(account, actor=samuel, today=TODAY) is None
    assert not AccessLine.objects.exists()


def test_the_same_said_again_that_day_is_kept_once(account, maria):
    assert stated(account, maria) == stated(account, maria)

    later = record_means(
        account.pk, monthly_income=Decimal("2140.00"), actor=maria, today=TODAY + timedelta(days=1)
    )  # fmt: skip
    assert latest_means(account) == later and Means.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"monthly_income": None}, "at least one thing"),
        ({"household": 0}, "At least one person"),
        ({"can_pay_now": Decimal("-1.00")}, "not below zero"),
    ],
)
def test_refuses_what_cannot_be(account, maria, said, refusal):
    with pytest.raises(RuleViolation, match=refusal):
        stated(account, maria, **said)


def test_refuses_who_offers_no_plans(account):
    with pytest.raises(RuleViolation, match="may offer plans"):
        stated(account, factories.person("cashier"))


def test_the_database_keeps_no_empty_statement(account):
    with pytest.raises(IntegrityError, match="means_say_something"):
        Means.objects.create(account=account, said_on=TODAY, recorded_at=moment(TODAY))


def test_the_database_lets_nobody_change_what_was_said(account, maria):
    means = stated(account, maria)

    with pytest.raises(IntegrityError, match="append-only"):
        Means.objects.filter(pk=means.pk).update(monthly_income=Decimal("1.00"))
