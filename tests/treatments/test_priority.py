"""Do the points of a priority add up, and does the night's statement add up the same?"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.contacts.models import Contact
from collections_app.treatments import next_steps, scoring
from collections_app.treatments.models import NextStep
from collections_app.treatments.policy import PriorityFacts, PriorityRules, priority
from collections_app.treatments.queries import priority_of
from core.utility import moment
from ledger import standings
from tests import factories
from tests.treatments.standings import TODAY, owing

RULES = PriorityRules()
NOTHING = PriorityFacts(
    days_past_due=0,
    amount=Decimal("0.00"),
    returned=0,
    years=40,
    is_household=False,
    is_season=True,
    days_since_contact=0,
)


@pytest.mark.parametrize(
    ("case", "facts", "code", "expected"),
    [
        ("nothing speaks for it", {}, "age", 0),
        ("the 29th day is no month yet", {"days_past_due": 29}, "age", 0),
        ("a month of six", {"days_past_due": 30}, "age", 5),
        ("older than six months", {"days_past_due": 3000}, "age", 30),
        ("half the amount", {"amount": Decimal("1000.00")}, "amount", 15),
        ("half a point counts as one", {"amount": Decimal("33.34")}, "amount", 1),
        ("a cent below half a point", {"amount": Decimal("33.33")}, "amount", 0),
        ("more than the full amount", {"amount": Decimal("9000.00")}, "amount", 30),
        ("one payment came back", {"returned": 1}, "returned", 5),
        ("three came back", {"returned": 3}, "returned", 10),
        ("opened this year", {"years": 0}, "tenure", 10),
        ("opened two years ago", {"years": 2}, "tenure", 6),
        ("nobody knows since when", {"years": None}, "tenure", 0),
        ("a household in season", {"is_household": True}, "season", 5),
        ("a household in summer", {"is_household": True, "is_season": False}, "season", 0),
        ("a business in season", {"is_household": False}, "season", 0),
        ("called 45 days ago", {"days_since_contact": 45}, "contact", 5),
        ("never called", {"days_since_contact": None}, "contact", 15),
    ],
)
def test_each_part_gives_its_points(case, facts, code, expected):
    parts = {part.code: part.points for part in priority(replace(NOTHING, **facts), RULES).parts}

    assert parts.pop(code) == expected, case
    assert set(parts.values()) == {0}, case


def test_the_parts_add_up_to_the_score_and_say_what_would_change_it():
    found = priority(replace(NOTHING, days_past_due=132, amount=Decimal("1846.20"), days_since_contact=45), RULES)

    assert found.score == sum(part.points for part in found.parts) == 20 + 28 + 5
    assert all(part.sentence and part.change for part in found.parts)
    assert found.parts[0].value == "132 days"


def test_all_points_together_are_a_hundred():
    worst = PriorityFacts(
        days_past_due=999,
        amount=Decimal("99999.00"),
        returned=9,
        years=0,
        is_household=True,
        is_season=True,
        days_since_contact=None,
    )

    assert priority(worst, RULES).score == 100
    assert priority(worst, replace(RULES, age_points=90)).score == 100


def test_a_figure_of_nought_breaks_nothing():
    none = PriorityRules(age_months=0, amount_full=Decimal("0.00"), returned_full=0, tenure_years=0, contact_months=0)

    assert 0 <= priority(replace(NOTHING, days_since_contact=None), none).score <= 100


facts = st.builds(
    PriorityFacts,
    days_past_due=st.integers(0, 400),
    amount=st.decimals(0, 5000, places=2),
    returned=st.integers(0, 4),
    years=st.one_of(st.none(), st.integers(0, 12)),
    is_household=st.booleans(),
    is_season=st.booleans(),
    days_since_contact=st.one_of(st.none(), st.integers(0, 200)),
)
figures = st.builds(
    PriorityRules,
    age_points=st.integers(0, 60),
    age_months=st.integers(0, 12),
    amount_points=st.integers(0, 60),
    amount_full=st.decimals(0, 3000, places=2),
    returned_points=st.integers(0, 60),
    returned_full=st.integers(0, 3),
    tenure_points=st.integers(0, 60),
    tenure_years=st.integers(0, 9),
    season_points=st.integers(0, 60),
    contact_points=st.integers(0, 60),
    contact_months=st.integers(0, 6),
)
SCORE_OF_FACTS = f"""
  select {scoring.SCORE} from (select
    %(f_days)s::int as days_past_due, %(f_amount)s::numeric(12,2) as chased, %(f_returned)s::bigint as returned,
    %(f_opened)s::date as opened_on, %(f_household)s::boolean as is_household, %(f_contact)s::date as contact_on) f
"""


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=facts, figures=figures)
def test_the_statement_and_the_policy_add_up_the_same(facts, figures):
    silence = facts.days_since_contact
    filled_in = vars(figures) | {
        "today": TODAY,
        "is_season": facts.is_season,
        "f_days": facts.days_past_due,
        "f_amount": facts.amount,
        "f_returned": facts.returned,
        "f_opened": None if facts.years is None else next_steps.years_before(TODAY, facts.years),
        "f_household": facts.is_household,
        "f_contact": None if silence is None else TODAY - timedelta(days=silence),
    }
    with connection.cursor() as cursor:
        cursor.execute(SCORE_OF_FACTS, filled_in)

        assert cursor.fetchone()[0] == priority(facts, figures).score


class Undone(Exception):
    """Takes one example's rows back."""


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.integers(31, 400),
    amount=st.decimals(50, 4000, places=2),
    opened=st.integers(1, 4000),
    silence=st.one_of(st.none(), st.integers(14, 200)),
    returned=st.integers(0, 2),
    account_class=st.sampled_from(["residential", "commercial"]),
)
def test_what_the_list_sorts_by_is_what_the_page_explains(days, amount, opened, silence, returned, account_class):
    try:
        with transaction.atomic():
            opened_on = TODAY - timedelta(days=days + opened)
            account = owing(amount, days=days, account_class=account_class, opened_on=opened_on)
            for _n in range(returned):
                came_back(account, "20.00", paid_on=TODAY - timedelta(days=90), on=TODAY - timedelta(days=80))
            if silence is not None:
                on = TODAY - timedelta(days=silence)
                Contact.objects.create(account=account, at=moment(on), on=on, direction="out", outcome="no_answer")
            standings.renew([account.pk], as_of=TODAY)

            explained = priority_of(account.pk, TODAY)

            step = NextStep.objects.get(pk=account.pk)
            assert (step.score, explained is None) == (explained.score if explained else 0, not is_money(step))
            raise Undone
    except Undone:
        pass


def is_money(step):
    return step.reason in ("silent", "first_time")


def came_back(account, amount, *, paid_on, on):
    paid = factories.payment(account, amount, received_on=paid_on)
    legs = [{"book": "receivable:unapplied", "amount": amount}, {"book": "bank:lockbox", "amount": f"-{amount}"}]
    return factories.transaction(account, "reversal", legs, effective_on=on, reverses=paid, memo="taken back")


@pytest.mark.django_db
def test_money_that_waits_for_another_reason_has_no_score():
    account = owing("1846.20", days=132)
    came_back(account, "212.40", paid_on=TODAY - timedelta(days=11), on=TODAY - timedelta(days=4))
    standings.renew([account.pk], as_of=TODAY)

    assert priority_of(account.pk, TODAY) is None
    assert NextStep.objects.get(pk=account.pk).score == 0
