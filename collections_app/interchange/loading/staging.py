"""How do the rows of an extract get into the database before anything is believed of them? By COPY, into tables that
vanish with the transaction; which rows are rejected, and why, is gathered beside them."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection
from psycopg2.extras import execute_values

from collections_app.interchange import layout
from collections_app.interchange.errors import ExtractRefused
from collections_app.interchange.layout import Column, File
from collections_app.interchange.loading.judging import Fault, FileRead, Patience
from collections_app.interchange.loading.rows import Staged

TYPES = {"date": "date", "amount": "numeric", "number": "numeric"}
EXTRA = {layout.CUSTOMERS.name: ("name_key",)}

OWN_TABLES = (
    "stage_fault", "stage_ref", "stage_rejected", "changed_row", "home_row", "home", "new_charge", "taken_back",
    "new_bill", "new_payment", "payment_taken_back", "received", "take_back", "differing", "caused",
)  # fmt: skip

MANY = 1_000
NOT_TEXT = re.compile("[\0\ud800-\udfff]")

FAULTS = """
create temp table stage_fault (
  file int not null, line int not null, position int not null, name text not null, value text not null,
  reason text not null
) on commit drop;
create temp table stage_ref (file int not null, line int not null, name text not null, value text not null)
on commit drop;
"""
# Rows whose reference is to nothing known; the faulty rows' references are asked too, since theirs may come first.
UNKNOWN = """
insert into stage_fault
select %(file)s, s.line, %(position)s, %(name)s, s.{name},
       case when r.id is null then %(unknown)s else %(rejected)s end
from (
  select line, {name} from {stage}
  union all select line, value from stage_ref where file = %(file)s and name = %(name)s
) s
left join {table} t on t.number = s.{name}
left join (select distinct id from stage_rejected where file = %(other)s) r on r.id = s.{name}
where t.id is null
"""
REJECTED_IDS = """
create temp table stage_rejected (file int not null, id text not null) on commit drop
"""


def run(statement: str, *args, **named) -> int:
    """Execute a statement; answers how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, named or args or None)
        return cursor.rowcount


def fetch(statement: str, *args, **named) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, named or args or None)
        return cursor.fetchall()


def learned_anew(table: str, rows: int) -> None:
    """After so many rows that what PostgreSQL believed of the table is far from true, let it look again."""
    if rows > MANY and rows > fetch("select reltuples / 10 from pg_class where oid = %s::regclass", table)[0][0]:
        run(f"analyze {table}")


def check_laws() -> None:
    """Ask the laws that wait for the commit now, so that progress can tell of it; then they wait again."""
    run("set constraints all immediate")
    run("set constraints all deferred")


def number_of(file: File) -> int:
    return layout.FILES.index(file)


def begin() -> None:
    """Make the staging tables; they are dropped with the transaction."""
    # They are dropped at commit; two loads inside one transaction happen too, in tests and on a new database.
    own = (*OWN_TABLES, *(file.stage for file in layout.FILES))
    run(f"drop table if exists {', '.join(f'pg_temp.{name}' for name in own)}")
    run("set local work_mem = '256MB'")
    run("set local jit = off")
    run(FAULTS)
    run(REJECTED_IDS)
    for file in layout.FILES:
        columns = [
            f"{column.name} {_type(column)}" + (" not null default ''" if column.optional else "")
            for column in file.columns
        ]
        columns += [f"{name} text" for name in EXTRA.get(file.name, ())]
        run(f"create temp table {file.stage} (line int, {', '.join(columns)}) on commit drop")


def _type(column: Column) -> str:
    return TYPES.get(column.holds, "text")


def copy(file: File, path: Path, *, said: Callable[[int], None], patience: Patience) -> FileRead:
    """Read one CSV into its staging table; answers what came of it."""
    read = FileRead(file)
    extra = _customer_extra if file is layout.CUSTOMERS else None
    rows = Staged(path, read, extra=extra, said=said, patience=patience)
    names = [*rows.columns, *EXTRA.get(file.name, ())]
    dates = {column.name for column in file.columns if _type(column) == "date"}
    chunks = Chunks(iter(rows))
    try:
        with connection.cursor() as cursor, connection.wrap_database_errors:
            cursor.copy_expert(
                f"copy {file.stage} (line, {', '.join(names)}) from stdin with "
                f"(format csv, force_not_null ({', '.join(name for name in names if name not in dates)}))",
                chunks,
            )
    except DatabaseError:
        if chunks.refusal:
            raise chunks.refusal from None
        raise
    run(f"analyze {file.stage}")
    note_faults(file, read.faults)
    return read


