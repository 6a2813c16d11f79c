"""When is an installment missed, when is a plan behind, broken or kept, and what keeps it from breaking?"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from payment_plans.policy.compliance import PlanFacts, Word, judge
from payment_plans.policy.rules import PlanRules
from payment_plans.policy.schedule import Due

RULES = PlanRules(grace_days=5, bill_grace_days=5, tolerance=Decimal("1.00"), misses_allowed=1)
JUL, AUG, SEP, OCT = date(2026, 7, 28), date(2026, 8, 28), date(2026, 9, 28), date(2026, 10, 28)


def dollars(text):
    return Decimal(text)


def facts(paid="0.00", *, bills=(), each="87.50", due=(JUL, AUG, SEP, OCT), down="0.00", **fields):
    installments = tuple(Due(day, dollars(each)) for day in due)
    down = dollars(down)
    return PlanFacts(
        arrears=down + sum(one.amount for one in installments),
        installments=installments,
        credits=dollars(paid),
        bills=tuple(Due(day, dollars(amount)) for day, amount in bills),
        down_payment=down,
        **fields,
    )


def stands(today, *args, rules=RULES, **fields):
    return judge(facts(*args, **fields), today=today, rules=rules)


@pytest.mark.parametrize(
    ("today", "paid", "word", "missed"),
    [
        (JUL, "0.00", "on track", []),
        (date(2026, 8, 2), "0.00", "on track", []),  # the last day of grace
        (date(2026, 8, 3), "0.00", "behind", [JUL]),  # the first after it
        (date(2026, 8, 3), "87.49", "on track", []),  # short by a cent counts as paid
        (date(2026, 8, 3), "86.50", "on track", []),  # short by the tolerance too
        (date(2026, 8, 3), "86.49", "behind", [JUL]),
        (date(2026, 8, 3), "87.50", "on track", []),
        (date(2026, 9, 2), "0.00", "behind", [JUL]),
        (date(2026, 9, 3), "0.00", "broken", [JUL, AUG]),
        (date(2026, 9, 3), "87.50", "behind", [AUG]),
        (date(2026, 9, 3), "350.00", "kept", []),
        (date(2026, 11, 2), "300.00", "on track", []),
        (date(2026, 11, 3), "300.00", "broken", [OCT]),  # after the last grace nothing may be missing
        (date(2026, 11, 3), "349.00", "kept", []),
        (date(2026, 11, 3), "348.99", "broken", [OCT]),
    ],
)
def test_the_days_of_a_plan(today, paid, word, missed):
    kept = stands(today, paid)
    assert (kept.word, [one.due_on for one in kept.missed]) == (word, missed)


def test_money_pays_the_first_payment_then_by_due_date_and_on_one_day_the_installment_first():
    kept = stands(JUL, "150.00", down="50.00", bills=[(JUL, "40.00"), (date(2026, 8, 10), "30.00")])

    assert kept.down_paid == 50
    assert [(one.due_on, one.paid) for one in kept.installments] == [
        (JUL, dollars("87.50")),
        (AUG, 0),
        (SEP, 0),
        (OCT, 0),
    ]
    assert [(one.due_on, one.paid) for one in kept.bills] == [(JUL, dollars("12.50")), (date(2026, 8, 10), 0)]
    assert (kept.paid, kept.left, kept.paid_count) == (dollars("87.50"), dollars("262.50"), 1)
    assert (kept.next_due_on, kept.next_amount) == (AUG, dollars("87.50"))


def test_an_unpaid_bill_is_a_miss_of_its_own_kind():
    kept = stands(date(2026, 8, 20), "87.50", bills=[(date(2026, 8, 14), "64.12")])

    assert (kept.word, kept.missed, [one.due_on for one in kept.missed_bills]) == ("behind", (), [date(2026, 8, 14)])
    assert kept.why == (
        "The installment is paid, but the August bill (64.12, due Aug 14) is not.",
        "It breaks on Sep 3 if 64.12 is not here.",
    )


def test_bills_may_be_left_out_of_the_count_but_are_paid_all_the_same():
    kept = stands(date(2026, 8, 20), "87.50", bills=[(date(2026, 7, 14), "64.12")],
                  rules=replace(RULES, current_bills_count=False))  # fmt: skip

    assert (kept.missed_bills, kept.paid) == ((), dollars("23.38"))
    assert [one.due_on for one in kept.missed] == [JUL]


def test_with_nothing_left_a_plan_is_kept_whatever_became_of_the_bills():
    assert stands(date(2026, 12, 1), "350.00", bills=[(date(2026, 11, 2), "64.12")]).word == "kept"


def test_bill_and_installment_have_their_own_grace():
    rules = replace(RULES, bill_grace_days=0)
    assert stands(date(2026, 7, 28), bills=[(JUL, "64.12")], rules=rules).missed_bills == ()
    assert len(stands(date(2026, 7, 29), bills=[(JUL, "64.12")], rules=rules).missed_bills) == 1


@pytest.mark.parametrize(
    ("today", "paid", "breaks_on", "amount"),
    [
        (JUL, "0.00", date(2026, 9, 3), "87.50"),  # the second miss; the first made good keeps it
        (date(2026, 8, 20), "0.00", date(2026, 9, 3), "87.50"),
        (date(2026, 8, 20), "40.00", date(2026, 9, 3), "47.50"),
        (JUL, "87.50", date(2026, 10, 4), "87.50"),
        (JUL, "262.50", date(2026, 11, 3), "87.50"),  # the last one, when its grace is over
        (JUL, "175.00", date(2026, 11, 3), "175.00"),  # on that day both must be there
        (date(2026, 9, 10), "0.00", date(2026, 9, 10), "87.50"),  # it is broken already
        (JUL, "350.00", None, "0.00"),
    ],
)
def test_says_the_first_day_on_which_it_breaks_and_what_keeps_it(today, paid, breaks_on, amount):
    kept = stands(today, paid)
    assert (kept.breaks_on, kept.breaks_amount) == (breaks_on, dollars(amount))


@pytest.mark.parametrize("allowed", [0, 1, 2])
@pytest.mark.parametrize("paid", ["0.00", "40.00", "87.50", "130.00", "200.00", "262.50", "300.00"])
@pytest.mark.parametrize("today", [JUL, date(2026, 8, 20), date(2026, 9, 10), date(2026, 10, 20)])
def test_it_breaks_on_that_day_and_not_before_and_not_with_what_keeps_it(today, paid, allowed):
    rules = replace(RULES, misses_allowed=allowed)
    bills = [(date(2026, 8, 10), "64.12"), (date(2026, 9, 10), "30.00")]
    kept = stands(today, paid, bills=bills, rules=rules)
    then = kept.breaks_on
    assert then >= today

    assert stands(then, paid, bills=bills, rules=rules).word == "broken"
    assert then == today or stands(then - timedelta(days=1), paid, bills=bills, rules=rules).word != "broken"
    enough = dollars(paid) + kept.breaks_amount
    assert stands(then, enough, bills=bills, rules=rules).word != "broken"
    too_little = enough - rules.tolerance - dollars("0.01")
    assert stands(then, too_little, bills=bills, rules=rules).word == "broken"


def test_a_leap_day_is_a_day_like_any_other():
    leap = date(2028, 2, 24)
    assert stands(date(2028, 2, 29), due=[leap]).word == "on track"
    assert stands(date(2028, 3, 1), due=[leap]).word == "broken"
    assert stands(date(2027, 3, 1), due=[date(2027, 2, 24)]).word == "on track"
    assert stands(date(2027, 3, 2), due=[date(2027, 2, 24)]).word == "broken"


def test_an_hour_that_is_lost_or_comes_twice_moves_no_day():
    for changes_on in (date(2026, 3, 8), date(2026, 11, 1)):
        due = changes_on - timedelta(days=3)
        assert stands(due + timedelta(days=5), due=[due]).word == "on track"
        assert stands(due + timedelta(days=6), due=[due]).word == "broken"


@pytest.mark.parametrize(
    ("today", "paid", "lacks_signature", "word", "may_begin", "why"),
    [
        (date(2026, 7, 9), "0.00", False, "waits", False, "Starts when 120.00 arrives by Jul 9."),
        (date(2026, 7, 9), "20.00", True, "waits", False, "Starts when 100.00 arrives and it is signed by Jul 9."),
        (date(2026, 7, 9), "120.00", True, "waits", False, "Starts when it is signed by Jul 9."),
        (date(2026, 7, 10), "20.00", False, "lapsed", False,
         "By Jul 9 the first payment was not here: 100.00 of it is lacking."),
        (date(2026, 7, 10), "120.00", True, "lapsed", False, "By Jul 9 it was not signed."),
        (date(2026, 7, 10), "119.00", False, "on track", True, "Installment 1 of 4 is due Tuesday, Jul 28: 87.50."),
    ],
)  # fmt: skip
def test_a_plan_that_waits_for_its_start(today, paid, lacks_signature, word, may_begin, why):
    kept = stands(
        today,
        paid,
        down="120.00",
        state="accepted",
        starts_by_on=date(2026, 7, 9),
        lacks_signature=lacks_signature,
    )
    assert (kept.word, kept.may_begin, kept.why[0]) == (word, may_begin, why)


def test_what_waits_has_missed_nothing():
    kept = stands(date(2026, 9, 3), state="accepted", down="120.00", starts_by_on=date(2026, 9, 9))
    assert (kept.word, kept.missed, kept.breaks_on) == ("waits", (), None)


def test_what_is_lacking_of_the_first_payment_again_is_paid_first():
    kept = stands(date(2026, 8, 3), "20.00", down="50.00")
    assert (kept.down_paid, kept.paid, kept.left) == (20, 0, dollars("380.00"))
    assert (kept.breaks_on, kept.breaks_amount) == (date(2026, 9, 3), dollars("117.50"))


def test_more_taken_back_than_came_is_nothing_paid():
    kept = stands(JUL, "-30.00", down="50.00")
    assert (kept.down_paid, kept.paid, kept.left) == (0, 0, dollars("400.00"))


@pytest.mark.parametrize(
    ("today", "paid", "bills", "why"),
    [
        (date(2026, 10, 5), "175.00", [], [
            "Installment 3 of 4 (87.50, due Sep 28) was missed; grace ended Saturday.",
            "It breaks on Nov 3 if 175.00 is not here.",
        ]),
        (date(2026, 10, 5), "200.00", [], [
            "Installment 3 of 4 (87.50, due Sep 28) lacks 62.50; grace ended Saturday.",
            "It breaks on Nov 3 if 150.00 is not here.",
        ]),
        (date(2026, 10, 26), "175.00", [(date(2026, 10, 19), "64.12")], [
            "Installment 3 of 4 (87.50, due Sep 28) was missed; grace ended Oct 3.",
            "The October bill (64.12, due Oct 19) is not paid.",
            "2 misses are open and 1 allowed.",
        ]),
        (date(2026, 11, 3), "262.50", [], [
            "Installment 4 of 4 (87.50, due Oct 28) was missed; grace ended Monday.",
            "The last installment’s grace is over, so nothing may be missing.",
        ]),
        (SEP, "350.00", [], ["All 350.00 is paid."]),
        (date(2026, 11, 3), "349.50", [], ["Every installment is over and none is missed; 0.50 short counts as paid."]),
        (date(2026, 10, 5), "262.50", [], [
            "Installment 4 of 4 is due Wednesday, Oct 28: 87.50.",
            "It breaks on Nov 3 if 87.50 is not here.",
        ]),
    ],
)  # fmt: skip
def test_says_why_in_sentences(today, paid, bills, why):
    assert list(stands(today, paid, bills=bills).why) == why


def test_a_plan_that_ended_says_what_became_of_it():
    kept = stands(OCT, "87.50", state="replaced", end_why="Another plan took its place.")
    assert (kept.word, kept.why) == (Word.REPLACED, ("Another plan took its place.",))


@pytest.mark.parametrize(
    ("paid", "word", "missed"),
    [
        ("0.00", "broken", [AUG, SEP, OCT]),  # the first dollar is within the tolerance, the others are not
        ("2.99", "broken", [OCT]),
        ("3.00", "kept", []),
    ],
)
def test_the_tolerance_is_one_for_all_and_not_one_for_every_small_installment(paid, word, missed):
    kept = stands(date(2026, 11, 3), paid, each="1.00")
    assert (kept.word, [one.due_on for one in kept.missed]) == (word, missed)


@pytest.mark.parametrize(("late_on", "word"), [(date(2026, 8, 2), "on track"), (date(2026, 8, 3), "behind")])
def test_nothing_is_late_before_all_that_came_by_its_last_day_is_known(late_on, word):
    assert stands(date(2026, 8, 4), late_on=late_on).word == word
    # The plan's end waits as its installments do, and so does a start.
    assert (stands(date(2026, 8, 4), due=[JUL], late_on=late_on).word == "broken") == (word == "behind")
    waiting = {"state": "accepted", "down": "50.00", "starts_by_on": date(2026, 8, 2)}
    assert stands(date(2026, 8, 4), late_on=late_on, **waiting).word == ("lapsed" if word == "behind" else "waits")
