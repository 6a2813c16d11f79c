"""An office: who administers it, who works there, who is a stranger."""

import pytest

from tests import factories


@pytest.fixture(autouse=True)
def office(db):
    return factories.utility()


@pytest.fixture
def astrid(office):
    return factories.person("administrator", username="astrid", full_name="Astrid Nygaard")


@pytest.fixture
def samuel(office):
    return factories.person("specialist", username="samuel", full_name="Samuel Acheva")


@pytest.fixture
def as_astrid(client, astrid):
    client.force_login(astrid)
    return client
