"""What may stand on paper, and how does a letter say an amount or a date?"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from core.money import cents
from notices.paper import languages
from notices.paper.shelf import fonts_folder

MONTHS = languages.MONTHS["en"]
LINE = "_" * 16  # where somebody writes by hand; every filter leaves it as it is

# Controls, direction marks, zero-width marks, language tags: never printed. Blanks of any kind become one blank.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
HEAPED = re.compile("([\u0300-\u036f])[\u0300-\u036f]+")  # accents on accents climb into the lines above
BLANKS = re.compile(r"\s+")
BLANKS_OF_A_LINE = re.compile(r"[^\S\n ]")
NOT_PRINTABLE = "?"
IN_ENGLISH = "in_english"  # the fact that keeps what the English pages of a letter say otherwise


def plain(text: object) -> str:
    """Text from outside as it can be printed: no controls, no marks that turn text, one blank between words.

    A letter that our fonts lack loses its accent, or becomes a question mark: no other font may slip in, since the
    same letter must give the same bytes on every machine.
    """
    text = str(text)
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    seen = BLANKS.sub(" ", _seen(text)).strip()
    if seen.isascii():
        return seen
    known = letters_of_our_fonts()
    return "".join(sign if ord(sign) in known else _without_accent(sign, known) for sign in seen)


def plain_text(text: str) -> str:
    """The same for a text of many lines: its lines and blanks stay, as Markdown reads them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = BLANKS_OF_A_LINE.sub(" ", _seen(text))
    if seen.isascii():
        return seen
    known = letters_of_our_fonts() | {ord("\n")}
    return "".join(sign if ord(sign) in known else _without_accent(sign, known) for sign in seen)


def unprintable(text: object) -> str:
    """The signs of a text that our fonts lack, for a warning before the letter is issued."""
    seen = BLANKS.sub(" ", _seen(str(text)))
    return "".join(dict.fromkeys(sign for sign in seen if ord(sign) not in letters_of_our_fonts()))


def _seen(text: str) -> str:
    return HEAPED.sub(r"\1", UNSEEN.sub("", unicodedata.normalize("NFC", text)))


def _without_accent(sign: str, known: frozenset[int]) -> str:
    bare = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return bare if bare and all(ord(part) in known for part in bare) else NOT_PRINTABLE


@lru_cache(maxsize=1)
def letters_of_our_fonts() -> frozenset[int]:
    """The code points of the fonts that letters are set in."""
    from fontTools.ttLib import TTFont

    files = sorted(fonts_folder().glob("public-sans-*-400.woff2"))
    return frozenset(point for file in files for point in TTFont(file).getBestCmap())


def plain_facts(facts: Mapping[str, Any], language: str = languages.ENGLISH) -> dict[str, Any]:
    """Facts ready to be frozen: every text printable, amounts and dates as text, sentences in the letter's language.

    What is said differently in English is kept beside it for a letter that goes in both (`in_english`).
    """
    ready = {name: _plain_value(value, language) for name, value in facts.items()}
    if language != languages.ENGLISH:
        english = {name: _plain_value(value, languages.ENGLISH) for name, value in facts.items() if _is_said(value)}
        if english:
            ready[IN_ENGLISH] = english
    return ready


def in_english(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Frozen facts for the English pages of a letter in another language."""
    return {name: value for name, value in facts.items() if name != IN_ENGLISH} | dict(facts.get(IN_ENGLISH, {}))


def _is_said(value: Any) -> bool:
    return any(map(_is_said, value)) if isinstance(value, list | tuple) else isinstance(value, languages.Said)


def _plain_value(value: Any, language: str) -> Any:
    if isinstance(value, languages.Said):
        return plain(value.in_language(language))
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list | tuple):
        return [_plain_value(part, language) for part in value]
    if isinstance(value, Mapping):  # facts that are frozen already, for the English pages
        return {name: _plain_value(part, language) for name, part in value.items()}
    if isinstance(value, Decimal):
        return str(cents(value))
    if isinstance(value, date):
        return value.isoformat()
    return value


def dollars(value: object, language: str = languages.ENGLISH) -> str:
    """`$1,846.20`; a credit says so in a word. Written as in this country in every language."""
    if value == LINE:
        return LINE
    amount = cents(Decimal(str(value)))
    return languages.credit(f"${-amount:,}", language) if amount < 0 else f"${amount:,}"


def day_in_words(value: object, language: str = languages.ENGLISH) -> str:
    """`May 26, 2026`, `26 de mayo de 2026`."""
    return LINE if value == LINE else languages.day(date.fromisoformat(str(value)), language)


def full_day_in_words(value: object, language: str = languages.ENGLISH) -> str:
    """`Tuesday, October 20, 2026`."""
    return LINE if value == LINE else languages.full_day(date.fromisoformat(str(value)), language)


def spoken_number(value: object) -> str:
    """An account number in fours as a caller reads it out: `9004 1187`; anything else as billing wrote it."""
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) >= 6):
        return text
    first = len(text) % 4
    return " ".join(([text[:first]] if first else []) + [text[at : at + 4] for at in range(first, len(text), 4)])
