"""How does PostgreSQL plan a question once, and not each time that it is asked?

To plan takes four times as long as to answer where a page reads a few rows out of many tables. What is asked a second
time on one connection is prepared there (SQL's PREPARE) and from then on called by its name. What a connection has
prepared is its own, outlives transactions, and stays below a number: what was not asked for longest goes first.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg2.extensions import AsIs

MOST = 200  # each takes some tens of kilobytes in the server
PLACE = re.compile(r"(?<!%)%s")
NAMED = re.compile(r"%\((\w+)\)s")

_numbers = count(1)
# Of each connection, what was asked there, the latest last, and under which name it is prepared; none the first time.
_asked_on: WeakKeyDictionary[Any, "OrderedDict[Statement, str]"] = WeakKeyDictionary()
_is_on = False


def plan_once() -> None:
    """From now on in this process. For the web: a plan does not know how many rows come later, and whoever loads or
    counts by night asks of tables that are just being filled."""
    global _is_on
    _is_on = True


@dataclass(frozen=True)
class Later:
    """A parameter that is told when the statement is asked. Behind `IN (%s)` it is a list of numbers."""

    name: str


class Statement:
    """SQL with `%s` in the places of its parameters, some of them `Later`."""

    def __init__(self, sql: str, parameters: Sequence[Any]):
        self.parameters = tuple(parameters)
        self.sql = _lists_as_arrays(sql, self.parameters)
        self._later = [one.name for one in self.parameters if isinstance(one, Later)]
        self._places = f"({', '.join(['%s'] * len(self._later))})" if self._later else ""

    @classmethod
    def named(cls, sql: str) -> "Statement":
        """Of SQL with `%(name)s` in the places of what is told later."""
        return cls(NAMED.sub("%s", sql), [Later(name) for name in NAMED.findall(sql)])

    def told(self, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """What to execute, and with which parameters, to ask with these values."""
        if name := self._prepared_name():
            return f"execute {name} {self._places}", tuple(values[one] for one in self._later)
        return self.sql, tuple(values[one.name] if isinstance(one, Later) else one for one in self.parameters)

    def row(self, **values: Any) -> tuple[Any, ...]:
        """The one row that it answers."""
        with connection.cursor() as cursor:
            cursor.execute(*self.told(values))
            return cursor.fetchone()

    def _prepared_name(self) -> str:
        if not _is_on:
            return ""
        connection.ensure_connection()
        asked = _asked_on.setdefault(connection.connection, OrderedDict())
        name = asked.get(self)
        if name is None:
            asked[self] = ""
        elif not name:
            self._prepare(asked)
        asked.move_to_end(self)
        return asked[self]

    def _prepare(self, asked: "OrderedDict[Statement, str]") -> None:
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            numbers, name = count(1), f"asked_{next(_numbers)}"
            places = [AsIs(f"${next(numbers)}") if isinstance(one, Later) else one for one in self.parameters]
            cursor.execute(f"prepare {name} as ".encode() + cursor.mogrify(self.sql, places))
            asked[self] = name
            asked.move_to_end(self)
            while len(asked) > MOST:
                _statement, oldest = asked.popitem(last=False)
                if oldest:
                    cursor.execute(f"deallocate {oldest}")


def _lists_as_arrays(sql: str, parameters: Sequence[Any]) -> str:
    """A list of any length in one place, as a prepared statement wants it."""
    pieces = PLACE.split(sql)
    for n, one in enumerate(parameters):
        if isinstance(one, Later) and pieces[n].endswith("IN ("):
            pieces[n] = pieces[n].removesuffix("IN (") + "= any ("
    return "%s".join(pieces)
