"""One account and who writes about it."""

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
    return factories.account()
