"""What is the level amount, where does a budget stand, does it still fit, and how does it end?"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleViolation
from payment_plans.budgets.policy import (
    Asked,
    BudgetFacts,
    BudgetRules,
    JoinFacts,
    Price,
    ReviewFacts,
    UseMonth,
    may_join,
    propose,
    review,
    settlement,
    standing,
    year_from,
    year_of_use,
)
from payment_plans.budgets.policy.calendar import changes_on, due_dates, month_after, next_review, review_days
from tests.factories import TODAY

RULES = BudgetRules()
DULUTH = BudgetRules(shape="duluth")
ROLLING = BudgetRules(shape="rolling")
FIRST = date(2026, 11, 3)
WINTER = (90, 140, 170, 160, 120, 80, 50, 30, 20, 20, 30, 50)  # November to October


def money(amount):
    return Decimal(amount)


def year(months=12, *, price="1.25", service="gas"):
    """The last so many months up to October 2026."""
    ends = [month_after(date(2026, 10, 2), -back) for back in reversed(range(months))]
    use = [
        UseMonth(service, end, Decimal(q), "therm", Decimal(q))
        for end, q in zip(ends, WINTER[12 - months :], strict=True)
    ]
    return year_of_use(use, {service: Price(service, date(2026, 10, 1), Decimal(price))} if price else {})


# ---- the proposal ----


@pytest.mark.parametrize(
    ("case", "use", "old_balance", "rules", "amount"),
    [
        ("a year at today's price", year(), "0.00", RULES, "100.00"),
        ("the old balance rolled in", year(), "240.00", RULES, "120.00"),
        ("rounded up to whole dollars", year(), "240.01", RULES, "121.00"),
        ("rounded up to cents", year(), "240.01", replace(RULES, whole_dollars=False), "120.01"),
        ("a credit counts in favor", year(), "-120.00", RULES, "90.00"),
        ("over ten amounts", year(), "0.00", replace(RULES, months=10), "120.00"),
        ("a higher price", year(price="2.50"), "0.00", RULES, "200.00"),
        ("no price is known: as billed", year(price=None), "0.00", RULES, "80.00"),
        ("four months, brought to a year", year(4), "0.00", RULES, "38.00"),
        ("nothing is known", year_of_use([], {}), "240.00", RULES, "0.00"),
        ("a credit beyond the year", year(), "-2000.00", RULES, "0.00"),
    ],
)
def test_propose(case, use, old_balance, rules, amount):
    assert propose(use, money(old_balance), FIRST, rules).amount == money(amount), case


def test_a_proposal_says_how_it_came_about():
    found = propose(year(), money("240.00"), FIRST, RULES)

    assert [(step.words, step.amount) for step in found.steps] == [
        ("Gas: 960 therm in 12 months at 1.25", money("1200.00")),
        ("Old balance, rolled in", money("240.00")),
        ("Over 12 amounts, rounded up: 120.00 a month", money("120.00")),
    ]
    assert "a fixed part of the bills is averaged in" in found.notes[0]
    assert (found.months_used, found.forecast) == (12, money("0.00"))


def test_fewer_than_twelve_months_are_said():
    found = propose(year(4), money("0.00"), FIRST, RULES)

    assert found.notes[0] == "Only 4 months of use are known; the proposal says so."
    assert found.steps[0].words == "Gas: 120 therm in 4 months at 1.25, brought to a year of 12"
    assert len(propose(year(), money("0.00"), FIRST, RULES).notes) == 1


def test_a_service_that_began_lately_is_brought_to_a_year_by_its_own_months():
    water = [UseMonth("water", date(2026, month, 2), Decimal(5), "ccf", Decimal(20)) for month in (8, 9, 10)]
    gas = [UseMonth("gas", month_after(date(2026, 10, 2), -n), Decimal(80), "therm", Decimal(100)) for n in range(12)]

    found = year_of_use([*water, *gas], {})

    assert [(service.service, service.year) for service in found.services] == [
        ("gas", money("1200.00")), ("water", money("240.00")),
    ]  # fmt: skip
    assert found.months_known == 12


def test_the_months_to_come_cost_what_they_cost_last_year():
    assert year().expected(3) == (90 + 140 + 170) * money("1.25")
    assert year().expected(12) == year().year == money("1200.00")
    # February to July are not known: the average of those that are, 120 / 4.
    assert year(4).expected(3) == 3 * 30 * money("1.25")


@pytest.mark.parametrize(
    ("case", "facts", "rules", "code"),
    [
        ("nothing speaks against it", {}, RULES, "ok"),
        ("owes, the statute rolls it in", {"balance": money("96.30")}, RULES, "ok"),
        ("owes, in Duluth", {"balance": money("96.30")}, DULUTH, "owes"),
        ("a credit, in Duluth", {"balance": money("-5.00")}, DULUTH, "ok"),
        ("has a plan", {"plan_since": date(2026, 8, 3)}, RULES, "plan"),
        ("has a budget", {"budget_since": date(2026, 8, 3)}, RULES, "budget"),
        ("is closed", {"is_active": False}, RULES, "inactive"),
        ("a business", {"is_residential": False}, RULES, "class"),
        ("a business, where those may", {"is_residential": False}, replace(RULES, residential_only=False), "ok"),
        ("bankruptcy", {"stops": (("bankruptcy", "11 U.S.C. 362(a)"),)}, RULES, "held"),
        ("no use", {"proposal": propose(year_of_use([], {}), Decimal(0), FIRST, RULES)}, RULES, "use"),
        ("a credit for the year", {"proposal": propose(year(), Decimal(-2000), FIRST, RULES)}, RULES, "nothing"),
    ],
)
def test_may_join(case, facts, rules, code):
    facts = JoinFacts(**{"proposal": propose(year(), Decimal(0), FIRST, rules), **facts})

    assert may_join(facts, rules).strongest.code == code, case


# ---- the calendar ----


def test_the_last_day_of_a_month_comes_back_after_a_shorter_one():
    assert due_dates(date(2026, 12, 31), 4) == [
        date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "first", "rules", "count", "covers", "ends_on"),
    [
        ("the statute's year", FIRST, RULES, 12, 12, date(2027, 10, 3)),
        ("ten amounts, the same year", FIRST, replace(RULES, months=10), 10, 12, date(2027, 10, 3)),
        ("Duluth from September", date(2026, 9, 3), DULUTH, 11, 12, date(2027, 8, 3)),
        ("Duluth, joined late", FIRST, DULUTH, 9, 10, date(2027, 8, 3)),
        ("Duluth, in the month that settles", date(2026, 8, 3), DULUTH, 11, 12, date(2027, 8, 3)),
        ("Duluth, in July", date(2027, 7, 3), DULUTH, 1, 2, date(2027, 8, 3)),
        ("rolling", FIRST, ROLLING, None, 12, None),
    ],
)
def test_the_year_of_a_budget(case, first, rules, count, covers, ends_on):
    found = year_from(first, rules)

    assert (found.count, found.covers, found.ends_on) == (count, covers, ends_on), case


def test_reviews_fall_in_their_months():
    assert review_days(year_from(FIRST, RULES), RULES) == [date(2027, 2, 3), date(2027, 6, 3)]
    assert review_days(year_from(FIRST, DULUTH), DULUTH) == [date(2027, 2, 3)]
    assert next_review(year_from(FIRST, RULES), RULES, None, TODAY) == date(2027, 2, 3)
    assert next_review(year_from(FIRST, RULES), RULES, date(2027, 2, 3), TODAY) == date(2027, 6, 3)
    assert next_review(year_from(FIRST, RULES), RULES, date(2027, 6, 4), TODAY) is None
    assert next_review(year_from(FIRST, ROLLING), ROLLING, None, TODAY) == FIRST
    assert next_review(year_from(FIRST, ROLLING), ROLLING, FIRST, TODAY) == date(2026, 12, 3)


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2027, 2, 11), date(2027, 3, 3)),  # exactly 20 days of notice
        (date(2027, 2, 12), date(2027, 4, 3)),
        (date(2027, 9, 13), date(2027, 10, 3)),
        (date(2027, 9, 14), None),
    ],
)
def test_an_amount_changes_with_notice(today, day):
    assert changes_on(year_from(FIRST, RULES), today, RULES) == day


# ---- standing ----


def asked(*items):
    return tuple(Asked(day, money(amount)) for day, amount in items)


LEVEL = asked((FIRST, "120.00"), (date(2026, 12, 3), "120.00"))


@pytest.mark.parametrize(
    ("case", "as_of", "facts", "behind", "since", "missed", "protected"),
    [
        ("the day it is due", FIRST, {}, "0.00", None, 0, "240.00"),
        ("the day after", FIRST + timedelta(1), {}, "120.00", FIRST, 0, "120.00"),
        ("the last day of grace", FIRST + timedelta(5), {}, "120.00", FIRST, 0, "120.00"),
        ("the first day after grace", FIRST + timedelta(6), {}, "120.00", FIRST, 1, "120.00"),
        ("a dollar short is tolerated", FIRST + timedelta(6), {"paid": "119.00"}, "1.00", FIRST, 0, "120.00"),
        ("more is not", FIRST + timedelta(6), {"paid": "118.99"}, "1.01", FIRST, 1, "120.00"),
        ("paid", FIRST + timedelta(6), {"paid": "120.00"}, "0.00", None, 0, "120.00"),
        ("paid ahead", FIRST + timedelta(6), {"paid": "200.00"}, "0.00", None, 0, "40.00"),
        ("paid all there is", FIRST + timedelta(6), {"paid": "400.00"}, "0.00", None, 0, "0.00"),
        ("a cheap bill", FIRST + timedelta(6), {"paid": "120.00", "actual": ((FIRST, "50.00"),)}, "0.00", None, 0,
         "170.00"),
        ("a fee is asked for beside it", FIRST + timedelta(6), {"paid": "120.00", "other": ((FIRST, "30.00"),)},
         "30.00", FIRST, 0, "120.00"),
        ("two missed", date(2026, 12, 9), {}, "240.00", FIRST, 2, "0.00"),
        ("the second is missed alone", date(2026, 12, 9), {"paid": "130.00"}, "110.00", date(2026, 12, 3), 1, "0.00"),
    ],
)  # fmt: skip
def test_standing(case, as_of, facts, behind, since, missed, protected):
    facts = BudgetFacts(
        rolled_in=money("240.00"),
        amounts=LEVEL,
        actual=asked(*facts.get("actual", ())),
        other=asked(*facts.get("other", ())),
        paid=money(facts.get("paid", "0.00")),
    )

    found = standing(facts, as_of, RULES)

    assert (found.behind_amount, found.behind_since, found.missed, found.protected) == (
        money(behind), since, missed, money(protected),
    ), case  # fmt: skip


def test_what_is_deferred_is_what_was_billed_and_not_asked_for():
    found = standing(BudgetFacts(money("240.00"), LEVEL, actual=asked((FIRST, "300.00"))), FIRST, RULES)

    assert (found.asked, found.deferred, found.unasked) == (money("120.00"), money("180.00"), money("420.00"))


# ---- review and settlement ----


def facts(**fields):
    """Four bills have come, and five amounts of 100.00 are asked before the sixth, the first that can change."""
    found = {
        "year": year_from(FIRST, RULES),
        "amount": money("100.00"),
        "rolled_in": money("0.00"),
        "actual": (90 + 140 + 170 + 160) * money("1.25"),
        "billed_months": 4,
        "asked_before_change": money("500.00"),
        "use": year(),
    }
    return ReviewFacts(**{**found, **fields})


REVIEWED_ON = date(2027, 2, 20)


@pytest.mark.parametrize(
    ("case", "found", "new", "changed"),
    [
        ("as expected", facts(), "100.00", False),
        ("14 % off: within the band", facts(actual=money("798.00")), "100.00", False),
        ("15 % off: at its edge", facts(actual=money("805.00")), "115.00", True),
        ("15 % too much", facts(actual=money("595.00")), "85.00", True),
        ("far too much", facts(actual=money("-900.00")), "0.00", True),
    ],
)
def test_review(case, found, new, changed):
    # From March on last year's months: 120 + 80 + 50 + 30 + 20 + 20 + 30 + 50 = 400 therms, 500.00; and 7 amounts.
    october = replace(found, use=year_of_use(_newest_in_february(), {"gas": Price("gas", FIRST, money("1.25"))}))

    result = review(october, REVIEWED_ON, RULES)

    assert (result.new_amount, result.changes) == (money(new), changed), case
    assert result.amounts_left == 7
    assert result.changes_on == (date(2027, 4, 3) if changed else None)


def _newest_in_february():
    ends = [month_after(date(2027, 2, 2), -back) for back in reversed(range(12))]
    by_month = dict(zip([*range(11, 13), *range(1, 11)], WINTER, strict=True))
    return [UseMonth("gas", end, Decimal(by_month[end.month]), "therm", Decimal(0)) for end in ends]


def test_a_review_says_what_it_finds():
    use = year_of_use(_newest_in_february(), {"gas": Price("gas", FIRST, money("1.25"))})

    off = review(facts(actual=money("805.00"), use=use), REVIEWED_ON, RULES)
    within = review(facts(actual=money("798.00"), use=use), REVIEWED_ON, RULES)

    assert off.sentence == ("115.00 a month would fit, which is 15 % off: it takes the place of 100.00 from Apr 3 on.")
    assert within.sentence == ("114.00 a month would fit, which is 14 % off and within the band of 15 %: 100.00 stays.")
    assert off.forecast == money("105.00")


def test_no_amount_is_left_to_change_at_the_end():
    found = review(facts(billed_months=12), date(2027, 9, 20), RULES)

    assert (found.new_amount, found.changes_on, found.amounts_left) == (money("100.00"), None, 0)
    assert found.sentence == "No amount is left to change before the year ends; the rest is settled then."


@pytest.mark.parametrize(
    ("case", "rest", "rules", "parts"),
    [
        ("a deficit is asked for", "84.20", RULES, {"ask": "84.20"}),
        ("a credit stays", "-84.20", RULES, {"keep": "84.20"}),
        ("even", "0.00", RULES, {}),
        ("a deficit is rolled", "84.20", replace(RULES, settlement="roll"), {"roll": "84.20"}),
        ("a credit is rolled", "-84.20", replace(RULES, settlement="roll"), {"roll": "-84.20"}),
        ("a credit is sent back", "-10.00", replace(RULES, settlement="refund"), {"refund": "10.00"}),
        ("a small one stays", "-9.99", replace(RULES, settlement="refund"), {"keep": "9.99"}),
        ("a deficit is asked for there too", "84.20", replace(RULES, settlement="refund"), {"ask": "84.20"}),
    ],
)
def test_settlement(case, rest, rules, parts):
    found = settlement(money(rest), rules)

    shared = {name: getattr(found, name) for name in ("ask", "roll", "refund", "keep") if getattr(found, name)}
    assert shared == {name: money(amount) for name, amount in parts.items()}, case
    assert found.sentence


def test_where_no_year_can_follow_what_would_be_rolled_is_asked_for():
    assert settlement(money("84.20"), replace(RULES, settlement="roll"), may_go_on=False).ask == money("84.20")


amounts = st.decimals(min_value=0, max_value=900, places=2)


@given(
    bills=st.lists(amounts, min_size=12, max_size=12),
    old=st.decimals(min_value=-300, max_value=3000, places=2),
    reviews=st.dictionaries(st.integers(2, 11), st.none(), max_size=3),
    months=st.integers(10, 12),
    whole=st.booleans(),
    ending=st.sampled_from(["settle", "roll", "refund"]),
)
def test_all_that_is_asked_in_a_year_and_its_settlement_is_what_was_used_and_rolled_in(
    bills, old, reviews, months, whole, ending
):
    rules = replace(RULES, months=months, whole_dollars=whole, settlement=ending)
    proposal = propose(year(), old, FIRST, rules)
    days = due_dates(FIRST, proposal.year.count)
    levels = [(FIRST, proposal.amount)]
    for number in reviews:
        today = month_after(FIRST, number)
        first = changes_on(proposal.year, today, rules)
        found = review(
            ReviewFacts(
                proposal.year, _level(levels, first or days[-1]), old, sum(bills[:number], Decimal(0)), number,
                sum((_level(levels, day) for day in days if first and day < first), Decimal(0)), year(),
            ),
            today, rules,
        )  # fmt: skip
        if found.changes:
            assert found.new_amount >= 0
            levels.append((found.changes_on, found.new_amount))
            levels.sort(key=lambda level: level[0])
    asked_for = tuple(Asked(day, _level(levels, day)) for day in days)
    billed = tuple(Asked(month_after(FIRST, n), amount) for n, amount in enumerate(bills))
    stands = standing(BudgetFacts(old, asked_for, billed), proposal.year.ends_on, rules)
    end = settlement(stands.unasked, rules)

    assert sum((item.amount for item in asked_for), end.ask + end.roll - end.refund - end.keep) == sum(bills, old)
    assert end.rest == end.ask + end.roll - end.refund - end.keep


def _level(levels, day):
    return [amount for from_on, amount in levels if from_on <= day][-1]


@pytest.mark.parametrize(
    "figures",
    [
        {"shape": "levelised"}, {"settlement": "forget"}, {"months": 9}, {"months": 13}, {"reviews": "4 12"},
        {"reviews": "four"}, {"duluth_review_month": 13}, {"duluth_settle_month": 9}, {"band_percent": 101},
        {"notice_days": -1}, {"services": " "},
    ],
)  # fmt: skip
def test_figures_that_make_no_budget_are_refused(figures):
    with pytest.raises(RuleViolation):
        BudgetRules(**figures)
