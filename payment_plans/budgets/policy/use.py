"""What does a year of use cost at today's prices, by service and by month? Rules only: no database, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.money import ZERO, cents
from payment_plans.budgets.policy.rules import YEAR


@dataclass(frozen=True)
class UseMonth:
    """How much of a service was used in a month of billing, and what billing asked for it."""

    service: str
    period_end: date
    quantity: Decimal
    unit: str
    amount: Decimal


@dataclass(frozen=True)
class Price:
    """Today's price of one unit: what the account's class paid in its newest month, by what it used."""

    service: str
    month: date
    price: Decimal


@dataclass(frozen=True)
class ServiceYear:
    """One service's months by the day each ended, and what twelve like them cost; not rounded where it says so.

    `price` is None where no quantity tells one, and then the months count as they were billed.
    """

    service: str
    unit: str
    ends: tuple[date, ...]
    quantities: tuple[Decimal, ...]
    price: Decimal | None
    price_month: date | None
    by_month: tuple[Decimal, ...]

    @property
    def quantity(self) -> Decimal:
        return sum(self.quantities, Decimal(0))

    @property
    def known(self) -> Decimal:
        """What the known months cost at today's price, not rounded."""
        return sum(self.by_month, ZERO)

    @property
    def average(self) -> Decimal:
        """Of one month, not rounded."""
        return self.known / len(self.ends)

    @property
    def year(self) -> Decimal:
        return cents(self.average * YEAR)

    def cost_in(self, month: int) -> Decimal:
        """What a calendar month cost last year; the average where that month is not known. Not rounded."""
        known = [cost for day, cost in zip(self.ends, self.by_month, strict=True) if day.month == month]
        return known[-1] if known else self.average


@dataclass(frozen=True)
class YearOfUse:
    """The last twelve months of an account, or what is known of them."""

    services: tuple[ServiceYear, ...]

    @property
    def months(self) -> list[date]:
        """The calendar months that bills are known of, each by its first day."""
        return sorted({end.replace(day=1) for service in self.services for end in service.ends})

    @property
    def months_known(self) -> int:
        """How many months of billing are known, of the service that has most."""
        return max((len(service.ends) for service in self.services), default=0)

    @property
    def is_known(self) -> bool:
        return bool(self.services)

    @property
    def year(self) -> Decimal:
        return sum((service.year for service in self.services), ZERO)

    def expected(self, count: int) -> Decimal:
        """What the next `count` months after the newest known one will cost, as in those months of last year."""
        following = self._following(count)
        return sum((cents(sum((s.cost_in(month) for month in following), ZERO)) for s in self.services), ZERO)

    def expected_each(self, count: int) -> list[Decimal]:
        """The same month by month, each to the cent."""
        return [cents(sum((s.cost_in(month) for s in self.services), ZERO)) for month in self._following(count)]

    def _following(self, count: int) -> list[int]:
        if not self.is_known:
            return []
        newest = self.months[-1].month
        return [(newest + n) % YEAR + 1 for n in range(count)]


def year_of_use(use: Iterable[UseMonth], prices: Mapping[str, Price]) -> YearOfUse:
    """A year from rows of use in any order, services by name; of each the newest twelve months count."""
    by_service: dict[str, list[UseMonth]] = {}
    for row in sorted(use, key=lambda row: (row.service, row.period_end)):
        by_service.setdefault(row.service, []).append(row)
    return YearOfUse(tuple(_service_year(rows[-YEAR:], prices.get(service)) for service, rows in by_service.items()))


def _service_year(rows: Sequence[UseMonth], price: Price | None) -> ServiceYear:
    by_month = tuple(row.quantity * price.price if price else row.amount for row in rows)
    return ServiceYear(
        service=rows[0].service,
        unit=rows[-1].unit,
        ends=tuple(row.period_end for row in rows),
        quantities=tuple(row.quantity for row in rows),
        price=price.price if price else None,
        price_month=price.month if price else None,
        by_month=by_month,
    )
