"""How is a question asked often and put into words once?

Django writes the SQL of a queryset anew each time, which for a short answer takes longer than the answer itself. What
every page asks is written once a process, with slots for the values:

    DUE = Asked(lambda: Task.objects.open().filter(owner=Slot("owner"), due_on__lte=Slot("by")))
    DUE(owner=person.pk, by=today)  # a list of tasks
"""

import copy
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, F, Func, IntegerField, QuerySet
from psycopg2.extensions import AsIs


class Slot(Expression):
    """The place of a value that is told when the question is asked, as PostgreSQL takes it: a number, a day, a word."""

    def __init__(self, name: str):
        super().__init__(output_field=IntegerField())
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:
        return "%s", [self]


class Asked:
    """A queryset written once. Asked with its slots it answers a list of what the queryset would have."""

    def __init__(self, build: Callable[[], QuerySet]):
        self.build = build

    @cached_property
    def _written(self) -> tuple[Any, Any, str, tuple[Any, ...]]:
        queryset = self.build()
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:  # nothing can be found: Django asks nothing then
            sql, params = "", ()
        return queryset, compiler, sql, tuple(params)

    def __call__(self, **values: Any) -> list[Any]:
        queryset, compiler, sql, params = self._written
        if not sql:
            return []
        filled = tuple(values[param.name] if isinstance(param, Slot) else param for param in params)
        asking, query = copy.copy(compiler), copy.copy(queryset.query)
        asking.connection = connection
        asking.as_sql = lambda *_args, **_more: (sql, filled)
        query.get_compiler = lambda *_args, **_more: asking
        asked: Any = QuerySet(queryset.model, query)
        asked._fields = queryset._fields
        return list(queryset._iterable_class(asked))


def how_many(rows: QuerySet) -> QuerySet:
    """The rows counted: a question whose answer is one number, or none where there can be no rows."""
    counted = Func(F("pk"), function="count", output_field=IntegerField())
    return rows.order_by().annotate(n=counted).values_list("n", flat=True)


def any_of(ids: Iterable[int]) -> AsIs:
    """The numbers for a slot behind `__in`."""
    return AsIs(",".join(str(int(one)) for one in ids) or "null")
