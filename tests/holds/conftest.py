"""One account with a hold on it, and the person who opened it."""

import pytest

from tests import factories
from tests.holds.cast import opened


@pytest.fixture
def specialist(db):
    factories.utility()
    return factories.person("specialist", full_name="Samuel Acheva")


@pytest.fixture
def account(specialist):
    return factories.account()


@pytest.fixture
def dispute(account, specialist):
    return opened(account, actor=specialist)
