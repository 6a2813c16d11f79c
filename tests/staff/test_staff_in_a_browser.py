import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from core import history
from core.staff import lockout
from tests import factories

pytestmark = pytest.mark.browser
PASSWORD = "a-long-pass-phrase"


@pytest.fixture
def office(transactional_db):
    factories.utility(name="Demo City Utilities", is_demo=True)
    return factories.person(
        "administrator", "auditor", "specialist", username="astrid", full_name="Astrid Nygaard", password=PASSWORD
    )


@pytest.fixture
def desk(office, live_server, page):
    """A browser in which Astrid has typed her way in."""
    page.goto(live_server.url + reverse("staff:log_in"))
    page.get_by_label("User").fill("astrid")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "log-in" not in url)
    return page


def look_at(page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        f"{page.url} scrolls sideways at {width}"
    )
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_pages_about_people_are_accessible(office, desk, live_server, width, height):
    samuel = factories.person("specialist", username="samuel", full_name="Samuel Acheva")
    for _ in range(5):
        lockout.note_failure("samuel", "")
    history.looked("90041187", by=samuel, what="account file")

    for name, pk in (
        ("people", None), ("roles", None), ("access_log", None), ("add_person", None), ("me", None),
        ("password", None), ("person", samuel.pk),
    ):  # fmt: skip
        desk.goto(live_server.url + reverse(f"staff:{name}", args=[pk] if pk else []))
        look_at(desk, width, height)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_log_in_page_is_accessible_and_says_why_it_refuses(office, live_server, page, width, height):
    page.goto(live_server.url + reverse("staff:log_in"))
    look_at(page, width, height)

    page.get_by_label("User").fill("astrid")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()

    page.get_by_text("User and password do not belong together.").wait_for()
    look_at(page, width, height)
