"""Which rows of a long list does this page show, and how does one come to the next? By key, never by counting.

The key fields make one row comparison, which a btree index over the same columns answers for the millionth row as
quickly as for the first. A list that runs down in one column and up in another compares the negative: `Minus`.
Addresses are kept by browsers and proxies, so a place names its row by its ids; amounts are looked up by them.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any
from urllib.parse import quote, unquote

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, DecimalField, F, Func, QuerySet, TextField, Value

from core.asked import Asked, Slot

SIZE = 25
MOST_COUNTED = 1000
BETWEEN = "~"


class Minus(Func):
    """`(- column)`: what an index names where one of its numbers runs down and the others up."""

    template = "(- %(expressions)s)"
    arity = 1


@dataclass(frozen=True)
class Page:
    """Rows of one page, each with its place in the list (for `neighbours`). `next` and `previous` are query strings
    for links, empty at either end of the list."""

    rows: list[Any]
    next: str
    previous: str
    places: list[str] = field(default_factory=list)

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def page(queryset: QuerySet, key_fields: Sequence[str], request, *, size: int = SIZE) -> Page:
    """The page that `?after=` or `?before=` asks for.

    `key_fields` as for `order_by`, the last one unique, none of them null; where "-" marks only some, those are
    numbers. Keys travel in addresses, so they are ids and dates, never names; amounts stay at home. A place that
    nobody can understand, or whose row is gone with its amount, is the start of the list.
    """
    keys = _keys(queryset, key_fields)

    def read(place: list[Any] | None, backwards: bool, most: int) -> list[Any]:
        return list(_turned(queryset, keys, place, backwards)[:most])

    return _page(queryset, keys, read, request, size)


class Often:
    """A list that people turn all day, put into words once each way (`core.asked`); its rows may have slots."""

    def __init__(self, rows: QuerySet, key_fields: Sequence[str]):
        self.rows, self.key_fields = rows, key_fields
        self._asked = cache(self._asked)  # type: ignore[method-assign]

    @cached_property
    def _keys(self) -> list["_Key"]:
        return _keys(self.rows, self.key_fields)

    def _asked(self, has_place: bool, backwards: bool, most: int) -> Asked:
        place = [Slot(f"place_{n}") for n in range(len(self.key_fields))] if has_place else None
        return Asked(lambda: _turned(self.rows, self._keys, place, backwards)[:most])

    def first(self, most: int, **slots: Any) -> list[Any]:
        """So many rows from the start."""
        return self._asked(False, False, most)(**slots)

    def page(self, request, *, size: int = SIZE, **slots: Any) -> Page:
        """As `page` answers."""

        def read(place: list[Any] | None, backwards: bool, most: int) -> list[Any]:
            told = {f"place_{n}": value for n, value in enumerate(place or ())}
            return self._asked(place is not None, backwards, most)(**slots, **told)

        return _page(self.rows, self._keys, read, request, size)


def _page(queryset: QuerySet, keys: list["_Key"], read: Callable, request, size: int) -> Page:
    after, before = (_understood(queryset, keys, request.GET.get(asked, "")) for asked in ("after", "before"))
    backwards = before is not None and after is None
    place = before if backwards else after

    rows = read(place, backwards, size + 1)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()

    has_next = bool(rows) and (more or backwards)
    has_previous = bool(rows) and (more if backwards else place is not None)
    places = [_place(keys, row) for row in rows]
    return Page(
        rows,
        next=_link(request, "after", places[-1]) if has_next else "",
        previous=_link(request, "before", places[0]) if has_previous else "",
        places=places,
    )


def _turned(queryset: QuerySet, keys: list["_Key"], place: list[Any] | None, backwards: bool) -> QuerySet:
    """The rows from a place on, in the order in which they are read."""
    if place is not None:
        queryset = queryset.filter(_beyond(keys, place, backwards))
    return queryset.order_by(*(key.order(backwards) for key in keys))


def roughly(queryset: QuerySet) -> int:
    """How many rows there are: exactly up to 1,000, above that the planner's estimate (`|about` says it in words)."""
    counted = queryset.order_by()[: MOST_COUNTED + 1].count()
    return counted if counted <= MOST_COUNTED else max(counted, estimated(queryset))


def estimated(queryset: QuerySet) -> int:
    """How many rows PostgreSQL expects, from its statistics; nothing is read."""
    return json.loads(queryset.order_by().explain(format="json"))[0]["Plan"]["Plan Rows"]


def place(queryset: QuerySet, key_fields: Sequence[str], row: Any) -> str:
    """Where a row stands in the list, to be handed to `neighbours` later."""
    return _place(_keys(queryset, key_fields), row)


