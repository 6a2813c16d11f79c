"""Can one agree on a plan with keys alone, while the customer is on the phone?"""

from datetime import date
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from payment_plans.models import Offer, PaymentPlan
from tests import factories
from tests.payment_plans import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [(1366, 768), (390, 844)]


@pytest.fixture
def account():
    factories.utility()
    return cast.owing()


@pytest.fixture
def desk(account, client, live_server, page):
    """A browser in which a specialist has the page of offers open."""
    client.force_login(factories.person("specialist", full_name="Marit Oyelaran"))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(live_server.url + reverse("payment_plans:offers", args=[account.pk]))
    return page


def card(page, n):
    return page.locator(".offer").nth(n - 1)


def typed(page, label, text):
    """Type key by key, as a person does; the offers are redrawn behind it."""
    with page.expect_response("**/offers/quote/"):
        page.get_by_label(label, exact=True).press_sequentially(text)


def test_an_offer_is_accepted_with_one_key_and_its_agreement_opens(desk):
    typed(desk, "Now", "112.40")
    expect(card(desk, 2)).to_contain_text("75.00 a month for 4 months")

    desk.keyboard.press("Escape")  # out of the field
    desk.keyboard.press("2")
    desk.get_by_role("heading", name="Plan of Oct 5, 2026").wait_for()

    plan = PaymentPlan.objects.get()
    assert (plan.down_payment, plan.count) == (Decimal("112.40"), 4)
    expect(desk.locator(".banner.person")).to_contain_text("Starts when 112.40 arrives by Oct 9.")
    with desk.expect_download() as agreement:
        desk.keyboard.press("a")
    assert agreement.value.suggested_filename.endswith(".pdf")


def test_all_three_redraw_as_one_types_and_what_was_typed_stays(desk):
    typed(desk, "A month, in all", "220")
    expect(card(desk, 3)).to_contain_text("Fits,")
    expect(card(desk, 1)).to_contain_text("more a month than the 220.00 named")

    typed(desk, "First payment", "100")
    for n in (1, 2, 3):
        expect(card(desk, n)).to_contain_text("100.00")
    with desk.expect_response("**/offers/quote/"):
        desk.get_by_label("How often").select_option("2weeks")
    expect(card(desk, 1)).to_contain_text("every two weeks")
    assert desk.get_by_label("A month, in all").input_value() == "220"
    assert not Offer.objects.exists()


def test_arrows_move_the_months_of_the_offer_that_shows_them(desk):
    months = desk.get_by_label("Installments").nth(2)
    expect(months).to_have_value("6")

    for expected in ("7", "8"):
        desk.keyboard.press("ArrowRight")
        expect(months).to_have_value(expected)
    expect(card(desk, 3)).to_contain_text("a supervisor decides")
    desk.keyboard.press("ArrowLeft")
    expect(months).to_have_value("7")

    desk.get_by_role("button", name="Offer 1: one more").click()
    expect(desk.get_by_label("Installments").nth(0)).to_have_value("3")
    desk.keyboard.press("ArrowRight")  # now the first is the one they move
    expect(desk.get_by_label("Installments").nth(0)).to_have_value("4")
    expect(months).to_have_value("7")


def test_months_can_be_typed_too_and_the_caret_stays(desk):
    months = desk.get_by_label("Installments").nth(2)
    months.fill("")
    with desk.expect_response("**/offers/quote/"):
        months.press_sequentially("12")

    expect(card(desk, 3)).to_contain_text("34.37 a month for 12 months")
    expect(months).to_be_focused()


def test_a_declined_offer_is_kept_with_what_was_offered_and_why(desk):
    desk.keyboard.press("d")
    desk.get_by_role("checkbox", name="Offer 2").check()
    desk.get_by_label("How they were asked").select_option("phone")
    desk.get_by_label("Why", exact=True).fill("Wants to wait for the tax refund")
    desk.get_by_role("button", name="Keep that it was declined").click()

    desk.get_by_text("Declined on Oct 5: Wants to wait for the tax refund.").wait_for()
    offer = Offer.objects.get()
    assert (offer.answer, offer.count, offer.channel) == ("declined", 4, "phone")


def test_beyond_the_limit_the_yes_waits_for_a_supervisor(desk):
    desk.get_by_label("Installments").nth(2).fill("10")
    expect(card(desk, 3)).to_contain_text("Ten months is beyond your limit of six: a supervisor decides.")
    desk.get_by_role("button", name="Accept and ask a supervisor").click()

    desk.get_by_text("Until then it counts as requested.").first.wait_for()
    assert Offer.objects.get().answer == "requested"


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_is_accessible_and_fits(desk, live_server, width, height):
    broken = cast.agreed_plan(
        state="broken", ended_on=date(2026, 10, 1), ended_at="2026-10-01T12:00Z", end_why="Two were missed."
    )
    active = cast.agreed_plan()
    cast.bill(active.account, "64.12", date(2026, 9, 14))
    names = ["list", *(("plan", plan) for plan in (active, broken))]
    names += [(name, active) for name in ("sign_plan", "cancel_plan", "replace_plan")] + [("reinstate_plan", broken)]
    names += [(name, active.account) for name in ("account_plans", "offers")]
    for named in names:
        name, about = (named, None) if isinstance(named, str) else named
        desk.goto(live_server.url + reverse(f"payment_plans:{name}", args=[about.pk] if about else []))
        desk.set_viewport_size({"width": width, "height": height})
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
        found = Axe().run(desk).response["violations"]
        assert not found, (name, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found])
