"""Are the pages about promises usable on a phone, with keys alone, and by everybody?"""

import os
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from ledger import standings
from payment_plans.promises.models import Promise
from tests import factories
from tests.factories import TODAY
from tests.promises.cast import FRIDAY, night, owing, pays, promised

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [(1366, 768), (390, 844)]
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def accounts(maria):
    """Four households: one promise today, one half paid by Friday, one kept, one broken, and an earlier one kept."""
    made = []
    for first, last, amount in (
        ("Harriet", "Lindqvist", "1846.20"), ("Xia", "Vang-Thao", "412.18"), ("Abdirahman", "Warsame", "96.30"),
        ("Evelyn", "Castellan-Reed", "310.15"),
    ):  # fmt: skip
        made.append(owing(amount, customer=factories.customer(first_name=first, last_name=last)))
    harriet, xia, abdi, evelyn = made
    last_week, wednesday = date(2026, 9, 28), date(2026, 9, 30)
    early = {"today": last_week, "actor": maria}
    promised(xia, "60.00", wednesday, **early, method="counter", said_by="Xia Vang-Thao")
    promised(abdi, "96.30", date(2026, 10, 1), **early, method="online", said_by="Abdirahman Warsame")
    promised(evelyn, "150.00", date(2026, 10, 2), **early, method="phone", said_by="her son Paul")
    pays(xia, "60.00", on=wednesday), pays(abdi, "96.30", on=date(2026, 10, 1))
    pays(evelyn, "60.00", on=date(2026, 10, 2))
    night(TODAY)
    promised(harriet, "300.00", TODAY, actor=maria, said_by="Harriet Lindqvist", note="after payday")
    promised(xia, "150.00", FRIDAY, actor=maria, said_by="Xia Vang-Thao", method="bank")
    pays(xia, "60.00")
    standings.renew([account.pk for account in made], as_of=TODAY)
    return made


@pytest.fixture
def desk(accounts, maria, client, live_server, page):
    """A browser in which somebody of the office is logged in."""
    client.force_login(maria)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return page


def look_at(page, name):
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways: {width}"
        found = Axe().run(page).response["violations"]
        assert not found, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1366, "height": 768})


def test_every_page_fits_and_is_accessible(desk, accounts, live_server):
    harriet, xia, _abdi, _evelyn = accounts
    for name, url in {
        "list": reverse("promises:list"),
        "broken": f"{reverse('promises:list')}?tab=broken",
        "kept": f"{reverse('promises:list')}?tab=kept",
        "record": reverse("promises:record", args=[xia.pk]),
        "withdraw": reverse("promises:withdraw", args=[harriet.promises.get().pk]),
    }.items():
        desk.goto(live_server.url + url)
        look_at(desk, name)


def test_a_promise_is_recorded_with_the_keys_alone(desk, accounts, live_server):
    evelyn = accounts[3]
    desk.goto(live_server.url + reverse("promises:record", args=[evelyn.pk]))
    press = desk.keyboard.press

    expect(desk.locator("#id_amount")).to_be_focused()
    desk.keyboard.type("90.15")
    press("Escape")
    desk.locator("#id_amount").blur()
    press("-")
    press("-")
    press("+")
    press("2")
    press("Control+Enter")

    desk.wait_for_url(f"**{reverse('desk:account', args=[evelyn.pk])}")
    expect(desk.get_by_text("Promise kept on file: 90.15 by Sun Oct 11.")).to_be_visible()
    made = Promise.objects.latest("pk")
    assert (made.method, made.due_on, made.said_by) == ("mail", date(2026, 10, 11), "Evelyn Castellan-Reed")


def test_the_list_is_walked_with_the_keys_alone(desk, accounts, live_server):
    desk.goto(live_server.url + reverse("promises:list"))
    desk.keyboard.press("2")
    desk.wait_for_url("**?tab=broken")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")

    desk.wait_for_url(f"**{reverse('desk:account', args=[accounts[3].pk])}*")
