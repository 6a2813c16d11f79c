"""Small extracts for tests: a town of three accounts with quiet usage rows: a bad row is under 1 %."""

import csv
import hashlib
import io
import json
import tarfile
import zipfile
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path

from collections_app.interchange import layout, policy
from collections_app.interchange.writing import write_extract

UTILITY = "Test Utilities"
FIRST, SECOND, THIRD = date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5)
FILLERS = 900


def customer(number, **fields):
    return {
        "customer_id": f"C{number}", "kind": "person", "first_name": "Harriet", "last_name": f"Holder{number}",
        "phone": "218-555-0142", "mailing_line1": "318 North 12th Avenue East", "mailing_city": "Demo City",
        "mailing_state": "MN", "mailing_zip": "55805", "language": "en", **fields,
    }  # fmt: skip


def premise(number, **fields):
    return {
        "premise_id": f"P{number}", "line1": f"{number} Harbor Street", "city": "Demo City", "state": "MN",
        "zip": "55805", "route": "R01", "occupancy": "owner", "premise_class": "residential", "primary_heat": "gas",
        **fields,
    }  # fmt: skip


def account(number, **fields):
    return {
        "account_number": f"A{number}", "customer_id": f"C{number}", "premise_id": f"P{number}", "status": "active",
        "opened_on": "2020-01-15", "account_class": "residential", "billing_cycle": "2", **fields,
    }  # fmt: skip


def service(number, **fields):
    return {
        "account_number": f"A{number}", "service": "gas", "meter_number": f"G{number}", "started_on": "2020-01-15",
        "status": "on", **fields,
    }  # fmt: skip


def usage(number, period_end, **fields):
    return {
        "account_number": f"A{number}", "service": "gas", "period_end": period_end, "quantity": "2.5", "unit": "ccf",
        "amount": "10.00", **fields,
    }  # fmt: skip


def charge(charge_id, number, amount, **fields):
    return {
        "charge_id": charge_id, "account_number": f"A{number}", "service": "gas", "kind": "bill",
        "billed_on": "2026-09-01", "due_on": "2026-09-22", "amount": amount, **fields,
    }  # fmt: skip


def payment(payment_id, number, amount, **fields):
    return {
        "payment_id": payment_id, "account_number": f"A{number}", "received_on": "2026-09-10", "method": "check",
        "amount": amount, **fields,
    }  # fmt: skip


def deposit(deposit_id, number, amount, **fields):
    return {
        "deposit_id": deposit_id,
        "account_number": f"A{number}",
        "received_on": "2024-01-01",
        "amount": amount,
        **fields,
    }


def town() -> dict[str, list[dict]]:
    """Account A1 owes 90.00 of 150.00, A2 owes 40.00 with its neighbour water, A3 has 20.00 credit."""
    days = [date.fromordinal(date(2024, 1, 1).toordinal() + n).isoformat() for n in range(FILLERS)]
    return {
        "customers.csv": [customer(n) for n in (1, 2, 3)],
        "premises.csv": [premise(n) for n in (1, 2, 3)],
        "accounts.csv": [account(n) for n in (1, 2, 3)],
        "services.csv": [service(n) for n in (1, 2, 3)],
        "usage.csv": [usage(1, day) for day in days],
        "charges.csv": [
            charge("B1", 1, "150.00"), charge("B2", 2, "25.00"), charge("B3", 2, "15.00", service="water"),
            charge("B4", 3, "30.00"),
        ],
        "payments.csv": [payment("Y1", 1, "60.00"), payment("Y3", 3, "50.00", method="ach")],
        "deposits.csv": [deposit("D1", 1, "100.00")],
    }  # fmt: skip


def night(**rows) -> dict[str, list[dict]]:
    """Only the named rows: `night(charges=[…])`."""
    return {f"{name}.csv": found for name, found in rows.items()}


def stated(tables) -> dict[str, list[dict]]:
    """The tables with the stated balance that their charges and payments add up to, where none is given."""
    tables = deepcopy(tables)
    owed: dict[str, Decimal] = {}
    for name, sign in (("charges.csv", 1), ("payments.csv", -1)):
        for row in tables.get(name, ()):
            amount = Decimal(policy.cents(row["amount"]) or 0) / 100
            owed[row["account_number"]] = owed.get(row["account_number"], Decimal(0)) + sign * amount
    for row in tables.get("accounts.csv", ()):
        row.setdefault("stated_balance", f"{owed.get(row['account_number'], Decimal(0)):.2f}")
    return tables


def written(folder: Path, tables=None, *, sequence=1, on=FIRST, utility=UTILITY, kind="nightly") -> Path:
    """An extract folder with a manifest that fits."""
    tables = stated(town() if tables is None else tables)
    return write_extract(folder, tables, utility=utility, extract_date=on, sequence=sequence, kind=kind)


def line_changed(folder: Path, file: str, line: int, change) -> None:
    """Change one physical line of a file (bytes in, bytes out) and make the manifest fit again."""
    path = folder / file
    lines = path.read_bytes().split(b"\r\n")
    lines[line - 1] = change(lines[line - 1])
    path.write_bytes(b"\r\n".join(lines))
    sealed(folder)


def field_changed(folder: Path, file: str, line: int, column: str, value: str | bytes) -> None:
    """Give one field of a plain line another value and make the manifest fit again."""
    value = value.encode() if isinstance(value, str) else value
    place = [c.name for c in layout.BY_NAME[file].columns].index(column)

    def change(old: bytes) -> bytes:
        fields = old.split(b",")
        fields[place] = value
        return b",".join(fields)

    line_changed(folder, file, line, change)


def sealed(folder: Path, **changes) -> None:
    """Write the manifest anew so that rows, hashes and totals are those of the files; `changes` go on top of it."""
    path = folder / "manifest.json"
    said = json.loads(path.read_text())
    for name in said["files"]:
        content = (folder / name).read_bytes()
        text = content.decode("utf-8-sig", "replace")
        records = [record for record in csv.reader(io.StringIO(text, newline="")) if record]
        said["files"][name] = {"rows": len(records) - 1, "sha256": hashlib.sha256(content).hexdigest()}
        known = layout.BY_NAME.get(name)
        if known and known.control and known.control in said["control"] and known.control_column in records[0]:
            place = records[0].index(known.control_column)
            total = sum(policy.cents(record[place]) or 0 for record in records[1:] if len(record) > place)
            said["control"][known.control] = f"{Decimal(total) / 100:.2f}"
    said.update(changes)
    path.write_text(json.dumps(said))


def said_otherwise(folder: Path, **changes) -> None:
    """Change what the manifest says and nothing else."""
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def zipped(folder: Path, *, inside: str = "") -> Path:
    archive = folder.with_name(f"{folder.name}.zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for path in sorted(folder.iterdir()):
            opened.write(path, f"{inside}{path.name}")
    return archive


def tarred(folder: Path, *, inside: str = "night") -> Path:
    archive = folder.with_name(f"{folder.name}.tar.gz")
    with tarfile.open(archive, "w:gz") as opened:
        opened.add(folder, inside)
    return archive
