"""When may a past-due letter follow the reminder, and a final demand follow that?"""

from dataclasses import replace
from datetime import date

import pytest

from collections_app.treatments.policy import DemandFacts, DemandRules, ReminderRules, Sent, demand_verdict
from tests.treatments.test_reminder_policy import GOOD, TODAY

SEP_21, SEP_22, SEP_5 = date(2026, 9, 21), date(2026, 9, 22), date(2026, 9, 5)
FOLLOWS = DemandFacts(
    debt=GOOD,
    called="A past-due letter",
    before=Sent("A reminder", False, SEP_21),
    own=Sent("A past-due letter", False, None),
    after_days=14,
)


def own(waits=False, mailed_on=None):
    return Sent("A past-due letter", waits, mailed_on)


def before(mailed_on):
    return Sent("A reminder", False, mailed_on)


@pytest.mark.parametrize(
    ("case", "changed", "codes"),
    [
        ("fourteen days after the reminder", {}, ["ok"]),
        ("thirteen days after it", {"before": before(SEP_22)}, ["before_is_young"]),
        ("no reminder was mailed", {"before": before(None)}, ["nothing_before"]),
        ("a business gets none and needs none", {"before": None, "debt": replace(GOOD, is_household=False)}, ["ok"]),
        ("one waits", {"own": own(waits=True)}, ["waiting"]),
        ("one went out thirty days ago", {"own": own(mailed_on=SEP_5)}, ["sent"]),
        ("one went out sixty days ago", {"own": own(mailed_on=date(2026, 8, 6))}, ["ok"]),
        ("a customer who left", {"debt": replace(GOOD, is_active=False)}, ["ok"]),
        ("reminded yesterday is no reason of its own", {"debt": replace(GOOD, reminded_on=SEP_22)}, ["ok"]),
        ("a hold stops letters", {"debt": replace(GOOD, hold="Bankruptcy")}, ["hold"]),
        ("an estate", {"debt": replace(GOOD, is_estate=True)}, ["estate"]),
        ("nothing is past due any more", {"debt": replace(GOOD, past_due=GOOD.held)}, ["nothing"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_stands_against_it(case, changed, codes):
    found = demand_verdict(replace(FOLLOWS, **changed), DemandRules(), ReminderRules())

    assert [reason.code for reason in found.reasons] == codes


def test_says_the_first_day_where_only_days_lack():
    young = replace(FOLLOWS, before=before(SEP_22))

    assert demand_verdict(young, DemandRules(), ReminderRules()).first_date == date(2026, 10, 6)
    assert (
        demand_verdict(replace(young, debt=replace(GOOD, hold="x")), DemandRules(), ReminderRules()).first_date is None
    )
    assert young.debt.today == TODAY
