"""What a person meets: the components page in a real browser, the keys, the errors in sentences."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import factories

SIZES = [(1366, 768), (1093, 615), (390, 844), (320, 640)]
ADDRESS = "/look/"
pytestmark = pytest.mark.urls("tests.look.urls")


@pytest.fixture
def somebody(db):
    factories.utility(is_demo=True)
    return factories.person("field-crew")


def test_the_parts_are_shown_in_the_demo_only(client, somebody):
    client.force_login(somebody)
    assert client.get(ADDRESS).status_code == 200

    factories.utility(is_demo=False)
    refused = client.get(ADDRESS)
    assert refused.status_code == 404
    assert "There is nothing here" in refused.content.decode()


@pytest.fixture
def demo_page(live_server, client, page):
    factories.utility(is_demo=True)
    client.force_login(factories.person("field-crew", keys_off=False))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto(live_server.url + ADDRESS)
    return page


@pytest.mark.browser
@pytest.mark.parametrize("query", ["", "?panel=explained"])
def test_every_part_is_accessible_and_nothing_scrolls_sideways(demo_page, query):
    for width, height in SIZES:
        demo_page.set_viewport_size({"width": width, "height": height})
        demo_page.goto(demo_page.url.partition("?")[0] + query)
        assert demo_page.evaluate("document.documentElement.scrollWidth") <= width
        if width in (1366, 390):
            found = Axe().run(demo_page)
            assert found.violations_count == 0, found.generate_report()


@pytest.mark.browser
def test_keys_press_what_is_on_the_page(demo_page):
    press = demo_page.keyboard.press
    press("j")
    press("j")
    press("k")
    press("j")
    press("x")
    assert demo_page.inner_text("tr.here th a") == "Evelyn Castellan-Reed"
    assert demo_page.is_checked("tr.here input")

    press("2")
    assert demo_page.input_value("input[name=outcome]:checked") == "plan"

    press("?")
    assert demo_page.is_visible("#help")
    press("j")  # not while the dialog is open
    press("Escape")
    assert not demo_page.is_visible("#help")
    assert demo_page.inner_text("tr.here th a") == "Evelyn Castellan-Reed"

    press("f")
    assert demo_page.is_visible("#least")
    press("Escape")
    assert not demo_page.is_visible("#least")

    with demo_page.expect_navigation(url="**?n"):
        press("n")
    press("j")
    with demo_page.expect_navigation(url="**?row=1"):
        demo_page.evaluate("document.activeElement.blur()")
        press("Enter")


@pytest.mark.browser
def test_keys_stay_letters_in_a_field_and_when_turned_off(demo_page):
    demo_page.fill("#id_note", "")
    demo_page.type("#id_note", "jx2?")
    assert demo_page.input_value("#id_note") == "jx2?"
    assert demo_page.locator("tr.here").count() == 0

    demo_page.evaluate("document.activeElement.blur(); document.body.dataset.keys = 'off'")
    demo_page.keyboard.press("j")
    demo_page.keyboard.press("?")
    assert demo_page.locator("tr.here").count() == 0
    assert not demo_page.is_visible("#help")


@pytest.mark.browser
def test_a_note_that_was_begun_is_offered_again_until_it_is_sent(demo_page):
    demo_page.type("#id_note", "Can pay 380")
    demo_page.reload()
    assert "You began a note at" in demo_page.inner_text(".draft")
    demo_page.click("[data-draft-go]")
    assert demo_page.input_value("#id_note") == "Can pay 380"

    demo_page.focus("#id_note")
    with demo_page.expect_navigation():
        demo_page.keyboard.press("Control+Enter")
    demo_page.reload()
    assert demo_page.locator(".draft").count() == 0


@pytest.mark.browser
def test_a_form_that_was_sent_cannot_be_sent_again(demo_page):
    sent = []

    def note_sent(request):
        # What is typed goes to the drafts besides.
        if request.method == "POST" and "/drafts/" not in request.url:
            sent.append(request.method)

    demo_page.context.on("request", note_sent)
    demo_page.fill("#id_note", "once")
    form = demo_page.locator("form[data-primary]")
    form.evaluate("form => { form.target = 'elsewhere' }")  # so that this page stays and can be looked at

    with demo_page.context.expect_page():
        form.locator("button").click()
    assert form.locator("button").is_disabled()
    form.evaluate("form => form.requestSubmit()")
    demo_page.reload()

    assert sent == ["POST"]
