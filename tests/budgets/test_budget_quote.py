"""Does the command answer as the page does: JSON alone on stdout, a sentence on stderr otherwise?"""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from payment_plans.budgets.queries import proposed
from tests import factories
from tests.budgets.cast import home, use
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def quote(capsys, number, as_of="2026-10-05"):
    call_command("budget_quote", account=number, as_of=as_of)
    return json.loads(capsys.readouterr().out)


def test_answers_amount_months_and_how_it_came_about(capsys):
    account = home(owes="60.00")

    answer = quote(capsys, account.number)

    assert (answer["amount"], answer["months_used"], answer["old_balance"]) == ("105.00", 12, "60.00")
    assert answer["months"][0] == "2025-11" and answer["months"][-1] == "2026-10"
    assert answer["use"] == [
        {
            "service": "gas", "months": 12, "quantity": "960", "unit": "therm", "price": "1.250000",
            "price_month": "2026-10", "year": "1200.00",
        }
    ]  # fmt: skip
    assert answer["how"][0] == {"text": "Gas: 960 therm in 12 months at 1.25", "amount": "1200.00"}
    assert answer["verdict"] == "Allowed"
    assert Decimal(answer["amount"]) == proposed(account, TODAY).proposal.amount


def test_bills_that_drift_by_days_are_still_twelve_months(capsys):
    account = home()
    # A year ago it was billed on the 3rd; this October it is not yet billed on the 5th.
    account.usage.filter(period_end=date(2026, 10, 2)).delete()
    use(account, 50, ended_on=date(2025, 10, 3))

    answer = quote(capsys, account.number)

    assert (answer["months_used"], answer["months"][0], answer["months"][-1]) == (12, "2025-10", "2026-09")


def test_says_that_fewer_months_are_known(capsys):
    answer = quote(capsys, home(months=4).number)

    assert answer["months_used"] == 4
    assert "Only 4 months of use are known; the proposal says so." in answer["notes"]


def test_answers_as_of_an_earlier_day(capsys):
    account = home(owes="60.00", months=18)

    answer = quote(capsys, account.number, "2026-07-05")

    assert (answer["months_used"], answer["months"][-1], answer["old_balance"]) == (12, "2026-07", "25.00")
    # What is past due was not yet: July's bill of 25.00 is due on the 22nd.
    assert answer["as_of"] == "2026-07-05"


def test_answers_for_whom_a_budget_is_refused_too(capsys):
    answer = quote(capsys, home(account_class="commercial").number)

    assert answer["verdict"] == "Blocked"
    assert [reason["code"] for reason in answer["reasons"]] == ["class"]


@pytest.mark.parametrize(
    ("account", "as_of", "says"),
    [
        ("404", "2026-10-05", "There is no account 404."),
        ("known", "Oct 5", "--as-of is a day like 2026-10-05, not Oct 5."),
        ("known", "2026-10-05", "is known in the year up to 2026-10-05, so no amount can be proposed."),
    ],
)
def test_refuses_in_a_sentence(capsys, account, as_of, says):
    number = factories.account().number if account == "known" else account

    with pytest.raises(CommandError, match=says) as refused:
        call_command("budget_quote", account=number, as_of=as_of)

    assert refused.value.returncode == 2
    assert capsys.readouterr().out == ""


def test_a_quote_of_the_day_before_a_leap_day_has_its_twelve_months(capsys):
    account = home(until=date(2028, 2, 29), months=13)

    answer = quote(capsys, account.number, "2028-02-29")

    assert answer["months_used"] == 12
    assert answer["months"][-1] == "2028-02"


@pytest.mark.parametrize("as_of", ["0001-01-01", "0002-02-01", "9999-12-31"])
def test_a_day_that_no_calendar_reaches_around_is_refused(capsys, as_of):
    account = home()

    with pytest.raises(CommandError, match="is a day of our time") as refused:
        call_command("budget_quote", account=account.number, as_of=as_of)

    assert (refused.value.returncode, capsys.readouterr().out) == (2, "")
