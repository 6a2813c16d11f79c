"""Which situations does the demo city hold, so that no page is bare? Numbers as on the page that lists them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from collections_app.desk.demo.bills import Billing
from collections_app.desk.demo.names import CITY, STATE
from collections_app.desk.demo.town import Household, Town

RIGHT_TO_LEFT = "\u202e"


@dataclass(frozen=True)
class Situation:
    """One line of the page "Demo situations": an account, or a page of the product."""

    number: int
    title: str
    account: str = ""
    page: str = ""


def people_and_debts(town: Town, billing: Billing) -> list[Situation]:
    """Write the households of the situations; billing of everybody else is done elsewhere."""
    return [
        Situation(1, "Current for nine years, now past due for the first time", first_time(town, billing).number),
        Situation(2, "Pays in full every month, 20 days late: leave alone", always_late(town, billing).number),
        Situation(3, "1,846.20 past due in four buckets, never answered", never_answered(town, billing).number),
        Situation(4, "A credit of 212.00 after an overpayment", overpaid(town, billing).number),
        Situation(5, "A check came back last year, now a second one", returned_twice(town, billing).number),
        Situation(9, "One person with three accounts, one inactive with debt", three_accounts(town, billing).number),
        Situation(10, "A place with four holders in three years", four_holders(town, billing).number),
        Situation(55, "A very long name with a right-to-left mark", long_name(town, billing).number),
    ]


def first_time(town: Town, billing: Billing) -> Household:
    household = town.move_in(
        town.person("Evelyn", "Castellan-Reed", language="en", phone="218-555-0188"),
        town.premise(line1="4411 Otter Lane", occupancy="owner", primary_heat="gas"),
        services=["water", "sewer"],
        cycle=11,
        opened_on=date(2017, 9, 12),
        habit="prompt",
    )
    for billed_on, due_on, total in billing.bills(household):
        if due_on < date(2026, 8, 31):
            billing.pay(household, billed_on + timedelta(days=9), total)
    _keep_bills_until(household, date(2026, 8, 1))
    billing.charge(household, "water", "58.20", date(2026, 8, 11), date(2026, 9, 1))
    billing.charge(household, "sewer", "38.10", date(2026, 8, 11), date(2026, 9, 1))
    billing.charge(household, "water", "41.40", date(2026, 9, 15), date(2026, 10, 6))
    return household


def always_late(town: Town, billing: Billing) -> Household:
    household = town.move_in(
        town.person("Oscar", "Tollefsrud", language="en"),
        town.premise(line1="902 Quarry Street", occupancy="owner", primary_heat="gas"),
        services=["gas", "water", "sewer", "stormwater"],
        cycle=1,
        habit="late",
    )
    billing.bill_and_pay(household)
    return household


def never_answered(town: Town, billing: Billing) -> Household:
    household = town.move_in(
        town.person("Harriet", "Lindqvist", language="en", phone="218-555-0142"),
        town.premise(line1="318 North 12th Avenue East", zip="55805", occupancy="owner", primary_heat="gas"),
        services=["gas", "water", "sewer", "stormwater"],
        cycle=5,
        opened_on=date(2011, 4, 18),
    )
    for billed_on, due_on, total in billing.bills(household):
        if due_on < date(2026, 5, 20):
            billing.pay(household, billed_on + timedelta(days=15), total, method="check")
    _keep_bills_until(household, date(2026, 5, 1))
    for billed_on, due_on, amounts in (
        (date(2026, 5, 5), date(2026, 5, 26), ("283.20", "64.20", "41.10", "20.50")),
        (date(2026, 6, 5), date(2026, 6, 26), ("200.00", "60.00", "30.00", "20.00")),
        (date(2026, 7, 6), date(2026, 7, 27), ("104.60", "118.20", "142.30", "30.95")),
        (date(2026, 8, 5), date(2026, 8, 26), ("96.45", "126.20", "165.15", "30.95")),
        (date(2026, 9, 4), date(2026, 9, 25), ("58.10", "118.30", "105.05", "30.95")),
        (date(2026, 10, 4), date(2026, 10, 26), ("61.20", "40.32", "32.25", "30.95")),
    ):
        for service, amount in zip(household.services, amounts, strict=True):
            billing.charge(household, service, amount, billed_on, due_on)
    return household


def overpaid(town: Town, billing: Billing) -> Household:
    household = town.move_in(town.person("Ramon", "Ibarrola"), town.premise(), cycle=3)
    paid_until = date(2026, 9, 30)
    for billed_on, due_on, total in billing.bills(household):
        if billed_on < paid_until:
            billing.pay(household, min(billed_on + timedelta(days=8), due_on), total)
    october = sum((Decimal(row["amount"]) for row in household.charges if row["billed_on"] >= "2026-09-30"), Decimal(0))
    billing.pay(household, date(2026, 9, 28), october + Decimal("212.00"), method="ach")
    return household


def returned_twice(town: Town, billing: Billing) -> Household:
    household = town.move_in(
        town.person("Stefan", "Garrison-Moe", language="en"), town.premise(occupancy="tenant"), cycle=8, habit="prompt"
    )
    returned = {date(2025, 9, 8): date(2025, 10, 2), date(2026, 8, 8): date(2026, 9, 24)}
    for billed_on, due_on, total in billing.bills(household):
        if due_on > date(2026, 9, 1):
            continue
        paid = billing.pay(household, due_on - timedelta(days=4), total, method="check")
        if billed_on in returned:
            back_on = returned[billed_on]
            billing.pay(household, back_on, -total, method="check", reverses=paid)
            fee_due = back_on + timedelta(days=21)
            billing.charge(household, "water", "30.00", back_on, fee_due, kind="returned_payment_fee")
            if back_on.year == 2025:
                billing.pay(household, back_on + timedelta(days=10), total + 30, method="cash")
    return household


def three_accounts(town: Town, billing: Billing) -> Household:
    holder = town.person("Solveig", "Nordgaard", language="en", phone="218-555-0119")
    home = town.move_in(holder, town.premise(line1="77 Ridgeview Court", occupancy="owner"), cycle=6)
    shop = town.move_in(holder, town.premise(line1="31 Canal Row", premise_class="commercial"), cycle=12)
    shop.account_class = "commercial"
    old = town.move_in(
        holder, town.premise(line1="1902 London Terrace", occupancy="tenant"), cycle=9, closed_on=date(2026, 7, 31)
    )
    for household in (home, shop):
        billing.bill_and_pay(household)
    old.habit = "behind 2"
    billing.bill_and_pay(old)
    return old


def four_holders(town: Town, billing: Billing) -> Household:
    place = town.premise(line1="640 Garfield Avenue", unit="Apt 3", occupancy="tenant", premise_class="multi_unit")
    moves = (date(2023, 8, 1), date(2024, 6, 1), date(2025, 3, 1), date(2026, 1, 15), None)
    holders = (("Petra", "Hawkwood"), ("Ismael", "Sandovalle"), ("Yer", "Moualor"), ("Shanice", "Whitcomb"))
    for (first, last), moved_in, moved_out in zip(holders, moves, moves[1:], strict=False):
        left = moved_out - timedelta(days=1) if moved_out else None
        household = town.move_in(town.person(first, last), place, cycle=14, opened_on=moved_in, closed_on=left)
        billing.bill_and_pay(household)
    return household


def long_name(town: Town, billing: Billing) -> Household:
    holder = town.person(
        "Maximiliana-Konstantina Aurelia Wilhelmina",
        f"von Hohenstaufen-Garciarreal {RIGHT_TO_LEFT}y Castellanos de la Fuente-Thunderhawk-Rautiainen Abdirahman",
        language="en",
    )
    household = town.move_in(holder, town.premise(line1="12 Birchbark Way", unit="Unit 6"), cycle=10, habit="behind 2")
    billing.bill_and_pay(household)
    return household


def three_bad_rows(extract: dict[str, list[dict]]) -> Situation:
    """Spoil a night's extract: a bad date, an unknown account, a formula in a name."""
    like_charge, like_payment = extract["charges.csv"][0], extract["payments.csv"][0]
    extract["charges.csv"].append({**like_charge, "charge_id": "B9BAD0001", "due_on": "2026-13-45"})
    extract["payments.csv"].append({**like_payment, "payment_id": "Y9BAD0001", "account_number": "90000000"})
    name = '=HYPERLINK("http://example.org","Pay here")' + "!" * 1000
    extract["customers.csv"].append(
        {"customer_id": "C9BAD01", "kind": "person", "first_name": "Formula", "last_name": name}
        | {"mailing_city": CITY, "mailing_state": STATE, "language": "en"}
    )
    title = "An extract with three rejected rows: a bad date, an unknown account, a formula in a name"
    return Situation(53, title, page="interchange:extracts")


def _keep_bills_until(household: Household, last: date) -> None:
    """Drop the drawn bills from a day on; the situation writes its own."""
    household.charges[:] = [row for row in household.charges if row["billed_on"] < last.isoformat()]
    household.usage[:] = [row for row in household.usage if row["period_end"] < last.isoformat()]
