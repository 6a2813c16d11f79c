"""A supervisor's way from letters that are held back to the printer, in a real browser, on a desk and on a phone."""

import dataclasses

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from notices import kinds
from notices.actions import issue_letters
from notices.models import HeldRun, Waiting
from tests import factories
from tests.notices.conftest import KIND, TODAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_held_letters_are_read_on_a_phone_and_let_go(page, live_server, client, kind):
    kinds.register(dataclasses.replace(kind, asks_release=True))
    names = ("Ñandú", "W" * 40, "Lindqvist")
    accounts = [factories.account(customer=factories.customer(last_name=name)).pk for name in names]
    issue_letters(KIND, accounts, cause="run 1", actor=None, today=TODAY)
    client.force_login(factories.person("supervisor"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    address = live_server.url + reverse("notices:held_run", args=[HeldRun.objects.get().pk])

    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(address)
    found = Axe().run(page)
    page.set_viewport_size({"width": 390, "height": 844})

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Let 3 go").click()
    page.wait_for_selector("text=these letters wait for the printer")
    assert Waiting.objects.filter(held=None).count() == 3
