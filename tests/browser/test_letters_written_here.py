"""A letter from its text to the returned envelope, as people do it: written, approved by another, issued, printed,
mailed and come back, in a real browser with a real worker, by keys where a key is there."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.rulebook.models import RuleChange
from core.utility import moment
from notices.models import Batch, Letter, Pull, Returned, TemplateVersion
from notices.queries.addresses import bad_addresses
from tests import factories
from tests.desk.cast import aged, owing
from tests.factories import TODAY

pytestmark = pytest.mark.browser
PASSWORD = "a-long-pass-phrase"
PATIENCE = 60_000
NEW, OWN = "Ask for Marit at window three.", "Bring this letter with you."


@pytest.fixture
def account(transactional_db, settings):
    settings.OFFICE_ADDRESS = ["411 Harbor Street", "Demo City, MN 55800"]
    settings.OFFICE_PHONE, settings.OFFICE_HOURS = "218-555-0100", "weekdays 8:00 to 4:30"
    factories.utility(name="Demo City Utilities")
    holder = factories.customer(first_name="Harriet", last_name="Lindqvist", mailing_line1="12 Alder Street")
    account = owing("1846.20", customer=holder, number="90041187")
    aged(account)
    for role, name in (("specialist", "Marit Oyelaran"), ("supervisor", "Dana Whitcomb")):
        factories.person(role, username=role, full_name=name, password=PASSWORD)
    return account


def test_a_letter_is_written_approved_issued_printed_mailed_and_comes_back(account, worker, live_server, page):
    log_in(page, live_server, "specialist")
    write_a_new_text(page, live_server)
    log_out(page)

    log_in(page, live_server, "supervisor")
    approve_it(page)
    log_out(page)

    log_in(page, live_server, "specialist")
    issue_and_undo(page, live_server, account)
    nobody_has_minutes_to_undo()
    issue_it_changed(page, live_server, account)
    print_and_confirm(page)
    record_that_it_came_back(page)

    version = TemplateVersion.objects.get(kind="past_due_reminder", language="en", number=2)
    undone, letter = Letter.objects.order_by("pk")
    assert (version.written_by.username, version.approved_by.username) == ("specialist", "supervisor")
    assert undone.version == letter.version == version
    assert Pull.objects.get().letter == undone
    assert NEW in letter.own_text and OWN in letter.own_text
    assert letter.batch_line.batch.mailing.counted == 1
    assert Returned.objects.get().letter == letter and account.pk in bad_addresses([account.pk])


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


def go(page, key):
    """To a place of the main menu by its keys."""
    page.wait_for_load_state()
    page.keyboard.press("g")
    page.keyboard.press(key)


def write_a_new_text(page, live_server):
    """From the mail room to the texts; the page beside the text follows what is typed."""
    go(page, "m")
    page.get_by_role("link", name="Letters we write").click()
    page.get_by_role("link", name="Past-due reminder", exact=True).click()
    page.get_by_role("heading", name="Past-due reminder").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("w")
    text = page.get_by_label("Text", exact=True)
    text.wait_for()
    page.wait_for_load_state()
    before = page.locator("#look img").first.get_attribute("src", timeout=PATIENCE)

    text.focus()
    page.keyboard.press("Control+End")
    with page.expect_response("**/preview/", timeout=PATIENCE):
        page.keyboard.type(f"\n\n{NEW}\n")
    expect(page.locator("#look img").first).not_to_have_attribute("src", before, timeout=PATIENCE)

    # The page is asked for once while one types and once when the field is left; both are there before it is sent.
    with page.expect_response("**/preview/", timeout=PATIENCE):
        page.get_by_label("What changes for the reader").fill("Says whom to ask for")
    with page.expect_response("**/preview/", timeout=PATIENCE):
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Save and send").click()
    page.get_by_text("waits for approval").first.wait_for()
    the_pages_are_there(page)


def the_pages_are_there(page):
    """Nobody leaves a page that still waits for its pictures."""
    expect(page.get_by_role("img", name="Page 1 of this version").first).to_be_visible(timeout=PATIENCE)


def approve_it(page):
    """Another person finds it in the inbox, reads what changed and says yes with one key."""
    go(page, "a")
    page.get_by_role("heading", name="Waiting for approval").wait_for()
    page.get_by_role("link", name="Text of a letter").click()
    page.get_by_text("Says whom to ask for").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("v")
    expect(page.locator(".difference ins")).to_contain_text(NEW)
    the_pages_are_there(page)
    page.keyboard.press("a")
    page.wait_for_url(lambda url: "/approvals/" in url)
    assert TemplateVersion.objects.get(number=2).approved_by.username == "supervisor"


def open_preview(page, live_server, account):
    page.goto(live_server.url + reverse("desk:account", args=[account.pk]))
    page.get_by_role("heading", name="Harriet Lindqvist").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("l")
    page.get_by_role("heading", name="Past-due reminder").first.wait_for()
    expect(page.locator("#the-page")).to_contain_text(NEW)
    page.wait_for_load_state()


def issue_and_undo(page, live_server, account):
    """Issued by one key and taken back by another, since a minute has not passed."""
    open_preview(page, live_server, account)
    page.keyboard.press("Control+Enter")
    page.get_by_text("is issued and waits for the printer").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("u")
    page.get_by_text("is undone. It will not be printed.").wait_for()


def nobody_has_minutes_to_undo():
    """The printer would wait for these minutes; a figure of the rulebook takes them away."""
    RuleChange.objects.create(
        rules="IssuingRules", field="undo_minutes", value=0, in_force_from=TODAY, citation="test",
        proposed_at=moment(TODAY), proposed_by=factories.person(), approved_by=factories.person(),
        approved_at=moment(TODAY),
    )  # fmt: skip


def issue_it_changed(page, live_server, account):
    """One letter gets a sentence of its own; the page follows, and the letter says afterwards what was changed."""
    open_preview(page, live_server, account)
    page.keyboard.press("e")
    page.locator("#own-text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(f"\n\n{OWN}\n")
    expect(page.locator("#the-page")).to_contain_text(OWN, timeout=PATIENCE)
    expect(page.locator("#before-issuing")).to_contain_text("Changed for this one letter.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("is issued and waits for the printer").wait_for()
    expect(page.locator("section", has_text="What was changed for this letter").locator("ins")).to_contain_text(OWN)


def print_and_confirm(page):
    go(page, "m")
    page.get_by_role("heading", name="Mail room").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("r")
    page.get_by_text("The letters are being printed").first.wait_for()
    page.locator(".progress-line", has_text="1 letter in 1 batch").wait_for(timeout=PATIENCE)
    page.locator("a[data-key=m]").wait_for(timeout=PATIENCE)
    page.wait_for_load_state()
    page.keyboard.press("m")
    page.get_by_role("heading", name=re.compile(r"^Batch \d+$")).wait_for()
    page.get_by_label("Mail class").select_option("first_class")
    page.get_by_label("Letters counted").fill("1")
    page.keyboard.press("Control+Enter")
    page.get_by_text("is confirmed: 1 letter mailed Oct 5.").wait_for()
    affidavit = page.locator("a[data-key=a]").get_attribute("href")
    answer = page.request.get(page.url.split("/letters/")[0] + affidavit)
    assert answer.ok and answer.body().startswith(b"%PDF-")
    assert Batch.objects.get().mailing.counted == 1


def record_that_it_came_back(page):
    """The scanner types the code and Enter; a digit says why, and the next one may be scanned."""
    letter = Letter.objects.order_by("-pk").first()
    go(page, "m")
    page.get_by_role("link", name="Returned mail").click()
    scan = page.get_by_label("Letter", exact=False).first
    scan.wait_for()
    page.wait_for_load_state()
    scan.focus()
    page.keyboard.type(f"L{letter.pk}")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=f"Letter {letter.pk} came back").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("5")
    expect(page.get_by_label("Vacant")).to_be_checked()
    page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name="Returned mail").wait_for()
    expect(page.get_by_role("row", name=str(letter.pk))).to_contain_text("vacant")
    page.locator("table[data-rows] a[data-open]").first.click()
    expect(page.locator("main")).to_contain_text("Came back")
