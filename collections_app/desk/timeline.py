"""In what order do lines of different sources make one timeline? Pure: no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Line:
    """One line of an account's timeline, as `components/timeline.html` draws it.

    `on` is the day it is listed under, `at` the moment where one is known, `turn` orders lines of one day and source.
    """

    on: date
    icon: str
    text: str
    at: datetime | None = None
    turn: int = 0
    outcome: str = ""
    rest: str = ""
    detail: str = ""
    amount: Decimal | None = None
    url: str = ""
    state: str = ""
    ahead: bool = False
    links: Sequence[tuple[Any, str]] = ()
    on_phone: bool = True

    @property
    def when(self) -> date | datetime:
        """What the time column says: the moment on its own business date, else the day."""
        return self.at if self.at is not None and self.at.date() == self.on else self.on


def merged(*sources: Iterable[Line], limit: int | None = None) -> list[Line]:
    """All lines, what is to come on top with the soonest last, then newest first.

    Of one day, what has a moment stands above what has only the day; moments newest first.
    """
    lines = [line for source in sources for line in source]
    ahead = sorted((line for line in lines if line.ahead), key=lambda line: line.on, reverse=True)
    behind = sorted((line for line in lines if not line.ahead), key=_newest, reverse=True)
    return [*ahead, *(behind if limit is None else behind[: max(limit - len(ahead), 0)])]


def _newest(line: Line):
    return (line.on, line.at is not None, line.at.timestamp() if line.at else 0, line.turn)
