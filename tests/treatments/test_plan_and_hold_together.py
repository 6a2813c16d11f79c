"""Is what a plan holds and a later dispute names left out of what is chased once, and not twice?"""

from datetime import date
from decimal import Decimal

import pytest

from accounts.holds.actions import change_hold
from collections_app.treatments import next_steps
from ledger import standings as ledger_standings
from ledger.models import Posting
from payment_plans import standings
from tests import factories
from tests.factories import TODAY
from tests.holds.cast import opened
from tests.payment_plans.cast import ACCEPTED, agreed_plan, bill, in_arrears

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize(
    ("disputed", "since", "chased"),
    [
        ("the charge in the plan", date(2026, 9, 22), "100.00"),  # in the plan, which holds all of it
        ("the charge in the plan", ACCEPTED, "0.00"),  # left out of the plan: 100.00 more than it holds
        ("the new bill", date(2026, 9, 22), "0.00"),
    ],
)
def test_a_cent_is_left_out_once(disputed, since, chased, changed):
    factories.utility()
    account = in_arrears("525.00")
    plan = agreed_plan(account)
    bill(account, "100.00", date(2026, 9, 1))
    charges = list(Posting.objects.filter(account=account, charge_id__isnull=False).order_by("due_on"))
    charge = charges[0 if disputed == "the charge in the plan" else 1].charge_id
    dispute = opened(account, scope="charges", charges=[charge], amount=Decimal("100.00"), from_on=since, until_on=None,
           review_on=date(2026, 12, 1))  # fmt: skip
    if changed:  # it goes on as another hold from today on
        change_hold(dispute.pk, review_on=date(2026, 12, 9), why="Heard later", actor=None, today=TODAY)
    ledger_standings.renew_all(as_of=TODAY)
    standings.renew([plan.pk], as_of=TODAY)

    assert next_steps.of(account.pk, today=TODAY).chaseable == Decimal(chased)
