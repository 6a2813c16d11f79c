"""A small office whose night can run."""

from datetime import date

import pytest

from collections_app.interchange import actions as interchange
from tests import factories


@pytest.fixture
def office(db):
    """Balances of yesterday's extract, business date Monday, Oct 5, 2026."""
    return factories.utility(balances_on=date(2026, 10, 4))


@pytest.fixture(autouse=True)
def no_loader_yet(monkeypatch):
    if not hasattr(interchange, "load_waiting"):
        monkeypatch.setattr(interchange, "load_waiting", lambda **kw: [], raising=False)
