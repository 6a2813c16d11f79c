"""What does a person read about the place of an account in the worklist?"""

from datetime import date, time

import pytest
from django.urls import reverse

from accounts.people.models import LockedAccount
from accounts.tasks.models import Task
from core.history.models import AccessLine
from core.utility import moment
from tests import factories
from tests.desk.cast import text_of
from tests.treatments.standings import TODAY, hold, owing

pytestmark = pytest.mark.django_db


@pytest.fixture
def specialist(client):
    factories.utility()
    person = factories.person("specialist", full_name="Marit Oyelaran")
    client.force_login(person)
    return person


def page(account):
    return reverse("treatments:priority", args=[account.pk])


def test_money_shows_each_part_with_its_points_and_what_would_change_it(client, specialist):
    says = text_of(client.get(page(owing("1846.20", days=132))))

    assert "1,846.20 past due, oldest 132 days, no contact on file." in says
    assert "Priority 68 of 100" in says
    assert "132 days 20 of 30" in says and "1,846.20 28 of 30" in says and "none 15 of 15" in says
    assert "A payment on the oldest bill lowers it" in says
    assert "within its rank the points decide, then the amount" in says
    assert "Priority rules: local policy" in says


def test_another_reason_shows_its_day_and_the_further_reasons(client, specialist):
    account = owing("1846.20", days=132)
    Task.objects.create(
        account=account, what="Call back", due_on=TODAY, due_at=time(15, 0), owner=specialist, made_at=moment(TODAY)
    )

    says = text_of(client.get(page(account)))

    assert "You promised to call back today at 3:00." in says
    assert "It runs by Monday, Oct 5 at 15:00" in says
    assert "Further reasons: past due and nobody spoke to them." in says
    assert "Points are given where money is the reason." in says


def test_who_is_not_on_the_list_reads_why(client, specialist):
    assert "the list begins at 50.00" in text_of(client.get(page(owing("24.10", days=40))))
    assert "Not on this list: nothing is past due." in text_of(client.get(page(factories.account())))


def test_a_private_protection_stays_unnamed(client, specialist):
    account = owing("1846.20", days=132)
    hold(account, "medical", until_on=date(2026, 10, 9))

    says = text_of(client.get(page(account)))

    assert "A private protection ends Friday, Oct 9" in says
    assert "edical" not in says


def test_is_closed_to_whose_own_account_it_is_and_logged_for_everybody_else(client, specialist):
    own, other = owing("96.30", days=70), owing("96.30", days=70)
    LockedAccount.objects.create(account=own, person=specialist, why="own", from_on=TODAY, entered_at=moment(TODAY))

    assert client.get(page(own)).status_code == 403
    assert client.get(page(other)).status_code == 200
    assert list(AccessLine.objects.values_list("account_number", "what")) == [(other.number, "priority")]


def test_asks_the_database_a_few_times(client, specialist, django_assert_max_num_queries):
    account = owing("1846.20", days=132)

    with django_assert_max_num_queries(24):
        client.get(page(account))
