"""How are many letters laid out at once, so that what is alike in them is laid out and stored once?

The page of a letter says what is each letter's own (`<!--text-->…<!--/-->`). The rest is the sheet: laid out once and
drawn under all letters that share it. What is their own are pieces, such as a paragraph or an address: laid out one
below the other in one long galley, each once however many letters say it, and drawn where plain layout puts them. What
is not of this shape, a text of two pages for one, is laid out plainly. Enclosures are laid out once and kept.

The images of the pages are those of letters laid out plainly; a test compares them (tests/notices/test_galley.py).
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any

from django.conf import settings

from notices.paper.page import Part

WIDTH, HEIGHT = 816.0, 1056.0  # of a sheet, in the 96ths of an inch that WeasyPrint counts in
KEPT_PIECES, KEPT_SHEETS = 600, 60
LETTER = "letter"  # the sheet that is taken apart; all others are the same for everybody

OWN = re.compile(r"<!--(\w+)-->(.*?)<!--/-->", re.DOTALL)
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*?(/?)>")
EMPTY = frozenset({"br", "hr"})
BLOCKS = frozenset({"h1", "h2", "h3", "p", "ul", "ol"})  # what letter.css gives no margin above
BAR = re.compile(r"M(\d+) 0h(\d+)v1h-\d+z")
LANGUAGE = re.compile(r'<html lang="([^"]*)"')
TEXT_DIV = re.compile(r'<div class="(text[^"]*)"><!--text-->')
UNSEEN = '<span class="unseen">0</span>'
SIZE = re.compile(r'height="(\d+)"')


@dataclass(frozen=True)
class Piece:
    """Something that is set by itself: its style sheet, its language, the class of what it stands in, and its HTML."""

    sheet: str
    language: str
    slot: str
    html: str


@dataclass(frozen=True)
class Bars:
    """A bar code: its bars as boxes one unit high, and how high it is drawn."""

    boxes: str
    height: int


@dataclass(frozen=True)
class Copy:
    """A page taken apart: its sheet without what is its own, and what is its own."""

    sheet: Part
    head: Piece | None
    text: tuple[Piece, ...]
    cells: tuple[Piece, ...]
    foot: Piece | None
    bars: tuple[Bars, ...]

    @property
    def pieces(self) -> Iterator[Piece]:
        yield from (piece for piece in (self.head, *self.text, *self.cells, self.foot) if piece)


def take_apart(part: Part) -> Copy | None:
    """What is a page's own and what is its sheet's; None where its text is not made of plain blocks."""
    own: dict[str, list[str]] = {"head": [], "text": [], "cell": [], "foot": [], "bars": []}

    def out(found: re.Match) -> str:
        own[found.group(1)].append(found.group(2))
        return UNSEEN if found.group(1) == "cell" else ""

    setting = TEXT_DIV.search(part.html)
    sheet = OWN.sub(out, part.html)
    blocks = list(blocks_of(own["text"][0])) if len(own["text"]) == 1 else [None]
    if setting is None or None in blocks:
        return None
    language = LANGUAGE.search(sheet)
    piece = partial(Piece, part.sheet, language.group(1) if language else "")
    return Copy(
        sheet=Part(sheet, part.sheet),
        head=piece("head", own["head"][0]) if own["head"] else None,
        text=tuple(piece(setting.group(1), block) for block in blocks if block),
        cells=tuple(piece("cell", value) for value in own["cell"]),
        foot=piece("foot", own["foot"][0]) if own["foot"] else None,
        bars=tuple(_bars(svg) for svg in own["bars"]),
    )


def _bars(svg: str) -> Bars:
    height = SIZE.search(svg)
    boxes = "\n".join(f"{x} 0 {width} 1 re" for x, width in BAR.findall(svg))
    return Bars(boxes, int(height.group(1)) if height else 0)


def blocks_of(html: str) -> Iterator[str | None]:
    """The blocks of a filled text, one by one; None once for what is none of those we know."""
    depth = begun = after = 0
    for tag in TAG.finditer(html):
        closes, name, closed = tag.groups()
        if closed or name in EMPTY:
            continue
        if not depth:
            if closes or name not in BLOCKS or html[after : tag.start()].strip():
                yield None
                return
            begun = tag.start()
        depth += -1 if closes else 1
        if not depth:
            after = tag.end()
            yield html[begun:after]
    if depth or html[after:].strip():
        yield None


Draw = Callable[[Any], None]


class Forms:
    """What several pages of one document draw is stored once in it, as a form that each page calls by its name."""

    def __init__(self) -> None:
        self.names: dict[Hashable, str] = {}

    def draw(self, stream, key: Hashable, draw: Draw) -> None:
        if key not in self.names:
            form = stream.add_group(0, 0, WIDTH, HEIGHT)
            del form.extra["Group"]  # no transparency: a printer need not flatten it
            draw(form)
            self.names[key] = form.id
        stream.draw_x_object(self.names[key])


class Sheet:
    """A finished page, as WeasyPrint's document wants its pages: it draws what was laid out elsewhere."""

    width, height = WIDTH, HEIGHT
    bleed = {"top": 0, "right": 0, "bottom": 0, "left": 0}

    def __init__(self, drawings: Sequence[Draw]):
        self.drawings = drawings
        self.bookmarks: list = []
        self.links: list = []
        self.anchors: dict = {}
        self.forms: dict = {None: []}

    def paint(self, stream, scale=1) -> None:
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            for draw in self.drawings:
                draw(stream)


