"""Who lives in the situations of plans, promises and budgets, what were they billed, and when did they pay?

What people agreed with them, and when, is played in `plan_days.py`: whoever changes a date here changes it there.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from collections_app.desk.demo.bills import LAST_DAY, Billing
from collections_app.desk.demo.situations import Situation
from collections_app.desk.demo.town import Household, Town
from core.money import cents

JOINED_LATE = "2215 Juniper Court"  # the second of the two budgets
# Two more plans, so that every tab of the office's plans lists one.
MADE_GOOD, GIVEN_UP = NEIGHBOURS = ("212 Maple Grove Lane", "1804 West 9th Street")
LEVEL = "65.00"  # what the budget of Jun 1 asks for each month
Bills = list[tuple[date, date, Decimal]]  # billed on, due on, total


def on_plans(town: Town, billing: Billing) -> list[Situation]:
    """Write the households of situations 21 to 29."""
    budget = in_deficit(town, billing)  # first, so that no draw of the others changes what it asks for
    level(town, billing)
    made_good(town, billing)
    given_up(town, billing)
    two = "Two budgets: one in deficit before the February review, one joined with 4 months’ use"
    return [
        Situation(21, "A plan accepted; it waits for 120.00 by Oct 9", waits(town, billing).number),
        Situation(22, "A plan that is kept: 4 of 6 installments paid", kept(town, billing).number),
        Situation(23, "An installment missed last night", missed(town, billing).number),
        Situation(24, "The installment is paid, the new bill is not", bill_unpaid(town, billing).number),
        Situation(25, "A plan broken in August and reinstated in September", broken(town, billing).number),
        Situation(26, "Ten months asked, beyond limits: waits for a supervisor", ten_months(town, billing).number),
        Situation(27, "Declined on the phone; the log says what was offered", declined(town, billing).number),
        Situation(28, "Two promises: one kept, one of 150.00 of which 60.00 came", two_promises(town, billing).number),
        Situation(29, two, budget.number, page="budgets:list"),
    ]


def waits(town: Town, billing: Billing) -> Household:
    """612.00 past due on Oct 5: a toilet ran all summer."""
    owed = months(6, 7, "231.40 204.10 176.50")
    household, bills = home(town, billing, "Esther", "Oyelaran", "508 Lighthouse Road", 6, owed, phone="218-555-0121")
    pay_bills(billing, household, bills, until=date(2026, 7, 1))
    return household


def kept(town: Town, billing: Billing) -> Household:
    """480.00 past due on Jun 1, six installments of 80.00 on the 15th."""
    owed = months(5, 3, "198.60 160.25 121.15")
    household, bills = home(
        town, billing, "Kaarina", "Salmelinen", "1310 Tamarack Street", 5, owed, phone="218-555-0122"
    )
    pay_bills(billing, household, bills, until=date(2026, 3, 1), again=date(2026, 6, 1))
    for day in (date(2026, 6, 12), date(2026, 7, 14), date(2026, 8, 14), date(2026, 9, 15)):
        billing.pay(household, day, "80.00", method="ach")
    return household


def missed(town: Town, billing: Billing) -> Household:
    """525.00 past due on Jul 13, six installments of 87.50 on the 29th; nothing came for the one of Sep 29."""
    owed = months(2, 4, "201.10 172.35 151.55")
    household, bills = home(town, billing, "Tomas", "Cedarquist", "77 Granite Lane", 2, owed, phone="218-555-0123")
    pay_bills(billing, household, bills, until=date(2026, 4, 1), again=date(2026, 7, 13))
    for day in (date(2026, 7, 28), date(2026, 8, 28)):
        billing.pay(household, day, "87.50", method="card")
    return household


def bill_unpaid(town: Town, billing: Billing) -> Household:
    """320.00 past due on Jul 13, four installments of 80.00 on the 15th; the September bill is left unpaid."""
    owed = months(4, 4, "124.10 103.50 92.40") | {date(2026, 9, 4): "64.12"}
    household, bills = home(town, billing, "Marisol", "Ortegano", "2904 Pinehollow Road", 4, owed,
                             phone="218-555-0124")  # fmt: skip
    left = date(2026, 9, 25)
    pay_bills(billing, household, bills, until=date(2026, 4, 1), again=date(2026, 7, 13), but=left)
    for day in (date(2026, 8, 14), date(2026, 9, 15)):
        billing.pay(household, day, "80.00", method="check")
    return household


def broken(town: Town, billing: Billing) -> Household:
    """360.00 past due on Jul 13, eight installments of 45.00 every two weeks from Jul 17. Those of Jul 31 and Aug 14
    were missed; on Sep 8 came what was due by then."""
    owed = months(7, 4, "141.80 118.70 99.50")
    household, bills = home(town, billing, "Liban", "Guledsen", "615 Anchor Street", 7, owed, phone="218-555-0125")
    late = date(2026, 8, 28)
    pay_bills(billing, household, bills, until=date(2026, 4, 1), again=date(2026, 7, 13), but=late)
    billing.pay(household, date(2026, 7, 17), "45.00", method="cash")
    bill = next(total for _billed_on, due_on, total in bills if due_on == late)
    billing.pay(household, date(2026, 9, 8), 3 * Decimal("45.00") + bill, method="cash")
    for day in (date(2026, 9, 11), date(2026, 9, 24)):
        billing.pay(household, day, "45.00", method="card")
    return household


def made_good(town: Town, billing: Billing) -> Household:
    """220.00 past due on Aug 12, four installments of 55.00 on the 25th; that of Sep 25 came on Oct 2."""
    owed = months(11, 5, "84.20 71.30 64.50")
    household, bills = home(town, billing, "Fadumo", "Dirshe", MADE_GOOD, 11, owed, phone="218-555-0131")
    late = date(2026, 10, 2)
    pay_bills(billing, household, bills, until=date(2026, 5, 1), again=date(2026, 8, 12), but=late)
    billing.pay(household, date(2026, 8, 25), "55.00", method="card")
    bill = next(total for _billed_on, due_on, total in bills if due_on == late)
    billing.pay(household, late, Decimal("55.00") + bill, method="card")
    return household


def given_up(town: Town, billing: Billing) -> Household:
    """200.00 past due on Aug 12, four installments of 50.00 on the 28th; nothing came since September."""
    owed = months(4, 5, "73.30 66.20 60.50")
    household, bills = home(town, billing, "Emil", "Skarpnes", GIVEN_UP, 4, owed, phone="218-555-0132")
    left = date(2026, 9, 25)
    pay_bills(billing, household, bills, until=date(2026, 5, 1), again=date(2026, 8, 12), but=left)
    billing.pay(household, date(2026, 8, 27), "50.00", method="check")
    return household


def ten_months(town: Town, billing: Billing) -> Household:
    """731.00 past due on Oct 5."""
    owed = months(8, 3, "142.20 118.60 101.35 92.40 90.15 93.85 92.45")
    household, bills = home(town, billing, "Birgit", "Haugerud", "43 Iron Range Road", 8, owed, phone="218-555-0126")
    pay_bills(billing, household, bills, until=date(2026, 3, 1))
    return household


def declined(town: Town, billing: Billing) -> Household:
    """423.60 past due on Oct 2."""
    owed = months(9, 7, "152.40 138.60 132.60")
    household, bills = home(town, billing, "Derrick", "Barrowsmith", "118 Canal Row", 9, owed, phone="218-555-0127")
    pay_bills(billing, household, bills, until=date(2026, 7, 1))
    return household


def two_promises(town: Town, billing: Billing) -> Household:
    """80.00 promised by Sep 24 came; of 150.00 promised by Oct 2 only 60.00 did."""
    owed = months(3, 7, "98.40 94.60 95.85")
    household, bills = home(town, billing, "Linnea", "Jokelainen", "9 London Terrace", 3, owed, phone="218-555-0128")
    pay_bills(billing, household, bills, until=date(2026, 7, 1))
    billing.pay(household, date(2026, 9, 23), "80.00", method="card")
    billing.pay(household, date(2026, 10, 2), "60.00", method="card")
    return household


def in_deficit(town: Town, billing: Billing) -> Household:
    """On a budget since Jun 1; a dry summer, and more was used than the year before."""
    used = months(8, 7, "74.30 88.60 80.90")
    household, bills = home(
        town, billing, "Joy", "Riverwind", "3621 Lakeview Drive", 8, used, phone="218-555-0129",
        services=["water", "sewer", "stormwater"], primary_heat="electric", size=1.05,
    )  # fmt: skip
    pay_bills(billing, household, bills, until=date(2026, 6, 1))
    for day in (date(2026, 6, 30), date(2026, 7, 31), date(2026, 9, 1), date(2026, 10, 1)):
        billing.pay(household, day, LEVEL, method="ach")
    return household


def level(town: Town, billing: Billing) -> Household:
    """Moved in on May 18; four bills are known, and paid, when the budget begins on Oct 2."""
    household, bills = home(
        town, billing, "Kou", "Vuelueyang", JOINED_LATE, 10, {}, phone="218-555-0130", opened_on=date(2026, 5, 18)
    )
    pay_bills(billing, household, bills, until=LAST_DAY)
    return household


def home(
    town: Town, billing: Billing, first: str, last: str, line1: str, cycle: int, asked: Mapping[date, str],
    *, phone: str, language: str = "en", primary_heat: str = "gas", **fields: Any,
) -> tuple[Household, Bills]:  # fmt: skip
    """A household with its bills; those billed on a day that `asked` names come to what it says, dollars."""
    household = town.move_in(
        town.person(first, last, language=language, phone=phone),
        town.premise(line1=line1, occupancy="owner", primary_heat=primary_heat),
        **{"services": ["gas", "water", "sewer", "stormwater"], "size": 1.0, **fields},
        cycle=cycle,
    )
    bills = []
    for billed_on, due_on, total in billing.bills(household):
        if billed_on in asked:
            total = _restate(household, billed_on, total, Decimal(asked[billed_on]))
        bills.append((billed_on, due_on, total))
    return household, bills


def months(day: int, first: int, totals: str) -> dict[date, str]:
    """What the bills of that day come to, month by month from the first of 2026."""
    return {date(2026, month, day): total for month, total in enumerate(totals.split(), start=first)}


def _restate(household: Household, billed_on: date, drawn: Decimal, wanted: Decimal) -> Decimal:
    """Let a bill come to what is wanted, as if its services but stormwater, which has one price, were used as much more
    or less."""
    day = billed_on.isoformat()
    pairs = [
        (charge, use)
        for charge, use in zip(household.charges, household.usage, strict=True)
        if charge["billed_on"] == day and charge["service"] != "stormwater"
    ]
    fixed = drawn - sum((Decimal(charge["amount"]) for charge, _use in pairs), Decimal(0))
    rest, share = wanted - fixed, (wanted - fixed) / (drawn - fixed)
    for n, (charge, use) in enumerate(pairs, start=1):
        amount = rest if n == len(pairs) else cents(Decimal(charge["amount"]) * share)
        rest -= amount
        charge["amount"] = use["amount"] = f"{amount:.2f}"
        use["quantity"] = f"{Decimal(use['quantity']) * share:.3f}"
    return wanted


def pay_bills(
    billing: Billing, household: Household, bills: Iterable[tuple[date, date, Decimal]],
    *, until: date, again: date | None = None, but: date | None = None,
) -> None:  # fmt: skip
    """Two days before each is due: those billed before `until`, and those due from `again` on but for the day `but`."""
    for billed_on, due_on, total in bills:
        if billed_on < until or (again and due_on >= again and due_on != but):
            billing.pay(household, due_on - timedelta(days=2), total)
