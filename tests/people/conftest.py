"""One account, and the specialist who keeps the people around it."""

import pytest

from tests import factories


@pytest.fixture(autouse=True)
def office(db):
    return factories.utility()


@pytest.fixture
def specialist(office):
    return factories.person("specialist", full_name="Marit Oyelaran")


@pytest.fixture
def account(office):
    holder = factories.customer(first_name="Harriet", last_name="Lindqvist", phone="218-555-0142", email="")
    return factories.account(customer=holder)
