"""How wide is each glyph, whatever stands before it?

WeasyPrint writes down a glyph's width as it was at the size in which the document used it first, rounded for that size,
and sets every later line against it: the same line would lie a hair elsewhere in another document. Here the font itself
says how wide its glyphs are, so a line looks the same alone and among a thousand others.
"""

import io
from functools import lru_cache
from typing import Any


class Fonts(dict):
    """A document's fonts, as WeasyPrint fills them while it draws."""

    def __setitem__(self, key: Any, font: Any) -> None:
        font.widths = dict(_widths(font.hash, font.file_content))
        super().__setitem__(key, font)


@lru_cache(maxsize=16)
def _widths(_name: str, content: bytes) -> dict[int, int]:
    """By glyph, in thousandths of an em."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(content), lazy=True)
    em = font["head"].unitsPerEm
    return {number: round(font["hmtx"][name][0] * 1000 / em) for number, name in enumerate(font.getGlyphOrder())}
