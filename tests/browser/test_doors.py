"""The doors in a real browser: an address opened by name, both sizes, readers, keys."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from accounts.contacts.actions import log_call
from core.history.models import AccessLine
from tests import factories
from tests.factories import TODAY
from tests.privacy.conftest import STREET, at_a_protected_place, own, protect

pytestmark = pytest.mark.browser
PASSWORD = "a-long-pass-phrase"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
SIZES = [{"width": 1366, "height": 768}, {"width": 390, "height": 844}, {"width": 320, "height": 700}]


@pytest.fixture
def scene(transactional_db):
    factories.utility()
    anna = factories.person("supervisor", username="anna", full_name="Anna Berg", password=PASSWORD)
    hidden = at_a_protected_place()
    factories.bill(hidden, "311.07", billed_on=TODAY.replace(month=6), due_on=TODAY.replace(month=7))
    protect(hidden, anna, factories.person("specialist", full_name="Samuel Acheva"))
    mine = factories.account(customer=factories.customer(first_name="Anna", last_name="Kowalski"))
    own(mine, anna)
    lock = own(factories.account(), factories.person("specialist", full_name="Marit Oyelaran"), "relative")
    call = log_call(
        hidden.pk, direction="in", outcome="wants_plan", spoken_to="Vesna Kowal", note="can pay 60 a month",
        actor=anna, today=TODAY, request_id=None,
    )  # fmt: skip
    other = at_a_protected_place()
    return {"hidden": hidden, "mine": mine, "lock": lock, "call": call, "other": other}


@pytest.fixture
def desk(scene, live_server, page):
    page.goto(live_server.url + reverse("staff:log_in"))
    page.get_by_label("User").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Worklist").first.wait_for()
    return page


def test_a_named_person_opens_the_address_where_it_stands(desk, live_server, scene):
    desk.goto(live_server.url + reverse("desk:account", args=[scene["hidden"].pk]))
    assert STREET not in desk.content()

    desk.get_by_role("button", name="show Protected address").first.click()

    desk.get_by_text(f"{STREET}, Unit 4").wait_for()
    assert AccessLine.objects.filter(what="protected address").exists()


def pages(scene):
    kept = scene["hidden"].customer.protected_addresses.get()
    return {
        "account": reverse("desk:account", args=[scene["hidden"].pk]),
        "people": reverse("desk:people", args=[scene["hidden"].pk]),
        "protected": reverse("privacy:protected"),
        "protect": reverse("privacy:protect", args=[scene["other"].pk]),
        "change": reverse("privacy:change", args=[kept.pk]),
        "end": reverse("privacy:end", args=[kept.pk]),
        "locked": reverse("privacy:locked"),
        "unlock": reverse("privacy:unlock", args=[scene["lock"].pk]),
        "declare": reverse("privacy:declare"),
        "me": reverse("staff:me"),
        "withdraw": reverse("desk:withdraw_line", args=["contact", scene["call"].pk]),
        "search": f"{reverse('desk:search')}?q=kowal",
    }


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_the_pages_fit_and_read_well(desk, live_server, scene, size):
    desk.set_viewport_size(size)
    for name, path in pages(scene).items():
        desk.goto(live_server.url + path)
        if shots := os.environ.get("SHOTS"):
            desk.screenshot(path=f"{shots}/{name}-{size['width']}.png", full_page=size["width"] < 1000)
        found = Axe().run(desk, options=RULES).response["violations"]
        assert not found, (name, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found])
        wide = desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (name, wide)


def test_a_closed_account_says_so_and_leads_back(desk, live_server, scene, complaints):
    desk.goto(live_server.url + reverse("desk:account", args=[scene["mine"].pk]))

    desk.get_by_role("heading", name="This is closed to you").wait_for()
    assert "This is your own account. A colleague must work it." in desk.content()
    if shots := os.environ.get("SHOTS"):
        desk.screenshot(path=f"{shots}/closed.png")
    complaints.clear()  # the browser notes every 403


def test_a_line_is_withdrawn_with_keys_alone(desk, live_server, scene):
    desk.goto(live_server.url + reverse("desk:withdraw_line", args=["contact", scene["call"].pk]))
    desk.get_by_role("textbox", name="Why").fill("Written on the wrong account")
    desk.keyboard.press("Control+Enter")

    desk.get_by_text("Withdrawn. In its place stands who did it and why.").wait_for()
