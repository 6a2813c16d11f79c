"""What does a person see on the pages of the desk?"""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.holds.models import Hold
from accounts.models import Service
from collections_app.treatments import next_steps
from core.history.models import AccessLine
from core.utility import moment
from ledger import standings
from ledger.models import Standing
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office():
    return factories.utility()


@pytest.fixture
def specialist(client):
    person = factories.person("specialist", full_name="Marit Oyelaran")
    client.force_login(person)
    return person


def owing(amount="1846.20", *, days=132, name="Lindqvist", **fields):
    """An account with one bill that fell due so many days ago."""
    account = factories.account(customer=factories.customer(last_name=name), **fields)
    due = date.fromordinal(TODAY.toordinal() - days)
    factories.bill(account, amount, billed_on=date.fromordinal(due.toordinal() - 21), due_on=due)
    return account


def aged(*accounts):
    ids = [account.pk for account in accounts]
    standings.renew(ids, as_of=TODAY)
    next_steps.renew(ids, today=TODAY)


def text_of(response):
    import html
    import re

    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_the_first_page_is_the_worklist(client, specialist):
    assert client.get("/", follow=True).redirect_chain[-1][0] == reverse("desk:worklist")


def test_a_role_without_accounts_begins_at_its_own_first_place(client):
    client.force_login(factories.person("administrator"))

    assert client.get("/")["Location"] == reverse("staff:people")


def test_the_worklist_says_who_why_how_much_and_what_is_next(client, specialist):
    aged(owing())

    says = text_of(client.get(reverse("desk:worklist")))

    assert "Harriet Lindqvist" in says
    assert "1,846.20 past due, oldest 132 days, no contact on file." in says
    assert "Money at stake · 1" in says
    assert "No contact yet" in says


def test_the_overview_answers_a_call(client, specialist):
    account = owing()
    factories.payment(account, "80.00", received_on=date(2026, 9, 29))
    aged(account)

    says = text_of(client.get(reverse("desk:account", args=[account.pk])))

    assert "Harriet Lindqvist" in says and "Gas heats the home" in says
    assert "1,766.20" in says
    assert "Last payment 80.00 on Sep 29." in says
    assert "oldest 132 days, due May 26" in says
    assert "Payment by check" in says


def test_every_look_at_an_account_is_written_down(client, specialist):
    account = owing()
    aged(account)

    for page in ("account", "ledger", "timeline", "letters", "people"):
        assert client.get(reverse(f"desk:{page}", args=[account.pk])).status_code == 200

    looks = AccessLine.objects.filter(account_number=account.number, person=specialist)
    assert sorted(looks.values_list("what", flat=True)) == [
        "account file",
        "ledger",
        "letters",
        "people and place",
        "timeline",
    ]
