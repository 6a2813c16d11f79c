"""An office that makes plans: who works there, and accounts that owe."""

import pytest

from tests import factories
from tests.payment_plans import cast


@pytest.fixture(autouse=True)
def office(db):
    return factories.utility()


@pytest.fixture
def maria(office):
    return factories.person("specialist", full_name="Maria Olson")


@pytest.fixture
def samuel(office):
    return factories.person("specialist", full_name="Samuel Acheva")


@pytest.fixture
def ingrid(office):
    return factories.person("supervisor", full_name="Ingrid Halvorsen")


@pytest.fixture
def eleanor(office):
    return factories.person("director", full_name="Eleanor Fitzgerald")


@pytest.fixture
def mai(maria):
    return factories.person("trainee", full_name="Mai Lor", mentor=maria)


@pytest.fixture
def account(office):
    """412.40 past due in two bills, 60.00 not yet due."""
    return cast.owing()
