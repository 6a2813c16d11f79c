"""What does the demo city's billing hand over on which day?"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from collections_app.desk.demo import situations
from collections_app.desk.demo.bills import Billing
from collections_app.desk.demo.desk_households import at_the_desk
from collections_app.desk.demo.letter_households import on_letters
from collections_app.desk.demo.plan_households import on_plans
from collections_app.desk.demo.situations import Situation
from collections_app.desk.demo.town import EVE, Town

UTILITY = "Demo City Utilities"
FULL_LOAD = date(2026, 5, 31)
# Until the nights begin that are shown, the office loads an extract where something happens to a plan the day after.
SUMMER = [
    FULL_LOAD, date(2026, 6, 9), date(2026, 7, 12), date(2026, 7, 26), date(2026, 8, 5), date(2026, 8, 11),
    date(2026, 8, 19), date(2026, 8, 25), date(2026, 9, 9), date(2026, 9, 10), date(2026, 9, 23),
]  # fmt: skip
NIGHTS = [EVE + timedelta(days=n) for n in range(6)]  # extract dates: what came until then, then five nightly ones
NAMES = (
    "customers.csv", "premises.csv", "accounts.csv", "services.csv", "charges.csv", "payments.csv", "usage.csv",
    "deposits.csv",
)  # fmt: skip
# file: where a household keeps its rows, what dates one, and which way it moves the balance
DATED = {
    "charges.csv": ("charges", "billed_on", 1), "payments.csv": ("payments", "received_on", -1),
    "usage.csv": ("usage", "period_end", 0),
}  # fmt: skip
SPOILED, DIFFERING = date(2026, 10, 2), date(2026, 10, 3)


@dataclass
class DemoExtract:
    """The rows of one extract by file, as `interchange.writing` writes them."""

    sequence: int
    extract_date: date
    tables: dict[str, list[dict]]


@dataclass
class City:
    """The demo's extracts in order of their dates, the situations in them, and whose difference is explained."""

    extracts: list[DemoExtract]
    situations: list[Situation]
    explained: str


def draw_city(seed: int = 2026) -> City:
    """The same city for the same seed."""
    town = Town(seed)
    billing = Billing(town.random)
    found = [*situations.people_and_debts(town, billing), *at_the_desk(town, billing)]
    special = len(town.households)
    town.settle()
    for household in town.households[special:]:
        billing.bill_and_pay(household)
    found += on_plans(town, billing)
    found += on_letters(town, billing)  # last, so that no draw of the others changes
    extracts = _extracts(town, [*SUMMER, *NIGHTS])
    by_date = {extract.extract_date: extract for extract in extracts}
    found.append(situations.three_bad_rows(by_date[SPOILED].tables))
    restated = {
        row["account_number"] for e in extracts if e.extract_date > DIFFERING for row in e.tables["accounts.csv"]
    }
    known = {situation.account for situation in found}
    explained = _two_differences(by_date[DIFFERING].tables, leaving_out=restated | known)
    two = "Two balances that differ from the billing system, one explained"
    found.append(Situation(54, two, page="interchange:reconciliation"))
    return City(extracts, sorted(found, key=lambda situation: situation.number), explained)


def _extracts(town: Town, days: list[date]) -> list[DemoExtract]:
    """Everything up to the full load's day at first; then the rows since the extract before and the accounts that they
    touch or that were closed."""
    extracts = [DemoExtract(sequence, day, {name: [] for name in NAMES}) for sequence, day in enumerate(days, start=1)]
    last_days = [day.isoformat() for day in days]
    for household in town.households:
        amounts = [Decimal(0)] * len(days)
        touched = {0}  # the full load names everybody
        for file, (rows, dated, sign) in DATED.items():
            for row in getattr(household, rows):
                n = bisect_left(last_days, row[dated])
                if n < len(days):
                    extracts[n].tables[file].append(row)
                    amounts[n] += sign * Decimal(row["amount"])
                    touched.add(n)
        closed = {0, bisect_left(last_days, household.closed_by(days[-1]) or last_days[0])}
        for n in sorted(touched | closed):
            owed = sum(amounts[: n + 1], Decimal(0))
            extracts[n].tables["accounts.csv"].append(household.row(f"{owed:.2f}", days[n]))
        for n in sorted(closed):
            extracts[n].tables["services.csv"] += household.service_rows(days[n])
    full = extracts[0].tables
    full["customers.csv"] = list({h.customer["customer_id"]: h.customer for h in town.households}.values())
    full["premises.csv"] = list({h.premise["premise_id"]: h.premise for h in town.households}.values())
    full["deposits.csv"] = _deposits(town)
    return extracts


def _deposits(town: Town) -> list[dict]:
    renters = [h for h in town.households if h.premise["occupancy"] == "tenant" and not h.closed_on][::3]
    return [
        {
            "deposit_id": f"D9{n:05}",
            "account_number": household.number,
            "received_on": household.opened_on.isoformat(),
            "amount": "150.00",
            "reference": "",
        }
        for n, household in enumerate(renters, start=1)
    ]


def _two_differences(tables: dict[str, list[dict]], *, leaving_out: set[str]) -> str:
    """Let billing state two balances otherwise than the books; answers the account that a person explains."""
    active = (row for row in tables["accounts.csv"] if row["status"] == "active")
    rows = [row for row in active if row["account_number"] not in leaving_out][:2]
    for row, late_charge in zip(rows, ("4.12", "30.00"), strict=True):
        row["stated_balance"] = f"{Decimal(row['stated_balance']) + Decimal(late_charge):.2f}"
    return rows[1]["account_number"]
