"""A question that is written once answers each time what the queryset would answer."""

import pytest

from accounts.models import Account
from core.asked import Asked, Slot, any_of, how_many
from tests import factories

pytestmark = pytest.mark.django_db


def test_it_answers_for_the_values_of_each_time():
    one, other = factories.account(), factories.account()
    numbers = Asked(lambda: Account.objects.filter(pk=Slot("pk")).values_list("number", flat=True))

    assert numbers(pk=one.pk) == [one.number]
    assert numbers(pk=other.pk) == [other.number]


def test_rows_come_with_what_was_selected_along(django_assert_num_queries):
    account = factories.account()
    asked = Asked(lambda: Account.objects.filter(pk__in=Slot("accounts")).select_related("customer").order_by("pk"))

    with django_assert_num_queries(1):
        (found,) = asked(accounts=any_of([account.pk, 0]))
        assert found.customer == account.customer


def test_nobody_is_among_no_numbers():
    factories.account()

    assert Asked(lambda: Account.objects.filter(pk__in=Slot("accounts")))(accounts=any_of([])) == []


def test_it_is_written_only_once():
    written = []

    def build():
        written.append("once")
        return Account.objects.filter(pk=Slot("pk"))

    asked = Asked(build)
    asked(pk=1), asked(pk=2)

    assert written == ["once"]


def test_only_numbers_are_taken_as_numbers():
    with pytest.raises(ValueError):
        any_of(["1); drop table accounts_account; --"])


def test_where_nothing_can_be_found_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Asked(lambda: Account.objects.filter(pk__in=[]))() == []
        assert sum(Asked(lambda: how_many(Account.objects.filter(pk__in=[])))()) == 0


def test_rows_are_counted():
    factories.account(), factories.account()

    assert Asked(lambda: how_many(Account.objects.order_by("number")))() == [2]
