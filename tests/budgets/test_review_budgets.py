"""What does the night do about budgets, and is it the same when it does it again?"""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.rulebook.models import RuleChange
from core.utility import moment
from notices.models import Letter
from payment_plans.budgets import queries
from payment_plans.budgets.actions import join_budget, review_budget, settle_budget
from payment_plans.budgets.models import BudgetPlan, BudgetStanding, ClassPrice
from tests import factories
from tests.budgets.cast import bill_next, fresh_on, home, night_of, twice
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
REVIEW = date(2027, 2, 22)
MONTHS = [date(2026 + (10 + n) // 12, (10 + n) % 12 + 1, 2) for n in range(12)]


def budget_with(*quantities, paid=True, **fields):
    """A budget of 100.00 whose first months were billed so many therms, each amount paid as it fell due."""
    account = home(**fields)
    budget = join_budget(account.pk, actor=None, today=TODAY)
    for day, quantity in zip(MONTHS, quantities, strict=False):
        bill_next(account, quantity, on=day)
        if paid:
            factories.payment(account, budget.amount, received_on=day.replace(day=22))
    return budget


def fresh(budget):
    return BudgetPlan.objects.get(pk=budget.pk)


def ruled(**figures):
    """Figures of the rulebook, in force from long ago."""
    for field, value in figures.items():
        RuleChange.objects.create(
            rules="BudgetRules", field=field, value=value, in_force_from=date(2020, 1, 1), citation="Council, Jan 6",
            proposed_by=factories.person("supervisor"), proposed_at=moment(TODAY),
            approved_by=factories.person("director"), approved_at=moment(TODAY),
        )  # fmt: skip


def test_a_review_that_is_off_by_the_band_changes_the_amount_and_writes_to_the_customer():
    budget = budget_with(150, 200, 200, 200)

    found = twice(REVIEW)

    # 750 therms are 937.50, the eight months to come 500.00, 400.00 were asked: 1037.50 over 8 amounts.
    row = budget.amounts.get(why="review")
    assert (row.amount, row.from_on) == (Decimal("130.00"), date(2027, 3, 22))
    letter = Letter.objects.get(kind="budget_review")
    assert letter.account == budget.account
    assert (found.counts["reviewed"], found.counts["to_review"]) == (1, 0)
    assert found.sentence == "1 budget: 1 reviewed, 0 settled, 0 ended unpaid."
    assert HistoryLine.objects.filter(action="budget.reviewed").get().actor is None


def test_a_review_within_the_band_is_kept_and_sends_nothing():
    budget = budget_with(90, 140, 170, 190)

    night_of(REVIEW)

    row = budget.amounts.get(why="review")
    assert row.amount == Decimal("100.00")
    assert row.sentence == "105.00 a month would fit, which is 5 % off and within the band of 15 %: 100.00 stays."
    assert not Letter.objects.exists()
    assert fresh(budget).standing.next_review_on == date(2027, 6, 22)


def test_the_day_before_its_review_nothing_happens():
    budget = budget_with(150, 200, 200, 200)

    assert night_of(REVIEW - timedelta(days=1)).counts["reviewed"] == 0
    assert not budget.amounts.filter(why="review").exists()


def test_where_no_letter_can_be_made_the_review_waits_for_a_person():
    nobody = factories.customer(mailing_line1="", mailing_city="", mailing_zip="")
    budget = budget_with(150, 200, 200, 200, customer=nobody)

    found = twice(REVIEW)

    assert found.sentence == "1 budget: 0 reviewed, 0 settled, 0 ended unpaid, 1 left to a person."
    assert not budget.amounts.filter(why="review").exists()
    row = review_budget(budget.pk, actor=factories.person(), today=REVIEW)
    assert (row.amount, row.is_told) == (Decimal("130.00"), False)


def test_nobody_is_judged_on_old_balances():
    budget = budget_with(150, 200, 200, 200, paid=False)

    found = night_of(REVIEW, days_old=9)

    assert found.waits and found.counts == {}
    assert fresh(budget).is_active and not budget.amounts.filter(why="review").exists()


def test_a_colleague_may_keep_the_old_amount():
    budget = budget_with(150, 200, 200, 200)
    specialist = factories.person()
    night_of(REVIEW - timedelta(days=1))

    row = review_budget(budget.pk, accept=False, actor=specialist, today=REVIEW - timedelta(days=1))

    assert (row.amount, row.decided_by) == (Decimal("100.00"), specialist)
    assert row.sentence == "130.00 a month would fit; a colleague kept 100.00."
    with pytest.raises(RuleViolation, match="reviewed today already"):
        review_budget(budget.pk, actor=specialist, today=REVIEW - timedelta(days=1))


def test_the_same_request_reviews_once():
    budget, request_id = budget_with(150, 200, 200, 200), uuid4()
    night_of(REVIEW - timedelta(days=1))
    terms = {"actor": None, "today": REVIEW - timedelta(days=1), "request_id": request_id}

    assert review_budget(budget.pk, **terms) == review_budget(budget.pk, **terms)


@pytest.mark.parametrize(
    ("day", "is_active"),
    [
        (date(2026, 12, 27), True),  # two amounts are open, and the second is within its grace
        (date(2026, 12, 28), False),
    ],
)
def test_a_budget_that_is_not_paid_ends_after_the_misses_that_are_allowed(day, is_active):
    budget = budget_with(90, 140, paid=False)

    found = twice(day)

    assert fresh(budget).is_active is is_active
    assert found.counts["unpaid"] == (0 if is_active else 1)
    if not is_active:
        assert fresh(budget).end_why == "non_payment"
        assert queries.in_budget([budget.account_id], day) == {}


def test_nobody_is_put_out_before_the_extract_of_the_last_day_of_grace():
    budget = budget_with(90, 140, paid=False)
    monday, tuesday = date(2026, 12, 28), date(2026, 12, 29)

    # The grace ended on Sunday; Friday's extract is fresh, and does not know what came on the weekend.
    night_of(monday, days_old=3)
    assert fresh(budget).is_active and fresh(budget).standing.missed == 2

    night_of(tuesday)
    assert not fresh(budget).is_active


def test_an_amount_paid_late_counts_no_longer():
    budget = budget_with(90, 140, paid=False)
    night_of(date(2026, 11, 28))
    assert BudgetStanding.objects.get().missed == 1

    factories.payment(budget.account, "100.00", received_on=date(2026, 11, 29))
    night_of(date(2026, 12, 28))

    assert fresh(budget).is_active
    assert BudgetStanding.objects.get().missed == 1


def test_a_year_that_is_over_is_settled_and_the_rest_is_asked_for_with_notice():
    ruled(reviews="", band_percent=100)
    budget = budget_with(*[90] * 12)

    found = twice(date(2027, 10, 22))

    settled = fresh(budget)
    # 12 months of 90 therms are 1350.00.
    assert (settled.state, settled.rest) == ("settled", Decimal("150.00"))
    row = budget.amounts.get(why="settlement")
    assert (row.amount, row.from_on) == (Decimal("150.00"), date(2027, 11, 11))
    assert row.sentence == "150.00 is left and is asked for once."
    assert found.counts["settled"] == 1
    assert Letter.objects.get().account == budget.account
    assert queries.in_budget([budget.account_id], date(2027, 11, 11)) == {budget.account_id: Decimal("150.00")}


def test_what_is_left_may_be_rolled_into_the_next_year():
    ruled(settlement="roll", reviews="")
    budget = budget_with(*[90] * 12)
    night_of(date(2027, 10, 21))

    twice(date(2027, 10, 22))

    following = BudgetPlan.objects.active().get()
    assert (following.follows, following.rolled_in, following.first_due_on) == (
        fresh(budget), Decimal("150.00"), date(2027, 11, 22),
    )  # fmt: skip
    # A year like this one and what is left: 1500.00 over 12.
    assert following.amount == Decimal("125.00")
    assert "The next year asks for 125.00 a month from Nov 22 on." in budget.amounts.get(why="settlement").sentence
    assert "asks for $125.00 a month from November 22" in Letter.objects.get().facts["later"][0]
    assert queries.in_budget([budget.account_id], date(2027, 10, 22)) == {budget.account_id: Decimal("150.00")}


def test_an_amount_that_was_not_paid_is_not_rolled_into_the_next_year():
    ruled(settlement="roll", reviews="", misses_allowed=2)
    budget = budget_with(*[90] * 11)
    bill_next(budget.account, 90, on=MONTHS[11])

    # The amount of Oct 22 is past due on the 23rd, when somebody settles because the night could not.
    night_of(date(2027, 10, 23), days_old=9)
    fresh_on(date(2027, 10, 23))
    settled = settle_budget(budget.pk, actor=None, today=date(2027, 10, 23))

    assert (settled.next.rolled_in, settled.next.left_out) == (Decimal("150.00"), Decimal("100.00"))
    assert queries.in_budget([budget.account_id], date(2027, 10, 24)) == {budget.account_id: Decimal("150.00")}


def test_an_account_that_is_closed_is_settled_at_once():
    budget = budget_with(90, 140)
    budget.account.status = "inactive"
    budget.account.closed_on = date(2026, 12, 20)
    budget.account.save()

    night_of(date(2026, 12, 24))

    # 230 therms are 287.50, of which 200.00 were asked for.
    assert (fresh(budget).state, fresh(budget).rest) == ("settled", Decimal("87.50"))


def test_a_budget_is_not_settled_before_its_last_day():
    budget = budget_with(90)

    with pytest.raises(RuleViolation, match="settled on Oct 22"):
        settle_budget(budget.pk, actor=None, today=TODAY)


def test_duluths_year_begins_with_nothing_owed_and_is_reviewed_in_february():
    ruled(shape="duluth")
    with pytest.raises(RuleViolation, match=r"begins with nothing owed, and 60\.00 is"):
        join_budget(home(owes="60.00").pk, actor=None, today=TODAY)

    budget = join_budget(home().pk, actor=None, today=TODAY)

    # November to July: nine amounts for ten months of use, all but the 80 therms of September and October.
    assert (budget.count, budget.covers, budget.ends_on) == (9, 10, date(2027, 8, 22))
    assert budget.amount == Decimal("123.00")  # (1200.00 - 80 * 1.25) / 9 = 122.22
    assert budget.standing.next_review_on == date(2027, 2, 22)


def test_a_rolling_budget_looks_a_year_ahead_every_month():
    ruled(shape="rolling", band_percent=0)
    budget = budget_with(180)

    night_of(date(2026, 11, 22))

    # A year of 1050 therms is 1312.50; with the 225.00 that were billed and less 100.00 asked, 1437.50 over 12.
    row = budget.amounts.get(why="review")
    assert (row.from_on, row.amount) == (date(2026, 12, 22), Decimal("120.00"))
    assert fresh(budget).standing.next_review_on == date(2026, 12, 22)


def test_the_night_keeps_every_classs_prices():
    home()
    night_of(TODAY)

    kept = ClassPrice.objects.get()
    assert (kept.account_class, kept.service, kept.month, kept.price) == (
        "residential", "gas", date(2026, 10, 1), Decimal("1.25"),
    )  # fmt: skip
