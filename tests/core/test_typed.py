"""Does a page stay a page, whatever number or day somebody wrote into its address?"""

import pytest

from core.typed import whole
from tests import factories

pytestmark = pytest.mark.django_db
LONG = "9" * 5000  # Python refuses to make a number of it
ASKED = [
    ("/worklist/", {"saved": LONG}),
    ("/worklist/", {"saved": "٣"}),
    ("/approvals/", {"here": LONG}),
    ("/approvals/", {"here": "²"}),
    ("/night/progress/", {"waited": LONG}),
    ("/visits/", {"who": "²"}),
    ("/visits/", {"who": LONG}),
    ("/visits/", {"day": "0001-01-01"}),
    ("/visits/", {"day": "9999-12-31"}),
]


@pytest.mark.parametrize(("url", "asked"), ASKED)
def test_no_address_breaks_a_page(client, url, asked):
    factories.utility()
    client.force_login(factories.person("supervisor"))

    assert client.get(url, asked).status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("page", ["", "move/"])
def test_no_route_of_an_impossible_day_breaks(client, day, page):
    factories.utility()
    person = factories.person("supervisor")
    client.force_login(person)

    assert client.get(f"/visits/route/{day}/{person.pk}/{page}").status_code == 404


def test_no_change_of_the_office_is_named_by_an_endless_number(client):
    factories.utility()
    client.force_login(factories.person("supervisor"))

    assert client.post("/letters/office/approve/", {"change": [LONG, "-1", "²"]}).status_code == 302


def test_a_whole_number_is_plain_digits():
    assert whole("12") == 12
    assert [whole(text) for text in ("", "-1", "²", "٣", LONG)] == [None] * 5


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("page", ["", "csv/", "explain"])
def test_no_account_was_known_on_an_impossible_day(client, day, page):
    factories.utility()
    account = factories.account()
    client.force_login(factories.person("supervisor"))
    url = f"/accounts/{account.pk}/explain/balance/" if page == "explain" else f"/accounts/{account.pk}/ledger/{page}"

    assert client.get(url, {"as_of": day, "known_on": day}).status_code == 200
