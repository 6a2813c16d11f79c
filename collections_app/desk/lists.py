"""Which list does an address ask for: view, filters, columns, rows on a page?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from collections_app.desk.forms import SIZES, WorklistFilters
from collections_app.desk.queries.rows import COLUMNS, USUAL
from collections_app.desk.trail import query_of, view_of


@dataclass(frozen=True)
class Asked:
    """A list as its address says it; `query` is that part of the address, without the place in it."""

    view: str
    filters: WorklistFilters
    columns: tuple[str, ...]
    size: int
    query: str

    @property
    def chosen(self) -> dict[str, Any]:
        return self.filters.chosen

    @property
    def has_usual_columns(self) -> bool:
        return self.columns == USUAL

    def kept(self, *, today: date, person) -> dict[str, Any]:
        """What queries of lists want to know."""
        return {"view": self.view, "filters": self.chosen, "today": today, "person": person}


def asked(of: QueryDict) -> Asked:
    """What cannot be understood is as if it had not been said."""
    size = of.get("size")
    return Asked(
        view=view_of(of),
        filters=WorklistFilters(of),
        columns=_columns(of),
        size=int(size) if size in dict(SIZES) else int(SIZES[0][0]),
        query=query_of(of),
    )


def _columns(of: QueryDict) -> tuple[str, ...]:
    named = {name for part in of.getlist("columns") for name in part.split(",")}
    return tuple(code for code in COLUMNS if code in named) or USUAL
