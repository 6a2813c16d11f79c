import pytest

from tests import factories


@pytest.fixture(autouse=True)
def office(request):
    """Rules alone need no database."""
    if "test_promise_policy" in request.node.nodeid:
        return None
    request.getfixturevalue("db")
    return factories.utility()


@pytest.fixture
def maria(office):
    return factories.person("specialist", full_name="Maria Olson")
