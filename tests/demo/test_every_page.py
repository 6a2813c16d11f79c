"""Does every page of the fresh demo open for every role that may see it, with something on it?"""

import pytest
from django.test import Client

from core.staff.models import Person
from core.staff.roles import TABLE, Role
from tests.demo.pages import address_of
from tests.test_house import CLOSED, walk

pytestmark = [pytest.mark.django_db]

# Pages on which one list is meant to have nothing on this morning, and why; with roles, only for these.
ONE_HOUSEHOLD = "one household has no other account, and its place no other holder"
MEANT_EMPTY: dict[str, str] = {
    "desk:people": ONE_HOUSEHOLD,
    "desk:customer": "of this person's accounts none was called",
    "notices:households": "no household gets two letters this morning",
    "desk:look": "shows how an empty list looks",
    "staff:access_log": "nobody has looked yet on a fresh morning",
    "privacy:declare": "most colleagues have declared no account",
}
DECIDE_NOTHING = {Role.AUDITOR, Role.TRAINEE}
# Addresses of files, of parts of pages, and of steps that show nothing.
NO_PAGES = {"notices:progress", "interchange:progress", "night:progress", "staff:log_out", "desk:draft"}
# What the demo does not hold on its first morning, and why.
NOTHING_THERE: dict[str, str] = {}


@pytest.fixture(scope="package")
def people(demo, django_db_blocker):
    with django_db_blocker.unblock():
        return {role: Person.objects.filter(roles__contains=[role.value]).order_by("pk").first() for role in Role}


@walk(CLOSED)
def test_every_page_opens_for_its_roles_and_none_of_its_lists_is_bare(demo_files, people, page, view, needs):
    url = address_of(page, needs)
    if page in NOTHING_THERE:
        assert url is None or not_found(people, view, url), f"{page} is there now"
        return
    assert url, f"the demo holds nothing for {page}"

    who, _words = TABLE[view.permission]
    for role, person in people.items():
        client = Client()
        client.force_login(person)
        answer = client.get(url)
        if role not in who:
            assert answer.status_code in (403, 405), f"{role}: {answer.status_code}"
        elif answer.status_code != 405 and page not in NO_PAGES:
            assert answer.status_code in (200, 302), f"{role}: {answer.status_code}"
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                is_bare = 'class="empty"' in answer.content.decode()
                is_meant = page in MEANT_EMPTY or (page == "desk:inbox" and role in DECIDE_NOTHING)
                assert not is_bare or is_meant, f"a list of {page} is bare for a {role}"


def not_found(people, view, url):
    role = next(iter(TABLE[view.permission][0]))
    client = Client()
    client.force_login(people[role])
    return client.get(url).status_code in (404, 405)
