import pytest

from tests import factories


@pytest.fixture(autouse=True)
def office(request):
    """A utility whose balances are fresh on Oct 5, for every test that has a database."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        factories.utility()
