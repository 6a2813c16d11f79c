"""Which doors may be visited when, and in which order?"""

from datetime import date, timedelta

import pytest

from accounts.visits.policy import Stop, VisitFacts, VisitRules, may_still_visit, may_visit, walking_order
from tests.factories import TODAY

RULES = VisitRules()
FRIDAY, SATURDAY, SUNDAY = date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 11)


@pytest.mark.parametrize(
    ("case", "facts", "on", "code"),
    [
        ("nothing speaks against it", VisitFacts(), TODAY, "ok"),
        ("their own account", VisitFacts(closed_to="This is your own account."), TODAY, "closed"),
        ("a protected address", VisitFacts(hidden_from="Maria Olson"), TODAY, "protected"),
        ("closed in billing", VisitFacts(is_active=False, closed_on=date(2026, 8, 3)), TODAY, "inactive"),
        ("a dispute", VisitFacts(stops=(Stop("dispute", "through Oct 13"),)), TODAY, "held"),
        ("planned already", VisitFacts(planned_for=TODAY, planned_visitor="Maria"), TODAY, "planned"),
        ("yesterday", VisitFacts(), TODAY - timedelta(days=1), "over"),
        ("a Friday", VisitFacts(), FRIDAY, "ok"),
        ("a Saturday", VisitFacts(), SATURDAY, "weekend"),
        ("a Sunday", VisitFacts(), SUNDAY, "weekend"),
        ("the last day that may be planned", VisitFacts(), date(2026, 11, 4), "ok"),
        ("a day too far ahead", VisitFacts(), date(2026, 11, 5), "far"),
        ("visited today", VisitFacts(last_visit_on=TODAY), TODAY, "again"),
        ("visited today, tomorrow", VisitFacts(last_visit_on=TODAY), TODAY + timedelta(days=1), "ok"),
        ("go in pairs, alone", VisitFacts(goes_in_pairs=True), TODAY, "pairs"),
        ("go in pairs, in company", VisitFacts(goes_in_pairs=True, has_companion=True), TODAY, "ok"),
    ],
)
def test_may_visit(case, facts, on, code):
    assert may_visit(facts, RULES, on=on, today=TODAY).strongest.code == code, case


def test_every_reason_is_told_the_accounts_first():
    facts = VisitFacts(is_active=False, goes_in_pairs=True)

    found = may_visit(facts, RULES, on=SATURDAY, today=TODAY)

    assert [reason.code for reason in found.reasons] == ["inactive", "weekend", "pairs"]


def test_a_planned_visit_may_still_be_made_unless_something_came_since():
    planned = VisitFacts(planned_for=TODAY, last_visit_on=TODAY)

    assert may_still_visit(planned, RULES).allowed
    held = VisitFacts(planned_for=TODAY, stops=(Stop("bankruptcy", "until further notice"),))
    assert may_still_visit(held, RULES).sentence == "A hold stops visits until further notice: bankruptcy."


def test_doors_follow_route_then_street_then_number_as_a_number():
    doors = [
        ("R02", "1 Alder Street", ""),
        ("R01", "10 Harbor Street", ""),
        ("R01", "9 Harbor Street", "Unit B"),
        ("R01", "9 Harbor Street", "Unit A"),
        ("R01", "9 1/2 Harbor Street", ""),
        ("R01", "318 Birch  Lane", ""),
        ("R01", "Lighthouse", ""),
    ]

    in_order = sorted(doors, key=lambda door: walking_order(*door))

    assert [line1 + unit for _route, line1, unit in in_order] == [
        "318 Birch  Lane",
        "9 Harbor StreetUnit A",
        "9 Harbor StreetUnit B",
        "9 1/2 Harbor Street",
        "10 Harbor Street",
        "Lighthouse",
        "1 Alder Street",
    ]