class Chunks:
    """What COPY reads from: chunks of text as they come, an empty one at the end."""

    def __init__(self, chunks: Iterator[str]):
        self._chunks = chunks
        self.refusal: ExtractRefused | None = None

    def read(self, _size: int = -1) -> bytes:
        try:
            return next((chunk for chunk in self._chunks if chunk), "").encode()
        except ExtractRefused as refusal:
            self.refusal = refusal
            raise


def _customer_extra(row: dict[str, str]) -> tuple[str]:
    return (name_key(row["kind"], row["first_name"], row["last_name"], row["organization_name"]),)


def name_key(kind: str, first: str, last: str, organization: str) -> str:
    """By which a name sorts: last name first, small letters, accents folded away."""
    person = f"{last} {first}".strip()
    said = (organization or person) if kind == "organization" else (person or organization)
    if not said.isascii():
        said = "".join(c for c in unicodedata.normalize("NFKD", said) if not unicodedata.combining(c))
    return said.lower()


def note_faults(file: File, faults: Sequence[Fault]) -> None:
    """Keep the faults that reading found, with the ids that such rows name: others may refer to them."""
    number = number_of(file)
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            "insert into stage_fault values %s",
            [(number, f.line, f.position, f.column, clean(f.value), clean(f.reason)) for f in faults],
        )
        execute_values(
            cursor.cursor,
            "insert into stage_ref values %s",
            [(number, f.line, name, value) for f in faults for name, value in f.refs.items()],
        )
        execute_values(cursor.cursor, "insert into stage_rejected values %s", [(number, f.id) for f in faults if f.id])


def note_unknown(read: FileRead, name: str, *, other: File, table: str) -> None:
    """Reject the rows whose column `name` names no row of `table`; those of `other` fill it."""
    what = other.columns[0].name.replace("_", " ")
    run(
        UNKNOWN.format(stage=read.file.stage, name=name, table=table),
        file=number_of(read.file),
        other=number_of(other),
        position=read.positions[name],
        name=name,
        unknown=f"Nothing is known by this {what}.",
        rejected=f"The row of this {what} was rejected.",
    )


def note(read: FileRead, name: str, reason: str, select: str, **named: Any) -> None:
    """Reject the rows that `select` (line, value) finds, for their column `name`."""
    run(
        f"insert into stage_fault select %(file)s, found.line, %(position)s, %(column)s, found.value, %(reason)s "
        f"from ({select}) as found (line, value)",
        file=number_of(read.file), position=read.positions[name], column=name, reason=reason, **named,
    )  # fmt: skip


def set_aside(file: File) -> None:
    """Take the rejected rows out of the staging table."""
    if not rejected(file):
        return
    number, first = number_of(file), file.columns[0]
    remember_accounts(file)
    if first.holds == "id":
        run(
            f"insert into stage_rejected select %s, s.{first.name} from {file.stage} s "
            f"where s.line in (select line from stage_fault where file = %s)",
            number, number,
        )  # fmt: skip
    run(f"delete from {file.stage} where line in (select line from stage_fault where file = %s)", number)


def remember_accounts(file: File) -> None:
    """Keep which accounts the rejected rows are about: their balances may differ for it."""
    if rejected(file) and any(column.name == "account_number" for column in file.columns):
        number = number_of(file)
        run(
            f"insert into stage_ref select %s, s.line, 'account_number', s.account_number from {file.stage} s "
            f"where s.line in (select line from stage_fault where file = %s)",
            number, number,
        )  # fmt: skip


def rejected(file: File) -> int:
    """How many rows of a file are rejected."""
    return fetch("select count(distinct line) from stage_fault where file = %s", number_of(file))[0][0]


def rejects() -> Iterator[tuple[str, int, str, str, str]]:
    """file, line, column, value, reason: one for each rejected row, its first bad column, in the files' order."""
    found = fetch(
        "select distinct on (file, line) file, line, name, value, reason from stage_fault order by file, line, position"
    )
    for number, *rest in found:
        yield layout.FILES[number].name, *rest


def clean(text: str) -> str:
    """Text that PostgreSQL can keep: what is not UTF-8 or NUL becomes a mark."""
    return NOT_TEXT.sub("�", text)
