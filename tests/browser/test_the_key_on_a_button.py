"""Does Ctrl Enter press the button that shows it, where a form has several?"""

from datetime import date

import pytest
from django.urls import reverse

from accounts.holds.models import Hold
from core.approvals.models import Approval
from ledger import standings
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.browser
PASSWORD = "a-long-pass-phrase"
BINDER = "account_number,kind,scope,until_on,review_on,source\r\n{number},vacation,account,2026-12-31,,Binder\r\n"


@pytest.fixture
def supervisor(transactional_db, live_server, page):
    factories.utility()
    factories.person("supervisor", username="supervisor", password=PASSWORD)
    page.goto(live_server.url + reverse("staff:log_in"))
    page.get_by_label("User").fill("supervisor")
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation(url=lambda url: "log-in" not in url):
        page.keyboard.press("Enter")
    return page


def test_a_file_of_protections_is_checked_and_not_brought_over(supervisor, live_server):
    content = BINDER.format(number=factories.account().number)
    supervisor.goto(live_server.url + reverse("interchange:import_holds"))
    supervisor.set_input_files(
        "input[type=file]", {"name": "binder.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )

    supervisor.keyboard.press("Control+Enter")

    supervisor.get_by_role("heading", name="Checked, nothing kept yet").wait_for()
    assert not Hold.objects.exists()


def test_what_a_change_of_a_figure_touches_is_seen_first_and_then_it_is_proposed(supervisor, live_server):
    factories.bill(factories.account(), "30.00", billed_on=date(2026, 8, 18), due_on=date(2026, 9, 7))
    standings.renew_all(as_of=TODAY)
    supervisor.goto(live_server.url + reverse("rulebook:figure", args=["ReminderRules", "least_amount"]))
    supervisor.get_by_label("New value").fill("50.00")
    supervisor.get_by_label("In force from").fill("2026-10-12")
    supervisor.get_by_label("Who set it").fill("Council, Oct 1")

    supervisor.keyboard.press("Control+Enter")
    supervisor.get_by_role("heading", name="If it held today").wait_for()
    assert not Approval.objects.exists()
    supervisor.keyboard.press("Control+Enter")

    supervisor.get_by_text("Proposed. It holds once another person has approved it.").wait_for()
    assert Approval.objects.get().kind == "rule_change"
