"""The inbox is worked from the keyboard: move, approve, return with a reason; a key alone approves nothing unchosen."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from core.approvals.models import Approval
from tests import factories

pytestmark = pytest.mark.browser
PASSWORD = "a-long-pass-phrase"


@pytest.fixture
def inbox(page, live_server, transactional_db, asked):
    factories.utility()
    factories.person("supervisor", username="boss", password=PASSWORD)
    for number in ("First", "Second", "Third"):
        asked(sentence=f"{number} question.")
    page.goto(live_server.url + reverse("staff:log_in"))
    page.fill("#id_username", "boss")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "log-in" not in url)
    page.goto(live_server.url + reverse("desk:inbox"))
    return page


def state_of(number):
    return Approval.objects.get(sentence=f"{number} question.").state


def test_moves_approves_and_returns_from_the_keyboard(inbox):
    inbox.keyboard.press("j")
    inbox.keyboard.press("j")
    inbox.keyboard.press("a")
    inbox.wait_for_selector("text=Approved: Second question.")
    assert (state_of("First"), state_of("Second")) == ("waiting", "approved")

    # The next row stands at hand.
    assert "Third question." in inbox.inner_text("tr.here")
    inbox.keyboard.press("r")
    inbox.wait_for_url(re.compile("return=1"))
    inbox.keyboard.type("Ask a year later.")
    inbox.keyboard.press("Control+Enter")
    inbox.wait_for_selector("text=Returned: Third question.")
    assert (state_of("First"), state_of("Third")) == ("waiting", "returned")


def test_a_key_without_a_chosen_row_chooses_the_first_and_approves_nothing(inbox):
    inbox.keyboard.press("a")

    assert "First question." in inbox.inner_text("tr.here")
    assert {state_of(number) for number in ("First", "Second", "Third")} == {"waiting"}


def test_enter_opens_the_card_and_escape_comes_back_to_the_row(inbox):
    inbox.keyboard.press("j")
    inbox.keyboard.press("j")
    inbox.keyboard.press("Enter")
    inbox.wait_for_selector("h1:has-text('Plan beyond the limits')")
    inbox.keyboard.press("Escape")
    inbox.wait_for_selector("tr.here")

    assert "Second question." in inbox.inner_text("tr.here")


def test_g_a_leads_there_from_anywhere(inbox, live_server):
    inbox.goto(live_server.url + reverse("staff:me"))
    inbox.keyboard.press("g")
    inbox.keyboard.press("a")
    inbox.wait_for_url(lambda url: url.endswith(reverse("desk:inbox")))


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_nothing_stands_in_the_way_of_a_reader_on_any_of_these_pages(inbox, live_server, size):
    width, height = size
    inbox.set_viewport_size({"width": width, "height": height})
    waiting = Approval.objects.first()

    for url in (
        reverse("desk:inbox"),
        f"{reverse('desk:inbox')}?tab=asked",
        reverse("desk:approval", args=[waiting.pk]),
        reverse("staff:away"),
    ):
        inbox.goto(live_server.url + url)
        assert inbox.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
        found = Axe().run(inbox).response["violations"]
        assert not found, (url, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found])
