"""The people around an account in a real browser: keys, private boxes, both sizes, readers."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from accounts.notes.actions import write_note
from accounts.people.actions import add_number, add_party, tried
from tests import factories
from tests.desk.cast import aged, owing
from tests.factories import TODAY

pytestmark = pytest.mark.browser
PASSWORD = "a-long-pass-phrase"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
SIZES = [{"width": 1366, "height": 768}, {"width": 390, "height": 844}, {"width": 320, "height": 700}]


@pytest.fixture
def account(transactional_db):
    factories.utility()
    account = owing("1846.20")
    other = owing("61.00", customer=account.customer, status="inactive")
    by = {"actor": None, "today": TODAY}
    ole = add_party(account.pk, role="authorised", name="Ole Berg", may_be_told="balance", source="Letter", **by)
    add_number(account.pk, kind="phone", value="218-555-0188", source="Ole", party=ole, **by)
    add_party(account.pk, role="caseworker", name="Joan Ekholm", source="Release", **by)
    tried(account.pk, "218-555-0142", False, **by)
    write_note(account_id=account.pk, text="Speak slowly", is_sticky=True, **by)
    write_note(customer_id=account.customer_id, text="Lives in a shelter", is_private=True, **by)
    aged(account, other)
    return account


@pytest.fixture
def desk(account, live_server, page):
    factories.person("specialist", username="specialist", full_name="Marit Oyelaran", password=PASSWORD)
    page.goto(live_server.url + reverse("staff:log_in"))
    page.get_by_label("User").fill("specialist")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Worklist").first.wait_for()
    return page


def test_a_person_is_added_with_keys_alone(desk, live_server, account):
    desk.goto(live_server.url + reverse("desk:people", args=[account.pk]))
    desk.keyboard.press("a")
    desk.get_by_role("heading", name="Add a person").wait_for()
    desk.get_by_label("What they are to the account").select_option("owner")
    desk.get_by_label("Name").fill("Harbor Homes LLC")
    desk.get_by_label("What it rests on").fill("Deed of 2019")
    desk.keyboard.press("Control+Enter")

    desk.get_by_text("Entered: Harbor Homes LLC.").wait_for()
    desk.wait_for_load_state()
    desk.keyboard.press("w")
    desk.get_by_role("heading", name="Write a note").wait_for()
    desk.keyboard.press("Escape")
    desk.get_by_role("heading", name="Around this account").wait_for()


def test_what_is_private_opens_in_its_place(desk, live_server, account):
    desk.goto(live_server.url + reverse("desk:people", args=[account.pk]))
    assert desk.get_by_text("Joan Ekholm").count() == 0

    desk.get_by_role("button", name="show who this is").click()
    desk.get_by_text("Joan Ekholm · caseworker").wait_for()
    desk.get_by_role("button", name="show note").click()
    desk.get_by_text("Lives in a shelter").wait_for()


def test_every_page_of_people_is_readable_at_every_size(desk, live_server, account):
    pages = [
        reverse("desk:people", args=[account.pk]),
        reverse("desk:customer", args=[account.customer_id]),
        reverse("people:add_party", args=[account.pk]),
        reverse("people:add_number", args=[account.pk]),
        reverse("people:judge_billing_number", args=[account.pk, "phone"]),
        reverse("people:record_place_relation", args=[account.pk]),
        reverse("people:end_party", args=[account.parties.first().pk]),
        reverse("notes:write_note", args=[account.pk]),
        reverse("notes:take_down_note", args=[account.notes.first().pk]),
    ]
    for size in SIZES:
        desk.set_viewport_size(size)
        for url in pages:
            desk.goto(live_server.url + url)
            beyond = desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert beyond <= 0, f"{url} scrolls sideways at {size['width']}"
            if size["width"] != 320:
                found = Axe().run(desk, options=RULES)
                assert not found.response["violations"], f"{url} at {size['width']}: {found.generate_report()}"
