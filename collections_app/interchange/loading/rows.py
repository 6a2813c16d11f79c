"""What stands in one CSV of the extract? Read once: hashed, judged field by field, written for COPY."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from collections_app.interchange import policy
from collections_app.interchange.errors import ExtractRefused
from collections_app.interchange.layout import LONGEST_FIELD, Column, File

CHUNK = 256 * 1024
MOST_REMEMBERED = 200_000
LONGEST_WORD = 80
# A quote that never closes swallows what follows; past this the record is given up and the next line begins anew.
LONGEST_RECORD = 16 * 1024 * 1024
# Stands for a carriage return inside a record while the csv module reads it: outside of quotes it would stumble.
STAND_IN = "\ufdd0"


@dataclass(frozen=True)
class Fault:
    """Why one row is rejected: its line, its first bad column (position -1 and no name: the row as a whole)."""

    line: int
    position: int
    column: str
    value: str
    reason: str
    id: str = ""
    refs: dict[str, str] = field(default_factory=dict)


@dataclass
class FileRead:
    """What came of reading one file. `positions` are the header's, `total` the control total as delivered."""

    file: File
    rows: int = 0
    total: Decimal = Decimal("0.00")
    sha256: str = ""
    positions: dict[str, int] = field(default_factory=dict)
    unknown_columns: list[str] = field(default_factory=list)
    words: Counter = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    @property
    def unknown_words(self) -> dict[str, int]:
        return {word: count for word, count in self.words.items() if word not in self.file.words}


class HashedFile(io.RawIOBase):
    """The bytes of a file, and their sha256 when they have all been read."""

    def __init__(self, path: Path, said: Callable[[int], None]):
        self._file = path.open("rb", buffering=0)
        self._hash = hashlib.sha256()
        self._said = said

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        count = self._file.readinto(buffer) or 0
        self._hash.update(memoryview(buffer)[:count])
        self._said(count)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Remembered(dict):
    """What a judge said of a value, asked once: the same dates and amounts come again and again."""

    def __init__(self, judge):
        super().__init__()
        self._judge = judge

    def __missing__(self, text: str):
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        answer = self._judge(text)
        if len(text) <= LONGEST_WORD:
            self[text] = answer
        return answer


@dataclass
class Patience:
    """How many bad rows the extract may still have before all of it is refused."""

    left: int
    worst_share: int

    def spend(self, read: "FileRead") -> None:
        self.left -= 1
        if self.left < 0:
            raise ExtractRefused(too_bad(read.file.name, read.faults[0], self.worst_share))


def too_bad(file: str, first: Fault, worst_share: int) -> str:
    column = f", column {first.column}" if first.column else ""
    return f"More than {worst_share} % of the rows are bad, among them {file} line {first.line}{column}: {first.reason}"


def staged(
    path: Path,
    read: FileRead,
    *,
    extra: Callable[[dict], tuple] | None,
    said: Callable[[int], None],
    patience: Patience,
) -> Iterator[str]:
    """Chunks of CSV for COPY: line, every column of the file in its own order, then what `extra` adds to a row.

    Rows with a fault are left out and collected in `read.faults`, as long as `patience` lasts.
    """
    csv.field_size_limit(LONGEST_RECORD)
    with HashedFile(path, said) as raw, io.BufferedReader(raw, CHUNK) as binary:
        text = io.TextIOWrapper(binary, encoding="utf-8", errors="surrogateescape", newline="\n")
        reader = csv.reader(_lines(text))
        header = _header(reader, read)
        yield from _judged(reader, header, read, extra, patience)
        read.sha256 = raw.sha256


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    for number, line in enumerate(text):
        if number == 0:
            line = line.removeprefix("\ufeff")  # a byte order mark is tolerated
        if "\r" in line and line.find("\r", 0, -2) != -1:
            end = 2 if line.endswith("\r\n") else 0
            body = line[: len(line) - end]
            line = body.replace("\r", STAND_IN) + line[len(line) - end :]
        yield line


