"""What does an account owe, which charge did a payment pay, and what stands behind a figure?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, QuerySet
from django.utils import timezone

from accounts.holds.queries import stopping_all
from accounts.models import Account
from core.asked import Asked, Slot
from ledger.aging import AgingRow, aging, end_of
from ledger.models import Posting, Transaction
from ledger.policy import ZERO, Allocation, Entry, FeeFacts, allocate, bucketed, counted

__all__ = [
    "AgingRow", "Line", "OpenCharge", "Paid", "ServiceAging", "account_lines", "aging", "aging_by_service",
    "aging_of", "newest_transaction", "open_charges", "postings_of",
]  # fmt: skip

RECEIVABLE = "receivable:"


@dataclass(frozen=True)
class OpenCharge:
    """One charge and what is left open of it; dollars."""

    charge_id: str
    service: str
    kind: str
    billed_on: date
    due_on: date
    amount: Decimal
    open: Decimal
    transaction_id: int

    def days_past_due(self, as_of: date) -> int:
        return max((as_of - self.due_on).days, 0)


@dataclass(frozen=True)
class Paid:
    """What one credit paid of one charge; dollars."""

    charge_id: str
    service: str
    kind: str
    billed_on: date
    due_on: date
    amount: Decimal


@dataclass(frozen=True)
class Line:
    """A line of the ledger page: one transaction, what it did to the balance, and what it met.

    `charges` with what is open of each (a bill; of a negative charge nothing is), `paid` and `left_over` (a credit:
    what it paid, and what it has left to pay with). A line that was taken back names the transaction that did, and
    then nothing of it is open and it pays nothing.
    """

    transaction_id: int
    kind: str
    source: str
    reference: str
    outside_reference: str
    memo: str
    method: str
    effective_on: date
    recorded_at: datetime
    actor_name: str
    amount: Decimal
    balance: Decimal
    reverses_id: int | None = None
    reversed_by_id: int | None = None
    reversed_on: date | None = None
    charges: tuple[OpenCharge, ...] = ()
    paid: tuple[Paid, ...] = ()
    left_over: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        return sum((charge.open for charge in self.charges), ZERO)

    @property
    def is_reversed(self) -> bool:
        return self.reversed_by_id is not None


@dataclass(frozen=True)
class ServiceAging:
    """What is open of one service by age; `unapplied` holds credit beyond all charges, as a negative total."""

    service: str
    total: Decimal
    current: Decimal
    d1_30: Decimal
    d31_60: Decimal
    d61_90: Decimal
    d91_plus: Decimal


@dataclass
class _Transaction:
    """The receivable legs of one transaction."""

    facts: dict
    entries: list[Entry] = field(default_factory=list)


def aging_of(account_id: int, as_of: date, *, known_on: date | None = None) -> AgingRow:
    """The aging of one account."""
    return next(iter(aging(as_of, known_on=known_on, account_ids=[account_id])))


def open_charges(account_id: int, as_of: date, *, known_on: date | None = None) -> list[OpenCharge]:
    """The charges with something open, in the order in which they are paid: (due_on, billed_on, charge_id)."""
    shared = allocate(counted(_entries(_read(account_id, as_of, known_on)), as_of))
    return [_open_charge(charge, left) for charge, left in shared.open if left]


def aging_by_service(account_id: int, as_of: date, known_on: date | None = None) -> list[ServiceAging]:
    """What is open by service and age, services by name; a credit beyond all charges is a row of its own."""
    shared = allocate(counted(_entries(_read(account_id, as_of, known_on)), as_of))
    of_service: dict[str, list[tuple[date, Decimal]]] = {}
    for charge, left in shared.open:
        assert charge.due_on is not None
        if left:
            of_service.setdefault(charge.service, []).append((charge.due_on, left))
    rows = [
        ServiceAging(service, sum((left for _due_on, left in charges), ZERO), **bucketed(charges, as_of))
        for service, charges in sorted(of_service.items())
    ]
    if shared.left_over:
        rows.append(ServiceAging("unapplied", -shared.left_over, **bucketed([], as_of)))
    return rows


def account_lines(account_id: int, as_of: date, known_on: date | None = None) -> list[Line]:
    """Every transaction effective by `as_of` (and recorded by the end of `known_on`), oldest first, with the balance
    after it. What was taken back and what took it back both stay visible."""
    found = _read(account_id, as_of, known_on)
    shared = allocate(counted(_entries(found), as_of))
    left_of = {(charge.transaction_id, charge.charge_id): left for charge, left in shared.open}
    paid_of: dict[int, list[Paid]] = {}
    for share in shared.shares:
        paid_of.setdefault(share.credit.transaction_id, []).append(_paid(share.charge, share.amount))
    reversals = {t.facts["reverses_id"]: t for t in found if t.facts["reverses_id"]}
    lines, balance = [], ZERO
    for one in found:
        amount = sum((entry.amount for entry in one.entries), ZERO)
        balance += amount
        reversal = reversals.get(one.facts["transaction_id"])
        paid = tuple(paid_of.get(one.facts["transaction_id"], ()))
        is_credit = not reversal and one.facts["kind"] != Transaction.Kind.REVERSAL
        credit = -sum((e.amount for e in one.entries if not e.is_charge), ZERO) if is_credit else ZERO
        lines.append(
            Line(
                **one.facts,
                amount=amount,
                balance=balance,
                reversed_by_id=reversal.facts["transaction_id"] if reversal else None,
                reversed_on=reversal.facts["effective_on"] if reversal else None,
                charges=tuple(
                    _open_charge(entry, left_of.get((entry.transaction_id, entry.charge_id), ZERO))
                    for entry in one.entries
                    if entry.charge_id is not None
                ),
                paid=paid,
                left_over=credit - sum((p.amount for p in paid), ZERO),
            )
        )
    return lines


def postings_of(transaction_id: int) -> list[Posting]:
    """The legs behind a figure, in the order they were written; debits are positive."""
    return list(Posting.objects.filter(transaction=transaction_id).order_by("pk"))


def allocation(account_id: int, as_of: date, *, known_on: date | None = None) -> Allocation:
    """Which credit paid which charge, in full."""
    return allocate(counted(_entries(_read(account_id, as_of, known_on)), as_of))


def shares_of(transaction_id: int, account_id: int) -> tuple[list[tuple[OpenCharge, Decimal]], Decimal, Decimal]:
    """What a payment paid of which charge, what it left over, and the balance: all as they stood when it was posted,
    so that its paper says the same whenever it is made."""
    payment = Transaction.objects.values("effective_on", "recorded_at").get(pk=transaction_id)
    as_of = max(payment["effective_on"], local_day(payment["recorded_at"]))
    found = [one for one in _read(account_id, as_of, None) if one.facts["transaction_id"] <= transaction_id]
    entries = counted(_entries(found), as_of)
    before = allocate([entry for entry in entries if entry.transaction_id != transaction_id])
    after = allocate(entries)
    left = {(charge.transaction_id, charge.charge_id): amount for charge, amount in after.open}
    both = [(charge, amount, left[charge.transaction_id, charge.charge_id]) for charge, amount in before.open]
    paid = [(_open_charge(charge, now), was - now) for charge, was, now in both if was != now]
    balance = sum((entry.amount for entry in entries), ZERO)
    return paid, max(after.left_over - before.left_over, ZERO), balance


def newest_transaction(account_id: int) -> int:
    """The account's newest transaction, 0 before its first: what is recorded later came after, whatever its date."""
    return Transaction.objects.filter(account=account_id).aggregate(newest=Max("pk"))["newest"] or 0


