"""Can everybody read the night's pages, on a desk and on a phone?"""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from collections_app.night.actions import run_night
from collections_app.night.models import NightStep
from collections_app.treatments.models import LetterRun
from tests import factories
from tests.treatments.standings import owing

pytestmark = pytest.mark.browser


@pytest.fixture
def run(transactional_db):
    """A night of twelve reminders that wait, and some accounts that are skipped."""
    factories.utility(name="Demo City Utilities", balances_on=date(2026, 10, 4))
    for place in range(12):
        owing(f"{30 + 17 * place}.40", days=20 + 9 * place)
    owing("12.00", days=34)
    owing("96.30", days=34, account_class="commercial")
    run_night(actor=None)
    return LetterRun.objects.get()


@pytest.fixture
def desk(run, client, live_server, page):
    client.force_login(factories.person("supervisor", full_name="Marie Okafor"))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return page


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_pages_about_the_night_are_accessible(run, desk, live_server, width, height):
    desk.set_viewport_size({"width": width, "height": height})
    for address in (
        reverse("night:night"),
        reverse("treatments:run", args=[run.pk]),
        reverse("treatments:decisions", args=[run.pk, "small"]),
        reverse("treatments:decisions", args=[run.pk, "estate"]),
    ):
        look_at(desk, live_server.url + address, width)

    # A night that was killed while printing looks otherwise.
    printing = NightStep.objects.get(name="print")
    NightStep.objects.filter(position__gt=printing.position).delete()
    NightStep.objects.filter(pk=printing.pk).update(state="running", seconds=None)
    run_of_night = printing.night
    run_of_night.finished_at, run_of_night.sentence = None, ""
    run_of_night.save()
    look_at(desk, live_server.url + reverse("night:night"), width)
    assert desk.get_by_role("button", name="Resume").is_visible()


def look_at(page, address, width):
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls sideways at {width}"
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]
