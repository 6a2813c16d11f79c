"""What may stand on paper, and how does a letter say an amount or a date?"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from core.money import cents
from notices.paper.shelf import fonts_folder

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# Controls, direction marks, zero-width marks, language tags: never printed. Blanks of any kind become one blank.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
BLANKS = re.compile(r"\s+")
NOT_PRINTABLE = "?"


def plain(text: object) -> str:
    """Text from outside as it can be printed: no controls, no marks that turn text, one blank between words.

    A letter that our fonts lack loses its accent, or becomes a question mark: no other font may slip in, since the
    same letter must give the same bytes on every machine.
    """
    text = str(text)
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    seen = BLANKS.sub(" ", UNSEEN.sub("", unicodedata.normalize("NFC", text))).strip()
    if seen.isascii():
        return seen
    known = letters_of_our_fonts()
    return "".join(sign if ord(sign) in known else _without_accent(sign, known) for sign in seen)


def unprintable(text: object) -> str:
    """The signs of a text that our fonts lack, for a warning before the letter is issued."""
    seen = BLANKS.sub(" ", UNSEEN.sub("", unicodedata.normalize("NFC", str(text))))
    return "".join(dict.fromkeys(sign for sign in seen if ord(sign) not in letters_of_our_fonts()))


def _without_accent(sign: str, known: frozenset[int]) -> str:
    bare = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return bare if bare and all(ord(part) in known for part in bare) else NOT_PRINTABLE


@lru_cache(maxsize=1)
def letters_of_our_fonts() -> frozenset[int]:
    """The code points of the fonts that letters are set in."""
    from fontTools.ttLib import TTFont

    files = sorted(fonts_folder().glob("public-sans-*-400.woff2"))
    return frozenset(point for file in files for point in TTFont(file).getBestCmap())


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts ready to be frozen: every text printable, amounts and dates as text."""
    return {name: _plain_value(value) for name, value in facts.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list | tuple):
        return [_plain_value(part) for part in value]
    if isinstance(value, Decimal):
        return str(cents(value))
    if isinstance(value, date):
        return value.isoformat()
    return value


def dollars(value: object) -> str:
    """`$1,846.20`; a credit says so in a word."""
    amount = cents(Decimal(str(value)))
    return f"${-amount:,} credit" if amount < 0 else f"${amount:,}"


def day_in_words(value: object) -> str:
    """`May 26, 2026`."""
    on = date.fromisoformat(str(value))
    return f"{MONTHS[on.month - 1]} {on.day}, {on.year}"


def full_day_in_words(value: object) -> str:
    """`Tuesday, October 20, 2026`."""
    return f"{WEEKDAYS[date.fromisoformat(str(value)).weekday()]}, {day_in_words(value)}"


def spoken_number(value: object) -> str:
    """An account number in fours as a caller reads it out: `9004 1187`; anything else as billing wrote it."""
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) >= 6):
        return text
    first = len(text) % 4
    return " ".join(([text[:first]] if first else []) + [text[at : at + 4] for at in range(first, len(text), 4)])
