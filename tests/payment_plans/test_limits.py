"""May these terms be agreed on, who decides, and what can be offered today? Tables and properties, no database."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import CalendarRules, is_open
from core.errors import RuleViolation
from core.verdicts import Word
from payment_plans.policy import PlanRules
from payment_plans.policy.limits import Answer, QuoteFacts, Terms, longest, months_of, quote, role_for
from payment_plans.policy.schedule import installment_of, months_after, unmoved

RULES = PlanRules()
CALENDAR = CalendarRules()
TODAY = date(2026, 10, 5)
SIX = Terms(Decimal("428.40"), Decimal("0.00"), 6, date(2026, 11, 2))


def asked(rules=RULES, **said):
    """The quote for six months of 71.40, but for what is said."""
    terms = {name: said.pop(name) for name in list(said) if hasattr(SIX, name)}
    for amount in ("arrears", "down_payment"):
        if amount in terms:
            terms[amount] = Decimal(terms[amount])
    return quote(QuoteFacts(replace(SIX, **terms), **said), rules, CALENDAR)


def codes(answer):
    return " ".join(reason.code for reason in answer.reasons)


@pytest.mark.parametrize(
    ("case", "said", "word", "decides", "said_codes"),
    [
        ("the longest of a specialist", {}, "ALLOWED", None, "WITHIN_LIMITS"),
        ("a month more", {"count": 7}, "NEEDS_APPROVAL", "supervisor", "BEYOND_MONTHS"),
        ("a trainee has a specialist's limits", {"count": 7, "role": "trainee"}, "NEEDS_APPROVAL", "supervisor",
         "BEYOND_MONTHS"),
        ("beyond a supervisor's, a director decides at once", {"count": 13}, "NEEDS_APPROVAL", "director",
         "BEYOND_MONTHS"),
        ("the longest of a supervisor", {"count": 12, "role": "supervisor"}, "ALLOWED", None, "WITHIN_LIMITS"),
        ("a supervisor's a month more", {"count": 13, "role": "supervisor"}, "NEEDS_APPROVAL", "director",
         "BEYOND_MONTHS"),
        ("the longest of a director", {"count": 24, "role": "director"}, "ALLOWED", None, "WITHIN_LIMITS"),
        ("beyond every limit", {"count": 25}, "NEEDS_APPROVAL", "director", "BEYOND_MONTHS"),
        ("beyond a director's own", {"count": 25, "role": "director"}, "NEEDS_APPROVAL", "director", "BEYOND_MONTHS"),
        ("commercial within a supervisor's", {"count": 12, "is_residential": False}, "NEEDS_APPROVAL", "supervisor",
         "BEYOND_MONTHS"),
        ("commercial beyond every limit", {"count": 25, "is_residential": False}, "REFUSED", None, "BEYOND_MONTHS"),
        ("one plan broken is allowed", {"broken_before": 1}, "ALLOWED", None, "WITHIN_LIMITS"),
        ("two are not", {"broken_before": 2}, "NEEDS_APPROVAL", "supervisor", "BROKEN_BEFORE"),
        ("a supervisor may", {"broken_before": 2, "role": "supervisor"}, "ALLOWED", None, "WITHIN_LIMITS"),
        ("both limits, and who may pass both", {"count": 13, "broken_before": 2}, "NEEDS_APPROVAL", "director",
         "BEYOND_MONTHS BROKEN_BEFORE"),
        ("above the means is a note", {"income": Decimal("713.99")}, "ALLOWED", None, "WITHIN_LIMITS ABOVE_MEANS"),
        ("the very share is not above it", {"income": Decimal("714.00")}, "ALLOWED", None, "WITHIN_LIMITS"),
        ("a note beside a limit", {"count": 7, "income": Decimal("100")}, "NEEDS_APPROVAL", "supervisor",
         "BEYOND_MONTHS ABOVE_MEANS"),
        ("no income at all", {"income": Decimal("0")}, "ALLOWED", None, "WITHIN_LIMITS ABOVE_MEANS"),
        ("weekly, as a month", {"every": "week", "count": 26, "income": Decimal("713.90")}, "ALLOWED", None,
         "WITHIN_LIMITS ABOVE_MEANS"),
        ("nothing owed", {"arrears": "0"}, "REFUSED", None, "NOTHING_OWED"),
        ("arrears below zero", {"arrears": "-1"}, "REFUSED", None, "NEGATIVE"),
        ("a first payment below zero", {"down_payment": "-0.01"}, "REFUSED", None, "NEGATIVE"),
        ("an income below zero", {"income": Decimal("-1")}, "REFUSED", None, "NEGATIVE"),
        ("all of it at once", {"down_payment": "428.40"}, "REFUSED", None, "DOWN_TOO_LARGE"),
        ("a cent is left", {"down_payment": "428.39", "count": 1}, "ALLOWED", None, "WITHIN_LIMITS"),
        ("no installment", {"count": 0}, "REFUSED", None, "COUNT"),
        ("too many to work out", {"count": 601}, "REFUSED", None, "COUNT"),
        ("a last installment of nothing", {"arrears": "0.07", "count": 5}, "REFUSED", None, "INSTALLMENT_TOO_SMALL"),
        ("that and beyond the limit", {"arrears": "1.00", "count": 60}, "REFUSED", None, "INSTALLMENT_TOO_SMALL"),
        ("yesterday", {"first_due_on": date(2026, 10, 4), "today": TODAY}, "REFUSED", None, "START_PAST"),
        ("today", {"first_due_on": TODAY, "today": TODAY}, "ALLOWED", None, "WITHIN_LIMITS"),
        ("the 45th day", {"first_due_on": date(2026, 11, 19), "today": TODAY}, "ALLOWED", None, "WITHIN_LIMITS"),
        ("the 46th day", {"first_due_on": date(2026, 11, 20), "today": TODAY}, "REFUSED", None, "START_TOO_LATE"),
        ("without a day nothing is past or late", {"first_due_on": date(2031, 2, 28)}, "ALLOWED", None,
         "WITHIN_LIMITS"),
        ("a day no calendar need reach", {"first_due_on": date.max}, "REFUSED", None, "START_TOO_LATE"),
    ],
)  # fmt: skip
def test_the_verdict(case, said, word, decides, said_codes):
    answer = asked(**said)

    assert (answer.word, answer.decides, codes(answer)) == (word, decides, said_codes), case
    assert all(reason.text and reason.citation for reason in answer.reasons)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"count": 9}, "Nine months is beyond your limit of six. Ask a supervisor, or offer six months at 71.40."),
        ({"count": 30}, "30 months is beyond your limit of six. Ask a director, or offer six months at 71.40."),
        ({"count": 30, "role": "director"},
         "30 months is beyond your limit of 24. Ask another director, or offer 24 months at 17.85."),
        ({"count": 30, "is_residential": False},
         "30 months is beyond the longest plan of this office, 24 months. Offer six months at 71.40."),
        ({"count": 27, "every": "week"}, "27 weekly installments are beyond your limit of six months. "
         "Ask a supervisor, or offer 26 weekly installments at 16.48."),
        ({"count": 14, "every": "2weeks"}, "14 installments every two weeks are beyond your limit of six months. "
         "Ask a supervisor, or offer 13 installments every two weeks at 32.96."),
        ({"count": 9, "broken_before": 2}, "Nine months is beyond your limit of six. Ask a supervisor."),
        ({"count": 9, "first_due_on": date(2026, 12, 1), "today": TODAY},
         "Dec 1, 2026 is too late: the first installment falls due by Nov 19, 2026."),
        ({}, "Six months is within your limit of six."),
        ({"count": 1}, "One month is within your limit of six."),
        ({"broken_before": 2, "broken_since": date(2025, 11, 3), "today": TODAY, "in_season": True},
         "Two plans were broken since November. You cannot agree on a third alone; a supervisor can, and in season a "
         "plan must be offered."),
        ({"broken_before": 3, "broken_since": date(2025, 10, 20), "today": TODAY},
         "Three plans were broken since October 2025. You cannot agree on a fourth alone; a supervisor can."),
        ({"broken_before": 2, "in_season": True, "is_residential": False},
         "Two plans were broken in the last twelve months. You cannot agree on a third alone; a supervisor can."),
        ({"arrears": "0.07", "count": 5},
         "0.07 in five installments leaves nothing for the last one. Offer four months at 0.02."),
        ({"down_payment": "500.00"}, "A first payment of 500.00 leaves nothing of the 428.40 to pay in installments. "
         "Take it as a payment."),
        ({"first_due_on": date(2026, 9, 28), "today": TODAY},
         "Sep 28 is over. Let the first installment fall due today or later."),
    ],
)  # fmt: skip
def test_what_it_says(said, sentence):
    assert asked(**said).verdict.sentence == sentence


def test_the_note_on_means_says_the_yardstick_and_never_the_income():
    note = asked(income=Decimal("654.32")).reasons[-1]

    assert note.text == "71.40 a month is more than the 10 percent of income that a plan should not pass."
    assert note.word is Word.ALLOWED
    assert "654" not in f"{note}"


def test_a_least_first_payment_binds_a_specialist_and_nobody_above():
    rules = PlanRules(least_down_percent=25)

    answer = asked(rules, down_payment="100.00", count=9)
    assert (answer.word, answer.decides) == (Answer.NEEDS_APPROVAL, "supervisor")
    assert [reason.text for reason in answer.reasons] == [
        "Nine months is beyond your limit of six. Ask a supervisor, or offer six months at 53.55 after a first payment "
        "of 107.10.",
        "A first payment of 100.00 is less than the 107.10 you may agree on. Ask a supervisor, or ask for 107.10.",
    ]
    assert answer.offer_today == replace(SIX, down_payment=Decimal("107.10"))
    assert asked(rules, down_payment="107.10").word == Answer.ALLOWED
    assert asked(rules, role="supervisor").word == Answer.ALLOWED


def test_what_can_be_offered_today_mends_the_day_too():
    late = asked(first_due_on=date(2026, 12, 24), today=TODAY, count=9)

    assert late.offer_today == replace(SIX, first_due_on=date(2026, 11, 19))
    assert late.installments[0].due_on == date(2026, 12, 24)
    past = asked(first_due_on=date(2026, 9, 1), today=TODAY)
    assert past.offer_today == replace(SIX, first_due_on=TODAY)


@pytest.mark.parametrize("said", [{}, {"broken_before": 2, "count": 9}, {"arrears": "0"}, {"down_payment": "430"}])
def test_nothing_is_offered_where_nothing_need_be_or_can_be(said):
    assert asked(**said).offer_today is None


def test_a_trainee_a_specialist_and_those_above_have_limits_and_nobody_else():
    assert role_for(["trainee", "cashier"]) == "trainee"
    assert role_for(["specialist", "director", "supervisor"]) == "director"
    with pytest.raises(RuleViolation, match="A field crew agrees on no plans: ask a specialist"):
        role_for(["field-crew"])
    with pytest.raises(RuleViolation, match="A stranger agrees on no plans"):
        role_for([])
    with pytest.raises(RuleViolation, match="A cashier agrees on no plans"):
        asked(role="cashier")


def test_the_limits_are_those_of_the_rulebook():
    rules = PlanRules(specialist_months=3, supervisor_months=4, director_months=5, broken_allowed=0, income_percent=1)

    answer = asked(rules, count=5, broken_before=1, income=Decimal("7000"))
    assert (answer.decides, codes(answer)) == ("director", "BEYOND_MONTHS BROKEN_BEFORE ABOVE_MEANS")
    assert "One plan was broken in the last twelve months. You cannot agree on a second" in answer.reasons[1].text
    assert answer.offer_today is None


@pytest.mark.parametrize(
    ("case", "first", "every", "months", "expected"),
    [
        ("so many months fit exactly", date(2026, 11, 30), "month", 6, 6),
        ("half a year of weeks", date(2026, 11, 2), "week", 6, 26),
        ("half a year of two weeks", date(2026, 11, 2), "2weeks", 6, 13),
        ("a half year that is three days longer", date(2027, 5, 3), "week", 6, 27),
        ("a Saturday that would move beyond the end does not count", date(2027, 6, 5), "week", 6, 26),
        ("a month of weeks is five where a fifth lies before its end", date(2027, 3, 1), "week", 1, 5),
        ("February has four", date(2027, 2, 1), "week", 1, 4),
    ],
)
def test_how_many_installments_fit(case, first, every, months, expected):
    assert longest(replace(SIX, first_due_on=first, every=every), months, CALENDAR) == expected, case


a_quote = st.builds(
    QuoteFacts,
    terms=st.builds(
        Terms,
        arrears=st.integers(-1, 600_000).map(lambda cents: Decimal(cents) / 100),
        down_payment=st.one_of(
            st.just(Decimal("0.00")), st.integers(-1, 300_000).map(lambda cents: Decimal(cents) / 100)
        ),
        count=st.integers(0, 140),
        first_due_on=st.dates(date(2026, 9, 28), date(2028, 3, 31)),
        every=st.sampled_from(["month", "2weeks", "week"]),
    ),
    role=st.sampled_from(["trainee", "specialist", "supervisor", "director"]),
    is_residential=st.booleans(),
    broken_before=st.integers(0, 3),
    income=st.none() | st.integers(0, 500_000).map(lambda cents: Decimal(cents) / 100),
    today=st.sampled_from([None, TODAY]),
)
some_rules = st.sampled_from(
    [RULES, PlanRules(specialist_months=1, supervisor_months=2, director_months=3, least_down_percent=20)]
)


@given(a_quote, some_rules)
def test_what_is_allowed_keeps_every_rule(facts, rules):
    answer, terms = quote(facts, rules, CALENDAR), facts.terms
    if answer.word != Answer.ALLOWED:
        return
    dues, months = answer.installments, months_of(facts.role, rules)

    assert sum(due.amount for due in dues) == terms.arrears - terms.down_payment
    assert len(dues) == terms.count
    assert all(due.amount > 0 and is_open(due.due_on, CALENDAR) for due in dues)
    assert all(dues[n].due_on < dues[n + 1].due_on for n in range(len(dues) - 1))
    assert dues[-1].due_on <= months_after(terms.first_due_on, months)
    assert unmoved(terms.first_due_on, terms.count - 1, terms.every) < months_after(terms.first_due_on, months)
    assert terms.every != "month" or terms.count <= months
    assert facts.role in ("supervisor", "director") or facts.broken_before <= rules.broken_allowed
    if facts.today:
        assert facts.today <= terms.first_due_on <= facts.today + timedelta(days=rules.first_due_days)
    assert answer.decides is None and answer.offer_today is None


@given(a_quote, some_rules)
def test_no_limit_on_residential_arrears_ends_in_refusal_alone(facts, rules):
    """Minn. Stat. 216B.098 s.3: a plan that can be offered today, or somebody who decides today."""
    answer = quote(facts, rules, CALENDAR)
    if not facts.is_residential or answer.word == Answer.ALLOWED:
        return

    nothing_to_agree_on = {"NEGATIVE", "NOTHING_OWED", "DOWN_TOO_LARGE"} & {reason.code for reason in answer.reasons}
    limits = {"BEYOND_MONTHS", "BROKEN_BEFORE", "DOWN_TOO_SMALL"} & {reason.code for reason in answer.reasons}
    if limits:
        assert answer.decides in ("supervisor", "director")
    assert nothing_to_agree_on or answer.offer_today or facts.broken_before > rules.broken_allowed


@given(a_quote, some_rules)
def test_what_can_be_offered_today_may_be_agreed_on_today(facts, rules):
    offer = quote(facts, rules, CALENDAR).offer_today
    if offer is None:
        return

    assert quote(replace(facts, terms=offer), rules, CALENDAR).word == Answer.ALLOWED
    assert offer.arrears == facts.terms.arrears and offer.every == facts.terms.every
    assert offer.down_payment >= facts.terms.down_payment


@given(a_quote)
def test_the_whole_schedule_is_answered_whatever_the_verdict(facts):
    answer, terms = quote(facts, RULES, CALENDAR), facts.terms
    can_be_worked_out = 0 <= terms.down_payment < terms.arrears and terms.count > 0
    can_be_worked_out = can_be_worked_out and installment_of(terms.rest, terms.count) is not None

    assert len(answer.installments) == (terms.count if can_be_worked_out else 0)
    assert can_be_worked_out or answer.word == Answer.REFUSED


@given(a_quote)
def test_a_wider_role_is_never_told_no_where_a_narrower_one_is_told_yes(facts):
    words = [
        quote(replace(facts, role=role), RULES, CALENDAR).word for role in ("specialist", "supervisor", "director")
    ]
    order = [Answer.REFUSED, Answer.NEEDS_APPROVAL, Answer.ALLOWED]

    assert [order.index(word) for word in words] == sorted(order.index(word) for word in words)
