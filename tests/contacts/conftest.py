"""One account and a specialist who speaks with its holder."""

import pytest

from tests import factories


@pytest.fixture
def samuel(db):
    factories.utility()
    return factories.person("specialist", full_name="Samuel Acheva")


@pytest.fixture
def account(samuel):
    return factories.account()
