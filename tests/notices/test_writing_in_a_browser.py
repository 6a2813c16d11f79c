"""Writing a text with the page beside it, in a real browser: typed, seen, saved by key, approved by another."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from core.approvals.models import Approval
from notices import actions
from notices.models import Letter, Returned, TemplateVersion, Waiting
from notices.queries.versions import shape, versions_in_force
from tests import factories
from tests.notices.conftest import KIND, TODAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(page, live_server, client):
    """A browser; `log_in` takes a person, `at` a URL name."""

    def log_in(person):
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])

    page.log_in = log_in
    page.at = lambda name, *args: page.goto(live_server.url + reverse(f"notices:{name}", args=args))
    return page


@pytest.fixture
def draft(kind, specialist):
    for first, last in (("Harriet", "Lindqvist"), ("Otto", "Berg"), ("Rosa", "Vega")):
        factories.account(customer=factories.customer(first_name=first, last_name=last))
    return actions.begin_version(KIND, "en", actor=specialist, today=TODAY)


def save(draft, by, text):
    began = shape(draft.body, draft.note)
    actions.save_version(draft.pk, body=text, note="Calmer.", began_from=began, actor=by, today=TODAY)


def photographed(desk, name):
    if folder := os.environ.get("LOOK"):
        for width, height in ((1366, 768), (390, 844)):
            desk.set_viewport_size({"width": width, "height": height})
            desk.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        desk.set_viewport_size({"width": 1366, "height": 768})


def the_page(desk):
    return desk.locator("#look img.paper").first.get_attribute("src")


def test_written_seen_saved_by_key_and_sent(desk, draft, specialist):
    desk.log_in(specialist)
    desk.at("version", draft.pk)
    before = the_page(desk)

    desk.locator("#id_body").press("Control+End")
    desk.keyboard.type("\nWe are glad to help.")
    expect(desk.locator("#look img.paper").first).not_to_have_attribute("src", before)
    photographed(desk, "editor")

    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector("text=Saved as a draft.")
    assert TemplateVersion.objects.get(pk=draft.pk).body.endswith("We are glad to help.")
    assert not desk.locator(".draft").count()

    desk.click("text=Save and send")
    desk.wait_for_selector("text=Sent. A supervisor decides about it.")
    assert Approval.objects.get().asked_by == specialist


def test_two_braces_open_the_fields_and_enter_puts_one_in(desk, draft, specialist):
    desk.log_in(specialist)
    desk.at("version", draft.pk)

    desk.fill("#id_body", "# Pay ")
    desk.locator("#id_body").press("Control+End")
    desk.keyboard.type("{{")
    desk.wait_for_selector("#field-list:not([hidden])")
    desk.keyboard.press("Enter")

    assert desk.input_value("#id_body") == "# Pay {{ amount | dollars }}"
    desk.wait_for_selector("#parts >> text=missing")
    desk.keyboard.type(" {{")
    desk.keyboard.press("Escape")
    assert desk.input_value("#id_body") == "# Pay {{ amount | dollars }} {{"
    assert desk.evaluate("document.activeElement.id") == "id_body"


def test_whoever_simply_types_a_field_gets_what_they_type(desk, draft, specialist):
    desk.log_in(specialist)
    desk.at("version", draft.pk)
    text = "# Pay {{ amount }}\n\nBy {{pay_by|day}}, {% if amount > 5 %}now{% endif %}, {{ nothing }}.\n"

    desk.fill("#id_body", "")
    desk.locator("#id_body").press("Control+End")
    desk.keyboard.type(text)

    assert desk.input_value("#id_body") == text
    assert desk.locator("#field-list").is_hidden()

    desk.keyboard.type("{{ pa")
    assert desk.locator("#field-list option:not([hidden])").all_text_contents() == ["pay_by – Pay by"]
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    assert desk.input_value("#id_body") == text + "{{ pay_by | day }}"
    for _second_ends_the_first in range(2):  # a preview that the next one replaces: nobody calls that an error
        desk.locator("#id_body").dispatch_event("change")
    expect(desk.locator("#look .banner").first).to_be_visible()


def test_what_was_typed_and_not_saved_is_offered_again(desk, draft, specialist):
    desk.log_in(specialist)
    desk.at("version", draft.pk)
    desk.locator("#id_body").press("Control+End")
    with desk.expect_response(lambda answer: "/draft" in answer.url and answer.request.method == "POST"):
        desk.keyboard.type("\nNot saved yet.")

    desk.at("templates")
    desk.at("version", draft.pk)
    desk.click("text=Go on")

    assert desk.input_value("#id_body").endswith("Not saved yet.")


def test_a_draft_kept_before_a_colleague_saved_does_not_write_over_theirs(desk, draft, specialist, complaints):
    desk.log_in(specialist)
    desk.at("version", draft.pk)
    desk.locator("#id_body").press("Control+End")
    with desk.expect_response(lambda answer: "/draft" in answer.url and answer.request.method == "POST"):
        desk.keyboard.type("\nMine.")
    desk.at("templates")
    save(draft, factories.person("supervisor"), "# Theirs")

    desk.at("version", draft.pk)
    desk.click("text=Go on")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector("text=Two of you write this draft.")
    complaints.clear()  # the browser notes every 409
    photographed(desk, "conflict")

    assert TemplateVersion.objects.get(pk=draft.pk).body == "# Theirs"
    assert desk.input_value("#id_body").endswith("Mine.")


def test_compared_on_three_accounts_and_approved_by_key(desk, draft, specialist):
    text = draft.body.replace("please call us", "call us today")
    save(draft, specialist, text)
    actions.send_version(draft.pk, actor=specialist, today=TODAY)
    desk.log_in(factories.person("supervisor", full_name="Ingrid Halvorsen"))

    desk.at("compare", draft.pk)
    for heading in desk.locator("section h3").all():
        heading.scroll_into_view_if_needed()
    expect(desk.locator("img.paper")).to_have_count(6)
    photographed(desk, "compare")
    desk.keyboard.press("a")
    desk.wait_for_selector("text=Approved: Past-due reminder in English, version 2.")

    assert versions_in_force(KIND, today=TODAY)["en"] == draft
    photographed(desk, "inbox")


def test_every_page_is_accessible_and_fits_a_phone(desk, draft, specialist):
    desk.log_in(specialist)
    for where in (("templates",), ("template", KIND, "en"), ("version", draft.pk), ("compare", draft.pk)):
        desk.at(*where)
        for width in (1366, 390):
            desk.set_viewport_size({"width": width, "height": 800})
            faults = Axe().run(desk).response["violations"]
            assert not faults, (where, width, [(fault["id"], fault["nodes"][0]["html"]) for fault in faults])
            assert desk.evaluate("document.documentElement.scrollWidth") <= width, (where, width)
        photographed(desk, where[0])


def test_from_the_first_word_of_a_text_to_the_letter_that_comes_back(desk, kind, specialist, worker):
    """Written, seen, approved by another, issued, printed, confirmed as mailed, and come back: by one office."""
    account = factories.account(customer=factories.customer(first_name="Harriet", last_name="Lindqvist"))
    supervisor = factories.person("supervisor", full_name="Ingrid Halvorsen")

    desk.log_in(specialist)
    desk.at("templates")
    desk.keyboard.press("w")
    desk.select_option("#id_kind", KIND)
    desk.select_option("#id_language", "en")
    desk.click("text=Begin")
    desk.wait_for_selector("#look img.paper")
    before = the_page(desk)
    desk.locator("#id_body").press("Control+End")
    desk.keyboard.type("\nWe are glad to help.")
    expect(desk.locator("#look img.paper").first).not_to_have_attribute("src", before)
    desk.click("text=Save and send")
    desk.wait_for_selector("text=Sent. A supervisor decides about it.")
    version = TemplateVersion.objects.get(number=2)

    desk.log_in(supervisor)
    desk.at("compare", version.pk)
    desk.keyboard.press("a")
    desk.wait_for_selector("text=Approved: Past-due reminder in English, version 2.")

    desk.log_in(specialist)
    desk.at("preview", account.pk, KIND)
    desk.wait_for_selector(".letter >> text=We are glad to help.")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector("text=is issued and waits for the printer")
    letter = Letter.objects.get()
    assert letter.version == version
    Waiting.objects.update(not_before=None)  # ten minutes later nobody undoes it

    desk.at("mail_room")
    desk.keyboard.press("r")
    desk.wait_for_selector("a[data-key=m]", timeout=60_000)
    desk.keyboard.press("m")
    desk.select_option("[name=mail_class]", "first_class")
    desk.fill("[name=count]", "1")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector("text=is confirmed: 1 letter mailed")

    desk.at("returned")
    desk.fill("[name=code]", f"L{letter.pk}")
    desk.keyboard.press("Enter")
    desk.click("label[for=id_reason_0]")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector("[name=code]")
    assert Returned.objects.get().letter == letter
