"""How is a question asked often and put into words once?

Django writes the SQL of a queryset anew each time and PostgreSQL plans it anew, both of which take longer than a short
answer. What every page asks is written once a process and planned once a connection, with slots for the values:

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

from core.planned import Later, Statement


class Slot(Expression):
    """The place of a value that is told when the question is asked, as PostgreSQL takes it: a number, a day, a word,
    or behind `__in` a list of numbers."""

    def __init__(self, name: str):
        super().__init__(output_field=IntegerField())
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:
        return "%s", [self]


class Asked:
    """A queryset written once, and planned once a connection. Asked with its slots it answers a list of what the
    queryset would have."""

    def __init__(self, build: Callable[[], QuerySet]):
        self.build = build

    @cached_property
    def _written(self) -> tuple[Any, Any, Statement | None]:
        queryset = self.build()
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:  # nothing can be found: Django asks nothing then
            return queryset, compiler, None
        return queryset, compiler, Statement(sql, [Later(one.name) if isinstance(one, Slot) else one for one in params])

    def __call__(self, **values: Any) -> list[Any]:
        queryset, compiler, statement = self._written
        if statement is None:
            return []
        told = statement.told(values)
        asking, query = copy.copy(compiler), copy.copy(queryset.query)
        asking.connection = connection
        asking.as_sql = lambda *_args, **_more: told
        query.get_compiler = lambda *_args, **_more: asking
        asked: Any = QuerySet(queryset.model, query)
        asked._fields = queryset._fields
        return list(queryset._iterable_class(asked))


def how_many(rows: QuerySet) -> QuerySet:
    """The rows counted: a question whose answer is one number, or none where there can be no rows."""
    counted = Func(F("pk"), function="count", output_field=IntegerField())
    return rows.order_by().annotate(n=counted).values_list("n", flat=True)


def any_of(ids: Iterable[int]) -> list[int]:
    """The numbers for a slot behind `__in`."""
    return [int(one) for one in ids]
