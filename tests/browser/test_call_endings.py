"""How many keys does it take to keep the four commonest endings of a call, and what is lost when a tab closes?"""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from accounts.contacts.models import Contact
from accounts.tasks.actions import add_task
from accounts.tasks.models import Task
from collections_app.desk.models import Draft
from core.staff.models import Person
from tests import factories
from tests.conftest import PATIENCE
from tests.desk.cast import aged, owing
from tests.factories import TODAY

pytestmark = pytest.mark.browser
PASSWORD = "a-long-pass-phrase"
MOST_KEYS = 5
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


class Keyboard:
    """The keys of a page, counted."""

    def __init__(self, page):
        self.page, self.pressed = page, []

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed.append(key)


@pytest.fixture
def accounts(transactional_db):
    factories.utility()
    factories.person("specialist", username="specialist", full_name="Marit Oyelaran", password=PASSWORD)
    found = [owing(f"{1846 - n}.20", name=f"Lindqvist{n}", number=f"9004118{n}") for n in range(3)]
    aged(*found)
    return found


def logged_in(page, live_server):
    page.goto(live_server.url + reverse("staff:log_in"))
    page.get_by_label("User").fill("specialist")
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation(url=lambda url: "log-in" not in url):
        page.keyboard.press("Enter")
    return page


