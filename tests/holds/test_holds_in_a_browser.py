from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from accounts.holds.models import Hold
from tests import factories
from tests.holds.cast import opened

pytestmark = pytest.mark.browser


@pytest.fixture
def account(transactional_db):
    factories.utility()
    return factories.account()


@pytest.fixture
def desk(account, client, live_server, page):
    """A browser in which a specialist is logged in."""
    client.force_login(factories.person("specialist"))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return page


def look_at(page, width=1366, height=768):
    page.set_viewport_size({"width": width, "height": height})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        f"{page.url} scrolls sideways at {width}"
    )
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_pages_of_holds_are_accessible(account, desk, live_server, width, height):
    hold = opened(account, kind="medical", facts={"certified_by": "Dr. Nwosu"}, until_on=date(2026, 10, 9))
    for name, pk in (("list", None), ("hold", hold.pk), ("change", hold.pk), ("end", hold.pk), ("open", account.pk)):
        desk.goto(live_server.url + reverse(f"holds:{name}", args=[pk] if pk else []))
        look_at(desk, width, height)
    factories.bill(account, "60.00", billed_on=date(2026, 7, 1), due_on=date(2026, 7, 22), charge_id="B1")
    for query in ("?kind=bankruptcy", "?kind=dispute&scope=charges&charges=B1"):
        desk.goto(live_server.url + reverse("holds:open", args=[account.pk]) + query)
        look_at(desk, width, height)


def test_a_hold_is_opened_by_hand_and_reads_beforehand_as_it_will(account, desk, live_server):
    desk.goto(live_server.url + reverse("holds:open", args=[account.pk]))
    desk.get_by_role("link", name="Asked not to be contacted").click()
    desk.get_by_text("This account", exact=True).click()
    desk.get_by_label("Last protected day").fill("2026-10-13")
    desk.get_by_label("What it rests on").fill("Call of Oct 5")

    desk.locator("#preview").get_by_text("Stops calls and visits through Oct 13.").wait_for()
    assert not Hold.objects.exists()
    desk.get_by_role("button", name="Open the hold").click()

    desk.wait_for_url(f"**{reverse('desk:account', args=[account.pk])}")
    assert Hold.objects.get().until_on == date(2026, 10, 13)


def test_private_papers_open_in_place(account, desk, live_server):
    hold = opened(account, kind="medical", facts={"certified_by": "Dr. Nwosu"})
    desk.goto(live_server.url + reverse("holds:hold", args=[hold.pk]))
    assert desk.get_by_text("Dr. Nwosu").count() == 0

    desk.get_by_role("button", name="show").click()

    desk.get_by_text("Dr. Nwosu").wait_for()
    look_at(desk)
