"""How did the night go, in a sentence?"""

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _

from core.errors import RuleViolation

QUIET = ("age", "next_steps")  # they always do the same; nobody asks for them first


class Said(Protocol):
    """A step that says what it did: its row, or its line on the page."""

    @property
    def name(self) -> str: ...
    @property
    def sentence(self) -> str: ...


def whole(steps: Iterable[Said]) -> str:
    """The night in a few sentences: what came in, what went out, whether the books are right."""
    return " ".join(step.sentence for step in steps if step.name not in QUIET and step.sentence)


def failure(error: Exception) -> str:
    """A refusal speaks for itself. Of other errors the kind and the first line: later lines may hold people's rows."""
    if isinstance(error, RuleViolation):
        return str(error)
    first = str(error).strip().split("\n")[0][:200]
    return _("%(kind)s: %(says)s") % {"kind": type(error).__name__, "says": first} if first else type(error).__name__
