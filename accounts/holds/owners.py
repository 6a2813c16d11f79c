"""Which holds belong to something that opens and ends them itself? Rooms upstairs enter who can tell."""

from collections.abc import Callable

from accounts.holds.models import Hold

_asked: list[Callable[[Hold], str]] = []


def register(why_not: Callable[[Hold], str]) -> None:
    """Enter who says, in a sentence, why a hold cannot be ended or changed by itself; empty where it can."""
    if why_not not in _asked:
        _asked.append(why_not)


def why_not(hold: Hold) -> str:
    """Why nobody ends or changes this hold by itself; empty where they may."""
    return next((said for asked in _asked if (said := asked(hold))), "")
