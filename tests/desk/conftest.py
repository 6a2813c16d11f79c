"""Who sits at the desk in every test of it?"""

import pytest

from tests import factories


@pytest.fixture(autouse=True)
def office(db):
    return factories.utility()


@pytest.fixture
def specialist(client, office):
    person = factories.person("specialist", full_name="Marit Oyelaran")
    client.force_login(person)
    return person
