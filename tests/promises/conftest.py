import pytest

from tests import factories


@pytest.fixture(autouse=True)
def office(db):
    return factories.utility()


@pytest.fixture
def maria(office):
    return factories.person("specialist", full_name="Maria Olson")