class Shelf:
    """What is worth keeping between two handfuls, the oldest leaving first."""

    def __init__(self, room: int):
        self.room = room
        self.kept: OrderedDict = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any] = lambda: None) -> Any:
        found = self.kept[key] if key in self.kept else make()
        if found is not None:
            self.keep(key, found)
        return found

    def keep(self, key: Hashable, value: Any) -> None:
        self.kept[key] = value
        self.kept.move_to_end(key)
        while len(self.kept) > self.room:
            self.kept.popitem(last=False)


@dataclass
class Laid:
    """Boxes of a sheet laid out without its letter: where its own things go."""

    page: Any
    top: float  # where the text begins
    bottom: float  # where what stands in the flow must end
    room: float  # how much of it the stub needs
    lines: list[float]  # where the line of each cell begins
    stub: float
    bars: list[tuple[float, float]]


LayOut = Callable[[Part], Any]  # WeasyPrint's document of a part, with nothing fetched and our fonts


class Galley:
    """Sets handfuls of letters; keeps what many letters share. One thread at a time: Pango's layouts are no two's."""

    def __init__(self, lay_out: LayOut):
        self.lay_out = lay_out
        self.pieces, self.parts, self.sheets = Shelf(KEPT_PIECES), Shelf(KEPT_SHEETS), Shelf(KEPT_SHEETS)
        self.lock = Lock()

    def set(self, letters: Sequence[Sequence[Part]]) -> list[list[Sheet]]:
        """The pages of each letter, ready to be written into one document."""
        said = dict.fromkeys(part for letter in letters for part in letter)
        whole = {part: self._whole(part) for part in said if part.sheet != LETTER}
        copies = {part: take_apart(part) for part in said if part.sheet == LETTER}
        often = Counter(piece for part, copy in copies.items() if copy for piece in copy.pieces)
        boxes = self._set_pieces(often)
        forms = Forms()
        return [
            [page for part in letter for page in self._pages(part, copies.get(part), whole, boxes, often, forms)]
            for letter in letters
        ]

    def _pages(self, part, copy, whole, boxes, often, forms) -> Iterable[Sheet]:
        if part in whole:
            pages = whole[part]
            return [Sheet([_form(forms, (part, number), _page(page))]) for number, page in enumerate(pages)]
        sheet = copy and self._compose(copy, boxes, often, forms)
        return [sheet] if sheet else [Sheet([_page(page)]) for page in self.lay_out(part).pages]

    def _compose(self, copy: Copy, boxes, often, forms) -> Sheet | None:
        """The page as plain layout makes it; None where it would need another page or a wider cell."""
        laid = self._sheet(copy.sheet)
        if laid is None:
            return None
        places: list[tuple[Piece, float]] = [(copy.head, 0.0)] if copy.head else []
        top = laid.top
        for piece in copy.text:
            places.append((piece, top))
            top += boxes[piece].height
        if top + laid.room > laid.bottom:
            return None
        for piece, line in zip(copy.cells, laid.lines, strict=True):
            if len(boxes[piece].children) != 1:
                return None
            places.append((piece, line + boxes[piece].position_y - boxes[piece].children[0].position_y))
        if copy.foot:
            foot = boxes[copy.foot]
            places.append((copy.foot, laid.stub + foot.position_y - _classed(foot, "stub").position_y))
        drawings = [_form(forms, copy.sheet, _page(laid.page))]
        for piece, y in places:
            draw = _piece(boxes[piece], y, laid.page)
            drawings.append(_form(forms, (piece, round(y, 3)), draw) if often[piece] > 1 else draw)
        drawings += [_boxes(bars, x, y) for bars, (x, y) in zip(copy.bars, laid.bars, strict=True)]
        return Sheet(drawings)

    def _whole(self, part: Part):
        return self.parts.get((part, settings.PRACTICE), lambda: self.lay_out(part).pages)

    def _sheet(self, part: Part) -> Laid | None:
        return self.sheets.get((part, settings.PRACTICE), lambda: _laid(self.lay_out(part).pages))

    def _set_pieces(self, often: Counter) -> dict[Piece, Any]:
        boxes = {piece: box for piece in often if (box := self.pieces.get(piece)) is not None}
        # Those that are kept are set apart from those that are not, or they would keep them too.
        galleys: dict[tuple[str, bool], list[Piece]] = {}
        for piece, times in often.items():
            if piece not in boxes:
                galleys.setdefault((piece.sheet, times > 1), []).append(piece)
        for (sheet, shared), wanted in galleys.items():
            for piece, box in zip(wanted, self._galley(sheet, wanted), strict=True):
                boxes[piece] = box
                if shared:
                    self.pieces.keep(piece, box)
        return boxes

    def _galley(self, sheet: str, pieces: Sequence[Piece]):
        html = "".join(map(_set, pieces))
        [page] = self.lay_out(Part(f"<!doctype html><html><body>{html}</body></html>", f"{sheet} galley")).pages
        [body] = [child for child in _root(page).children if child.element_tag == "body"]
        return body.children


