"""Does what was agreed find its way: to a second person, and on the morning after a miss to the worklist?"""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from collections_app.night.actions import run_night
from ledger import standings
from notices.models import Letter
from payment_plans.models import Offer, PaymentPlan
from tests import factories
from tests.payment_plans import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SUNDAY = date(2026, 10, 4)


@pytest.fixture
def account():
    factories.utility(business_date=SUNDAY, balances_on=SUNDAY)
    found = cast.owing()
    standings.renew([found.pk], as_of=SUNDAY)
    return found


@pytest.fixture
def sits_down(page, live_server, client):
    """Somebody else sits down at the desk, on the same machine."""

    def sit(role, name, path):
        client.force_login(factories.person(role, full_name=name))
        page.context.clear_cookies()
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        page.goto(live_server.url + path)
        return page

    return sit


def offers_of(account):
    return reverse("payment_plans:offers", args=[account.pk])


def approve_the_first(desk):
    desk.keyboard.press("j")
    desk.keyboard.press("a")
    desk.get_by_text("Approved:").first.wait_for()


def test_a_supervisor_agrees_beyond_the_limits_from_the_inbox(account, sits_down):
    desk = sits_down("specialist", "Marit Oyelaran", offers_of(account))
    desk.get_by_label("Installments").nth(2).fill("10")
    desk.get_by_role("button", name="Accept and ask a supervisor").click()
    desk.get_by_text("Until then it counts as requested.").first.wait_for()
    assert not PaymentPlan.objects.exists()

    inbox = sits_down("supervisor", "Ingrid Halvorsen", reverse("desk:inbox"))
    expect(inbox.locator("tbody")).to_contain_text("Marit Oyelaran")
    approve_the_first(inbox)

    plan = PaymentPlan.objects.get()
    assert (plan.count, plan.is_in_force, plan.arrears) == (10, True, Decimal("412.40"))


def test_what_a_trainee_agrees_on_waits_until_a_specialist_releases_it(account, sits_down):
    desk = sits_down("trainee", "Mai Lor", offers_of(account))
    desk.keyboard.press("3")
    desk.wait_for_url(lambda url: "offers" not in url)
    assert not PaymentPlan.objects.exists() and Offer.objects.get().answer == "requested"

    approve_the_first(sits_down("specialist", "Samuel Acheva", reverse("desk:inbox")))

    assert PaymentPlan.objects.get().offer.made_by.full_name == "Mai Lor"


def test_an_installment_that_was_missed_stands_on_the_worklist_next_morning(account, sits_down):
    """Due Monday, Sep 28; its grace was over with Saturday, Oct 3."""
    plan = cast.agreed_plan(
        cast.in_arrears("525.00", due_on=date(2026, 6, 20), customer=account.customer),
        arrears="525.00", accepted_on=date(2026, 7, 1),
        due_dates=[date(2026, month, 28) for month in (7, 8, 9, 10, 11, 12)],
    )  # fmt: skip
    for day in (date(2026, 7, 27), date(2026, 8, 27)):
        cast.pay(plan.account, "87.50", on=day)
    standings.renew([plan.account_id], as_of=SUNDAY)

    run_night(SUNDAY, actor=None)

    desk = sits_down("specialist", "Samuel Acheva", reverse("desk:worklist"))
    row = desk.locator("tbody tr", has_text="Installment 3 of 6 (87.50, due Sep 28) was missed")
    row.wait_for()
    row.locator("[data-open]").first.click()
    desk.get_by_role("link", name="See the plan").click()
    desk.get_by_role("heading", name="Plan of Jul 1, 2026").wait_for()
    expect(desk.locator("main")).to_contain_text("Missed")
    assert Letter.objects.get(kind="plan_missed").account == plan.account
