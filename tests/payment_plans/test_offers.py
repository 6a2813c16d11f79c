"""Which three plans stand side by side, and what does each really cost a month? Tables and properties, no database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import CalendarRules
from payment_plans.policy import PlanRules
from payment_plans.policy.limits import Answer, QuoteFacts, Terms
from payment_plans.policy.offers import StatedMeans, down_by, three_offers

RULES = PlanRules()
CALENDAR = CalendarRules()
TODAY = date(2026, 10, 5)
# 1,500.00 to pay in installments, new bills of 181.00.
FACTS = QuoteFacts(Terms(Decimal("1728.00"), Decimal("228.00"), 0, date(2026, 11, 9)), today=TODAY)
BILL = Decimal("181.00")


def offers(means=None, *, bill=BILL, **said):
    terms = {name: said.pop(name) for name in list(said) if hasattr(FACTS.terms, name)}
    facts = replace(FACTS, terms=replace(FACTS.terms, **terms), **said)
    return three_offers(facts, RULES, CALENDAR, expected_bill=bill, means=means)


def counts(three):
    return [offer.terms.count for offer in three]


def named(a_month=None, now=None):
    return StatedMeans(Decimal(a_month) if a_month else None, Decimal(now) if now else None)


@pytest.mark.parametrize(
    ("case", "said", "expected"),
    [
        ("a specialist", {}, [2, 4, 6]),
        ("a supervisor", {"role": "supervisor"}, [4, 8, 12]),
        ("a director", {"role": "director"}, [8, 16, 24]),
        ("weekly", {"every": "week"}, [9, 18, 26]),
        ("every two weeks", {"every": "2weeks"}, [5, 9, 13]),
        ("as many as somebody asks for", {"count": 5}, [2, 4, 5]),
        ("beyond the limit, if asked for", {"count": 10}, [4, 7, 10]),
        ("two, where three would be alike", {"count": 2}, [1, 2]),
        ("one", {"count": 1}, [1]),
        ("cents that pay no more", {"arrears": Decimal("228.03")}, [2, 3]),
        ("nothing left to pay in installments", {"arrears": Decimal("228.00")}, []),
        ("no day to begin on", {"first_due_on": date.max}, []),
    ],
)
def test_short_middle_and_longest(case, said, expected):
    assert counts(offers(**said)) == expected, case


def test_each_offer_shows_what_it_really_costs():
    short, middle, most = offers()

    assert [offer.kind for offer in (short, middle, most)] == ["short", "middle", "longest"]
    assert (most.installment, most.monthly, most.true_cost) == (
        Decimal("250.00"), Decimal("250.00"), Decimal("431.00"),
    )  # fmt: skip
    assert (most.down_by_on, most.first_due_on, most.paid_off_on) == (
        date(2026, 10, 9), date(2026, 11, 9), date(2027, 4, 9),
    )  # fmt: skip
    assert most.quote.word == Answer.ALLOWED
    assert (most.fit, most.decision) == (None, "")
    assert [offer.true_cost for offer in (short, middle)] == [Decimal("931.00"), Decimal("556.00")]


def test_a_weekly_installment_costs_what_it_comes_to_in_a_month():
    most = offers(every="week")[-1]

    assert (most.installment, most.last_installment) == (Decimal("57.70"), Decimal("57.50"))
    assert (most.monthly, most.true_cost) == (Decimal("250.03"), Decimal("431.03"))


def test_without_an_expected_bill_the_cost_is_the_installment():
    assert offers(bill=None)[-1].true_cost == Decimal("250.00")
    assert offers(bill=None)[-1].expected_bill is None


def test_no_first_payment_has_no_day():
    assert offers(down_payment=Decimal("0.00"))[0].down_by_on is None


def test_the_first_payment_is_due_on_an_open_day():
    # Oct 8 and four days are Oct 12, a holiday.
    assert down_by(date(2026, 10, 8), RULES, CALENDAR) == date(2026, 10, 13)


@pytest.mark.parametrize(
    ("case", "means", "expected", "decision"),
    [
        ("beyond the limit, beside the most that can be agreed today", named("380.00"), [4, 6, 8],
         "Eight months is beyond your limit of six: a supervisor decides."),
        ("beyond a supervisor's", named("290.00"), [4, 6, 14],
         "14 months is beyond your limit of six: a director decides."),
        ("within the limit", named("500.00"), [2, 4, 5], ""),
        ("as short as the short one", named("931.00"), [4, 6, 2], ""),
        ("no plan fits", named("200.00"), [2, 4, 6], ""),
        ("not even the new bills", named("100.00"), [2, 4, 6], ""),
    ],
)  # fmt: skip
def test_with_means_the_third_is_the_plan_within_them(case, means, expected, decision):
    three = offers(means)

    assert (counts(three), three[-1].decision) == (expected, decision), case
    assert (three[-1].kind == "means") == three[-1].fit.is_within


def test_a_plan_within_the_means_is_the_shortest_that_fits():
    third = offers(named("380.00"))[-1]

    assert third.true_cost == Decimal("368.50")
    assert (third.quote.word, third.quote.decides) == (Answer.NEEDS_APPROVAL, "supervisor")
    # Seven months would cost 395.29.
    assert offers(named("395.29"))[-1].terms.count == 7
    assert offers(named("395.28"))[-1].terms.count == 8


def test_commercial_arrears_have_no_plan_beyond_every_limit():
    means = named("231.00")  # 30 months at 50.00

    assert counts(offers(means)) == [4, 6, 30]
    assert counts(offers(means, is_residential=False)) == [2, 4, 6]


def test_what_was_named_for_now_is_the_first_payment_of_the_third():
    three = offers(named("380.00", now="130.00"))

    assert [offer.terms.down_payment for offer in three] == [Decimal("228.00"), Decimal("228.00"), Decimal("130.00")]
    assert counts(three) == [4, 6, 9]
    assert sum(due.amount for due in three[-1].quote.installments) == Decimal("1598.00")


def test_more_than_is_owed_is_no_first_payment():
    assert [offer.terms.down_payment for offer in offers(named(now="2000.00"))] == [Decimal("228.00")] * 3


@pytest.mark.parametrize(
    ("means", "which", "sentence"),
    [
        (named("380.00"), 1, "51.00 more a month than the 380.00 named."),
        (named("380.00"), 2, "Fits, with 11.50 a month to spare."),
        (named("368.50"), 2, "Fits, with nothing to spare."),
        (named("380.00", now="130.00"), 1, "51.00 more a month than the 380.00 named, and 98.00 more now."),
        (named("600.00", now="130.00"), 1, "98.00 more now than the 130.00 named; each month it fits."),
        (named(now="130.00"), 0, "98.00 more now than the 130.00 named."),
        (named(now="130.00"), 2, "Fits the 130.00 named for now."),
    ],
)
def test_how_an_offer_stands_beside_what_was_named(means, which, sentence):
    fit = offers(means)[which].fit

    assert fit.sentence == sentence
    assert fit.is_within == sentence.startswith("Fits")


def test_whoever_decides_for_another_reason_than_the_length_is_named():
    assert {offer.decision for offer in offers(broken_before=2)} == {"A supervisor decides."}


amount = st.integers(1, 400_000).map(lambda cents: Decimal(cents) / 100)


@given(
    arrears=amount, down=amount, count=st.integers(0, 30), every=st.sampled_from(["month", "2weeks", "week"]),
    role=st.sampled_from(["trainee", "specialist", "supervisor", "director"]), is_residential=st.booleans(),
    bill=st.none() | amount, a_month=st.none() | amount, now=st.none() | amount,
)  # fmt: skip
def test_three_different_plans_that_pay_the_same_debt(
    arrears, down, count, every, role, is_residential, bill, a_month, now
):
    means = StatedMeans(a_month, now)
    terms = Terms(arrears, down, count, date(2026, 11, 9), every)
    facts = QuoteFacts(terms, role=role, is_residential=is_residential, today=TODAY)
    three = three_offers(facts, RULES, CALENDAR, expected_bill=bill, means=means)

    assert (0 < len(three) <= 3) == (down < arrears)
    assert len(set(counts(three))) == len(three)
    for offer in three:
        due = [due.amount for due in offer.quote.installments]
        assert offer.terms.down_payment + sum(due) == arrears
        assert offer.true_cost - offer.monthly == (bill or 0)
        assert offer.quote.word != Answer.REFUSED or (count > RULES.director_months and not is_residential)
        assert bool(offer.decision) == (offer.quote.word == Answer.NEEDS_APPROVAL)
        if offer.kind == "means" and a_month is not None:
            assert offer.true_cost <= a_month
    if a_month is None and now is None and count == 0:
        assert {offer.quote.word for offer in three} <= {Answer.ALLOWED}
