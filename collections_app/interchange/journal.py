"""Which transactions made here does billing get, day by day?"""

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.documents import files
from accounts.documents.actions import keep_document
from core import history
from core.errors import RuleViolation
from core.export import harmless
from core.money import ZERO
from core.utility import moment
from ledger.actions import lock_journal_day
from ledger.aging import end_of, start_of
from ledger.models import JournalDay, Posting, Transaction

COLUMNS = ("transaction", "posting", "effective_on", "account", "book", "debit", "credit", "reference", "memo", "actor")


@dataclass(frozen=True)
class Journal:
    """A day's journal as billing gets it, and whether this very export closed the day."""

    content: bytes
    lines: int
    closes_now: bool


@transaction.atomic
def export_journal(day: date, *, actor, today: date) -> Journal:
    """The day's journal; the first export closes the day, so that every later one gives the same bytes.

    A day that is still open may be exported; from then on nothing made here is recorded in it.
    """
    lock_journal_day(day)
    closed = JournalDay.objects.select_related("document").filter(day=day).first()
    if closed:
        return Journal(files.read(closed.document.sha256), closed.lines, closes_now=False)
    if day > today:
        raise RuleViolation(f"{day:%b %-d, %Y} has not come yet: the business date is {today:%b %-d, %Y}.")

    rows = _rows(day)
    content = _written(rows)
    document = keep_document(
        content, name=f"journal-{day}.csv", kind="journal", media_type="text/csv", actor=actor, today=today
    )
    closed = JournalDay.objects.create(
        day=day, document=document, lines=len(rows), closed_at=moment(today), closed_by=actor
    )
    history.record("journal.closed", subject=closed, actor=actor, on=today, facts={"day": day, "lines": len(rows)})
    return Journal(content, len(rows), closes_now=True)


def _rows(day: date) -> list[Any]:
    """Every leg of what was made here and recorded on that local day, in the order it was written."""
    return list(
        Posting.objects.filter(
            transaction__source=Transaction.Source.HERE,
            transaction__recorded_at__gte=start_of(day),
            transaction__recorded_at__lt=end_of(day),
        )
        .order_by("transaction", "pk")
        .values(
            "transaction_id", "pk", "effective_on", "book", "amount",
            number=F("account__number"),
            memo=F("transaction__memo"),
            outside_reference=F("transaction__outside_reference"),
            who=F("transaction__actor__username"),
        )
    )  # fmt: skip


def _written(rows: list[dict]) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for row in rows:
        amount = row["amount"]
        lines.writerow((
            row["transaction_id"], row["pk"], row["effective_on"], row["number"], row["book"],
            max(amount, ZERO), max(-amount, ZERO), f"GS-{row['transaction_id']}",
            harmless(row["memo"] or row["outside_reference"]), harmless(row["who"] or ""),
        ))  # fmt: skip
    return text.getvalue().encode()
