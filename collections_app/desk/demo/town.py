"""Who lives in the demo city, where, and which services do they have?"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from collections_app.desk.demo.names import CITY, FIRST, LAST, PLACES, STATE, STREETS, TRADES, ZIPS

EVE = date(2026, 9, 30)  # of the nights that are shown
BUSINESSES, APARTMENT_HOUSES, INACTIVE, HOUSEHOLDS = 70, 15, 60, 1055


@dataclass
class Household:
    """One account with everything billing tells about it, and how its holder pays."""

    number: str
    customer: dict
    premise: dict
    services: list[str]
    cycle: int
    opened_on: date
    closed_on: date | None = None
    account_class: str = "residential"
    habit: str = "prompt"
    size: float = 1.0
    charges: list[dict] = field(default_factory=list)
    payments: list[dict] = field(default_factory=list)
    usage: list[dict] = field(default_factory=list)

    def closed_by(self, day: date) -> str:
        """The day on which it was closed, as text; empty while billing, on a day, does not know of it."""
        return self.closed_on.isoformat() if self.closed_on and self.closed_on <= day else ""

    def row(self, stated_balance: str, day: date) -> dict:
        """The account as billing knows it on a day."""
        return {
            "account_number": self.number,
            "customer_id": self.customer["customer_id"],
            "premise_id": self.premise["premise_id"],
            "status": "inactive" if self.closed_by(day) else "active",
            "opened_on": self.opened_on.isoformat(),
            "closed_on": self.closed_by(day),
            "account_class": self.account_class,
            "billing_cycle": str(self.cycle),
            "stated_balance": stated_balance,
        }

    def service_rows(self, day: date) -> list[dict]:
        return [
            {
                "account_number": self.number,
                "service": service,
                "meter_number": "" if service in {"sewer", "stormwater"} else f"{service[0].upper()}{self.number[1:]}",
                "started_on": self.opened_on.isoformat(),
                "ended_on": self.closed_by(day),
                "status": "off" if self.closed_by(day) else "on",
            }
            for service in self.services
        ]


class Town:
    """Draws people and places, always the same for a seed."""

    def __init__(self, seed: int):
        self.random = Random(seed)
        self.households: list[Household] = []
        self._numbers = 0

    def number(self) -> int:
        self._numbers += 1
        return self._numbers

    def person(self, first: str = "", last: str = "", **fields) -> dict:
        draw, n = self.random, self.number()
        first, last = first or draw.choice(FIRST), last or draw.choice(LAST)
        return self._customer(n, kind="person", first_name=first, last_name=last, **fields)

    def organization(self, name: str = "", **fields) -> dict:
        draw, n = self.random, self.number()
        name = name or f"{draw.choice(PLACES)} {draw.choice(TRADES)}"
        return self._customer(n, kind="organization", organization_name=name, **fields)

    def _customer(self, n: int, **fields) -> dict:
        draw = self.random
        mail = (fields.get("first_name") or fields.get("organization_name", "office").split()[0]).lower()
        row = {
            "customer_id": f"C9{n:05}",
            "kind": "",
            "first_name": "",
            "last_name": "",
            "organization_name": "",
            "phone": f"218-555-{draw.randrange(10_000):04}" if draw.random() < 0.93 else "",
            "alternate_phone": f"218-555-{draw.randrange(10_000):04}" if draw.random() < 0.15 else "",
            "email": f"{mail}{n}@example.org" if draw.random() < 0.7 else "",
            "mailing_line1": "",
            "mailing_line2": "",
            "mailing_city": CITY,
            "mailing_state": STATE,
            "mailing_zip": "",
            "language": draw.choices(("en", "es", "hmn", "so"), (92, 4, 2, 2))[0],
        }
        return {**row, **fields}

    def premise(self, **fields) -> dict:
        draw, n = self.random, self.number()
        row = {
            "premise_id": f"P9{n:05}",
            "line1": f"{draw.randrange(12, 4800)} {draw.choice(STREETS)}",
            "unit": "",
            "city": CITY,
            "state": STATE,
            "zip": draw.choice(ZIPS),
            "route": f"R{draw.randrange(1, 13):02}",
            "occupancy": "tenant" if draw.random() < 0.3 else "owner",
            "premise_class": "residential",
            "primary_heat": draw.choices(("gas", "electric", "oil", "unknown"), (72, 14, 9, 5))[0],
        }
        return {**row, **fields}

    def move_in(self, customer: dict, premise: dict, **fields) -> Household:
        """Open an account; mail goes to the premise unless the customer has another address."""
        draw = self.random
        if not customer["mailing_line1"]:
            customer |= {
                "mailing_line1": premise["line1"],
                "mailing_line2": premise["unit"],
                "mailing_zip": premise["zip"],
            }
        gas = premise["primary_heat"] == "gas" or draw.random() < 0.25
        made = {
            "number": f"9{20_000 + self.number() * 7:07}",
            "services": [*(["gas"] if gas else []), "water", "sewer", "stormwater"],
            "cycle": draw.randrange(1, 21),
            "opened_on": EVE - timedelta(days=draw.randrange(760, 6500)),
            "size": draw.uniform(0.55, 1.6),
            **fields,
        }
        household = Household(customer=customer, premise=premise, **made)
        self.households.append(household)
        return household

    def settle(self) -> None:
        """Fill the city: households, apartment houses, businesses, and those who moved away."""
        draw = self.random
        for _n in range(HOUSEHOLDS):
            unit = f"Apt {draw.randrange(1, 40)}" if draw.random() < 0.22 else ""
            house = self.premise(unit=unit, premise_class="multi_unit" if unit else "residential")
            self.move_in(self.person(), house, habit=_habit(draw))
        for _n in range(APARTMENT_HOUSES):
            house = self.premise(occupancy="tenant", premise_class="multi_unit")
            holder = self.organization(f"{draw.choice(PLACES)} Apartments")
            self.move_in(holder, house, size=draw.uniform(3, 7), habit=_habit(draw))
        for _n in range(BUSINESSES):
            place = self.premise(premise_class="commercial", occupancy=draw.choice(("owner", "tenant")))
            size = draw.uniform(1.5, 9)
            self.move_in(self.organization(), place, account_class="commercial", size=size, habit=_habit(draw))
        for _n in range(INACTIVE):
            left = EVE - timedelta(days=draw.randrange(20, 500))
            self.move_in(self.person(), self.premise(occupancy="vacant"), closed_on=left, habit=_last_habit(draw))


def _habit(draw: Random) -> str:
    """Who pays when: 82 % current, 11 % 1-30 days, 4 % 31-90, 3 % older on the demo's first day."""
    return draw.choices(("prompt", "behind 1", "behind 2", "behind 3", "behind 6"), (85.0, 9.9, 1.5, 0.6, 2))[0]


def _last_habit(draw: Random) -> str:
    return draw.choices(("prompt", "behind 1", "behind 3"), (80, 12, 8))[0]
