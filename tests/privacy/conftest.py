"""The cast of the doors: who is protected, who is named, whose account is whose."""

import pytest
from django.test import Client

from accounts.people.models import ProtectedAddress
from accounts.people.privacy.actions import Designated, lock_account, protect_address
from tests import factories
from tests.factories import TODAY

BOX = Designated("PO Box 17370", "", "Saint Paul", "MN", "55117")
STREET = "77 Sandalwood Court"


def logged_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def office(db):
    return factories.utility()


@pytest.fixture
def samuel(office):
    return factories.person("specialist", username="samuel", full_name="Samuel Acheva")


@pytest.fixture
def anna(office):
    return factories.person("supervisor", username="anna", full_name="Anna Berg")


@pytest.fixture
def hidden(anna):
    """An account whose holder is protected; Anna alone is named."""
    account = at_a_protected_place()
    protect(account, anna)
    return account


def at_a_protected_place():
    from accounts.search import renew

    holder = factories.customer(
        first_name="Vesna", last_name="Kowal", mailing_line1=STREET, mailing_city="Hermantown", mailing_zip="55811"
    )
    place = factories.premise(line1=STREET, unit="Unit 4", city="Hermantown", zip="55811", route="ROUTE-77")
    account = factories.account(customer=holder, premise=place)
    renew([account.pk])
    return account


def protect(account, *named, actor=None, where=BOX):
    return protect_address(
        account.customer_id, where, named=named, source="Safe at Home card of Sep 3", actor=actor or named[0],
        today=TODAY,
    )  # fmt: skip


def own(account, person, why="own"):
    return lock_account(account.pk, person, why=why, actor=person, today=TODAY)


@pytest.fixture
def things(office):
    """Everything about an account, its holder's address protected, with a colleague named to see it."""
    from tests.privacy.world import everything_about

    colleague = factories.person("specialist", "supervisor", full_name="Named Colleague")
    account = at_a_protected_place()
    made = everything_about(account, colleague)
    protect(account, colleague)
    return {**made, "protection": ProtectedAddress.objects.get(), "colleague": colleague}
