"""What is owed, what would a payment pay, and which payments were taken?"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.doors import closed_to
from collections_app.desk.policy import after_payment
from collections_app.desk.words import METHODS, charge_says, service_says
from collections_app.treatments.policy import ReminderRules, WorklistRules
from core.money import ZERO
from core.rulebook import rules
from ledger.models import UNAPPLIED, JournalDay, Posting, Receipt, Transaction
from ledger.policy import spend
from ledger.queries import OpenCharge, allocation, open_charges

TENDERS = {
    "cash": gettext_lazy("Cash"),
    "check": gettext_lazy("Check"),
    "money_order": gettext_lazy("Money order"),
    "card": gettext_lazy("Card, by the terminal"),
}


@dataclass(frozen=True)
class Owed:
    """The open charges of an account in the order in which a payment pays them; dollars."""

    charges: Sequence[OpenCharge]
    today: date

    @property
    def total(self) -> Decimal:
        return sum((charge.open for charge in self.charges), ZERO)

    @property
    def past_due(self) -> Decimal:
        return sum((charge.open for charge in self.charges if charge.due_on < self.today), ZERO)


@dataclass(frozen=True)
class Paying:
    """What a payment would do: each open charge with what it pays and leaves, and what follows."""

    amount: Decimal
    rows: Sequence[dict[str, Any]]
    over: Decimal
    balance: Decimal
    past_due: Decimal
    follows: Sequence[str]
    seen: str


def owed(account_id: int, *, today: date) -> Owed:
    return Owed(open_charges(account_id, today), today)


def rows_of(found: Owed) -> list[dict[str, Any]]:
    """The charges as the page lists them before an amount is named."""
    return [{**_charge_row(charge, found.today), "pays": None, "left": None} for charge in found.charges]


def paying(found: Owed, amount: Decimal, *, balance: Decimal) -> Paying:
    """What a payment of `amount` would pay, by the order of the books; nothing is posted."""
    uses, over = spend([(charge.due_on, charge.open) for charge in found.charges], amount)
    rows = [
        {**_charge_row(charge, found.today), "pays": use.pays or None, "left": use.left}
        for charge, use in zip(found.charges, uses, strict=True)
    ]
    past_due = sum((use.left for use in uses if use.due_on < found.today), ZERO)
    figures = rules(ReminderRules, on=found.today), rules(WorklistRules, on=found.today)
    follows = after_payment(
        found.past_due, past_due, over, least_reminded=figures[0].least_amount, least_listed=figures[1].least_past_due
    )
    return Paying(amount, rows, over, balance - amount, past_due, follows, seen_mark(found, amount))


def seen_mark(found: Owed, amount: Decimal) -> str:
    """Names exactly what a preview showed, so that nothing posts which its cashier has not seen."""
    shown = [f"{amount}", *(f"{charge.charge_id}:{charge.open}" for charge in found.charges)]
    return hashlib.sha256("|".join(shown).encode()).hexdigest()[:16]


def day_is_closed(today: date) -> bool:
    """Whether the journal of the day has gone to billing, after which nothing posts on it."""
    return JournalDay.objects.filter(day=today).exists()


def receipts() -> QuerySet[Receipt]:
    """Receipts with what a list of them shows: amount, tender, who, and whether the payment stands."""
    leg = Posting.objects.filter(transaction=OuterRef("transaction"), book=UNAPPLIED)
    whole = ("transaction__account__customer", "transaction__actor", "transaction__returned", "void")
    return Receipt.objects.select_related(*whole).annotate(
        amount=Cast(-Subquery(leg.values("amount")[:1]), DecimalField(max_digits=12, decimal_places=2)),
        tender=Subquery(leg.values("kind")[:1]),
    )


def receipt_row(receipt: Any) -> dict[str, Any]:
    """A receipt in words: how it was paid, and what became of it."""
    returned = getattr(receipt.transaction, "returned", None)
    void = getattr(receipt, "void", None)
    state, word = "allowed", _("Stands")
    if void:
        state, word = "blocked", _("Void")
    elif returned:
        state, word = "blocked", _("Came back")
    return {
        "receipt": receipt,
        "says": receipt.says,
        "amount": receipt.amount,
        "tender": TENDERS.get(receipt.tender) or METHODS.get(receipt.tender, receipt.tender),
        "how": METHODS.get(receipt.tender, receipt.tender),
        "state": state,
        "word": word,
        "stands": not (void or returned),
        "void": void,
        "returned": returned,
    }


def totals(found: QuerySet[Receipt]) -> list[dict[str, Any]]:
    """What stands of these receipts, by tender: what the drawer and the terminal should hold."""
    standing = found.filter(void__isnull=True, transaction__returned__isnull=True)
    by_tender = (
        standing.order_by().values("tender").annotate(sum_of=Sum("amount"), of=F("tender")).values("tender", "sum_of")
    )
    sums = {row["tender"]: row["sum_of"] for row in by_tender}
    rows = [
        {"label": TENDERS.get(tender) or METHODS.get(tender, tender), "amount": sums[tender]}
        for tender in sorted(sums, key=lambda tender: list(METHODS).index(tender) if tender in METHODS else 99)
    ]
    return [*rows, {"label": _("Together"), "amount": sum(sums.values(), ZERO), "total": True}] if rows else []


def receipts_of(on: date, person, *, mine: bool) -> QuerySet[Receipt]:
    """The receipts of a business date, everybody's or one's own, without accounts that are closed to this person."""
    found = receipts().filter(posted_on=on)
    closed = closed_to(person)
    found = found.exclude(transaction__account__in=closed) if closed else found
    return found.filter(transaction__actor=person) if mine else found


def credit(account_id: int, *, today: date) -> Decimal:
    """What was paid beyond all charges."""
    return allocation(account_id, today).left_over


def fee_amount(fee: Transaction) -> Decimal:
    return sum((leg.amount for leg in fee.postings.all() if leg.amount > 0), ZERO)


def taken_today(rows: Sequence[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    """Of an account's receipts those that were taken today and stand: what a second payment might repeat."""
    return [row for row in rows if row["stands"] and row["receipt"].posted_on == today]


def newest(account_id: int, count: int) -> list[dict[str, Any]]:
    """The newest receipts of an account, whatever became of them."""
    found = receipts().filter(transaction__account=account_id).order_by("-pk")[:count]
    return [receipt_row(receipt) for receipt in found]


def _charge_row(charge: OpenCharge, today: date) -> dict[str, Any]:
    return {
        "says": _("%(charge)s, %(service)s")
        % {"charge": charge_says(charge.kind), "service": service_says(charge.service).lower()},
        "charge_id": charge.charge_id,
        "due_on": charge.due_on,
        "days": charge.days_past_due(today),
        "open": charge.open,
    }
