"""May this be done, and why? The one shape in which every policy answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Word(StrEnum):
    ALLOWED = "Allowed"
    BLOCKED = "Blocked"
    NEEDS_A_PERSON = "Needs a person"


@dataclass(frozen=True)
class Reason:
    """One sentence of a verdict with the facts it used and its source in law or the rulebook."""

    code: str
    text: str
    word: Word
    citation: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """A decision with all its reasons, strongest first; never a bare yes or no."""

    reasons: tuple[Reason, ...]
    first_date: date | None = None

    @property
    def word(self) -> Word:
        words = {reason.word for reason in self.reasons}
        if Word.BLOCKED in words:
            return Word.BLOCKED
        return Word.NEEDS_A_PERSON if Word.NEEDS_A_PERSON in words else Word.ALLOWED

    @property
    def allowed(self) -> bool:
        return self.word is Word.ALLOWED

    @property
    def strongest(self) -> Reason:
        return next(reason for reason in self.reasons if reason.word is self.word)

    @property
    def sentence(self) -> str:
        return self.strongest.text


def blocked(code: str, text: str, citation: str = "local policy") -> Reason:
    """A reason why not."""
    return Reason(code, text, Word.BLOCKED, citation)


def verdict(reasons: Iterable[Reason], *, otherwise: str, first_date: date | None = None) -> Verdict:
    """Put what blocks first, then what asks for a person, then what passes; `otherwise` when nothing spoke."""
    order = [Word.BLOCKED, Word.NEEDS_A_PERSON, Word.ALLOWED]
    ranked = sorted(reasons, key=lambda reason: order.index(reason.word))
    return Verdict(tuple(ranked) or (Reason("ok", otherwise, Word.ALLOWED),), first_date)
