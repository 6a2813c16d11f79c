"""What is billed in the demo city, month by month, and when is it paid?"""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from collections_app.desk.demo.town import Household
from core.money import cents

MONTHS = 24
LAST_DAY = date(2026, 10, 5)
DUE_DAYS = 21
GAS_BY_MONTH = {1: 21, 2: 19, 3: 15, 4: 9, 5: 5, 6: 2, 7: 2, 8: 2, 9: 3, 10: 8, 11: 14, 12: 19}
UNITS = {"gas": "ccf", "water": "ccf", "sewer": "ccf", "stormwater": "eru"}
# service: fixed charge a month, price of a unit; Duluth-like, made up
PRICES = {
    "gas": (Decimal("8.00"), Decimal("5.62")),
    "water": (Decimal("7.50"), Decimal("4.69")),
    "sewer": (Decimal("9.25"), Decimal("7.14")),
    "stormwater": (Decimal("0.00"), Decimal("8.95")),
}
METHODS = (("check", 26), ("ach", 30), ("lockbox", 20), ("card", 17), ("cash", 7))


class Billing:
    """Writes bills and payments onto households; every id is given once."""

    def __init__(self, draw: Random):
        self.random = draw
        self.charge_ids, self.payment_ids = count(1), count(1)

    def bill_and_pay(self, household: Household) -> None:
        """24 months of bills, each paid as the household's habit says."""
        bills = list(self.bills(household))
        for n, (billed_on, due_on, total) in enumerate(bills):
            if self._paid(household.habit, n, bills):
                self.pay(household, self._paid_on(household.habit, billed_on, due_on), total)

    def bills(self, household: Household):
        """Yields (billed_on, due_on, total) for each month of the household's time."""
        for back in reversed(range(MONTHS + 1)):
            month = LAST_DAY.year * 12 + LAST_DAY.month - 1 - back
            billed_on = date(month // 12, month % 12 + 1, household.cycle)
            last = household.closed_on or LAST_DAY
            if household.opened_on < billed_on <= last:
                due_on = billed_on + timedelta(days=DUE_DAYS)
                yield billed_on, due_on, self.bill(household, billed_on, due_on)

    def bill(self, household: Household, billed_on: date, due_on: date) -> Decimal:
        total = Decimal(0)
        for service in household.services:
            fixed, price = PRICES[service]
            quantity = self._quantity(service, household.size, billed_on.month)
            amount = cents(fixed + price * quantity)
            total += self.charge(household, service, amount, billed_on, due_on)
            household.usage.append(
                {
                    "account_number": household.number,
                    "service": service,
                    "period_end": billed_on.isoformat(),
                    "quantity": str(quantity),
                    "unit": UNITS[service],
                    "amount": str(amount),
                }
            )
        return total

    def charge(self, household: Household, service, amount, billed_on: date, due_on: date, kind="bill") -> Decimal:
        amount = Decimal(amount)
        household.charges.append(
            {
                "charge_id": f"B9{next(self.charge_ids):07}",
                "account_number": household.number,
                "service": service,
                "kind": kind,
                "billed_on": billed_on.isoformat(),
                "due_on": due_on.isoformat(),
                "amount": f"{amount:.2f}",
            }
        )
        return amount

    def pay(self, household: Household, received_on: date, amount, method="", reverses="") -> str:
        """Enter a payment unless it lies ahead; answers its id."""
        if received_on > LAST_DAY:
            return ""
        methods, weights = zip(*METHODS, strict=True)
        method = method or self.random.choices(methods, weights)[0]
        payment_id = f"Y9{next(self.payment_ids):07}"
        household.payments.append(
            {
                "payment_id": payment_id,
                "account_number": household.number,
                "received_on": received_on.isoformat(),
                "method": method,
                "amount": f"{Decimal(amount):.2f}",
                "reference": str(self.random.randrange(10_000_000, 99_999_999)) if method == "check" else "",
                "reverses": reverses,
            }
        )
        return payment_id

    def _quantity(self, service: str, size: float, month: int) -> Decimal:
        draw = self.random.uniform(0.8, 1.2) * size
        use = {"gas": GAS_BY_MONTH[month] * draw, "stormwater": 1.0}.get(service, 3.4 * draw)
        return Decimal(str(round(use, 3)))

    def _paid(self, habit: str, n: int, bills: list) -> bool:
        """A household that is behind has left its newest due bills unpaid; what is not due yet waits for everybody."""
        if habit in {"prompt", "late"}:
            return True
        behind = int(habit.split()[1])
        due = [bill for bill in bills if bill[1] < LAST_DAY]
        return n < len(due) - behind

    def _paid_on(self, habit: str, billed_on: date, due_on: date) -> date:
        if habit == "late":
            return due_on + timedelta(days=20)
        return billed_on + timedelta(days=self.random.randrange(3, DUE_DAYS))