def fee_facts(account: Account, *, on: date) -> FeeFacts:
    """Whether a protection of the whole account stops fees on a day; one of a part leaves the rest as it is."""
    return FeeFacts(is_held=stopping_all("fees", account, on=on).exists())


def local_day(at: datetime) -> date:
    """The office's day of an instant."""
    return timezone.localdate(at)


def _read(account_id: int, as_of: date, known_on: date | None) -> list[_Transaction]:
    """The account's transactions with their receivable legs, oldest first, by one query."""
    rows = READ(account=account_id, as_of=as_of)
    if known_on:
        end = end_of(known_on)
        rows = [row for row in rows if row["recorded_at"] < end]
    found: dict[int, _Transaction] = {}
    for row in rows:
        one = found.setdefault(row["pk_of"], _Transaction(_facts(row)))
        one.entries.append(_entry(row))
    return list(found.values())


def _legs() -> QuerySet:
    legs = Posting.objects.filter(account=Slot("account"), book__startswith=RECEIVABLE, effective_on__lte=Slot("as_of"))
    return legs.order_by("effective_on", "transaction", "pk").values(
        "amount", "due_on", "charge_id", "kind", "book", "effective_on",
        pk_of=F("transaction_id"),
        transaction_kind=F("transaction__kind"),
        source=F("transaction__source"),
        outside_reference=F("transaction__outside_reference"),
        memo=F("transaction__memo"),
        recorded_at=F("transaction__recorded_at"),
        reverses_id=F("transaction__reverses_id"),
        actor_name=F("transaction__actor__full_name"),
    )  # fmt: skip


READ = Asked(_legs)


def _facts(row: Mapping[str, Any]) -> dict:
    here = row["source"] == Transaction.Source.HERE
    return {
        "transaction_id": row["pk_of"],
        "kind": row["transaction_kind"],
        "source": row["source"],
        "reference": f"GS-{row['pk_of']}" if here else "",
        "outside_reference": row["outside_reference"],
        "memo": row["memo"],
        "method": row["kind"] if row["due_on"] is None else "",
        "effective_on": row["effective_on"],
        "recorded_at": row["recorded_at"],
        "actor_name": row["actor_name"] or "",
        "reverses_id": row["reverses_id"],
    }


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        transaction_id=row["pk_of"],
        effective_on=row["effective_on"],
        amount=row["amount"],
        recorded_at=row["recorded_at"],
        reverses_id=row["reverses_id"],
        charge_id=row["charge_id"],
        due_on=row["due_on"],
        service=row["book"].removeprefix(RECEIVABLE),
        kind=row["kind"],
    )


def _entries(found: Iterable[_Transaction]) -> Sequence[Entry]:
    return [entry for one in found for entry in one.entries]


def _open_charge(charge: Entry, left: Decimal) -> OpenCharge:
    assert charge.charge_id is not None and charge.due_on is not None
    return OpenCharge(
        charge.charge_id, charge.service, charge.kind, charge.effective_on, charge.due_on,
        charge.amount, left, charge.transaction_id,
    )  # fmt: skip


def _paid(charge: Entry, amount: Decimal) -> Paid:
    assert charge.charge_id is not None and charge.due_on is not None
    return Paid(charge.charge_id, charge.service, charge.kind, charge.effective_on, charge.due_on, amount)
