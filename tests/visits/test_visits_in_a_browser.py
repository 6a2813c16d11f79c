"""Are the pages about visits and places usable with a thumb, with keys alone, and by everybody?"""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from accounts.places.actions import add_owner, open_caution
from accounts.visits.models import Visit
from ledger import standings
from tests import factories
from tests.factories import TODAY
from tests.visits.cast import at, planned

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [(1366, 768), (390, 844)]


@pytest.fixture
def way(maria, samuel):
    """Three doors of one way, one with cautions."""
    doors = [at("3 Harbor Street"), at("118 Harbor Street", unit="Unit B"), at("9 Pier Road", route="R02")]
    for door in doors:
        factories.bill(door, "212.40", billed_on=date(2026, 6, 1), due_on=date(2026, 6, 22))
    standings.renew([door.pk for door in doors], as_of=TODAY)
    for kind, words in (("dog", "Large dog in the yard. Ring at the front gate."), ("in_pairs", "")):
        open_caution(
            doors[1].premise_id, kind=kind, words=words, source="Meter crew, Oct 1", review_on=date(2026, 12, 1),
            actor=maria, today=TODAY,
        )  # fmt: skip
    add_owner(
        doors[1].premise_id, name="Harbor Flats LLC", parcel="010-0270-00190", line1="400 Canal Row",
        city="Demo City", state="MN", zip="55802", phone="218-555-0188", source="County list of Sep 1, 2026",
        from_on=date(2024, 5, 1), actor=maria, today=TODAY,
    )  # fmt: skip
    offers = ["plan", "more_time", "assistance"]
    return [
        planned(door, maria, may_offer=offers, companion=samuel if door == doors[1] else None, note="Side door")
        for door in doors
    ]


@pytest.fixture
def desk(way, maria, client, live_server, page):
    """A browser in which the visitor is logged in."""
    client.force_login(maria)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return page


def look_at(page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        f"{page.url} scrolls sideways at {width}"
    )
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]


def pages_of(way, maria):
    account = way[1].account
    caution = account.premise.cautions.first()
    return [
        reverse("visits:list"),
        reverse("visits:list") + "?day=2026-10-06",
        reverse("visits:stop", args=[way[1].pk]),
        reverse("visits:move", args=[way[1].pk]),
        reverse("visits:cancel", args=[way[1].pk]),
        reverse("visits:move_route", args=[TODAY.isoformat(), maria.pk]),
        reverse("visits:plan", args=[account.pk]),
        reverse("places:add_owner", args=[account.pk]),
        reverse("places:end_owner", args=[account.premise.owners.get().pk]),
        reverse("places:open_caution", args=[account.pk]),
        reverse("places:cautions"),
        reverse("places:caution", args=[caution.pk]),
        reverse("desk:people", args=[account.pk]),
        reverse("desk:account", args=[account.pk]),
    ]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_is_accessible_and_fits(desk, way, maria, live_server, width, height):
    for address in pages_of(way, maria):
        desk.goto(live_server.url + address)
        look_at(desk, width, height)


def test_a_way_is_walked_with_a_thumb(desk, way, live_server):
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(live_server.url + reverse("visits:list"))
    desk.get_by_role("link", name="Record 3 Harbor Street").click()

    button = desk.get_by_text("Nobody home", exact=True)
    assert button.bounding_box()["height"] >= 44
    button.click()
    desk.get_by_role("button", name="Record result").click()
    desk.get_by_role("heading", name="118 Harbor Street, Unit B").wait_for()

    assert Visit.objects.get(pk=way[0].pk).state == "done"
    desk.get_by_text("Large dog in the yard.").wait_for()


def test_a_way_is_worked_with_keys_alone(desk, way, live_server):
    desk.goto(live_server.url + reverse("visits:list"))
    desk.keyboard.press("r")
    desk.get_by_role("heading", name="3 Harbor Street").wait_for()
    desk.keyboard.press("6")
    desk.keyboard.press("Control+Enter")
    desk.get_by_role("heading", name="118 Harbor Street, Unit B").wait_for()
    desk.keyboard.press("Escape")
    desk.get_by_text("3 stops, 1 done").wait_for()

    assert Visit.objects.get(pk=way[0].pk).results.get().outcome == "left_card"


def test_half_typed_words_are_still_there_after_a_refusal(desk, way, live_server):
    desk.goto(live_server.url + reverse("visits:stop", args=[way[0].pk]))
    desk.get_by_label("Note (may stay empty)").fill("Called from the window")
    desk.get_by_role("button", name="Record result").click()

    desk.get_by_text("Say how it ended: choose one of the outcomes.").first.wait_for()
    assert desk.get_by_label("Note (may stay empty)").input_value() == "Called from the window"
