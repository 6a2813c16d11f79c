"""What stands in one CSV of the extract? Read once: hashed, judged field by field, written for COPY.

Most of a file is plain: no quotes, nothing but ASCII, every row as wide as the header. Such blocks are judged column
by column, by sets; a block with anything special in it goes through the csv module record by record (`Judge.record`).
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from collections_app.interchange.errors import ExtractRefused
from collections_app.interchange.layout import LONGEST_FIELD
from collections_app.interchange.loading.judging import LONGEST_WORD, FileRead, Judge, Patience

BLOCK = 256 * 1024
# A quote that never closes swallows what follows; past this the record is given up and the next line begins anew.
LONGEST_RECORD = 16 * 1024 * 1024
# Stands for a carriage return inside a record while the csv module reads it: outside of quotes it would stumble.
STAND_IN = "\ufdd0"


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Staged:
    """The rows of one file on their way into its staging table. `columns` are known once the header is read.

    Iterating gives chunks of CSV for COPY: the line, then the columns in header order, then what `extra` adds. Rows
    with a fault are left out and collected in `read.faults`, as long as `patience` lasts.
    """

    def __init__(
        self,
        path: Path,
        read: FileRead,
        *,
        extra: Callable[[dict[str, str]], tuple] | None,
        said: Callable[[int], None],
        patience: Patience,
    ):
        csv.field_size_limit(LONGEST_RECORD)
        self._file = path.open("rb")
        self._hash = hashlib.sha256()
        self._said = said
        self._waiting: list[str] = []  # lines of the block that the csv module has not taken yet, last first
        self._is_first = True
        self._records = csv.reader(iter(self._next_line, None))
        self.read = read
        self._width = len(self._header())
        self._judge = Judge(read, self._names, extra=extra, patience=patience)

    @property
    def columns(self) -> list[str]:
        """The known columns in header order."""
        return list(self.read.positions)

    def __iter__(self) -> Iterator[str]:
        with self._file:
            line = self._records.line_num + 1
            if self._waiting:
                line, chunk = self._carefully(line)
                yield chunk
            while block := self._next_block():
                plain = self._plain_lines(block)
                if plain is not None and self._judge.takes(plain):
                    numbered = zip(count(line), plain, strict=False)
                    line += len(plain)
                    yield "".join([f"{number},{text}\r\n" for number, text in numbered])
                    continue
                self._wait(block)
                line, chunk = self._carefully(line)
                yield chunk
        self.read.sha256 = self._hash.hexdigest()
        self._judge.finish()

    def _next_block(self) -> bytes:
        # The first line by itself: the header is read with care, and a long block after it may be plain.
        block = self._file.readline() if self._is_first else self._file.read(BLOCK)
        if block and not self._is_first:
            block += self._file.readline()
        self._hash.update(block)
        self._said(len(block))
        return block

    def _plain_lines(self, block: bytes) -> list[str] | None:
        """The block's lines, when there is nothing in it that needs the csv module."""
        if not block.isascii() or b'"' in block or b"\0" in block or not block.endswith(b"\n"):
            return None
        lines, returns = block.count(b"\n"), block.count(b"\r")
        if returns and (returns != lines or block.count(b"\r\n") != lines):
            return None
        plain = block.decode("ascii").split("\r\n" if returns else "\n")
        plain.pop()
        return plain if max(map(len, plain)) <= LONGEST_FIELD else None

    def _wait(self, block: bytes) -> None:
        text = block.decode("utf-8", "surrogateescape")
        if self._is_first:
            text = text.removeprefix("\ufeff")  # a byte order mark is tolerated
            self._is_first = False
        self._waiting = [_with_stand_ins(line) for line in reversed(text.split("\n"))]
        self._waiting[1:] = [f"{line}\n" for line in self._waiting[1:]]
        if not self._waiting[0]:
            self._waiting.pop(0)

    def _next_line(self) -> str | None:
        """What the csv module asks for; a record that goes on past the block takes the next one with it."""
        if not self._waiting and (block := self._next_block()):
            self._wait(block)
        return self._waiting.pop() if self._waiting else None

    def _carefully(self, line: int) -> tuple[int, str]:
        """Read the waiting lines record by record; answers the next line's number and the chunk."""
        buffer = io.StringIO()
        write = csv.writer(buffer, lineterminator="\r\n").writerow
        # The csv module counts the lines that it took; those of plain blocks passed it by.
        passed = line - 1 - self._records.line_num
        while self._waiting:
            line = self._records.line_num + passed + 1
            try:
                record = next(self._records)
            except csv.Error:
                record = ["?" * (LONGEST_FIELD + 1)]
            if not record:
                continue
            if any(STAND_IN in field for field in record):
                record = [field.replace(STAND_IN, "\r") for field in record]
            values = self._judge.record(record, line)
            if values is not None:
                write([line, *values])
        return self._records.line_num + passed + 1, buffer.getvalue()

    def _header(self) -> list[str]:
        name = self.read.file.name
        try:
            self._names = next(self._records, [])
        except csv.Error:
            raise ExtractRefused(f"The header of {name} cannot be read.") from None
        known = {column.name for column in self.read.file.columns}
        for column in self.read.file.columns:
            if self._names.count(column.name) > 1:
                raise ExtractRefused(f"{name} names its column {column.name} twice.")
            if column.name not in self._names and not column.optional:
                raise ExtractRefused(f"{name} lacks the column {column.name}.")
        self.read.positions = {column: place for place, column in enumerate(self._names) if column in known}
        self.read.unknown_columns = [column[:LONGEST_WORD] for column in self._names if column not in known]
        return self._names


def _with_stand_ins(line: str) -> str:
    """A line without its line feed, in which only a carriage return at the end stays one."""
    if "\r" not in line:
        return line
    body, end = (line[:-1], "\r") if line.endswith("\r") else (line, "")
    return body.replace("\r", STAND_IN) + end
