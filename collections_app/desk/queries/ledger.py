"""How did the balance come about, as it was on a day and as we knew it on a day?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collections_app.desk.queries.figures import Asked, address_of, hold_address
from collections_app.desk.words import charge_says, credit_says, entry_says, service_order, service_says
from core.money import ZERO, in_words
from core.templatetags.money import bare_day, harmless
from ledger.queries import Line, account_lines, aging_by_service

PAST = ("d1_30", "d31_60", "d61_90", "d91_plus")


@dataclass(frozen=True)
class Part:
    """One charge of a bill: what it was for, how much, what is left open of it."""

    charge_id: str
    says: str
    amount: Decimal
    open: Decimal | None
    url: str
    hold_url: str


@dataclass(frozen=True)
class Entry:
    """One entry of the books as a row: charged or credited, what is open, the balance after it."""

    on: date
    says: str
    detail: str
    parts: Sequence[Part]
    charged: Decimal | None
    credited: Decimal | None
    open: Decimal | None
    balance: Decimal
    url: str
    is_reversed: bool


@dataclass(frozen=True)
class Month:
    """The entries of a month, newest first, with what was charged and credited and the balance at its end."""

    first: date
    charged: Decimal
    credited: Decimal
    balance: Decimal
    entries: Sequence[Entry]


HEADER = (
    gettext_lazy("Date"), gettext_lazy("Entry"), gettext_lazy("Details"), gettext_lazy("Charged"),
    gettext_lazy("Credited"), gettext_lazy("Open"), gettext_lazy("Balance"),
)  # fmt: skip


def exported(entry: Entry) -> list[Any]:
    """A row as cells under `HEADER`, in the words of the screen."""
    details = "; ".join([*(_part_says(part) for part in entry.parts), entry.detail]).strip("; ")
    return [entry.on, entry.says, details, entry.charged, entry.credited, entry.open, entry.balance]


def months(asked: Asked) -> list[Month]:
    """The ledger of an account, newest month first."""
    lines = account_lines(asked.account_id, asked.as_of, asked.known_on)
    return [_month(list(of_month)) for _first, of_month in groupby(reversed(_rows(lines, asked)), key=_month_of)]


def services(asked: Asked) -> list[dict[str, Any]]:
    """What is open of each service: past due, not yet due, together; a credit not used is a row of its own."""
    rows = []
    aging = aging_by_service(asked.account_id, asked.as_of, asked.known_on)
    for aged in sorted(aging, key=lambda aged: service_order(aged.service)):
        is_credit = aged.service == "unapplied"
        rows.append(
            {
                "label": service_says(aged.service),
                "past_due": sum((getattr(aged, name) for name in PAST), ZERO),
                "current": ZERO if is_credit else aged.current,
                "total": aged.total,
                "url": address_of(asked, "credit" if is_credit else f"service-{aged.service}"),
            }
        )
    return rows


def _rows(lines: Sequence[Line], asked: Asked) -> list[Entry]:
    by_id = {line.transaction_id: line for line in lines}
    return [
        Entry(
            on=line.effective_on,
            says=entry_says(line, by_id),
            detail=_detail(line),
            parts=list(_parts(line, asked)) if line.charges else [],
            charged=line.amount if line.kind == "charge" or (line.kind == "reversal" and line.amount > 0) else None,
            credited=-line.amount if line.kind == "payment" or (line.kind == "reversal" and line.amount <= 0) else None,
            open=line.open if line.charges and not line.is_reversed else None,
            balance=line.balance,
            url=address_of(asked, "entry", line.transaction_id),
            is_reversed=line.is_reversed or line.kind == "reversal",
        )
        for line in lines
    ]


def _parts(line: Line, asked: Asked) -> Iterator[Part]:
    for charge in line.charges:
        counts = charge.amount > 0 and not line.is_reversed
        label = service_says(charge.service)
        if charge.kind != "bill":
            label = f"{label}, {charge_says(charge.kind).lower()}"
        yield Part(
            charge.charge_id, label, charge.amount, charge.open if counts else None,
            address_of(asked, "charge", charge.charge_id) if counts else "",
            hold_address(asked.account_id, charge.charge_id) if counts and charge.open else "",
        )  # fmt: skip


def _detail(line: Line) -> str:
    parts = [line.reference, harmless(line.outside_reference), credit_says(line), line.actor_name]
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _part_says(part: Part) -> str:
    open_ = _(", open %(amount)s") % {"amount": in_words(part.open)} if part.open else ""
    return f"{part.says} {in_words(part.amount)}{open_} ({harmless(part.charge_id)})"


def _month_of(entry: Entry) -> date:
    return entry.on.replace(day=1)


def _month(entries: Sequence[Entry]) -> Month:
    return Month(
        _month_of(entries[0]),
        sum((entry.charged or ZERO for entry in entries), ZERO),
        sum((entry.credited or ZERO for entry in entries), ZERO),
        entries[0].balance,
        entries,
    )


def says(asked: Asked, today: date) -> str:
    """Which dates the page shows, as a sentence."""
    if asked.known_on and asked.known_on < today:
        return _("As it was on %(day)s, as we knew it on %(known)s.") % {
            "day": _long(asked.as_of), "known": _long(asked.known_on),
        }  # fmt: skip
    if asked.as_of != today:
        return _("As it was on %(day)s, as we know it now.") % {"day": _long(asked.as_of)}
    return ""


def _long(on: date) -> str:
    return f"{bare_day(on)}, {on.year}"
