"""What does a person see and do on the pages about budgets?"""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.people.models import LockedAccount, ProtectedAddress
from core.history.models import AccessLine, HistoryLine
from core.utility import moment
from payment_plans.budgets import sentences, standings
from payment_plans.budgets.actions import join_budget, leave_budget
from payment_plans.budgets.models import BudgetPlan
from tests import factories
from tests.budgets.cast import bill_next, fresh_on, home
from tests.desk.cast import text_of
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
LIST = reverse("budgets:list")
FEBRUARY = date(2027, 2, 24)


@pytest.fixture
def maria(client):
    maria = factories.person("specialist", full_name="Maria Olson")
    client.force_login(maria)
    return maria


def page_of(account):
    return reverse("budgets:account", args=[account.pk])


def step(name, budget):
    return reverse(f"budgets:{name}", args=[budget.pk])


def running(quantities=(150, 200, 200, 200), *, paid=True, on=FEBRUARY, **fields):
    """A budget of 100.00 in a colder winter, on a day in February."""
    account = home(**fields)
    budget = join_budget(account.pk, actor=None, today=TODAY)
    for n, quantity in enumerate(quantities):
        month = 11 + n
        day = date(2026 + (month - 1) // 12, (month - 1) % 12 + 1, 2)
        bill_next(account, quantity, on=day)
        if paid:
            factories.payment(account, budget.amount, received_on=day.replace(day=22))
    fresh_on(on)
    return budget


def test_an_account_without_a_budget_shows_what_may_be_offered_and_the_months_it_came_from(client, maria):
    account = home(owes="60.00")

    page = text_of(client.get(page_of(account)))

    assert "105.00 a month" in page
    assert "Gas: 960 therm in 12 months at 1.25 1,200.00" in page
    assert "Old balance, rolled in 60.00" in page
    assert "Over 12 amounts, rounded up 105.00" in page
    assert "Nov 2, 2025 90 112.50" in page
    assert "Begin with 105.00 a month" in page
    assert AccessLine.objects.get().what == "budget"


def test_fewer_months_are_said_at_the_amount(client, maria):
    assert "Only 4 months of use are known; the proposal says so." in text_of(client.get(page_of(home(months=4))))


def test_where_nothing_is_known_the_page_says_so_and_offers_nothing(client, maria):
    page = text_of(client.get(page_of(factories.account())))

    assert "No use of this account is known, so no amount can be proposed. Wait for its first bill." in page
    assert "The first bill brings it." in page and "a month" not in page


def test_offering_begins_the_budget(client, maria):
    account = home()
    typed = {"first_due_on": "2026-11-22", "amount": "100.00", "request_id": str(uuid4())}

    page = text_of(client.post(reverse("budgets:join", args=[account.pk]), typed, follow=True))

    assert "Budget begun: 100.00 a month from Nov 22 on." in page
    assert "100.00 a month from Nov 22, 2026 on." in page
    assert BudgetPlan.objects.get().made_by == maria


def test_what_is_refused_stands_at_the_form(client, maria):
    account = home()
    typed = {"first_due_on": "2026-11-22", "amount": "99.00", "request_id": str(uuid4())}

    page = text_of(client.post(reverse("budgets:join", args=[account.pk]), typed))

    assert "The amount is 100.00 by now, and 99.00 was on the page." in page
    assert "Give the day." in text_of(
        client.post(reverse("budgets:join", args=[account.pk]), {**typed, "first_due_on": ""})
    )
    assert not BudgetPlan.objects.exists()


def test_a_budget_that_runs_shows_its_months_what_is_deferred_and_what_comes_next(client, maria):
    budget = running()

    response = client.get(page_of(budget.account))

    page = text_of(response)
    assert "100.00 a month since Nov 22, 2026; the next is due Mar 22." in page
    assert "Nov 22, 2026 100.00 187.50 87.50" in page
    assert "Mar 22, 2027 100.00 about 150.00 to come" in page
    assert "Billed for use since 937.50 less what was asked for so far 400.00 Deferred balance 537.50" in page
    assert "The review of Feb 22 waits. 130.00 a month would fit, which is 30 % off" in page
    assert "100.00 stays while what fits is from 85.01 to 114.99" in page
    assert "With 100.00 a month about 237.50 would be left to ask for." in page
    picture = response.content.decode()
    # Twelve months asked; four billed, eight expected.
    assert picture.count('class="budget-asked" x=') == 12
    assert picture.count('class="budget-billed" x=') == 4
    assert picture.count('class="budget-expected" x=') == 8
    assert "400.00 asked so far, 937.50 billed" in picture


def test_a_budget_that_is_behind_says_what_ends_it(client, maria):
    budget = running([90], paid=False, on=date(2026, 11, 28))

    page = text_of(client.get(page_of(budget.account)))

    assert "Behind. 100.00 lacks since Nov 22. It ends for non-payment when 1 more is missed." in page


def test_a_review_shows_both_amounts_and_keeps_the_one_that_is_chosen(client, maria):
    budget = running()

    page = text_of(client.get(step("review", budget)))
    assert "it takes the place of 100.00 from Mar 22 on." in page and "130.00, by letter" in page
    assert "not asked for by then 537.50 Bills expected until the year ends 500.00" in page
    answer = client.post(step("review", budget), {"accept": "yes", "request_id": str(uuid4())}, follow=True)

    assert "Reviewed. 130.00 a month would fit" in text_of(answer)
    row = budget.amounts.get(why="review")
    assert (row.amount, row.decided_by) == (Decimal("130.00"), maria)


def test_a_review_that_keeps_the_amount_asks_for_no_choice(client, maria):
    budget = running([90, 140, 170, 160])

    page = text_of(client.get(step("review", budget)))
    client.post(step("review", budget), {"request_id": str(uuid4())})

    assert "Keep this review: the amount stays" in page
    assert budget.amounts.get(why="review").amount == Decimal("100.00")


def test_whoever_gets_no_letter_must_be_told(client, maria):
    nobody = factories.customer(mailing_line1="", mailing_city="", mailing_zip="")
    budget = running(customer=nobody)

    answer = client.post(step("review", budget), {"accept": "yes", "request_id": str(uuid4())}, follow=True)

    assert "No letter could be made for this account: tell the customer yourself." in text_of(answer)


def test_ending_early_says_what_is_due_then(client, maria):
    budget = running()

    page = text_of(client.get(step("leave", budget)))
    answer = client.post(step("leave", budget), {"why": "customer", "request_id": str(uuid4())}, follow=True)

    assert "537.50 is no longer deferred: it is due as it was billed" in page
    assert "ended early on Feb 24, 2027: the customer asked for it." in text_of(answer)


def test_a_year_that_is_over_is_settled_from_its_page(client, maria):
    budget = running([90], on=date(2027, 10, 25))

    page = text_of(client.get(page_of(budget.account)))
    assert "The year is over." in page and "Settle Ctrl Enter" in page
    client.get(step("settle", budget))
    answer = client.post(step("settle", budget), {"request_id": str(uuid4())}, follow=True)

    assert "Settled. 1,087.50 was asked too much and stays as a credit." in text_of(answer)
    assert BudgetPlan.objects.get().state == "settled"


def test_what_is_over_is_shown_and_not_asked_again(client, maria):
    budget = running()
    leave_budget(budget.pk, why="customer", actor=None, today=FEBRUARY)

    for name in ("review", "settle", "leave"):
        assert client.get(step(name, budget)).url == page_of(budget.account)
    refused = client.post(step("leave", budget), {"why": "customer", "request_id": str(uuid4())})
    assert "This budget is over since Feb 24: ended early." in text_of(refused)


def test_a_timeline_tells_what_happened_to_a_budget(client, maria):
    budget = running()
    client.post(step("review", budget), {"accept": "yes", "request_id": str(uuid4())})
    client.post(step("leave", budget), {"why": "customer", "request_id": str(uuid4())})

    lines = HistoryLine.objects.filter(action__startswith="budget.").order_by("pk")

    assert [sentences.told(line.action, line.facts) for line in lines] == [
        "Budget begun: 100.00 a month from Nov 22 on.",
        "Budget reviewed. 130.00 a month would fit, which is 30 % off: it takes the place of 100.00 from Mar 22 on.",
        "Budget ended early: the customer asked for it. 537.50 is no longer deferred.",
    ]


# ---- the list ----


def test_the_list_shows_budgets_by_what_they_need(client, maria):
    owing = running()
    home_ahead = running([10], on=FEBRUARY)

    standings.renew(as_of=FEBRUARY)
    deficit = text_of(client.get(LIST))
    everybody = text_of(client.get(LIST, {"tab": "all"}))

    assert owing.account.customer.last_name in deficit and "537.50" in deficit
    assert home_ahead.account.customer.last_name not in deficit
    assert home_ahead.account.customer.last_name in everybody
    assert "Due Feb 22" in text_of(client.get(LIST, {"tab": "review"}))


@pytest.mark.parametrize(
    ("tab", "says"),
    [
        ("deficit", "No budget has used more than it asked for."),
        ("review", "No review or settlement waits for a person"),
        ("behind", "Every budget amount that was due is paid."),
        ("all", "Nobody is on a budget yet. Open an account and offer one."),
        ("unknown", "No budget has used more than it asked for."),
    ],
)
def test_an_empty_list_says_why(client, maria, tab, says):
    assert says in text_of(client.get(LIST, {"tab": tab}))


def test_a_list_asks_the_same_few_questions_for_many_budgets(client, maria):
    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(LIST, {"tab": "all"}).status_code == 200
        return len(asked)

    join_budget(home().pk, actor=None, today=TODAY)
    questions()
    few = questions()
    for _n in range(4):
        join_budget(home(months=3).pk, actor=None, today=TODAY)

    assert questions() == few <= 14


def test_a_page_asks_few_questions(client, maria):
    budget = running()
    client.get(page_of(budget.account))

    with CaptureQueriesContext(connection) as asked:
        client.get(page_of(budget.account))

    assert len(asked) <= 32


# ---- doors ----


def test_a_closed_account_is_on_no_list_and_opens_to_nobody(client, maria):
    budget = running()
    LockedAccount.objects.create(
        account=budget.account, person=maria, why="own", from_on=TODAY, entered_by=None, entered_at=moment(TODAY)
    )

    assert budget.account.customer.last_name not in text_of(client.get(LIST))
    for address in (page_of(budget.account), step("review", budget), step("leave", budget), step("settle", budget)):
        assert client.get(address).status_code == 403


def test_a_protected_address_is_not_shown(client, maria):
    budget = running(premise=factories.premise(line1="77 Hidden Lane"))
    ProtectedAddress.objects.create(
        customer=budget.account.customer, source="Safe at Home", designated_line1="PO Box 1", designated_city="St Paul",
        designated_state="MN", designated_zip="55101", from_on=TODAY, entered_by=None, entered_at=moment(TODAY),
    )  # fmt: skip

    for address in (LIST, page_of(budget.account)):
        assert "77 Hidden Lane" not in text_of(client.get(address))


def test_an_auditor_reads_and_sees_who_may_offer(client):
    client.force_login(factories.person("auditor"))
    account = home()

    page = text_of(client.get(page_of(account)))

    assert "105.00" not in page and "100.00 a month" in page
    assert "Only a specialist, supervisor or director may agree on plans and change them." in page
    assert "Offer 100.00" not in page
    assert client.post(reverse("budgets:join", args=[account.pk])).status_code == 403


def test_a_cashier_does_not(client):
    client.force_login(factories.person("cashier"))

    assert client.get(LIST).status_code == 403
    assert client.get(page_of(home())).status_code == 403


def test_addresses_of_nothing_are_not_found(client, maria):
    assert client.get(reverse("budgets:account", args=[404])).status_code == 404
    assert client.get(reverse("budgets:review", args=[404])).status_code == 404
