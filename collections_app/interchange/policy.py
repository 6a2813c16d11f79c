"""May this extract be loaded, and is this row one that can be? Rules only: no database, no clock, no Django."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from collections_app.interchange.layout import LONGEST_FIELD, Column

DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]{1,2})?", re.ASCII)
NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?", re.ASCII)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
LARGEST = 999_999_999_999  # cents that numeric(12,2) holds


@dataclass(frozen=True)
class Known:
    """What the database knows before a load: the utility's name, the newest sequence, whether it is the demo."""

    utility: str
    expected_utility: str
    newest_sequence: int
    is_demo: bool
    replaces_demo: bool


def refusal(*, utility: str, sequence: int, kind: str, known: Known) -> str:
    """Why an extract that is new to us may not be loaded, in one sentence; empty when it may (extract.md rule 1)."""
    if known.expected_utility and utility != known.expected_utility:
        return f"The extract is of {utility}, but this installation is set up for {known.expected_utility}."
    over_the_demo = known.is_demo and utility != known.utility  # the demo's own nights load like anybody's
    if over_the_demo and not known.replaces_demo:
        return "This database holds the demo utility; replace it by the extract with --replace-demo, or on the page."
    name, newest = ("", 0) if over_the_demo else (known.utility, known.newest_sequence)
    if name and utility != name:
        return f"The extract is of {utility}, but this is the database of {name}."
    if sequence > newest + 1:
        missing = f"sequence {newest + 1} comes next" if newest else "the full load, sequence 1, comes first"
        return f"The extract has sequence {sequence}, but {missing}."
    if sequence == 1 and kind == "payments":
        return "The first extract must be the full load, but this one holds payments only."
    return ""


def too_many_rejects(rejected: int, rows: int, *, worst_share: int) -> bool:
    """More than `worst_share` percent of all rows are bad (extract.md rule 3)."""
    return rejected * 100 > worst_share * rows


def cents(text: str) -> int | None:
    """A plain decimal with at most two places, in cents; None for anything else."""
    if not DECIMAL.fullmatch(text):
        return None
    if text[-3:-2] == ".":
        return int(text[:-3] + text[-2:])
    whole, _point, tenths = text.partition(".")
    return int(whole + tenths.ljust(2, "0"))


def amount_fault(text: str) -> str:
    if not text:
        return "The amount is empty."
    value = cents(text)
    if value is None:
        return "This is not an amount in plain digits with at most two decimals."
    return "The amount is too large." if abs(value) > LARGEST else ""


def number_fault(text: str) -> str:
    return "" if NUMBER.fullmatch(text) else "This is not a plain number."


def date_fault(text: str) -> str:
    if not text:
        return "The date is empty."
    try:
        if not DATE.fullmatch(text):
            raise ValueError
        date.fromisoformat(text)
    except ValueError:
        return "This is not a date written as YYYY-MM-DD."
    return ""


def text_fault(text: str) -> str:
    """What no field may hold: too much, a NUL byte, or bytes that are not UTF-8 (they arrive as lone surrogates)."""
    if "\0" in text:
        return "The field holds a NUL byte."
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return "The field is not UTF-8."
    if len(text) > LONGEST_FIELD:
        return f"The field is longer than {LONGEST_FIELD:,} characters."
    return ""


def field_fault(column: Column, text: str) -> str:
    """Why a field cannot be loaded, in a sentence; empty when it can."""
    if fault := text_fault(text):
        return fault
    if not text and column.empty:
        return ""
    if column.holds in ("id", "ref"):
        return "" if text.strip() else "The id is missing."
    if column.holds == "one_of":
        return "" if text in column.one_of else f"The field must be one of {', '.join(column.one_of)}."
    if column.holds == "date":
        return date_fault(text)
    if column.holds == "amount":
        return amount_fault(text)
    if column.holds == "number":
        return number_fault(text)
    return ""


def control_differences(theirs: Mapping[str, Decimal], ours: Mapping[str, Decimal]) -> Iterable[str]:
    """The names of control totals that differ."""
    return [name for name, total in ours.items() if theirs.get(name) != total]
