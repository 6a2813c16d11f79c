"""What does the manifest promise? Malformed in any way, the extract is refused."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from collections_app.interchange import layout, policy
from collections_app.interchange.errors import ExtractRefused

NAME = "manifest.json"
LARGEST = 1024 * 1024
NIGHTLY, PAYMENTS = "nightly", "payments"
CONTROLS = ("charges", "payments", "stated_balance")
LONGEST_NAME = 200
LARGEST_SEQUENCE = 2_000_000_000


@dataclass(frozen=True)
class Promised:
    """One file as the manifest promises it."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`manifest.json`, understood. `others` are files that it names and we do not know."""

    utility: str
    extract_date: date
    sequence: int
    kind: str
    files: Mapping[str, Promised]
    control: Mapping[str, Decimal]
    others: tuple[str, ...]

    @property
    def rows(self) -> int:
        return sum(promised.rows for promised in self.files.values())

    @property
    def is_payments_only(self) -> bool:
        return self.kind == PAYMENTS

    @property
    def digest(self) -> str:
        """One sha256 of everything that was delivered, so that the same content is known when it comes again."""
        said = [
            self.utility,
            self.extract_date.isoformat(),
            self.sequence,
            self.kind,
            sorted((name, promised.rows, promised.sha256) for name, promised in self.files.items()),
            sorted((name, str(total)) for name, total in self.control.items()),
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def understood(content: bytes) -> Manifest:
    """The manifest in these bytes; `ExtractRefused` says what is wrong with it."""
    said = _json(content)
    if said.get("format") != layout.FORMAT:
        raise ExtractRefused(f"The manifest does not say that its format is {layout.FORMAT}.")
    kind = said.get("kind", NIGHTLY)
    if kind not in (NIGHTLY, PAYMENTS, "full"):
        raise ExtractRefused("The manifest names a kind of extract that is neither nightly nor payments.")
    kind = PAYMENTS if kind == PAYMENTS else NIGHTLY
    files, others = _files(said.get("files"), kind)
    return Manifest(
        utility=_utility(said.get("utility")),
        extract_date=_date(said.get("extract_date")),
        sequence=_whole(said.get("sequence"), "sequence", least=1, most=LARGEST_SEQUENCE),
        kind=kind,
        files=files,
        control=_control(said.get("control"), kind),
        others=others,
    )


def _json(content: bytes) -> Mapping[str, Any]:
    if len(content) > LARGEST:
        raise ExtractRefused("The manifest is larger than a manifest can be.")
    try:
        said = json.loads(
            content.decode("utf-8-sig"), parse_float=str, object_pairs_hook=_no_doubles, parse_constant=_no_constant
        )
    except (ValueError, RecursionError):
        raise ExtractRefused("The manifest is not JSON that can be read.") from None
    if not isinstance(said, dict):
        raise ExtractRefused("The manifest is not a JSON object.")
    return said


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ExtractRefused("The manifest says something twice.")
    return found


def _no_constant(_text: str) -> None:
    raise ValueError


def _whole(said: Any, what: str, *, least: int, most: int) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or not least <= said <= most:
        raise ExtractRefused(f"The manifest's {what} is not a whole number that can be.")
    return said


def _utility(said: Any) -> str:
    if not isinstance(said, str) or not said.strip() or len(said) > LONGEST_NAME or not said.isprintable():
        raise ExtractRefused("The manifest does not name its utility.")
    return said


def _date(said: Any) -> date:
    if not isinstance(said, str) or policy.date_fault(said):
        raise ExtractRefused("The manifest's extract_date is not a date written as YYYY-MM-DD.")
    return date.fromisoformat(said)


def _files(said: Any, kind: str) -> tuple[dict[str, Promised], tuple[str, ...]]:
    if not isinstance(said, dict):
        raise ExtractRefused("The manifest does not list its files.")
    known = {name: _promised(name, promised) for name, promised in said.items() if name in layout.BY_NAME}
    others = tuple(name for name in said if name not in layout.BY_NAME)
    if kind == PAYMENTS:
        if set(said) != {layout.PAYMENTS.name}:
            raise ExtractRefused("A payments extract holds payments.csv alone.")
    elif missing := [name for name in layout.BY_NAME if name not in known]:
        raise ExtractRefused(f"The manifest does not name {missing[0]}.")
    return known, others


def _promised(name: str, said: Any) -> Promised:
    if not isinstance(said, dict):
        raise ExtractRefused(f"The manifest does not say rows and sha256 of {name}.")
    sha256 = said.get("sha256")
    if not isinstance(sha256, str) or len(sha256) != 64 or not set(sha256.lower()) <= set("0123456789abcdef"):
        raise ExtractRefused(f"The manifest's sha256 of {name} is not one.")
    return Promised(_whole(said.get("rows"), f"number of rows of {name}", least=0, most=2**40), sha256.lower())


def _control(said: Any, kind: str) -> dict[str, Decimal]:
    needed = CONTROLS if kind == NIGHTLY else ("payments",)
    if not isinstance(said, dict) or any(name not in said for name in needed):
        raise ExtractRefused("The manifest does not state its control totals.")
    totals = {name: _total(name, said[name]) for name in CONTROLS if name in said}
    if kind == PAYMENTS and any(total for name, total in totals.items() if name != "payments"):
        raise ExtractRefused("A payments extract has a control total of payments alone.")
    return totals


def _total(name: str, said: Any) -> Decimal:
    text = str(said) if isinstance(said, int) and not isinstance(said, bool) else said
    if not isinstance(text, str) or not policy.DECIMAL.fullmatch(text) or len(text) > 40:
        raise ExtractRefused(f"The manifest's control total of {name} is not an amount.")
    return Decimal(text)
