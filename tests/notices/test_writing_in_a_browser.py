"""The editor in a real browser: the list of fields beside the keys, drafts that the browser keeps, and two who write.
The whole way of a text is walked in tests/browser/test_letters_written_here.py."""

import pytest
from playwright.sync_api import expect

from notices import actions
from notices.models import TemplateVersion
from notices.queries.versions import shape
from tests import factories
from tests.notices.conftest import KIND, TODAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(kind, specialist):
    factories.account(customer=factories.customer(first_name="Harriet", last_name="Lindqvist"))
    return actions.begin_version(KIND, "en", actor=specialist, today=TODAY)


@pytest.fixture
def editor(desk, draft, specialist):
    """The browser with the draft open."""
    desk.log_in(specialist)
    desk.at("version", draft.pk)
    return desk.page


def save(draft, by, text):
    began = shape(draft.body, draft.note)
    actions.save_version(draft.pk, body=text, note="Calmer.", began_from=began, actor=by, today=TODAY)


def type_at_the_end(editor, text):
    """Typed and kept by the browser, not saved."""
    editor.locator("#id_body").press("Control+End")
    with editor.expect_response(lambda answer: "/draft" in answer.url and answer.request.method == "POST"):
        editor.keyboard.type(text)


def test_two_braces_open_the_fields_and_enter_puts_one_in(editor):
    editor.fill("#id_body", "# Pay ")
    editor.locator("#id_body").press("Control+End")
    editor.keyboard.type("{{")
    editor.wait_for_selector("#field-list:not([hidden])")
    text, shown = (editor.locator(which).bounding_box() for which in ("#id_body", "#field-list"))
    assert shown["y"] > text["y"] + 20, "the list lies on the line one types in"
    editor.keyboard.press("Enter")

    assert editor.input_value("#id_body") == "# Pay {{ amount | dollars }}"
    editor.wait_for_selector("#parts >> text=missing")
    editor.keyboard.type(" {{")
    editor.keyboard.press("Escape")
    assert editor.input_value("#id_body") == "# Pay {{ amount | dollars }} {{"
    assert editor.evaluate("document.activeElement.id") == "id_body"


def test_whoever_simply_types_a_field_gets_what_they_type(editor):
    text = "# Pay {{ amount }}\n\nBy {{pay_by|day}}, {% if amount > 5 %}now{% endif %}, {{ nothing }}.\n"

    editor.fill("#id_body", "")
    editor.locator("#id_body").press("Control+End")
    editor.keyboard.type(text)

    assert editor.input_value("#id_body") == text
    assert editor.locator("#field-list").is_hidden()

    editor.keyboard.type("{{ pa")
    assert editor.locator("#field-list option:not([hidden])").all_text_contents() == ["pay_by – Pay by"]
    editor.keyboard.press("ArrowDown")
    editor.keyboard.press("Enter")
    assert editor.input_value("#id_body") == text + "{{ pay_by | day }}"
    for _second_ends_the_first in range(2):  # a preview that the next one replaces: nobody calls that an error
        editor.locator("#id_body").dispatch_event("change")
    expect(editor.locator("#look .banner").first).to_be_visible()


def test_what_was_typed_and_not_saved_is_offered_again_until_it_is_saved(desk, draft, editor):
    type_at_the_end(editor, "\nNot saved yet.")

    desk.at("templates")
    desk.at("version", draft.pk)
    editor.click("text=Go on")
    assert editor.input_value("#id_body").endswith("Not saved yet.")

    editor.locator("#id_body").press("Control+Enter")
    editor.wait_for_selector("text=Saved as a draft.")
    assert TemplateVersion.objects.get(pk=draft.pk).body.endswith("Not saved yet.")
    assert not editor.locator(".draft").count()


def test_what_a_colleague_saved_or_threw_away_meanwhile_costs_nobody_a_word(desk, draft, editor, complaints):
    supervisor = factories.person("supervisor", full_name="Ingrid Halvorsen")
    type_at_the_end(editor, "\nMine.")
    desk.at("templates")
    save(draft, supervisor, "# Theirs")

    desk.at("version", draft.pk)
    editor.click("text=Go on")
    editor.keyboard.press("Control+Enter")
    editor.wait_for_selector("text=Two of you write this draft.")
    assert TemplateVersion.objects.get(pk=draft.pk).body == "# Theirs"
    assert editor.input_value("#id_body").endswith("Mine.")
    desk.fits("conflict")

    actions.discard_version(draft.pk, actor=supervisor, today=TODAY)
    editor.locator("#id_body").press("Control+Enter")
    editor.wait_for_selector("text=Ingrid Halvorsen threw this draft away.")
    assert editor.get_by_label("What you typed").last.input_value().endswith("Mine.")
    desk.fits("gone")
    complaints.clear()  # the browser notes every 409
