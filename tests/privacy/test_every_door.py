"""Walks every address of the product that names something of an account, for an account that is closed to who asks."""

import pytest

from core.staff.roles import Role
from notices.actions import print_waiting
from tests import factories
from tests.factories import TODAY
from tests.privacy.conftest import logged_in, own
from tests.privacy.reading import text_of
from tests.privacy.world import address_of, named_by
from tests.test_house import PAGES

pytestmark = pytest.mark.django_db
ABOUT_AN_ACCOUNT = [found for found in PAGES if "pk" in found[2] and named_by(found[0])]
EVERY_ROLE = [role.value for role in Role]


def walk(client, things):
    """By page, what GET and POST answer to somebody who holds every role."""
    for page, _view, needs in ABOUT_AN_ACCOUNT:
        url = address_of(page, needs, things)
        yield page, [client.get(url).status_code, client.post(url).status_code]


@pytest.mark.parametrize("why", ["own", "flagged"])
def test_nobody_opens_their_own_a_relatives_or_a_flagged_colleagues_account(things, why):
    me = factories.person(*EVERY_ROLE)
    if why == "flagged":
        me = factories.person(*(set(EVERY_ROLE) - {"supervisor", "director", "auditor"}))
        own(things["account"], factories.person("specialist"), why)
    else:
        own(things["account"], me, why)

    answers = dict(walk(logged_in(me), things))

    let_in = {page: codes for page, codes in answers.items() if not (403 in codes and set(codes) <= {403, 405})}
    assert answers and not let_in


def test_a_supervisor_opens_what_is_flagged(things):
    own(things["account"], factories.person("specialist"), "flagged")

    page = logged_in(factories.person("supervisor")).get(address_of("desk:account", {"pk": 1}, things))

    assert page.status_code == 200


def test_every_other_account_of_the_same_holder_is_closed_with_it(things):
    me = factories.person(*EVERY_ROLE)
    second = factories.account(customer=things["account"].customer)
    own(things["account"], me)

    assert logged_in(me).get(f"/accounts/{second.pk}/").status_code == 403


def test_what_is_walked_is_there_for_a_colleague(things):
    """Or the walk above would prove nothing: a 404 for everybody is no door."""
    colleague = things["colleague"]
    colleague.roles = EVERY_ROLE
    colleague.save()
    client = logged_in(colleague)

    urls = {page: address_of(page, needs, things) for page, _view, needs in ABOUT_AN_ACCOUNT}
    missing = {page for page, url in urls.items() if client.get(url).status_code in (403, 404)}
    assert missing <= {"desk:paper"}  # a private one opens by a POST, which is logged


# ---- lists, files and search ----


def lists():
    return [found for found in PAGES if "pk" not in found[2] and found[0] not in ("health", "favicon")]


def test_no_list_names_an_account_that_is_closed(things):
    me = factories.person(*EVERY_ROLE)
    own(things["account"], me)
    print_waiting(actor=None, today=TODAY)
    client = logged_in(me)

    for page, _view, needs in lists():
        if page == "privacy:declare" or page == "privacy:locked" or page == "staff:access_log":
            continue  # it says which accounts are closed, by their numbers, or who looked
        said = text_of(client.get(address_of(page, needs, things)))
        assert "Kowal" not in said and things["account"].number not in said, page


def test_search_says_only_that_something_is_closed(things):
    me = factories.person("specialist")
    own(things["account"], me)

    page = logged_in(me).get("/search/", {"q": "kowal"}).content.decode()

    assert "Vesna" not in page and things["account"].number not in page
    assert "1 account that begins like this" in page
