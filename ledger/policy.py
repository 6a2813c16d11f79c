"""Which charge does a credit pay, how old is what is left, and is a fee due? Rules only: no database, no clock.

The one place that says in Python what `ledger/aging.py` says in SQL; a property test holds them equal (docs/books.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from core.errors import RuleViolation
from core.money import in_words
from core.rulebook import figures, rule
from core.verdicts import Reason, Verdict, Word, verdict

ZERO = Decimal("0.00")
BUCKETS = ("current", "d1_30", "d31_60", "d61_90", "d91_plus")

# Where money made here arrives, by how it was paid. What is not here is not taken here.
BOOK_OF_METHOD = {
    "cash": "drawer",
    "check": "drawer",
    "money_order": "drawer",
    "ach": "bank:ach",
    "card": "bank:card",
    "lockbox": "bank:lockbox",
}


@dataclass(frozen=True)
class Entry:
    """One leg on what a customer owes: a charge has a charge_id and a due date, a credit neither."""

    transaction_id: int
    effective_on: date
    amount: Decimal
    recorded_at: datetime | None = None
    reverses_id: int | None = None
    charge_id: str | None = None
    due_on: date | None = None
    service: str = ""
    kind: str = ""

    @property
    def is_charge(self) -> bool:
        """A negative charge is a credit."""
        return self.charge_id is not None and self.amount > 0

    @property
    def turn(self) -> tuple[date, date, str]:
        """Charges are paid in this order."""
        assert self.due_on is not None and self.charge_id is not None
        return self.due_on, self.effective_on, self.charge_id


@dataclass(frozen=True)
class Share:
    """So much of this credit paid so much of this charge."""

    charge: Entry
    credit: Entry
    amount: Decimal


@dataclass(frozen=True)
class Allocation:
    """What every credit paid, what is left open of every charge, and what credit is left beyond all charges."""

    shares: tuple[Share, ...]
    open: tuple[tuple[Entry, Decimal], ...]
    left_over: Decimal


def counted(entries: Iterable[Entry], as_of: date, *, known_before: datetime | None = None) -> list[Entry]:
    """What takes part as of a date: effective by then, recorded by then, and not taken back by then."""
    seen = [
        entry
        for entry in entries
        if entry.effective_on <= as_of
        and (known_before is None or entry.recorded_at is None or entry.recorded_at < known_before)
    ]
    taken_back = {entry.reverses_id for entry in seen if entry.reverses_id is not None}
    return [entry for entry in seen if entry.reverses_id is None and entry.transaction_id not in taken_back]


def allocate(entries: Sequence[Entry]) -> Allocation:
    """Credits pay charges first-in first-out by (due_on, billed_on, charge_id); credits in the order they came."""
    charges = sorted((entry for entry in entries if entry.is_charge), key=lambda entry: entry.turn)
    credits = sorted(
        (entry for entry in entries if not entry.is_charge),
        key=lambda entry: (entry.effective_on, entry.transaction_id, entry.charge_id or ""),
    )
    shares, left, waiting = [], ZERO, iter(credits)
    credit: Entry | None = None
    still_open = []
    for charge in charges:
        unpaid = charge.amount
        while unpaid > 0:
            if left <= 0:
                credit = next(waiting, None)
                if credit is None:
                    break
                left = left - credit.amount
                continue
            assert credit is not None
            paid = min(unpaid, left)
            shares.append(Share(charge, credit, paid))
            unpaid, left = unpaid - paid, left - paid
        still_open.append((charge, unpaid))
    left = left - sum((credit.amount for credit in waiting), ZERO)
    return Allocation(tuple(shares), tuple(still_open), left)


def bucket(due_on: date, as_of: date) -> str:
    """The name of the bucket for what is open of a charge, by its days past due."""
    days = (as_of - due_on).days
    if days <= 0:
        return "current"
    if days <= 30:
        return "d1_30"
    if days <= 60:
        return "d31_60"
    return "d61_90" if days <= 90 else "d91_plus"


def bucketed(open_charges: Iterable[tuple[date, Decimal]], as_of: date) -> dict[str, Decimal]:
    """Sums of (due_on, open) by bucket, all five named."""
    sums = dict.fromkeys(BUCKETS, ZERO)
    for due_on, amount in open_charges:
        sums[bucket(due_on, as_of)] += amount
    return sums


def first_days(as_of: date) -> dict[str, date]:
    """The newest due date that belongs to each bucket or an older one."""
    return {
        "over_0": as_of - timedelta(days=1),
        "over_30": as_of - timedelta(days=31),
        "over_60": as_of - timedelta(days=61),
        "over_90": as_of - timedelta(days=91),
    }


@dataclass(frozen=True)
class Use:
    """What a payment would do to one open charge; dollars."""

    due_on: date
    open: Decimal
    pays: Decimal

    @property
    def left(self) -> Decimal:
        return self.open - self.pays


def spend(open_charges: Iterable[tuple[date, Decimal]], amount: Decimal) -> tuple[list[Use], Decimal]:
    """What a payment would pay of open charges (due date, open), given in the order they are paid, and what it leaves
    over. Posting it and counting anew gives the same; a property test holds both equal."""
    uses = []
    for due_on, left in open_charges:
        pays = min(left, amount)
        amount -= pays
        uses.append(Use(due_on, left, pays))
    return uses, amount


FEES = "returned_payment_fee"
MOST_BY_STATUTE = Decimal("30.00")
ANYTHING = "account"  # where an account has no service to charge


@figures
@dataclass(frozen=True)
class PaymentRules:
    """What follows when a payment taken here comes back."""

    returned_payment_fee: Decimal = rule(
        Decimal("30.00"),
        unit="dollars",
        means="fee for a payment that the bank did not honor; 0.00 for none",
        cite="Minn. Stat. 604.113 (up to 30.00, where notice is posted); Duluth’s fee schedule",
        basis="local setting",
    )
    fee_due_days: int = rule(
        21, unit="days", means="days until that fee falls due", cite="local policy", basis="local setting"
    )

    def __post_init__(self):
        if not ZERO <= self.returned_payment_fee <= MOST_BY_STATUTE:
            raise RuleViolation("A returned payment’s fee is from 0.00 to 30.00: Minn. Stat. 604.113 allows no more.")
        if self.fee_due_days < 0:
            raise RuleViolation("A fee cannot fall due before it is charged.")


@dataclass(frozen=True)
class FeeFacts:
    """What decides whether a returned payment's fee may be charged."""

    is_held: bool


def fee_verdict(facts: FeeFacts, rules: PaymentRules) -> Verdict:
    """Whether the fee of a returned payment is charged."""
    return verdict(
        _against_a_fee(facts, rules),
        otherwise=f"A fee of {in_words(rules.returned_payment_fee)} is charged.",
    )


def _against_a_fee(facts: FeeFacts, rules: PaymentRules):
    cite = "Minn. Stat. 604.113"
    if facts.is_held:
        # Which one is none of the cashier's business.
        yield Reason("held", "No fee: a protection on this account stops fees.", Word.BLOCKED, "rulebook, holds")
    if not rules.returned_payment_fee:
        yield Reason("none", "No fee: the rulebook sets it to 0.00.", Word.BLOCKED, cite)


def service_of_fee(paid: Sequence[str], on: Sequence[str]) -> str:
    """The service a returned payment's fee is charged to: the one that the payment had paid first, else one that is
    on at the account."""
    return next(iter([*paid, *on]), ANYTHING)
