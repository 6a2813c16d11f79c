"""Take a payment with the keyboard alone, and what axe says of each page about money."""

import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from accounts import search
from ledger.actions import post_payment, return_payment
from ledger.models import Receipt
from tests import factories
from tests.desk.cast import aged, owing
from tests.factories import TODAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
SIZES = {"1366": (1366, 768), "390": (390, 844)}


@pytest.fixture
def account(office):
    found = owing("180.25", days=71)
    factories.bill(found, "62.40", billed_on=TODAY - timedelta(days=33), due_on=TODAY - timedelta(days=12),
                   service="water")  # fmt: skip
    factories.bill(found, "58.10", billed_on=TODAY - timedelta(days=4), due_on=TODAY + timedelta(days=17))
    aged(found)
    return found


@pytest.fixture
def cashier(page, live_server, account):
    person = factories.person("cashier", username="rosa", full_name="Rosa Delgado")
    page.goto(live_server.url + reverse("staff:log_in"))
    page.get_by_label("User").fill("rosa")
    page.get_by_label("Password").fill("a-long-pass-phrase")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "log-in" not in url)
    return person


def taken(account, amount, person, **changes):
    given = {"method": "check", "received_on": TODAY, "actor": person, "today": TODAY, "request_id": uuid4(),
             "reference": "4471", **changes}  # fmt: skip
    return post_payment(account.pk, Decimal(amount), **given)


def test_a_payment_is_taken_by_keyboard_alone(page, live_server, cashier, account):
    search.renew()
    page.goto(live_server.url + reverse("desk:payments"))
    page.keyboard.press("$")
    page.keyboard.type(account.number)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    page.wait_for_load_state("load")
    page.keyboard.press("Enter")
    page.wait_for_url("**/payment/")
    page.wait_for_load_state("load")
    page.keyboard.type("200.00")
    page.get_by_text("42.65 stays past due.").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("2")  # the tender: a check
    page.keyboard.press("Tab")
    page.keyboard.type("4471")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/receipts/**")
    page.wait_for_load_state("load")

    receipt = Receipt.objects.select_related("transaction").get()
    leg = receipt.transaction.postings.get(book="receivable:unapplied")
    assert (-leg.amount, leg.kind, receipt.transaction.outside_reference) == (Decimal("200.00"), "check", "4471")
    with page.context.expect_page() as opened:
        page.keyboard.press("v")
    assert opened.value
    assert receipt.prints.get().copy == 0


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_money_can_be_used_by_all(page, live_server, cashier, account, size):
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    stands, back = taken(account, "20.00", cashier).receipt, taken(account, "30.00", cashier).receipt
    return_payment(back.transaction_id, reason="insufficient", returned_on=TODAY, actor=cashier, today=TODAY,
                   request_id=uuid4())  # fmt: skip
    pages = {
        "take_payment": account.pk, "statement": account.pk, "ledger": account.pk, "payments": None,
        "receipt": stands.pk, "void_payment": stands.pk, "return_payment": stands.pk,
    }  # fmt: skip
    for name, pk in {**pages, "receipt_back": back.pk}.items():
        page.goto(live_server.url + reverse(f"desk:{name.removesuffix('_back')}", args=[pk] if pk else []))
        if name == "take_payment" and size == "1366":
            page.keyboard.type("200.00")
            page.get_by_text("stays past due").wait_for()
        look_at(page, f"{name}-{size}")
        found = Axe().run(page, options=WCAG).response["violations"]
        assert not found, [(name, problem["id"], [node["html"] for node in problem["nodes"]]) for problem in found]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name


def look_at(page, name):
    """A picture for whoever works on the pages: SHOTS=<folder> keeps them."""
    if os.environ.get("SHOTS"):
        page.screenshot(path=Path(os.environ["SHOTS"]) / f"{name}.png", full_page=True)
