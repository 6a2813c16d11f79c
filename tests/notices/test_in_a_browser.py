"""A person's way from the preview to the mailbox, in a real browser, by keys, on a desk and on a phone."""

import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from notices.actions import issue_letters, print_waiting
from notices.models import Batch, Letter, Mailing, Waiting
from tests import factories
from tests.notices.conftest import KIND, TODAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(page, live_server, client, specialist):
    """A browser in which the specialist is logged in; `goto` takes a URL name."""
    client.force_login(specialist)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.at = lambda name, *args: page.goto(live_server.url + reverse(f"notices:{name}", args=args))
    return page


def test_from_preview_to_mailed_by_keys_alone(desk, kind, worker):
    account = factories.account()
    desk.at("preview", account.pk, KIND)
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector("text=is issued and waits for the printer")
    letter = Letter.objects.get()

    opens = desk.locator("[data-key=v]").get_attribute("href")
    answer = desk.context.request.get(desk.url.split("/letters/")[0] + opens)
    assert opens.endswith(f"/letters/{letter.pk}/letter.pdf") and answer.body().startswith(b"%PDF")

    desk.at("mail_room")
    desk.keyboard.press("r")
    desk.wait_for_selector("text=Whoever issued what waits can still undo it.")
    Waiting.objects.update(not_before=None)  # ten minutes later nobody undoes it
    desk.keyboard.press("r")
    desk.wait_for_selector("a[data-key=m]", timeout=60_000)
    batch = Batch.objects.get()
    desk.keyboard.press("m")
    desk.select_option("[name=mail_class]", "first_class")
    desk.fill("[name=count]", "1")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector("text=is confirmed: 1 letter mailed Oct 5.")

    mailing = Mailing.objects.get()
    assert (mailing.batch, mailing.mailed_on, mailing.counted) == (batch, TODAY, 1)


def test_every_page_is_accessible_and_fits_a_phone(desk, kind):
    accounts = [factories.account(customer=factories.customer(last_name=name * 3)) for name in ("Ñandú", "W" * 20)]
    issue_letters(KIND, [one.pk for one in accounts], cause=str(uuid.uuid4()), actor=None, today=TODAY)
    [number] = print_waiting(actor=None, today=TODAY).batches
    issue_letters(KIND, [accounts[0].pk], cause=str(uuid.uuid4()), actor=None, today=TODAY)
    letter = Letter.objects.order_by("pk").first()

    for where in (
        ("mail_room",),
        ("households",),
        ("batch", number),
        ("letter", letter.pk),
        ("preview", accounts[0].pk, KIND),
    ):
        desk.set_viewport_size({"width": 1366, "height": 768})
        desk.at(*where)
        found = Axe().run(desk)
        assert found.violations_count == 0, f"{where}: {found.generate_report()}"
        desk.set_viewport_size({"width": 390, "height": 844})
        assert desk.evaluate("document.documentElement.scrollWidth") <= 390, where


def test_the_worker_prints_many_letters_and_the_page_says_so(desk, kind, worker):
    accounts = [factories.account().pk for _ in range(21)]
    issue_letters(KIND, accounts, cause="run 1", actor=None, today=TODAY)
    desk.at("mail_room")

    desk.click("text=Print what waits")
    desk.wait_for_selector("text=The letters are being printed")
    desk.wait_for_selector(".progress-line:has-text('21 letters in 1 batch')", timeout=60_000)

    assert Batch.objects.get().letter_count == 21
