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
# Of each connection, the names of what was asked there, the latest last, and whether it is prepared.
_asked_on: WeakKeyDictionary[Any, OrderedDict[str, bool]] = WeakKeyDictionary()


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
        self._name = f"asked_{next(_numbers)}"
        self._call = f"execute {self._name}" + (f" ({', '.join(['%s'] * len(self._later))})" if self._later else "")

    @classmethod
    def named(cls, sql: str) -> "Statement":
        """Of SQL with `%(name)s` in the places of what is told later."""
        return cls(NAMED.sub("%s", sql), [Later(name) for name in NAMED.findall(sql)])

    def told(self, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """What to execute, and with which parameters, to ask with these values."""
        if self._is_prepared():
            return self._call, tuple(values[name] for name in self._later)
        return self.sql, tuple(values[one.name] if isinstance(one, Later) else one for one in self.parameters)

    def row(self, **values: Any) -> tuple[Any, ...]:
        """The one row that it answers."""
        with connection.cursor() as cursor:
            cursor.execute(*self.told(values))
            return cursor.fetchone()

    def _is_prepared(self) -> bool:
        connection.ensure_connection()
        asked = _asked_on.setdefault(connection.connection, OrderedDict())
        if asked.get(self._name) is False:
            self._prepare(asked)
        asked.setdefault(self._name, False)
        asked.move_to_end(self._name)
        return asked[self._name]

    def _prepare(self, asked: OrderedDict[str, bool]) -> None:
        with connection.connection.cursor() as cursor:
            numbers = count(1)
            places = [AsIs(f"${next(numbers)}") if isinstance(one, Later) else one for one in self.parameters]
            cursor.execute(f"prepare {self._name} as ".encode() + cursor.mogrify(self.sql, places))
            asked[self._name] = True
            while len(asked) > MOST:
                name, is_prepared = asked.popitem(last=False)
                if is_prepared:
                    cursor.execute(f"deallocate {name}")


def _lists_as_arrays(sql: str, parameters: Sequence[Any]) -> str:
    """A list of any length in one place, as a prepared statement wants it."""
    pieces = PLACE.split(sql)
    for n, one in enumerate(parameters):
        if isinstance(one, Later) and pieces[n].endswith("IN ("):
            pieces[n] = pieces[n].removesuffix("IN (") + "= any ("
    return "%s".join(pieces)
