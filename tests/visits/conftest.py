import pytest

from tests import factories


@pytest.fixture(autouse=True)
def office(db):
    return factories.utility()


@pytest.fixture
def maria():
    return factories.person("specialist", full_name="Maria Olson")


@pytest.fixture
def samuel():
    return factories.person("specialist", full_name="Samuel Acheva")
