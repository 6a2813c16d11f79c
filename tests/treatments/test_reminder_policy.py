"""Who gets a reminder, and when does a run of them wait?"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from collections_app.treatments.policy import (
    FuseFacts,
    FuseRules,
    ReminderFacts,
    ReminderRules,
    fuse_verdict,
    reminder_verdict,
    usual,
)
from core.verdicts import Word

TODAY = date(2026, 10, 5)
GOOD = ReminderFacts(
    today=TODAY,
    balance=Decimal("96.30"),
    past_due=Decimal("96.30"),
    held=Decimal("0.00"),
    days_past_due=34,
    is_household=True,
    is_active=True,
    is_estate=False,
    hold="",
    hold_until=None,
    has_address=True,
    address_is_bad=False,
    letter_waits=False,
    reminded_on=None,
)
RULES = ReminderRules()


@pytest.mark.parametrize(
    ("case", "changed", "codes"),
    [
        ("a plain debt", {}, ["ok"]),
        ("exactly the least amount", {"past_due": Decimal("25.00")}, ["ok"]),
        ("a cent below it", {"past_due": Decimal("24.99")}, ["small"]),
        ("a dispute leaves less than the least amount", {"held": Decimal("71.31")}, ["small"]),
        ("a dispute leaves the least amount", {"held": Decimal("71.30")}, ["ok"]),
        ("the tenth day", {"days_past_due": 10}, ["ok"]),
        ("the ninth day", {"days_past_due": 9}, ["young"]),
        ("reminded thirty days ago", {"reminded_on": date(2026, 9, 5)}, ["ok"]),
        ("reminded twenty-nine days ago", {"reminded_on": date(2026, 9, 6)}, ["reminded"]),
        ("a letter waits", {"letter_waits": True}, ["waiting"]),
        ("a hold", {"hold": "Dispute", "hold_until": date(2026, 10, 12)}, ["hold"]),
        ("no address", {"has_address": False}, ["address"]),
        ("letters came back", {"address_is_bad": True}, ["bad_address"]),
        ("a business", {"is_household": False}, ["business"]),
        ("closed", {"is_active": False}, ["inactive"]),
        ("an estate is held too", {"is_estate": True, "hold": "Estate"}, ["estate", "hold"]),
        ("nothing past due", {"past_due": Decimal("0.00")}, ["nothing"]),
        ("a credit", {"past_due": Decimal("0.00"), "balance": Decimal("-12.40")}, ["credit"]),
        (
            "every reason is said, strongest first",
            {"is_household": False, "past_due": Decimal("3.00"), "days_past_due": 2, "has_address": False},
            ["business", "small", "young", "address"],
        ),
    ],
)
def test_reminder_verdict(case, changed, codes):
    found = reminder_verdict(replace(GOOD, **changed), RULES)

    assert [reason.code for reason in found.reasons] == codes, case
    assert found.allowed == (codes == ["ok"]), case


def test_says_the_first_day_when_only_days_are_missing():
    young = replace(GOOD, days_past_due=7, reminded_on=date(2026, 9, 10))

    assert reminder_verdict(young, RULES).first_date == date(2026, 10, 10)


def test_names_no_first_day_when_more_than_days_is_missing():
    assert reminder_verdict(replace(GOOD, days_past_due=7, has_address=False), RULES).first_date is None


def test_a_hold_says_until_when():
    held = replace(GOOD, hold="Dispute", hold_until=date(2026, 10, 12))

    assert reminder_verdict(held, RULES).sentence == "A hold stops letters until Oct 12: dispute."


@pytest.mark.parametrize(
    ("case", "facts", "codes"),
    [
        ("as usual", FuseFacts(40, [30, 41, 29], False), ["ok"]),
        ("twice the usual", FuseFacts(60, [30, 41, 29], False), ["ok"]),
        ("more than twice the usual", FuseFacts(61, [30, 41, 29], False), ["unusual"]),
        ("no run yet to compare with", FuseFacts(61, [], False), ["ok"]),
        ("as many as the rulebook allows", FuseFacts(2000, [1900], False), ["ok"]),
        ("one more", FuseFacts(2001, [1900], False), ["most"]),
        ("the first after a full load", FuseFacts(1, [], True), ["full_load"]),
        ("the first after a full load without letters", FuseFacts(0, [], True), ["ok"]),
        ("too many in every way", FuseFacts(4001, [10], False), ["most", "unusual"]),
    ],
)
def test_fuse_verdict(case, facts, codes):
    found = fuse_verdict(facts, FuseRules())

    assert [reason.code for reason in found.reasons] == codes, case
    assert found.word is (Word.ALLOWED if codes == ["ok"] else Word.NEEDS_A_PERSON), case


def test_the_usual_is_the_median_of_the_last_ten_runs_that_had_letters():
    assert usual([10, 0, 12, 0, 800, 14], FuseRules()) == 13
    assert usual([0, 0], FuseRules()) is None
    assert usual([10] * 10 + [900] * 20, FuseRules()) == 10
