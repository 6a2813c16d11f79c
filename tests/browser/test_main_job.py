"""The main job as people do it, in a real browser with a real worker: from an extract to a letter in the mail."""

import re

import pytest
from django.urls import reverse

from collections_app.treatments.models import LetterRun
from core.utility import current
from ledger.checks import verify
from notices.models import Batch, Letter
from tests import factories
from tests.interchange import extracts

pytestmark = pytest.mark.browser
PASSWORD = "a-long-pass-phrase"
SECONDS = 1000
PATIENCE = 60 * SECONDS


@pytest.fixture
def extract(tmp_path):
    """A town where A1 owes 1,846.20 since June, A2 and A3 a little less, on Monday, Oct 5, 2026."""
    tables = extracts.town()
    tables["charges.csv"] = [
        extracts.charge("B1", 1, "1846.20", billed_on="2026-05-05", due_on="2026-05-26"),
        extracts.charge("B2", 2, "96.30", billed_on="2026-08-11", due_on="2026-09-01"),
        extracts.charge("B3", 3, "12.00", billed_on="2026-08-11", due_on="2026-09-01"),
    ]
    tables["payments.csv"] = []
    folder = extracts.written(tmp_path / "night-1", tables, on=extracts.THIRD)
    return extracts.tarred(folder)


@pytest.fixture
def people(transactional_db):
    factories.person("supervisor", username="supervisor", full_name="Marie Okafor", password=PASSWORD)
    factories.person("specialist", username="specialist", full_name="Samuel Acheva", password=PASSWORD)


def go(page, key):
    """To a place of the main menu by its keys, wherever it stands."""
    page.wait_for_load_state()
    page.keyboard.press("g")
    page.keyboard.press(key)


def test_from_an_extract_to_a_letter_in_the_mail(people, extract, worker, live_server, page):
    log_in(page, live_server, "supervisor")
    upload(page, extract)
    run_the_night(page)
    release_the_reminders(page)
    log_out(page)

    log_in(page, live_server, "specialist")
    log_a_call_on_the_worst_account(page)
    preview_and_download_its_reminder(page)
    print_and_confirm_as_mailed(page)

    assert current().name == extracts.UTILITY
    assert LetterRun.objects.get().issued == Letter.objects.count() == 2
    assert Batch.objects.get().mailing.counted == 2
    assert verify() == []


def log_in(page, live_server, username):
    page.goto(live_server.url + reverse("staff:log_in"))
    page.get_by_label("User").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "log-in" not in url)


def log_out(page):
    page.locator(".who summary").click()
    page.get_by_role("button", name="Log out").first.click()
    page.wait_for_url(lambda url: "log-in" in url)


def upload(page, extract):
    go(page, "e")
    page.locator("input[type=file]").set_input_files(extract)
    page.get_by_role("button", name="Upload extract").click()
    page.locator("main .state.allowed").first.wait_for(timeout=PATIENCE)


def run_the_night(page):
    go(page, "n")
    page.get_by_role("button", name="Run the night of Oct 5 now").click()
    page.get_by_text("2 reminders of Oct 5 wait for a supervisor.").wait_for(timeout=PATIENCE)
    page.get_by_text("The books are right.").first.wait_for()


def release_the_reminders(page):
    page.get_by_role("link", name="Look at them").click()
    page.get_by_text("This is the first run after a full load.").wait_for()
    page.get_by_role("button", name="Release 2").click()
    page.get_by_text("2 reminders are issued and wait to be printed.").wait_for()


def log_a_call_on_the_worst_account(page):
    go(page, "w")
    page.get_by_text("1,846.20 past due, oldest 132 days, no contact on file.").wait_for()
    page.locator("table[data-rows] tbody a").first.click()
    page.get_by_role("heading", name="Harriet Holder1").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("c")
    panel = page.locator("#panel")
    panel.get_by_text("We called").click()
    panel.get_by_text("Left voicemail").click()
    panel.get_by_role("textbox", name="Note").fill("Asked to call back about the May bill.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Call kept: Harriet Holder1, A1.").wait_for()


def preview_and_download_its_reminder(page):
    page.goto(page.url.split("/accounts/")[0])
    page.locator("#search-box").fill("Holder1")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Harriet Holder1").first.click()
    page.get_by_role("heading", name="Harriet Holder1").wait_for()
    page.wait_for_load_state()  # the keys listen once the page is whole
    page.keyboard.press("l")
    page.get_by_role("heading", name="Past-due reminder").first.wait_for()
    assert "1,846.20" in page.locator("main").inner_text()
    page.go_back()
    page.get_by_role("link", name="Correspondence").first.click()
    page.locator("main").get_by_role("row", name="Past-due reminder").get_by_role("link").first.click()
    pdf = page.get_by_role("link", name="Open the PDF").get_attribute("href")
    answer = page.request.get(page.url.split("/letters/")[0] + pdf)
    assert answer.ok and answer.body().startswith(b"%PDF-")


def print_and_confirm_as_mailed(page):
    go(page, "m")
    page.get_by_role("button", name="Print what waits").click()
    page.get_by_role("link", name="Confirm batch").click(timeout=PATIENCE)
    page.get_by_role("heading", name=re.compile(r"^Batch \d+$")).wait_for(timeout=PATIENCE)
    page.get_by_label("Mail class").select_option("first_class")
    page.get_by_label("Letters counted").fill("2")
    page.get_by_role("button", name="Confirm mailed").click()
    page.get_by_role("heading", name="Confirm mailed").wait_for(state="detached")
