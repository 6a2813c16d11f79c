"""Do the contact rules say no where they should, with the rule and the first day that works?"""

from datetime import date, time, timedelta

import pytest

from accounts.contacts.policy import (
    CallFacts,
    ContactRules,
    FollowUpRules,
    StoppingHold,
    follow_up,
    may_call,
    weekday_from,
)
from core.verdicts import Word

TODAY = date(2026, 10, 5)  # a Monday
RULES = ContactRules()


def facts(**changed):
    return CallFacts(**{"on": TODAY, "at": time(10, 0), **changed})


def days_ago(*numbers):
    return [TODAY - timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("case", "changed", "says", "first"),
    [
        ("nothing is known", {}, "", None),
        ("six calls in seven days", {"calls": days_ago(0, 1, 2, 3, 4, 5)}, "", None),
        ("seven calls in seven days", {"calls": days_ago(0, 1, 2, 3, 4, 5, 6)}, "called 7 times since Sep 29", 1),
        ("eight, the oldest no longer counted", {"calls": days_ago(7, 0, 1, 2, 3, 4, 5)}, "", None),
        ("seven calls today", {"calls": days_ago(*[0] * 7)}, "7 in 7 days is the most", 7),
        ("spoken with today", {"talked_on": TODAY}, "the next call waits until Oct 12", 7),
        ("spoken with six days ago", {"talked_on": days_ago(6)[0]}, "We spoke with this person on Sep 29", 1),
        ("spoken with a week ago", {"talked_on": days_ago(7)[0]}, "", None),
        ("they wait for our call", {"talked_on": TODAY, "is_awaited": True}, "", None),
        ("at 7:59", {"at": time(7, 59)}, "It is 7:59. We call from 8:00 to 21:00.", None),
        ("at 8:00", {"at": time(8, 0)}, "", None),
        ("at 20:59", {"at": time(20, 59)}, "", None),
        ("at 21:00", {"at": time(21, 0)}, "It is 21:00", None),
        ("no hour of the office is known", {"at": None}, "", None),
        ("a number not to be used", {"number": "218-555-0142", "is_not_to_be_used": True}, "not to call 218-555", None),
    ],
)
def test_may_call(case, changed, says, first):
    verdict = may_call(facts(**changed), RULES)

    assert verdict.word == (Word.BLOCKED if says else Word.ALLOWED), case
    assert says in verdict.sentence, case
    assert verdict.first_date == (TODAY + timedelta(days=first) if first else None), case


def test_a_refusal_names_its_rule():
    assert "12 CFR 1006.14(b)" in may_call(facts(talked_on=TODAY), RULES).strongest.citation
    assert "city attorney" in may_call(facts(at=time(22)), RULES).strongest.citation


def test_a_hold_that_stops_calls_says_which_and_until_when():
    hold = StoppingHold("asked not to be contacted", "local policy", date(2026, 10, 13))

    verdict = may_call(facts(holds=[hold]), RULES)

    assert verdict.sentence == "All calls are stopped through Oct 13: asked not to be contacted."
    assert verdict.first_date == date(2026, 10, 14)


def test_the_first_day_that_works_is_unknown_where_one_reason_has_none():
    hold = StoppingHold("dispute", "local policy", None)

    assert may_call(facts(holds=[hold], talked_on=TODAY), RULES).first_date is None


def test_every_reason_is_told():
    verdict = may_call(facts(talked_on=TODAY, calls=days_ago(*[0] * 7), at=time(6)), RULES)

    assert [reason.code for reason in verdict.reasons] == ["attempts", "talked", "hour"]


@pytest.mark.parametrize(
    ("outcome", "step", "on"),
    [
        ("promised", "check_promise", date(2026, 10, 12)),
        ("calls_back", "call_back", date(2026, 10, 6)),
        ("no_answer", "call_again", date(2026, 10, 7)),
        ("wrong_number", "find_phone", date(2026, 10, 6)),
        ("disputes", "answer", date(2026, 10, 12)),  # Oct 10 is a Saturday
    ],
)
def test_an_outcome_proposes_a_step_on_a_weekday(outcome, step, on):
    found = follow_up(outcome, today=TODAY, rules=FollowUpRules())

    assert (found.step, found.on) == (step, on)


def test_nothing_follows_another_outcome_by_itself():
    assert follow_up("other", today=TODAY, rules=FollowUpRules()) is None


def test_a_weekend_moves_on_to_monday():
    assert [weekday_from(date(2026, 10, day)).day for day in (9, 10, 11, 12)] == [9, 12, 12, 12]
