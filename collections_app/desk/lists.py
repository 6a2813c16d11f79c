"""Which list does an address ask for: view, filters, columns, rows on a page?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import ChoiceField
from django.http import QueryDict

from collections_app.desk.forms import SIZES, WorklistFilters
from collections_app.desk.queries.rows import COLUMNS, USUAL
from collections_app.desk.queries.worklist import VIEWS
from collections_app.desk.trail import query_of, view_of
from core.money import in_words


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


def says(of: Asked) -> str:
    """A list in words: "Needs a person · Past due from 500.00 · Spanish"."""
    return " · ".join([str(VIEWS[of.view]), *(label for _name, label in filters_say(of))])


def filters_say(of: Asked) -> Iterator[tuple[str, str]]:
    """Each filter that is on, by its name and in words."""
    for name, value in of.chosen.items():
        field = of.filters.fields[name]
        if isinstance(field, ChoiceField):
            yield name, str(dict(field.choices)[value])  # type: ignore[arg-type]
        else:
            yield name, f"{field.label} {in_words(value) if name == 'past_due' else value}"


def _columns(of: QueryDict) -> tuple[str, ...]:
    named = {name for part in of.getlist("columns") for name in part.split(",")}
    return tuple(code for code in COLUMNS if code in named) or USUAL
