"""What stands in the CSV of protections? Each record with the physical line it starts on, or what is wrong with it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.errors import RuleViolation

COLUMNS = (
    "account_number", "kind", "scope", "service", "amount", "from_on", "until_on", "review_on", "source", "citation",
    "note", "name", "address",
)  # fmt: skip
NEEDED = ("account_number", "kind", "source")
LONGEST_FIELD = 1000
MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Fault:
    """Why a row is rejected: its first bad column, what stood there, and the reason as a sentence."""

    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Read:
    """The file's columns in header order, those nobody knows, and its records as (line, values or fault)."""

    header: tuple[str, ...]
    unknown: tuple[str, ...]
    records: list[tuple[int, dict[str, str] | Fault]] = field(default_factory=list)


def read(content: bytes) -> Read:
    """The records of a file. Refuses one that is not a CSV of protections at all."""
    if len(content) > MOST_BYTES:
        raise RuleViolation(_("This file is larger than 20 MB. Split it."))
    lines = _lines(content)
    records = csv.reader(lines, strict=True)
    try:
        header = [name.strip() for name in next(records, [])]
    except csv.Error:
        header = []
    _check_header(header)
    found = Read(tuple(header), tuple(name for name in header if name not in COLUMNS))
    found.records.extend(_records(records, header))
    return found


def _lines(content: bytes) -> Iterator[str]:
    text = content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    return iter(io.StringIO(text, newline=""))


def _check_header(header: list[str]) -> None:
    lacking = [name for name in NEEDED if name not in header]
    if lacking:
        raise RuleViolation(
            _("The first line must name the columns; %(lacking)s is missing.") % {"lacking": ", ".join(lacking)}
        )
    twice = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
    if twice:
        raise RuleViolation(_("The column %(name)s stands there twice.") % {"name": twice[0]})


def _records(records, header: list[str]) -> Iterator[tuple[int, dict[str, str] | Fault]]:
    while True:
        line = records.line_num + 1
        try:
            record = next(records)
        except StopIteration:
            return
        except csv.Error:
            yield line, Fault(header[0], "", _("the line cannot be read as CSV"))
            continue
        if record and any(value.strip() for value in record):
            yield line, _judged(record, header)


def _judged(record: list[str], header: list[str]) -> dict[str, str] | Fault:
    if len(record) != len(header):
        first = header[min(len(record), len(header) - 1)]
        return Fault(first, "", _("the row has %(n)s fields, the header %(m)s") % {"n": len(record), "m": len(header)})
    for name, value in zip(header, record, strict=True):
        if name not in COLUMNS:
            continue
        if any("\udc80" <= letter <= "\udcff" for letter in value):
            return Fault(name, value.encode("utf-8", "replace").decode(), _("not UTF-8"))
        if "\0" in value:
            return Fault(name, value.replace("\0", "�"), _("a NUL byte"))
        if len(value) > LONGEST_FIELD:
            return Fault(name, value, _("longer than 1,000 characters"))
    return {name: value.strip() for name, value in zip(header, record, strict=True) if name in COLUMNS}