def neighbours(queryset: QuerySet, key_fields: Sequence[str], at: str) -> tuple[Any, Any]:
    """The rows before and after a place, None at either end. The row that stood there may be gone meanwhile."""
    keys = _keys(queryset, key_fields)
    values = _understood(queryset, keys, at)
    if values is None:
        return None, None
    before, after = (_turned(queryset, keys, values, backwards).first() for backwards in (True, False))
    return before, after


def first_after(queryset: QuerySet, key_fields: Sequence[str], at: str = "") -> Any:
    """The first row after a place, or of the whole list where the place says nothing; None at its end."""
    keys = _keys(queryset, key_fields)
    return _turned(queryset, keys, _understood(queryset, keys, at), False).first()


def _keys(queryset: QuerySet, key_fields: Sequence[str]) -> list["_Key"]:
    mixed = len({named.startswith("-") for named in key_fields}) > 1
    return [_Key(queryset, named, mixed=mixed) for named in key_fields]


class _Key:
    """One column of the order: its expression, its direction, and how its value is read from a row."""

    def __init__(self, queryset: QuerySet, named: str, *, mixed: bool):
        self.path = named.removeprefix("-")
        self.is_minus = mixed and named.startswith("-")
        self.runs_down = not mixed and named.startswith("-")
        self.field = _field(queryset, self.path)
        self.is_amount = isinstance(self.field, DecimalField)

    @property
    def expression(self) -> Any:
        return Minus(F(self.path)) if self.is_minus else F(self.path)

    def order(self, backwards: bool):
        return self.expression.desc() if self.runs_down != backwards else self.expression.asc()

    def of(self, row: Any) -> Any:
        if isinstance(row, dict):
            return row[self.path]
        for part in self.path.split("__"):
            row = getattr(row, part)
        return row.pk if hasattr(row, "pk") else row

    def read(self, text: str) -> Any:
        value = self.field.to_python(text)
        if value is None or "\0" in text:
            raise ValidationError("not a place in this list")
        self.field.run_validators(value)  # a number that no column can hold
        return self.compared(value)

    def compared(self, value: Any) -> Any:
        return -value if self.is_minus else value


def _field(queryset: QuerySet, path: str) -> Any:
    if path in queryset.query.annotations:
        return queryset.query.annotations[path].output_field
    options: Any = queryset.model._meta
    field: Any = None
    for part in path.split("__"):
        field = options.pk if part == "pk" else options.get_field(part)
        options = field.related_model._meta if field.is_relation else options
    return field.target_field if field.is_relation else field


def _understood(queryset: QuerySet, keys: list[_Key], text: str) -> list[Any] | None:
    parts, told = text.split(BETWEEN), [key for key in keys if not key.is_amount]
    if not text or len(parts) != len(told):
        return None
    try:
        read = {key.path: key.read(unquote(part)) for key, part in zip(told, parts, strict=True)}
        amounts = _amounts(queryset, keys, unquote(parts[-1]))
    except (ValidationError, ArithmeticError):
        return None
    return None if amounts is None else [(read | amounts)[key.path] for key in keys]


def _amounts(queryset: QuerySet, keys: list[_Key], id: str) -> dict[str, Any] | None:
    """The amounts among a row's keys as they are now, by its last key; None when there is no such row any more.

    A row that has left the list still has its amount.
    """
    asked = [key for key in keys if key.is_amount]
    if not asked:
        return {}
    last, paths = keys[-1], tuple(key.path for key in asked)
    row = last.field.to_python(id)
    if last.path == "pk" or getattr(queryset.model._meta.get_field(last.path), "unique", False):
        model: Any = queryset.model
        found = next(iter(_amounts_of(model, last.path, paths)(row=row)), None)
    else:
        found = queryset.filter(**{last.path: row}).values(*paths).first()
    return found and {key.path: key.compared(found[key.path]) for key in asked}


@cache
def _amounts_of(model: Any, unique: str, paths: tuple[str, ...]) -> Asked:
    return Asked(lambda: model._base_manager.filter(**{unique: Slot("row")}).values(*paths))


def _beyond(keys: list[_Key], place: list[Any], backwards: bool) -> Func:
    upwards = keys[0].runs_down == backwards
    return Func(
        Func(*(key.expression for key in keys), function="row", output_field=TextField()),
        Func(
            *(value if isinstance(value, Slot) else Value(value) for value in place),
            function="row",
            output_field=TextField(),
        ),
        template="%(expressions)s",
        arg_joiner=" > " if upwards else " < ",
        output_field=BooleanField(),
    )


def _link(request, name: str, at: str) -> str:
    query = request.GET.copy()
    for old in ("after", "before"):
        query.pop(old, None)
    query[name] = at
    return f"?{query.urlencode()}"


def _place(keys: list[_Key], row: Any) -> str:
    return BETWEEN.join(quote(str(key.of(row)), safe="") for key in keys if not key.is_amount)
