"""A reader of our own PDFs for tests: what stands where, and what the bar code says. Inches from the top left."""

import io
import re
from dataclasses import dataclass
from itertools import pairwise

import pikepdf

from notices.paper import code128

POINTS = 72


@dataclass(frozen=True)
class Run:
    """A run of text as it was drawn."""

    text: str
    x: float
    y: float
    width: float

    @property
    def right(self) -> float:
        return self.x + self.width


def runs(content: bytes) -> list[list[Run]]:
    """The text runs of each page, in the order they are drawn."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [_runs_of(page) for page in pdf.pages]


def text_of(content: bytes) -> str:
    """All text, a line where a new run begins lower or further left."""
    return " ".join(" ".join(run.text for run in page) for page in runs(content))


def _runs_of(page) -> list[Run]:
    fonts = {name: _letters(font) for name, font in page.Resources.Font.items()}
    widths = {name: _widths(font) for name, font in page.Resources.Font.items()}
    found = []
    tm, font, size = None, "", 0.0
    for operands, operator, matrix in _steps(page):
        match operator:
            case "Tm":
                tm = [float(v) for v in operands]
            case "Tf":
                font, size = str(operands[0]), float(operands[1])
            case "TJ":
                place = _times(tm, matrix)
                text, wide = _said(operands[0], fonts[font], widths[font])
                found.append(
                    Run(text, place[4] / POINTS, (792 - place[5]) / POINTS, wide / 1000 * size * place[0] / POINTS)
                )
    return found


def _steps(page):
    """What a page draws, with the matrix that holds; what lies in a form as if it stood in the page itself."""
    yield from _steps_of(page, page.Resources, (1, 0, 0, 1, 0, 0))


def _steps_of(content, resources, matrix):
    stack = []
    for operands, operator in pikepdf.parse_content_stream(content):
        match str(operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop()
            case "cm":
                matrix = _times([float(v) for v in operands], matrix)
            case "Do":
                form = resources.XObject[str(operands[0])]
                yield from _steps_of(form, form.Resources, matrix)
            case name:
                yield operands, name, matrix


def _said(parts, letters, widths) -> tuple[str, float]:
    text, wide = "", 0.0
    for part in parts:
        if isinstance(part, pikepdf.String):
            raw = bytes(part)
            for at in range(0, len(raw), 2):
                glyph = int.from_bytes(raw[at : at + 2], "big")
                text += letters.get(glyph, "\ufffd")
                wide += widths.get(glyph, 0)
        else:
            wide -= float(part)
    return text, wide


def _times(a, b):
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def _letters(font) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("latin-1")
    pairs = re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>\n", table)
    return {int(glyph, 16): bytes.fromhex(said).decode("utf-16-be") for glyph, said in pairs}


def _widths(font) -> dict[int, float]:
    listed = list(font.DescendantFonts[0].W)
    widths: dict[int, float] = {}
    while listed:
        first, given = int(listed.pop(0)), listed.pop(0)
        widths |= {first + at: float(width) for at, width in enumerate(given)}
    return widths


@dataclass(frozen=True)
class Code:
    """A bar code: what it says, how wide its narrowest bar is, and where it begins."""

    text: str
    narrowest: float
    x: float
    y: float


def bar_code(content: bytes) -> tuple[str, float]:
    """What the bar code of a letter's stub says and the width of its narrowest bar in inches."""
    stub = bar_codes(content)[-1]
    return stub.text, stub.narrowest


def bar_codes(content: bytes, page: int = 0) -> list[Code]:
    """The bar codes of a page, the first being 1 and 0 the last, from the top, decoded from the drawn bars."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = [_code(bars, top) for bars, top in _bars(pdf.pages[page - 1])]
    return sorted(found, key=lambda code: code.y)


def _code(bars, top) -> Code:
    edges = [edge for bar in bars for edge in bar]
    widths = [b - a for a, b in pairwise(edges)]
    narrow = min(widths)
    return Code(_decoded([round(width / narrow) for width in widths]), narrow, edges[0], top)


def _bars(page):
    """Left and right of each bar and the upper edge of all: each path of many closed boxes on the page."""
    path: list[list[float]] = []
    for operands, operator, matrix in _steps(page):
        match operator:
            case "m":
                path.append([float(operands[0])])
            case "l" if path:
                path[-1].append(float(operands[0]))
            case "re" if [int(operands[1]), int(operands[3])] == [0, 1]:
                path.append([float(operands[0]), float(operands[0]) + float(operands[2])])
            case "f" | "f*" | "n" | "S":
                boxes = [box for box in path if len(box) > 1]
                if len(boxes) > 12:
                    edges = [(min(box), max(box)) for box in boxes]
                    yield (
                        [tuple((x * matrix[0] + matrix[4]) / POINTS for x in box) for box in edges],
                        (792 - matrix[5]) / POINTS,
                    )
                path = []


def _decoded(modules: list[int]) -> str:
    """Code 128 by its own table: start, values, check, stop."""
    values = []
    for at in range(0, len(modules) - 7, 6):
        values.append(code128.PATTERNS.index("".join(map(str, modules[at : at + 6]))))
    assert "".join(map(str, modules[-7:])) == code128.PATTERNS[106], "no stop"
    *said, check = values
    assert (said[0] + sum(place * value for place, value in enumerate(said[1:], start=1))) % 103 == check
    code, text = {104: "B", 105: "C"}[said[0]], ""
    for value in said[1:]:
        if code == "B" and value == 99:
            code = "C"
        elif code == "C" and value == 100:
            code = "B"
        else:
            text += chr(value + 32) if code == "B" else f"{value:02}"
    return text