def _set(piece: Piece) -> str:
    inside = f'<div class="stub">{piece.html}</div>' if piece.slot == "foot" else piece.html
    return f'<div lang="{piece.language}" class="{piece.slot} slot">{inside}</div>'


def _laid(pages) -> Laid | None:
    if len(pages) != 1:
        return None
    [page] = pages
    box = page._page_box
    # Of each element its own box, which comes before those of its lines.
    found = list({id(one.element): one for one in reversed(list(_boxes_of(_root(page))))}.values())[::-1]
    text = next(one for one in found if "text" in _classes(one))
    room = next((one for one in found if "room" in _classes(one)), None)
    stub = next((one for one in found if "stub" in _classes(one)), None)
    cells = [one for one in found if one.element_tag == "td" and one.element.find("span") is not None]
    bars = [one for one in found if {"mark", "code"} & _classes(one)]
    return Laid(
        page=page,
        top=text.position_y,
        bottom=box.content_box_y() + box.height,
        room=room.margin_height() if room else 0.0,
        lines=[cell.children[0].position_y for cell in cells],
        stub=stub.position_y if stub else 0.0,
        bars=[(one.content_box_x(), one.content_box_y()) for one in bars],
    )


def _root(page):
    return page._page_box.children[0]


def _boxes_of(box) -> Iterator[Any]:
    box = getattr(box, "_box", box)  # a placed box stands behind a placeholder
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes_of(child)


def _classes(box) -> frozenset[str]:
    element = box.element
    is_own = element is not None and box.element_tag == element.tag.split("}")[-1]
    return frozenset(element.get("class", "").split()) if is_own else frozenset()


def _classed(box, name: str):
    return next(one for one in _boxes_of(box) if name in _classes(one))


def _form(forms: Forms, key: Hashable, draw: Draw) -> Draw:
    return lambda stream: forms.draw(stream, key, draw)


def _page(page) -> Draw:
    from weasyprint.draw import draw_page

    return lambda stream: draw_page(page._page_box, stream)


def _piece(box, y: float, page) -> Draw:
    from weasyprint.draw import draw_stacking_context
    from weasyprint.stacking import StackingContext

    def draw(stream) -> None:
        box.translate(0, y - box.position_y)
        draw_stacking_context(stream, StackingContext.from_box(box, page._page_box))

    return draw


def _boxes(bars: Bars, x: float, y: float) -> Draw:
    def draw(stream) -> None:
        with stream.stacked():
            stream.transform(d=bars.height, e=x, f=y)
            stream.set_color_rgb(0, 0, 0)
            stream.stream.append(bars.boxes)
            stream.fill()

    return draw