@pytest.fixture
def desk(accounts, live_server, page):
    """The first account of the worklist, opened from it."""
    logged_in(page, live_server)
    page.goto(live_server.url + reverse("desk:worklist"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Harriet Lindqvist0").wait_for()
    return page


@pytest.mark.parametrize(
    ("ending", "keys", "outcome", "what", "due_on", "spoken_to"),
    [
        ("promise noted as next step", ["1"], "promised", "See whether the promise was kept", date(2026, 10, 12), True),
        ("will call back", ["2"], "calls_back", "Call back", date(2026, 10, 6), True),
        ("no answer", ["3"], "no_answer", "Call again", date(2026, 10, 7), False),
        ("wrong number", ["5"], "wrong_number", "Find a phone that works", date(2026, 10, 6), False),
    ],
)
def test_an_ending_takes_at_most_five_keys_after_c(desk, ending, keys, outcome, what, due_on, spoken_to):
    desk.keyboard.press("c")
    desk.locator("#panel form").wait_for()
    hands = Keyboard(desk)

    hands.press(*keys, "Control+Enter")

    desk.get_by_role("heading", name="Harriet Lindqvist1").wait_for()
    assert len(hands.pressed) <= MOST_KEYS, ending
    kept, task = Contact.objects.get(), Task.objects.get()
    assert (kept.direction, kept.outcome, kept.number) == ("out", outcome, "218-555-0142")
    assert bool(kept.spoken_to) is spoken_to
    assert (task.what, task.due_on, task.owner.full_name) == (what, due_on, "Marit Oyelaran")


def test_another_day_is_one_key_each_and_still_within_five(desk):
    desk.keyboard.press("c")
    desk.locator("#panel form").wait_for()
    hands = Keyboard(desk)

    hands.press("1", "+", "+", "Control+Enter")

    desk.get_by_role("heading", name="Harriet Lindqvist1").wait_for()
    assert len(hands.pressed) <= MOST_KEYS
    assert Task.objects.get().due_on == date(2026, 10, 14)


def test_digits_pick_an_outcome_anywhere_but_in_text(desk):
    desk.keyboard.press("c")
    panel = desk.locator("#panel")
    panel.get_by_label("Verified by").focus()
    desk.keyboard.press("3")
    assert panel.locator("input[name=outcome]:checked").input_value() == "no_answer"

    panel.get_by_role("textbox", name="Note").press_sequentially("1 of 5")
    assert panel.locator("input[name=outcome]:checked").input_value() == "no_answer"
    assert panel.get_by_role("textbox", name="Note").input_value() == "1 of 5"


def test_nothing_is_chosen_beforehand_that_has_a_consequence(desk):
    desk.keyboard.press("c")
    desk.locator("#panel form").wait_for()

    assert desk.locator("#panel input[name=outcome]:checked").count() == 0
    assert desk.locator("#panel [name=next_step]").input_value() == ""
    desk.keyboard.press("Control+Enter")
    desk.get_by_text("Say how the conversation ended").wait_for()
    assert not Contact.objects.exists()


def test_a_call_that_was_due_is_done_by_the_call(accounts, desk):
    marit = Person.objects.get(username="specialist")
    due = add_task(accounts[0].pk, "Call back: the October bill", due_on=TODAY, owner=marit, actor=marit, today=TODAY)
    desk.keyboard.press("c")
    desk.locator("#panel form").wait_for()
    hands = Keyboard(desk)

    hands.press("2", "Control+Enter")

    desk.get_by_role("heading", name="Harriet Lindqvist1").wait_for()
    due.refresh_from_db()
    assert due.done_on == TODAY
    assert Task.objects.open().get().due_on == date(2026, 10, 6)


def test_what_a_person_typed_is_not_filled_over(desk):
    desk.keyboard.press("c")
    panel = desk.locator("#panel")
    panel.get_by_label("Next step").press_sequentially("Off")
    panel.get_by_text("No answer").click()

    assert panel.get_by_label("Next step").input_value() == "Offer a plan"
    assert panel.get_by_label("Spoken to").input_value() == ""


def test_a_closed_tab_loses_nothing_on_another_machine_and_a_sent_form_leaves_nothing(
    desk, accounts, chromium, live_server
):
    desk.keyboard.press("c")
    desk.locator("#panel form").wait_for()
    desk.keyboard.press("2")
    desk.get_by_role("textbox", name="Note").press_sequentially("Wants to speak to her son first")
    desk.close(run_before_unload=True)

    elsewhere = chromium.new_context()
    elsewhere.set_default_timeout(PATIENCE)
    tab = logged_in(elsewhere.new_page(), live_server)
    tab.goto(live_server.url + reverse("desk:log_call", args=[accounts[0].pk]))
    offered = tab.locator(".draft")
    offered.wait_for()
    assert re.search(r"You began a note at \d+:\d\d", offered.inner_text())
    tab.get_by_role("button", name="Go on").click()
    assert tab.get_by_role("textbox", name="Note").input_value() == "Wants to speak to her son first"
    assert tab.locator("input[name=outcome]:checked").input_value() == "calls_back"

    tab.keyboard.press("Control+Enter")
    tab.get_by_text("Call kept").wait_for()
    tab.goto(live_server.url + reverse("desk:log_call", args=[accounts[0].pk]))
    tab.get_by_role("textbox", name="Note").wait_for()
    assert not Draft.objects.exists() and tab.locator(".draft").count() == 0
    elsewhere.close()


def test_a_card_number_is_kept_in_no_draft(desk):
    desk.keyboard.press("c")
    desk.get_by_role("textbox", name="Note").fill("card 4111 1111 1111 1111")
    with desk.expect_response(lambda answer: "/drafts/" in answer.url and answer.request.method == "POST"):
        desk.get_by_label("About what").press_sequentially("October")

    assert "4111" not in str(Draft.objects.get().typed)


@pytest.mark.parametrize("size", [{"width": 1366, "height": 768}, {"width": 390, "height": 844}])
def test_the_pages_of_the_log_are_readable_by_everybody(desk, accounts, live_server, size):
    from accounts.contacts.actions import log_letter_in
    from accounts.contacts.papers import Upload
    from tests.contacts.test_correspondence import PDF

    me = Task.owner.field.related_model.objects.get(username="specialist")
    line = log_letter_in(
        accounts[0].pk, outcome="disputes", spoken_to="Harriet", note="A leak", papers=[Upload(PDF, "a.pdf")],
        next_step="Answer", next_on=factories.TODAY, actor=me, today=factories.TODAY, request_id=None,
    )  # fmt: skip
    desk.set_viewport_size(size)
    for page, pk in (
        ("account", accounts[0].pk), ("correspondence", accounts[0].pk), ("add_paper", accounts[0].pk),
        ("contact", line.pk), ("correct_contact", line.pk), ("attach_paper", line.pk),
        ("move_task", Task.objects.get().pk), ("log_call", accounts[0].pk),
    ):  # fmt: skip
        desk.goto(live_server.url + reverse(f"desk:{page}", args=[pk]))
        found = Axe().run(desk, options=RULES).response["violations"]
        assert not found, f"{page}: {[(one['id'], one['nodes'][0]['html']) for one in found]}"
        assert desk.evaluate("document.documentElement.scrollWidth") <= size["width"], page
