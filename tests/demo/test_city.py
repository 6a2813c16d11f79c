"""Is the demo city the one that screens.md asks for? Pure: no database."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from collections_app.desk.demo.extracts import NIGHTS, SPOILED, SUMMER, draw_city
from collections_app.desk.demo.names import STATE

FIRST_DAY = date(2026, 10, 5)


@pytest.fixture(scope="module")
def city():
    return draw_city()


def good(rows):
    return [row for row in rows if "BAD" not in next(iter(row.values()))]


def standing(city):
    """account: (oldest open due date, balance) by first-in first-out, from the rows alone, as of the first day."""
    owed, paid = {}, Counter()
    for extract in city.extracts[:-1]:
        for row in good(extract.tables["charges.csv"]):
            owed.setdefault(row["account_number"], []).append((row["due_on"], Decimal(row["amount"])))
        for row in good(extract.tables["payments.csv"]):
            paid[row["account_number"]] += Decimal(row["amount"])
    found = {}
    for account, charges in owed.items():
        credit, oldest = paid[account], None
        for due_on, amount in sorted(charges):
            if amount > credit and oldest is None:
                oldest = date.fromisoformat(due_on)
            credit = max(credit - amount, Decimal(0))
        found[account] = (oldest, sum(amount for _due, amount in charges) - paid[account])
    return found


def test_is_the_same_city_every_time(city):
    assert draw_city() == city


def test_has_about_1200_accounts_that_begin_with_9_of_which_about_60_are_inactive(city):
    accounts = city.extracts[0].tables["accounts.csv"]
    rows = (row for extract in city.extracts for row in extract.tables["accounts.csv"])
    status = {row["account_number"]: row["status"] for row in rows}

    assert 1150 <= len(accounts) <= 1260
    assert len(status) == len(accounts)
    assert all(number.startswith("9") for number in status)
    assert 55 <= sum(word == "inactive" for word in status.values()) <= 70


def test_knows_of_nothing_before_its_day(city):
    """The full load lies months before the nights: an account closed in July is open in it, and its row comes later."""
    before = None
    for extract in city.extracts:
        day = extract.extract_date.isoformat()
        for row in extract.tables["accounts.csv"]:
            assert row["closed_on"] <= day
        for file, dated in (("charges.csv", "billed_on"), ("payments.csv", "received_on"), ("usage.csv", "period_end")):
            for row in good(extract.tables[file]):
                assert (before is None or row[dated] > before) and row[dated] <= day, row
        before = day


def test_feels_like_an_office_82_11_4_3(city):
    ages = Counter()
    for oldest, _balance in standing(city).values():
        days = (FIRST_DAY - oldest).days if oldest else 0
        ages["current" if days <= 0 else "1-30" if days <= 30 else "31-90" if days <= 90 else "older"] += 1
    shares = {age: 100 * n / sum(ages.values()) for age, n in ages.items()}

    assert shares == pytest.approx({"current": 82, "1-30": 11, "31-90": 4, "older": 3}, abs=1.3)


def test_states_balances_as_its_own_rows_add_up_but_for_the_two_that_differ(city):
    stated = {}
    for extract in city.extracts[:-1]:
        stated |= {row["account_number"]: Decimal(row["stated_balance"]) for row in extract.tables["accounts.csv"]}
    differing = {
        account: stated[account] - balance
        for account, (_oldest, balance) in standing(city).items()
        if stated[account] != balance
    }

    assert sorted(differing.values()) == [Decimal("4.12"), Decimal("30.00")]
    assert differing[city.explained] == Decimal("30.00")


def test_gives_every_charge_and_payment_one_id(city):
    for file, key in (("charges.csv", "charge_id"), ("payments.csv", "payment_id")):
        ids = [row[key] for extract in city.extracts for row in extract.tables[file]]
        assert len(ids) == len(set(ids)), file


def test_hands_over_one_extract_a_day_with_three_bad_rows_in_one(city):
    bad = {
        extract.extract_date: sum(len(rows) - len(good(rows)) for rows in extract.tables.values())
        for extract in city.extracts
    }

    assert list(bad) == [*SUMMER, *NIGHTS]
    assert {day: n for day, n in bad.items() if n} == {SPOILED: 3}


def test_names_no_real_phone_and_no_real_mail(city):
    for row in good(city.extracts[0].tables["customers.csv"]):
        assert all(phone == "" or phone.startswith("218-555-") for phone in (row["phone"], row["alternate_phone"]))
        assert row["email"] == "" or row["email"].endswith("@example.org")
        assert row["mailing_state"] == STATE
