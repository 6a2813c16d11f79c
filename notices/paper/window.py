"""Does the address fit the window of a #10 envelope?

The window is 4.5 x 1.125 inches, 0.875 from the left and 0.5 from the bottom of an envelope of 9.5 x 4.125. A letter
folded in three may lie anywhere inside, so the address stands where the window shows it wherever the sheet has slid:
its lines end 3.14 inches down the page, begin 0.95 from its left edge and are at most 3.35 inches long. Nothing
else is printed where the window could pass (docs/letters.md).
"""

from dataclasses import dataclass
from functools import lru_cache

from notices.paper.shelf import fonts_folder

LEFT, BOTTOM, WIDTH = 0.95, 3.14, 3.35  # inches, on the page
POINTS = 72


@dataclass(frozen=True)
class Setting:
    """A size that the address may be set in: points of type and how many lines the window then shows."""

    name: str
    size: float
    lines: int


SETTINGS = (Setting("roomy", 10.5, 5), Setting("tight", 8.5, 7))


@dataclass(frozen=True)
class Address:
    """The lines as they are printed, the setting's name, and whether something had to be left out."""

    lines: list[str]
    setting: str
    is_whole: bool


def address_block(lines: list[str]) -> Address:
    """Set the lines in the largest size that fits; only the name, the first line, may lose its end."""
    for setting in SETTINGS:
        wrapped = [wrap(line, setting.size) for line in lines if line]
        if sum(len(part) for part in wrapped) <= setting.lines:
            return Address([row for part in wrapped for row in part], setting.name, True)
    name, *rest = wrapped
    below = [row for part in rest for row in part][-(setting.lines - 1) :]
    return Address([*name[: setting.lines - len(below)], *below], setting.name, False)


def wrap(line: str, size: float) -> list[str]:
    """Break a line at blanks, or inside a word that is longer than the window, by the widths of our own font."""
    room = WIDTH * POINTS / size
    rows: list[str] = []
    now, wide = "", 0.0
    for word in line.split():
        for piece in _pieces(word, room):
            breadth = breadth_of(piece)
            if now and wide + breadth_of(" ") + breadth > room:
                rows.append(now)
                now, wide = piece, breadth
            else:
                now, wide = (f"{now} {piece}", wide + breadth_of(" ") + breadth) if now else (piece, breadth)
    return [*rows, now] if now else rows


def _pieces(word: str, room: float) -> list[str]:
    pieces, now = [], ""
    for sign in word:
        if now and breadth_of(now + sign) > room:
            pieces.append(now)
            now = ""
        now += sign
    return [*pieces, now]


def breadth_of(text: str) -> float:
    """How wide a text is set, in ems."""
    widths = _breadths()
    return sum(widths.get(ord(sign), 0.7) for sign in text)


@lru_cache(maxsize=1)
def _breadths() -> dict[int, float]:
    from fontTools.ttLib import TTFont

    found: dict[int, float] = {}
    for file in sorted(fonts_folder().glob("public-sans-*-400.woff2")):
        font = TTFont(file)
        em = font["head"].unitsPerEm
        found |= {point: font["hmtx"][name][0] / em for point, name in font.getBestCmap().items()}
    return found
