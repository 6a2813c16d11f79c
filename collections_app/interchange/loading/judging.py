"""Is this row of an extract one that can be loaded, as far as the row and its file can tell?"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import repeat

from collections_app.interchange import policy
from collections_app.interchange.errors import ExtractRefused
from collections_app.interchange.layout import File

MOST_REMEMBERED = 200_000
LONGEST_WORD = 80
BETWEEN = "\x1f"


@dataclass(frozen=True)
class Fault:
    """Why one row is rejected: its line, its first bad column (no name: the row as a whole), and the ids it names."""

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
        return {word: times for word, times in self.words.items() if word not in self.file.words}


@dataclass
class Patience:
    """How many bad rows the extract may still have before all of it is refused."""

    left: int
    worst_share: int

    def spend(self, read: FileRead) -> None:
        self.left -= 1
        if self.left < 0:
            raise ExtractRefused(too_bad(read.file.name, read.faults[0], self.worst_share))


def too_bad(file: str, first: Fault, worst_share: int) -> str:
    column = f", column {first.column}" if first.column else ""
    return f"More than {worst_share} % of the rows are bad, among them {file} line {first.line}{column}: {first.reason}"


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


class Judge:
    """Judges the rows of one file, whole plain blocks or single records, and keeps count in `read`."""

    def __init__(self, read: FileRead, header: list[str], *, extra: Callable | None, patience: Patience):
        self.read, self.header, self.extra, self.patience = read, header, extra, patience
        file, places = read.file, read.positions
        self.have = sorted((places[column.name], column) for column in file.columns if column.name in places)
        self.ids = [place for place, column in self.have if column.holds in ("id", "ref")]
        self.judged = [
            (place, Remembered(lambda text, of=column: policy.field_fault(of, text)))
            for place, column in self.have
            if column.holds in ("date", "amount", "number", "one_of") and column.name != file.control_column
        ]
        self.key = [places[name] for name in file.key]
        self.control = places[file.control_column] if file.control else None
        self.word = places[file.worded] if file.worded else None
        self.cents = Remembered(policy.cents)
        self.seen: set[str] = set()
        self.total = 0

    def finish(self) -> None:
        self.read.total = Decimal(self.total).scaleb(-2)

    def takes(self, lines: list[str]) -> bool:
        """Whether every one of these plain lines is a good row; if so they are counted, otherwise nothing is done."""
        if self.extra or self.read.unknown_columns:
            return False
        width = len(self.header)
        if set(map(str.count, lines, repeat(","))) != {width - 1}:
            return False
        fields = ",".join(lines).split(",")
        columns = [fields[place::width] for place in range(width)]
        keys = columns[self.key[0]] if len(self.key) == 1 else _joined([columns[place] for place in self.key])
        new = set(keys)
        if len(new) != len(lines) or not new.isdisjoint(self.seen):
            return False
        if not all(all(map(str.strip, set(columns[place]))) for place in self.ids):
            return False
        if any(any(map(faults.__getitem__, set(columns[place]))) for place, faults in self.judged):
            return False
        if self.control is not None:
            amounts = list(map(self.cents.__getitem__, columns[self.control]))
            if None in amounts or max(amounts) > policy.LARGEST or min(amounts) < -policy.LARGEST:
                return False
            self.total += sum(amounts)
        self.seen |= new
        self.read.rows += len(lines)
        if self.word is not None:
            self.read.words.update(columns[self.word])
        return True

    def record(self, record: list[str], line: int) -> list[str] | None:
        """The known fields of a good record in header order and what `extra` adds; None for a bad one."""
        self.read.rows += 1
        if self.control is not None and len(record) > self.control:
            self.total += self.cents[record[self.control]] or 0
        key = self._key_of(record)
        repeats = key in self.seen
        fault = self._first_fault(record, line, repeats=bool(key) and repeats)
        if key:
            self.seen.add(key)
        if fault is not None:
            self.read.faults.append(fault)
            self.patience.spend(self.read)
            return None
        if self.word is not None:
            self.read.words[record[self.word][:LONGEST_WORD]] += 1
        values = [record[place] for place, _column in self.have]
        if self.extra:
            values += self.extra({column.name: record[place] for place, column in self.have})
        return values

    def _key_of(self, record: list[str]) -> str:
        if any(place >= len(record) for place in self.key):
            return ""
        return BETWEEN.join([record[place] for place in self.key])

    def _first_fault(self, record: list[str], line: int, *, repeats: bool) -> Fault | None:
        """The fault in the first bad column in header order. What needs other rows to be known, SQL finds later."""
        faults: list[tuple[int, str]] = []
        refs: dict[str, str] = {}
        own_id = ""
        for place, column in self.have:
            if place >= len(record):
                faults.append((place, "The row ends before this column."))
            elif fault := policy.field_fault(column, record[place]):
                faults.append((place, fault))
            elif column.holds == "ref":
                refs[column.name] = record[place]
            elif column.holds == "id" and not repeats:
                own_id = record[place]
        if repeats:
            faults.append((min(self.key), "This id is already used in an earlier row of the file; the first stands."))
        if not faults and len(record) > len(self.header):
            faults.append((len(self.header), "The row has more fields than the header."))
        if not faults:
            return None
        place, reason = min(faults)
        column_name = self.header[place] if place < len(self.header) else ""
        value = record[place] if place < len(record) else ""
        return Fault(line, place, column_name, value, reason, own_id, refs)


def _joined(columns: list[list[str]]) -> list[str]:
    return list(map(BETWEEN.join, zip(*columns, strict=True)))
