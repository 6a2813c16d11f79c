"""How is an extract, or the list of its rejected rows, written? RFC 4180, CRLF, UTF-8 without a byte order mark."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from collections_app.interchange import layout, policy
from core.export import harmless

REJECT_COLUMNS = ("file", "line", "column", "value", "reason")
LONGEST_VALUE = 200


def rejects_csv(rejects: Iterable[Sequence[Any]]) -> bytes:
    """The rejects file: text made harmless for spreadsheets, plain amounts left as they are."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(REJECT_COLUMNS)
    for file, line, column, value, reason in rejects:
        writer.writerow((file, line, column, shown(value), reason))
    return text.getvalue().encode()


def shown(value: str) -> str:
    """A rejected value as it may be read anywhere."""
    if len(value) > LONGEST_VALUE:
        value = value[:LONGEST_VALUE] + "…"
    return value if policy.DECIMAL.fullmatch(value) else harmless(value)


def write_extract(
    folder: Path,
    files: Mapping[str, Iterable[Mapping[str, Any]]],
    *,
    utility: str,
    extract_date: date,
    sequence: int,
    kind: str = "nightly",
) -> Path:
    """Write rows by file name (columns as in `layout`) as an extract folder with its manifest; answers the folder.

    A nightly extract gets all eight files, empty ones with their header; a payments extract payments.csv alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [layout.PAYMENTS] if kind == "payments" else layout.FILES
    promised, control = {}, {"charges": Decimal(0), "payments": Decimal(0), "stated_balance": Decimal(0)}
    for file in wanted:
        count, total = _write_file(folder / file.name, file, files.get(file.name, ()))
        promised[file.name] = {"rows": count, "sha256": hashlib.sha256((folder / file.name).read_bytes()).hexdigest()}
        if file.control:
            control[file.control] = total
    said: dict[str, Any] = {
        "format": layout.FORMAT,
        "utility": utility,
        "extract_date": extract_date.isoformat(),
        "sequence": sequence,
        "files": promised,
        "control": {name: f"{total:.2f}" for name, total in control.items()},
    }
    if kind == "payments":
        said["kind"] = kind
    (folder / "manifest.json").write_text(json.dumps(said, indent=2), encoding="utf-8")
    return folder


def _write_file(path: Path, file: layout.File, rows: Iterable[Mapping[str, Any]]) -> tuple[int, Decimal]:
    names = [column.name for column in file.columns]
    count, total = 0, Decimal("0.00")
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(names)
        for row in rows:
            writer.writerow([_plain(row.get(name)) for name in names])
            count += 1
            if file.control:
                total += Decimal(policy.cents(str(row[file.control_column])) or 0).scaleb(-2)
    return count, total


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
