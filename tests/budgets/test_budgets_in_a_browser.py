"""Are the pages about budgets usable with keys alone, on a phone, and by everybody?"""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from payment_plans.budgets import standings
from payment_plans.budgets.actions import join_budget
from payment_plans.budgets.models import BudgetPlan
from tests import factories
from tests.budgets.cast import bill_next, fresh_on, home
from tests.factories import TODAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FEBRUARY = date(2027, 2, 24)
SIZES = [(1366, 768), (390, 844)]


@pytest.fixture
def desk(client, live_server, page):
    """A browser in which a specialist is logged in."""
    client.force_login(factories.person("specialist", full_name="Maria Olson"))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return page


def in_deficit():
    """A budget in its colder winter, with an old balance rolled in and its review due."""
    budget = join_budget(home(owes="60.00").pk, actor=None, today=TODAY)
    for day, quantity in zip(
        [date(2026, 11, 2), date(2026, 12, 2), date(2027, 1, 2), date(2027, 2, 2)], (150, 200, 200, 200), strict=True
    ):
        bill_next(budget.account, quantity, on=day)
        if day.month != 2:
            factories.payment(budget.account, budget.amount, received_on=day.replace(day=20))
    fresh_on(FEBRUARY)
    standings.renew(as_of=FEBRUARY)
    return budget


def look_at(page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        f"{page.url} scrolls sideways at {width}"
    )
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_is_accessible_and_fits(desk, live_server, width, height):
    budget = in_deficit()
    pages = [
        reverse("budgets:list"),
        reverse("budgets:account", args=[budget.account_id]),
        *(reverse(f"budgets:{name}", args=[budget.pk]) for name in ("review", "leave", "settle")),
        reverse("budgets:account", args=[home(months=4, until=date(2027, 2, 2)).pk]),
        reverse("budgets:account", args=[home(until=date(2027, 2, 2), account_class="commercial").pk]),
    ]
    for address in pages:
        desk.goto(live_server.url + address)
        look_at(desk, width, height)


def test_a_budget_is_offered_and_reviewed_with_keys_alone(desk, live_server):
    account = home()
    desk.goto(live_server.url + reverse("budgets:account", args=[account.pk]))
    desk.keyboard.press("Control+Enter")
    desk.get_by_text("Budget begun: 100.00 a month").wait_for()

    desk.keyboard.press("Control+Enter")
    desk.get_by_role("heading", name="Review the budget").wait_for()
    desk.keyboard.press("Control+Enter")
    desk.get_by_text("Reviewed. 100.00 a month still fits.").wait_for()

    assert BudgetPlan.objects.get().amounts.filter(why="review").count() == 1
