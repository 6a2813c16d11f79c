"""Does a preview of other figures count whose next reminder would fail to come, also by day, when tonight's are out?"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from collections_app.treatments.policy import ReminderRules
from collections_app.treatments.touched import touched_by_reminder_rules
from ledger import standings
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
NOW = ReminderRules()
THEN = replace(NOW, least_amount=Decimal("50.00"))


def past_due_for(days: int) -> None:
    factories.utility()
    due_on = TODAY - timedelta(days=days)
    factories.bill(factories.account(), "30.00", billed_on=date(2026, 8, 18), due_on=due_on)
    standings.renew_all(as_of=TODAY)


@pytest.mark.parametrize(("days", "reason"), [(28, "gets a reminder"), (3, "too few days past due")])
def test_a_reminder_that_comes_today_or_on_its_day_would_not_come(days, reason):
    past_due_for(days)

    says = touched_by_reminder_rules(NOW, THEN, today=TODAY, person=None).sentence

    assert "1 would not get the next reminder, 0 would." in says
    assert says.endswith(f" 1: now {reason}, then below the least amount.")


def test_a_lower_least_amount_lets_the_next_reminder_come():
    past_due_for(3)

    says = touched_by_reminder_rules(THEN, NOW, today=TODAY, person=None).sentence

    assert "0 would not get the next reminder, 1 would." in says


def test_a_reminder_that_only_comes_later_still_comes():
    past_due_for(3)
    later = replace(NOW, least_days=NOW.least_days + 5)

    says = touched_by_reminder_rules(NOW, later, today=TODAY, person=None).sentence

    assert "1 would not" not in says
