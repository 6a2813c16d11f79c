"""Which figure holds on a day, and who says so?

A figure is a field of a frozen `…Rules` dataclass: `grace_days: int = rule(5, unit=…, means=…, cite=…, basis=…)`.
That value is in force from the beginning of time; every later one is a dated `RuleChange` row, proposed by one person
and approved by another.
"""

import dataclasses
import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject

from core.asked import Asked, Slot
from core.errors import RuleViolation

R = TypeVar("R")
BOOK: dict[str, type] = {}
BASES = ("statute", "local setting", "design")
LOCAL = "local setting"


@dataclasses.dataclass(frozen=True)
class Touched:
    """Whom a changed figure would touch: a sentence with the counts, and the accounts, most money first.

    Each row: account id, account number, name, what becomes of it, amount in dollars.
    """

    sentence: str
    rows: tuple[tuple[int, str, str, str, Decimal], ...] = ()
    more: int = 0


Preview = Callable[..., Touched]
PREVIEWS: dict[str, Preview] = {}


def previewed(cls: type, preview: Preview) -> None:
    """Say who can tell whom a change of these rules touches: `preview(now, then, today=…, person=…)`, each the rules
    dataclass; an app enters its own when it starts."""
    PREVIEWS[cls.__name__] = preview


def title_of(rules: str) -> str:
    """ "ReminderRules" as a heading: "Reminder rules"."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", rules)
    return f"{words[:1]}{words[1:].lower()}"


def rule(default: Any, *, unit: str, means: str, cite: str, basis: str) -> Any:
    """A figure of a rules dataclass with its unit, meaning, citation and basis."""
    assert basis in BASES
    return dataclasses.field(default=default, metadata={"unit": unit, "means": means, "cite": cite, "basis": basis})


def figures(cls: type[R]) -> type[R]:
    """Enter a rules dataclass in the book, so that its figures can be changed by dated rows."""
    BOOK[cls.__name__] = cls
    return cls


def _in_force() -> Any:
    from core.rulebook.models import RuleChange

    return RuleChange.objects.in_force(Slot("on")).filter(rules=Slot("rules"))


ROWS = Asked(_in_force)


def rules(cls: type[R], *, on: date) -> R:
    """The figures of `cls` in force on a day."""
    # Oldest first: the newest row for a field is the last one in.
    return cls(**{row.field: understood(cls, row.field, row.value) for row in ROWS(rules=cls.__name__, on=on)})


def several(*classes: type, on: date) -> list[Any]:
    """The figures of several rules in force on a day, by one query."""
    from core.rulebook.models import RuleChange

    changes: dict[str, dict[str, Any]] = {cls.__name__: {} for cls in classes}
    rows = RuleChange.objects.in_force(on).filter(rules__in=changes).values_list("rules", "field", "value")
    for name, field, value in rows:
        changes[name][field] = value
    return [
        cls(**{field: understood(cls, field, value) for field, value in changes[cls.__name__].items()})
        for cls in classes
    ]


def rows_along(*classes: type, on: Any) -> Any:
    """The dated rows of these rules, to be read along with another row; `on` may be an expression of the database."""
    from core.rulebook.models import RuleChange

    rows = RuleChange.objects.in_force(on).filter(rules__in=[cls.__name__ for cls in classes])
    return ArraySubquery(rows.values(row=JSONObject(rules="rules", field="field", value="value")))


def read_along(cls: type[R], rows: Iterable[Any] | None) -> R:
    """The figures of `cls` as `rows_along` read them, oldest first."""
    said = [json.loads(row) if isinstance(row, str) else row for row in rows or []]
    changes = {row["field"]: row["value"] for row in said if row["rules"] == cls.__name__}
    return cls(**{field: understood(cls, field, value) for field, value in changes.items()})


def in_force_since(cls: type, *, on: date) -> tuple[date | None, str]:
    """Since when the figures of `cls` are as they are, None from the beginning, and the citations behind them."""
    changes = ROWS(rules=cls.__name__, on=on)
    if changes:
        return changes[-1].in_force_from, changes[-1].citation
    return None, ", ".join(dict.fromkeys(field.metadata["cite"] for field in dataclasses.fields(cls)))


def understood(cls: type, field: str, value: Any) -> Any:
    """A stored value as the type of the figure's default; refuses what does not fit."""
    found = {f.name: f for f in dataclasses.fields(cls)}.get(field)
    if found is None:
        raise RuleViolation(f"{cls.__name__} has no figure named {field}.")
    default = found.default
    try:
        if isinstance(default, bool):
            if value not in (True, False, "true", "false"):
                raise ValueError
            return value in (True, "true")
        if isinstance(default, Decimal):
            return Decimal(str(value))
        if isinstance(default, date):
            return date.fromisoformat(value)
        return type(default)(value)  # type: ignore[misc]
    except (ValueError, ArithmeticError, TypeError):
        raise RuleViolation(
            f"{value} does not fit “{found.metadata['means']}”, which is counted in {found.metadata['unit']}."
        ) from None
