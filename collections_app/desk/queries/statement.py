"""What does a statement of account say about a period?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Account
from collections_app.desk.words import entry_says, service_order, service_says
from core.money import ZERO
from ledger.policy import BUCKETS
from ledger.queries import Line, account_lines, aging_by_service
from notices.frame import frames


@dataclass(frozen=True)
class Row:
    """One entry of the period; dollars."""

    on: date
    says: str
    charged: Decimal | None
    paid: Decimal | None
    balance: Decimal


@dataclass(frozen=True)
class Statement:
    """A period of an account: the balance before it, every entry, the balance at its end, and how old that is."""

    since: date
    until: date
    opening: Decimal
    rows: Sequence[Row]
    closing: Decimal
    services: Sequence[tuple[str, Decimal, Decimal, Decimal]]
    buckets: Sequence[Decimal]

    @property
    def charged(self) -> Decimal:
        return sum((row.charged or ZERO for row in self.rows), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((row.paid or ZERO for row in self.rows), ZERO)


def statement(account_id: int, since: date, until: date) -> Statement:
    """The books from `since` through `until`, by what is known now."""
    lines = account_lines(account_id, until)
    before = [line for line in lines if line.effective_on < since]
    opening = before[-1].balance if before else ZERO
    by_id = {line.transaction_id: line for line in lines}
    rows = [_row(line, by_id) for line in lines if line.effective_on >= since]
    aged = sorted(aging_by_service(account_id, until), key=lambda one: service_order(one.service))
    return Statement(
        since,
        until,
        opening,
        rows,
        rows[-1].balance if rows else opening,
        [(service_says(one.service), _past_due(one), one.current, one.total) for one in aged],
        [sum((getattr(one, name) for one in aged), ZERO) for name in BUCKETS],
    )


def facts_of(account: Account, since: date, until: date, *, today: date) -> dict[str, Any]:
    """What stands on the paper: the frame of a letter, so that it fits the same envelope, and the period."""
    said = statement(account.pk, since, until)
    return {
        **frames([account.pk], today=today)[account.pk].facts,
        "since": since,
        "until": until,
        "opening": said.opening,
        "rows": [[row.on, row.says, row.charged, row.paid, row.balance] for row in said.rows],
        "charged": said.charged,
        "paid": said.paid,
        "closing": said.closing,
        "services": [list(one) for one in said.services],
        "buckets": list(said.buckets),
    }


def usual_period(today: date) -> tuple[date, date]:
    """The last three months."""
    month = (today.replace(day=1) - timedelta(days=62)).replace(day=1)
    return month, today


def _row(line: Line, by_id: dict[int, Line]) -> Row:
    is_charge = line.kind == "charge" or (line.kind == "reversal" and line.amount > 0)
    return Row(
        line.effective_on,
        entry_says(line, by_id),
        line.amount if is_charge else None,
        None if is_charge else -line.amount,
        line.balance,
    )


def _past_due(aged) -> Decimal:
    return sum((getattr(aged, name) for name in BUCKETS[1:]), ZERO)
