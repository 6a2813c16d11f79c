"""Who lives in the situations of the desk: landlords, tenants, closed accounts, a protected address, a colleague?"""

from datetime import date, timedelta

from collections_app.desk.demo.bills import LAST_DAY, Billing
from collections_app.desk.demo.situations import Situation
from collections_app.desk.demo.town import Household, Town

REVIEWED = ("2 Cedar Court", "4 Cedar Court", "6 Cedar Court")
SMALL = (
    ("3 Larch Lane", "26.40"), ("8 Larch Lane", "31.15"), ("15 Larch Lane", "37.90"), ("22 Larch Lane", "41.05"),
    ("29 Larch Lane", "45.60"), ("36 Larch Lane", "48.10"),
)  # fmt: skip
STREETS = (
    ("12 Alder Street", "Pang", "Thaovang"), ("30 Alder Street", "Gerald", "Larrabee"),
    ("7 Birch Street", "Sahra", "Elmi"), ("155 Birch Street", "Ivan", "Zielinskow"),
    ("9 Cedar Street", "Joy", "Stonebear"), ("81 Cedar Street", "Marit", "Fjeldstad"),
)  # fmt: skip


def at_the_desk(town: Town, billing: Billing) -> list[Situation]:
    """Write the households; what people did about them is played in `desk_days.py`."""
    route(town, billing)
    small_debts(town, billing)
    for line1 in REVIEWED:
        _behind(town, billing, "", "", "behind 1", line1=line1)
    return [
        Situation(6, "An apartment house of eight units; the landlord is the customer", house(town, billing).number),
        Situation(7, "The tenant holds the account, the owner is known", tenant(town, billing).number),
        Situation(8, "Landlord or tenant: nobody knows", unknown(town, billing).number),
        Situation(11, "A business with high summer water disputes a leak", leak(town, billing).number),
        Situation(12, "Two closed accounts: 8.40 left, and 61.00 credit nobody claimed", two_closed(town, billing)),
        Situation(13, "A protected address: only two people may see it", protected(town, billing).number),
        Situation(14, "A staff member’s own account: closed to Maria Olson", colleague(town, billing).number),
        Situation(15, "A call-back promised for today at 15:00", promised(town, billing).number),
        Situation(18, "A third party to be copied, with the signed form", copied(town, billing).number),
        Situation(
            19, "A log line corrected, and one withdrawn from the wrong account", corrected(town, billing).number
        ),
        Situation(20, "A field route of six stops, two done, one with a caution", page="visits:list"),
    ]


def house(town: Town, billing: Billing) -> Household:
    place = town.premise(
        line1="1450 Superior Terrace", zip="55802", occupancy="tenant", premise_class="multi_unit", route="R03",
        primary_heat="gas",
    )  # fmt: skip
    household = town.move_in(
        town.organization("Ridgeline Apartments", phone="218-555-0161", language="en"),
        place,
        services=["gas", "water", "sewer", "stormwater"],
        cycle=7,
        size=5.2,
        habit="behind 2",
    )
    billing.bill_and_pay(household)
    return household


def tenant(town: Town, billing: Billing) -> Household:
    return _behind(town, billing, "Hodan", "Warsamegal", "behind 2", line1="233 Spruce Court", unit="Lower")


def unknown(town: Town, billing: Billing) -> Household:
    return _behind(town, billing, "Karen", "Kirchbaum", "behind 3", line1="58 Pier Street", occupancy="unknown")


def leak(town: Town, billing: Billing) -> Household:
    household = town.move_in(
        town.organization("Northlight Car Wash", phone="218-555-0175", language="en"),
        town.premise(line1="2700 Haul Road", premise_class="commercial", occupancy="owner", primary_heat="electric"),
        services=["water", "sewer", "stormwater"],
        cycle=4,
        account_class="commercial",
        size=6.0,
    )
    for billed_on, due_on, total in billing.bills(household):
        if billed_on < date(2026, 8, 1):
            billing.pay(household, due_on - timedelta(days=3), total, method="ach")
    billing.charge(household, "water", "1180.40", date(2026, 8, 4), date(2026, 8, 25))
    return household


def two_closed(town: Town, billing: Billing) -> str:
    """One moved out owing 8.40; the other, at the same time, is owed 61.00."""
    owes = town.move_in(
        town.person("Emil", "Vangsness", language="en"), town.premise(occupancy="vacant"), cycle=2,
        closed_on=date(2026, 7, 14),
    )  # fmt: skip
    billing.bill_and_pay(owes)
    billing.charge(owes, "water", "8.40", date(2026, 7, 14), date(2026, 8, 4))
    owed = town.move_in(
        town.person("Luz", "Mendozarra", language="es"), town.premise(occupancy="vacant"), cycle=2,
        closed_on=date(2026, 6, 30),
    )  # fmt: skip
    billing.bill_and_pay(owed)
    billing.pay(owed, date(2026, 7, 20), "61.00", method="check")
    return owes.number


def protected(town: Town, billing: Billing) -> Household:
    return _behind(town, billing, "Renee", "Rosengaard", "behind 1", line1="19 Hidden Hollow", phone="")


def colleague(town: Town, billing: Billing) -> Household:
    return _behind(town, billing, "Maria", "Olson", "behind 1", line1="807 Fourth Alley", occupancy="owner")


def promised(town: Town, billing: Billing) -> Household:
    return _behind(town, billing, "Walter", "Kivistola", "behind 3", line1="61 Foundry Lane", phone="218-555-0133")


def copied(town: Town, billing: Billing) -> Household:
    return _behind(town, billing, "Dolores", "Okeraho", "behind 2", line1="120 Elder Way", occupancy="owner")


def corrected(town: Town, billing: Billing) -> Household:
    return _behind(town, billing, "Nils", "Palmgren", "behind 2", line1="44 Rail Avenue", phone="218-555-0190")


def route(town: Town, billing: Billing) -> None:
    """Six doors on one route, in the order in which one drives."""
    for line1, first, last in STREETS:
        _behind(town, billing, first, last, "behind 3", line1=line1, route="R02", phone="")


def small_debts(town: Town, billing: Billing) -> None:
    """Who owes between 25.00 and 50.00, and so is touched by the least amount that is proposed."""
    for line1, amount in SMALL:
        household = town.move_in(town.person(), town.premise(line1=line1, occupancy="owner"), cycle=9)
        for _billed_on, due_on, total in billing.bills(household):
            if due_on < LAST_DAY:
                billing.pay(household, due_on - timedelta(days=5), total, method="ach")
        billing.charge(household, "water", amount, date(2026, 8, 9), date(2026, 8, 30), kind="adjustment")


def _behind(town: Town, billing: Billing, first: str, last: str, habit: str, **place) -> Household:
    phone = {"phone": place.pop("phone")} if "phone" in place else {}
    household = town.move_in(
        town.person(first, last, language="en", **phone),
        town.premise(**{"occupancy": "tenant", "primary_heat": "gas", **place}),
        services=["gas", "water", "sewer", "stormwater"],
        habit=habit,
    )
    billing.bill_and_pay(household)
    return household
