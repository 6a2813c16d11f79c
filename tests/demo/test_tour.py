"""Can one tell the morning's story on the demo, from the log-in to a plan's page, as the product tour does to 4:40?"""

import re

import pytest
from playwright.sync_api import expect

from core.templatetags.money import account_number
from tests.demo.pages import situation
from tests.demo.window import SIZES, Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def tab(chromium, server, settings):
    opened = Window(chromium, server, settings.SESSION_COOKIE_NAME)
    yield opened
    opened.close()


def test_the_tour_from_the_log_in_to_the_day_on_which_a_plan_breaks(demo_files, password, tab):
    page, silent, called, late = tab.page, situation(3), situation(15), situation(2)
    missed, kept, behind = situation(23), situation(22), situation(24)

    log_in(page, tab.server, password)
    the_morning_is_told(page)
    page.keyboard.press("Enter")  # Start work
    page.wait_for_url("**/worklist/")
    reasons_are_read_aloud(page, called, missed, silent)
    it_says_why_an_account_is_not_here(page, late, "Hidden until Oct 16: a reminder was mailed on Oct 2.")
    it_says_why_an_account_is_not_here(page, kept, re.compile(r"Hidden until Nov \d+: on a plan that is kept\."))

    page.get_by_role("link", name=silent.customer.name, exact=True).click()
    the_balance_comes_from_bills(page, silent)
    the_account_stands_as_it_was(page)
    a_call_is_logged_in_one_form(page, tab)
    months_move_and_the_limit_says_no(page)
    the_offices_plans_lead_to_one_that_is_behind(page, behind)

    assert not tab.complaints, "\n".join(tab.complaints)


def log_in(page, server, password):
    page.goto(server)
    page.get_by_label("User").fill("specialist")
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/my-day/")


def the_morning_is_told(page):
    """0:00: the header, the night in a sentence, and what is due."""
    header = page.locator("header").first
    expect(header).to_contain_text("Mon Oct 5, 2026")
    expect(header).to_contain_text("balances from the extract of Oct 4")
    expect(header).to_contain_text("Cold weather rule, Oct 1 – Apr 30")
    expect(page.locator("main")).to_contain_text("The night of Oct 5")
    expect(page.locator("main")).to_contain_text("reminders issued")
    expect(page.locator("main")).to_contain_text("Walter Kivistola")


def reasons_are_read_aloud(page, called, missed, silent):
    """0:45: who was promised a call, and who is big and silent."""
    ranks = [words.split(" ·")[0] for words in page.locator("tr.rank").all_inner_texts()]
    assert ranks[:3] == ["Someone may be harmed", "The law’s clock runs", "We gave our word"]
    assert ranks[3:5] == ["They broke theirs", "Money at stake"]
    expect(row_of(page, called)).to_contain_text("call back today at 3:00")
    expect(row_of(page, missed)).to_contain_text(
        "Installment 3 of 6 (87.50, due Sep 29) was missed; grace ended Sunday."
    )
    expect(row_of(page, silent)).to_contain_text("1,846.20 past due, oldest 132 days")


def row_of(page, account):
    return page.locator("tbody tr", has_text=account_number(account.number))


def it_says_why_an_account_is_not_here(page, account, why):
    page.keyboard.press("w")
    page.keyboard.type(account.number)
    page.keyboard.press("Enter")
    answer = page.locator(".banner.person")
    expect(answer).to_contain_text(account.customer.name)
    expect(answer).to_contain_text(why)


def the_balance_comes_from_bills(page, silent):
    """1:30: the aging picture; a figure opens what makes it."""
    page.get_by_role("heading", name=silent.customer.name).wait_for()
    expect(page.locator("svg.aging rect")).to_have_count(4)
    page.locator("a.amount.sum", has_text="1,846.20").click()
    panel = page.locator("#panel")
    panel.get_by_role("heading", name="Past due, 1,846.20").wait_for()
    expect(panel).to_contain_text(re.compile(r"Bill, gas, due\s*Tue May 26, 2026"))
    page.keyboard.press("Escape")
    panel.get_by_role("heading").wait_for(state="detached")


def the_account_stands_as_it_was(page):
    """The date box: what was owed on Jul 31, before the bills of August and September."""
    page.keyboard.press("2")
    page.wait_for_url("**/ledger/**")
    page.get_by_label("As it was on").fill("2026-07-31")
    page.keyboard.press("Enter")
    page.wait_for_url("**as_of=2026-07-31**")
    expect(page.locator("main")).to_contain_text("1,115.05")
    expect(page.locator("main")).not_to_contain_text("Sep 25")


def a_call_is_logged_in_one_form(page, tab):
    """A voicemail with a note; the next account comes by itself, and the line stands on the file."""
    page.keyboard.press("1")
    page.wait_for_url(re.compile(r"/accounts/\d+/(\?|$)"))
    file = page.url
    page.keyboard.press("c")
    form = page.locator("#panel form")
    form.wait_for()
    for width in SIZES:
        tab.becomes(width)
        assert not tab.faults()
    tab.becomes(1366)
    page.keyboard.press("4")
    form.get_by_role("textbox", name="Note").fill("Asked to call back before Thursday.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url != file)
    page.goto(file)
    expect(page.locator(".timeline")).to_contain_text("Asked to call back before Thursday.")


def months_move_and_the_limit_says_no(page):
    """2:30: three offers on the same file; the true monthly cost moves with the months, and ten are too many."""
    page.keyboard.press("o")
    page.wait_for_url("**/offers/")
    longest = page.locator(".offer").nth(2)
    expect(longest).to_contain_text("286.16 a month for 6 months")
    expect(longest).to_contain_text("508.87 True monthly cost")
    with page.expect_response("**/offers/quote/"):
        longest.get_by_label("Installments", exact=True).fill("10")
    expect(longest).to_contain_text("171.70 a month for 10 months")
    expect(longest).to_contain_text("394.41 True monthly cost")
    expect(longest).to_contain_text("Ten months is beyond your limit of six")


def the_offices_plans_lead_to_one_that_is_behind(page, behind):
    """4:00: the installment is paid, the bill is not; its page says the day on which it breaks."""
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url("**/plans/")
    page.keyboard.press("2")
    page.wait_for_url("**tab=missed**")
    page.goto(f"{page.url}&earlier=yes")
    page.get_by_role("link", name=behind.customer.name, exact=True).click()
    page.get_by_role("heading", name="Plan of Jul 13, 2026").wait_for()
    expect(page.locator("main")).to_contain_text("The installments are paid, but the bill due Sep 25 (64.12) is not.")
    expect(page.locator("main")).to_contain_text("It breaks on Oct 21 if 64.12 is not here.")
