"""A small office whose night can run."""

from datetime import date

import pytest

from tests import factories


@pytest.fixture
def office(db):
    """Balances of yesterday's extract, business date Monday, Oct 5, 2026."""
    return factories.utility(balances_on=date(2026, 10, 4))
