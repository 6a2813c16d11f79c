"""The desk in a real browser: keys, panel, double clicks, phone width, and readers."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from accounts.contacts.models import Contact
from accounts.search import renew
from tests import factories
from tests.desk.cast import aged, owing

pytestmark = pytest.mark.browser
PASSWORD = "a-long-pass-phrase"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
PHONE = {"width": 390, "height": 844}
SMALLEST = {"width": 320, "height": 700}


@pytest.fixture
def accounts(transactional_db):
    factories.utility(is_demo=True)
    found = [owing(f"{1846 - n}.20", name=f"Lindqvist{n}", number=f"9004118{n}") for n in range(3)]
    factories.payment(found[0], "0.10", received_on=factories.TODAY)
    aged(*found)
    renew()
    return found


@pytest.fixture
def desk(accounts, live_server, page):
    """The worklist, as a specialist who has just logged in sees it."""
    factories.person("specialist", username="specialist", full_name="Marit Oyelaran", password=PASSWORD)
    page.goto(live_server.url + reverse("staff:log_in"))
    page.get_by_label("User").fill("specialist")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/my-day/")
    page.goto(live_server.url + reverse("desk:worklist"))
    return page


def test_a_list_is_worked_with_keys_alone(desk):
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Harriet Lindqvist1").wait_for()

    desk.keyboard.press("n")
    desk.get_by_role("heading", name="Harriet Lindqvist2").wait_for()
    desk.keyboard.press("p")
    desk.get_by_role("heading", name="Harriet Lindqvist1").wait_for()
    desk.keyboard.press("2")
    desk.get_by_text("Bill, due May 26").first.wait_for()


def test_a_call_is_logged_from_the_panel_and_the_next_account_comes(desk):
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Harriet Lindqvist0").wait_for()
    desk.keyboard.press("c")
    panel = desk.locator("#panel")
    panel.get_by_text("We called").click()
    desk.keyboard.press("4")
    panel.get_by_role("textbox", name="Note").fill("Asked to call back.")
    desk.keyboard.press("Control+Enter")

    desk.get_by_role("heading", name="Harriet Lindqvist1").wait_for()
    assert [(kept.outcome, kept.note) for kept in Contact.objects.all()] == [("voicemail", "Asked to call back.")]


def test_a_double_clicked_form_records_once(desk):
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Harriet Lindqvist0").wait_for()
    desk.keyboard.press("c")
    panel = desk.locator("#panel")
    panel.get_by_text("They called").click()
    panel.get_by_label("Spoken to").select_option(index=1)
    panel.get_by_text("Promised to pay").click()
    panel.get_by_role("button", name="Save, next account").dblclick()

    desk.get_by_role("heading", name="Harriet Lindqvist1").wait_for()
    assert Contact.objects.count() == 1


def test_what_was_typed_stays_beside_the_refusal(desk):
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Harriet Lindqvist0").wait_for()
    desk.keyboard.press("c")
    panel = desk.locator("#panel")
    panel.get_by_text("They called").click()
    panel.get_by_label("Spoken to").select_option(index=1)
    panel.get_by_text("Promised to pay").click()
    panel.get_by_role("textbox", name="Note").fill("card 4111 1111 1111 1111")
    desk.keyboard.press("Control+Enter")

    desk.get_by_text("This looks like a card number").wait_for()
    assert desk.get_by_role("textbox", name="Note").input_value() == "card 4111 1111 1111 1111"
    assert not Contact.objects.exists()


def test_the_form_begins_at_its_first_choice_and_save_stays_in_reach(desk):
    desk.set_viewport_size({"width": 1366, "height": 768})
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Harriet Lindqvist0").wait_for()
    desk.keyboard.press("c")
    panel = desk.locator("#panel")
    panel.get_by_text("Promised to pay").wait_for()
    assert desk.evaluate("document.activeElement.name") == "direction"
    desk.keyboard.press("9")
    desk.keyboard.press("Control+Enter")

    desk.get_by_text("“Other” needs a note").wait_for()
    assert desk.evaluate("document.activeElement.name") == "note"
    save = panel.get_by_role("button", name="Save, next account").bounding_box()
    assert save["y"] + save["height"] <= desk.locator(".keys").bounding_box()["y"]


def test_a_figure_opens_beside_the_page_and_closes_with_escape(desk):
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Harriet Lindqvist0").wait_for()
    desk.locator("a.amount.sum").click()

    desk.locator("#panel").get_by_role("heading", name="Past due, 1,846.10").wait_for()
    assert "/explain/" not in desk.url
    desk.locator("#panel a.amount").first.click()
    desk.get_by_text("Payment by check").first.wait_for()
    desk.keyboard.press("Escape")
    desk.get_by_role("heading", name="Balance").wait_for()


def test_search_from_anywhere_opens_the_first_hit(desk):
    desk.keyboard.press("/")
    desk.keyboard.type("lindqvist2")
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Search").wait_for()
    desk.keyboard.press("Enter")

    desk.get_by_role("heading", name="Harriet Lindqvist2").wait_for()


def test_filters_are_behind_a_key_and_a_chip_takes_them_off(desk):
    desk.keyboard.press("f")
    desk.get_by_label("Past due from", exact=True).fill("1845")
    desk.keyboard.press("Enter")
    desk.get_by_text("2 of 2").wait_for()
    desk.get_by_label("Remove filter: Past due from 1,845.00").click()

    desk.get_by_text("3 of 3").wait_for()


def pages_of(account):
    yield "/worklist/"
    yield "/worklist/?past_due=9000&route=R9"
    yield "/worklist/?why_not=1"
    for name in ("account", "ledger", "timeline", "correspondence", "people", "log_call"):
        yield reverse(f"desk:{name}", args=[account.pk])
    yield f"{reverse('desk:ledger', args=[account.pk])}?as_of=2026-07-31&known_on=2026-08-31"
    yield reverse("desk:explain", args=[account.pk, "past-due"])
    yield "/search/?q=lind"
    yield "/search/?q=zzz"
    yield "/demo/"


def test_readers_can_use_every_page_and_nothing_scrolls_sideways(desk, accounts, live_server):
    for path in pages_of(accounts[0]):
        for size in ({"width": 1366, "height": 768}, PHONE):
            desk.set_viewport_size(size)
            desk.goto(live_server.url + path)
            assert desk.evaluate("document.documentElement.scrollWidth") <= size["width"], (path, size)
            found = Axe().run(desk, options=RULES)
            assert not found.response["violations"], (path, size, found.generate_report())
        desk.set_viewport_size(SMALLEST)
        assert desk.evaluate("document.documentElement.scrollWidth") <= SMALLEST["width"], path