def _header(reader, read: FileRead) -> list[str]:
    name = read.file.name
    try:
        header = next(reader, [])
    except csv.Error:
        raise ExtractRefused(f"The header of {name} cannot be read.") from None
    known = {column.name for column in read.file.columns}
    for column in read.file.columns:
        if header.count(column.name) > 1:
            raise ExtractRefused(f"{name} names its column {column.name} twice.")
        if column.name not in header and not column.optional:
            raise ExtractRefused(f"{name} lacks the column {column.name}.")
    read.positions = {column: place for place, column in enumerate(header) if column in known}
    read.unknown_columns = [column[:LONGEST_WORD] for column in header if column not in known]
    return header


def _judged(reader, header: list[str], read: FileRead, extra, patience: Patience) -> Iterator[str]:
    file, width = read.file, len(header)
    places = [read.positions.get(column.name) for column in file.columns]
    have = [(place, column) for place, column in zip(places, file.columns, strict=True) if place is not None]
    judges = [(place, Remembered(lambda text, of=column: policy.field_fault(of, text)))
              for place, column in have if column.holds in ("date", "amount", "number", "one_of")]  # fmt: skip
    ids = [place for place, column in have if column.holds in ("id", "ref")]
    key_places = [read.positions[name] for name in file.key]
    one_key = key_places[0] if len(key_places) == 1 else None
    control = read.positions.get(file.control_column) if file.control else None
    cents = Remembered(lambda text: policy.cents(text) or 0)
    word = read.positions.get(file.worded) if file.worded else None
    in_order = places == list(range(len(places)))
    seen: set[str] = set()
    total = rows = 0

    buffer = io.StringIO()
    write = csv.writer(buffer, lineterminator="\r\n").writerow
    next_line = reader.line_num + 1
    while True:
        line = next_line
        try:
            record = next(reader, None)
        except csv.Error:
            record = ["?" * (LONGEST_FIELD + 1)]
        next_line = reader.line_num + 1
        if record is None:
            break
        if not record:
            continue
        rows += 1
        if control is not None and len(record) > control:
            total += cents[record[control]]
        joined = "".join(record)
        if STAND_IN in joined:
            record = [value.replace(STAND_IN, "\r") for value in record]
        plain = len(record) == width and len(joined) <= LONGEST_FIELD and "\0" not in joined and joined.isascii()
        bad = not plain
        if plain:
            for place in ids:
                if not record[place].strip():
                    bad = True
            for place, judge in judges:
                if judge[record[place]]:
                    bad = True
        if one_key is not None:
            key = record[one_key] if len(record) > one_key else ""
        else:
            key = "\x1f".join([record[place] for place in key_places]) if len(record) >= width else ""
        if bad or key in seen:
            fault = first_fault(record, line, header, have, key if key in seen else "", key_places)
            if key:
                seen.add(key)
            if fault is not None:
                read.faults.append(fault)
                patience.spend(read)
                continue
        else:
            seen.add(key)
        if word is not None:
            read.words[record[word][:LONGEST_WORD]] += 1
        if in_order and len(record) == len(places):
            values = record
        else:
            values = [record[place] if place is not None else "" for place in places]
        if extra is None:
            write([line, *values])
        else:
            write([line, *values, *extra(dict(zip([c.name for c in file.columns], values, strict=True)))])
        if buffer.tell() >= CHUNK:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    read.rows = rows
    read.total = Decimal(total).scaleb(-2)
    yield buffer.getvalue()


def first_fault(
    record: list[str], line: int, header: list[str], have: list[tuple[int, Column]], repeats: str, key: list[int]
) -> Fault | None:
    """The fault in the first bad column in header order, or None. Without references to other rows: SQL knows those."""
    faults: list[tuple[int, str]] = []
    clean: dict[str, str] = {}
    own_id = ""
    for place, column in have:
        if place >= len(record):
            faults.append((place, "The row ends before this column."))
            continue
        if fault := policy.field_fault(column, record[place]):
            faults.append((place, fault))
        elif column.holds == "ref":
            clean[column.name] = record[place]
        elif column.holds == "id" and not repeats:
            own_id = record[place]
    if repeats:
        faults.append((min(key), "This id is already used in an earlier row of the file; the first stands."))
    if not faults and len(record) > len(header):
        return Fault(
            line, len(header), "", record[len(header)], "The row has more fields than the header.", own_id, clean
        )
    if not faults:
        return None
    place, reason = min(faults)
    return Fault(line, place, header[place], record[place] if place < len(record) else "", reason, own_id, clean)
