"""Do people work one list with the keyboard alone, and is nobody served what somebody else works?"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from accounts.tasks.models import Assignment
from collections_app.desk.models import Serving, Skip
from tests import factories
from tests.conftest import PATIENCE
from tests.desk.cast import aged, owing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-long-pass-phrase"


@pytest.fixture
def four(transactional_db):
    factories.utility()
    names = ("First", "Second", "Third", "Fourth")
    found = [owing(f"{900 - 100 * n}.00", days=60, name=name) for n, name in enumerate(names)]
    aged(*found)
    return found


@pytest.fixture
def another_page(chromium):
    """A second person's browser."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def begin(page, live_server, name):
    factories.person("specialist", username=name.lower(), full_name=name, password=PASSWORD)
    page.goto(live_server.url + reverse("staff:log_in"))
    page.get_by_label("User").fill(name.lower())
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/my-day/")


def complaints_of(page):
    return [violation["id"] for violation in Axe().run(page).response["violations"]]


def holder(page):
    page.wait_for_selector(".working")
    return page.inner_text("h1")


def test_two_people_work_one_list_and_never_meet(live_server, page, another_page, four):
    begin(page, live_server, "Marit")
    begin(another_page, live_server, "Samuel")
    for one in (page, another_page):
        one.keyboard.press("Enter")  # Start work
        one.wait_for_url("**/worklist/")
        one.get_by_role("link", name="Work this list").click()

    seen = [holder(page), holder(another_page)]
    for one in (page, another_page):
        before = one.url
        one.keyboard.press("n")
        one.wait_for_url(lambda url, before=before: url != before)
        seen.append(holder(one))

    assert seen == ["Harriet First", "Harriet Second", "Harriet Third", "Harriet Fourth"]
    assert Serving.objects.count() == 2


def test_skip_asks_why_and_goes_on_in_four_keys(live_server, page, four):
    begin(page, live_server, "Marit")
    page.goto(live_server.url + reverse("desk:work"))
    assert holder(page) == "Harriet First"

    page.keyboard.press("s")
    page.wait_for_selector("#panel .choices")
    page.keyboard.press("2")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("h1:text-is('Harriet Second')")

    assert Skip.objects.get().why == "later"


def test_marked_rows_are_assigned_by_keys_after_a_preview(live_server, page, four):
    begin(page, live_server, "Marit")
    page.goto(live_server.url + reverse("desk:worklist"))

    for key in ("j", "x", "j", "x", "b"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Assign").press("Enter")
    page.wait_for_selector("h1:has-text('Assign')")
    assert "Will be done for 2" in page.inner_text("main")
    page.get_by_label("To whom").select_option(label="Marit")
    page.get_by_role("button", name="Assign 2 accounts").press("Enter")
    page.wait_for_url(re.compile("/worklist/"))

    assert "2 accounts assigned." in page.inner_text("main")
    assert Assignment.objects.open().count() == 2


def test_a_list_is_kept_under_a_name_by_keys(live_server, page, four):
    begin(page, live_server, "Marit")
    page.goto(live_server.url + reverse("desk:worklist") + "?past_due=700")

    page.keyboard.press("v")
    page.wait_for_selector("h1:has-text('Saved views')")
    page.keyboard.press("a")
    page.keyboard.type("Big ones")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("saved="))

    assert "Big ones" in page.inner_text(".tabs [aria-current]")
    assert page.locator("tbody [data-open]").count() == 3


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_nothing_stands_in_anybodys_way(live_server, page, four, width, height):
    page.set_viewport_size({"width": width, "height": height})
    begin(page, live_server, "Marit")
    for address in (
        reverse("desk:my_day"),
        f"{reverse('desk:my_day')}?block=2",
        f"{reverse('desk:worklist')}?columns=owed,last,next,whose,score,phone",
        reverse("desk:views"),
        reverse("desk:work"),
        reverse("desk:skip", args=[four[0].pk]),
    ):
        page.goto(live_server.url + address)
        assert complaints_of(page) == [], address
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address


def test_a_preview_stands_in_nobodys_way(live_server, page, four):
    begin(page, live_server, "Marit")
    for act in ("Assign", "Next step", "Visit", "Reminder letter"):
        page.goto(live_server.url + reverse("desk:worklist"))
        page.locator("input[name=all]").check()
        page.keyboard.press("b")
        page.get_by_role("button", name=act).press("Enter")
        page.wait_for_selector(f"h1:has-text('{act}')")
        assert complaints_of(page) == [], act
