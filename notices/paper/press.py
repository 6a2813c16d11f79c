"""How does a page become a PDF that keeps its tags, and the same bytes every time?"""

import atexit
import gc
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate
from typing import Any

from django.conf import settings

from notices.paper.galley import Galley
from notices.paper.page import Part, Writing, parts
from notices.paper.shelf import fonts_folder, text_of
from notices.paper.widths import Fonts

logging.getLogger("weasyprint").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)

# Which signs are in which file, as the maker of the font says it (@fontsource/public-sans).
LATIN = (
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,"
    "U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
)
LATIN_EXT = (
    "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,"
    "U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"
)
PRINT_FLAG = 4  # ISO 32000-1 table 165, which PDF/UA-1 wants on every annotation


@dataclass(frozen=True)
class Printed:
    """A finished paper."""

    content: bytes
    pages: int


def faces() -> str:
    """The `@font-face` rules of our own fonts, as files on this machine.

    Each file gets a family name of its own: WeasyPrint tells fonts apart by family and weight alone, so two files under
    one name would share one embedded font, and "Ł" of the second would print as whatever the first has in its place.
    """
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; unicode-range: {ranges};'
        f' src: url("{(fonts_folder() / f"public-sans-{subset}-{weight}.woff2").as_uri()}") format("woff2"); }}'
        for weight in (400, 700)
        for family, subset, ranges in (("Public Sans", "latin", LATIN), ("Public Sans Ext", "latin-ext", LATIN_EXT))
    )


@lru_cache(maxsize=1)
def font_configuration():
    """The fonts, read once per process: reading them is four fifths of the time of a letter."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    CSS(string=faces(), font_config=fonts)
    return fonts


@atexit.register
def put_away() -> None:
    """Let go of the fonts while the libraries that hold them are still there."""
    the_galley.cache_clear()
    style.cache_clear()
    font_configuration.cache_clear()


@lru_cache(maxsize=8)
def style(name: str):
    """A parsed style sheet, kept for the life of the process."""
    from weasyprint import CSS

    return CSS(string=text_of(f"stationery/{name}.css"), font_config=font_configuration())


def fetch_nothing(url: str, *_args, **_kwargs):
    """A letter holds all it needs: nothing is ever fetched for one."""
    raise ValueError(f"A letter fetches nothing, not even {url}.")


def press(html: str, sheet: str) -> Printed:
    """Lay out one finished page of HTML with a style sheet of the stationery. The practice site marks every sheet."""
    return press_parts([Part(html, sheet)])


def press_parts(parts: Sequence[Part], *, tagged: bool = True) -> Printed:
    """Lay out what belongs together, one part behind the other, as one tagged PDF."""
    with rubbish_kept():
        documents = [lay_out(part, tagged=tagged) for part in parts]
        pages = [(page, document.metadata.lang) for document in documents for page in document.pages]
        whole = documents[0].copy([page for page, _language in pages])
        whole.fonts = Fonts()
        finisher = partial(finish, languages=[language for _page, language in pages])
        content = whole.write_pdf(finisher=finisher, pdf_variant="pdf/ua-1") if tagged else whole.write_pdf()
        return Printed(content, len(pages))


def lay_out(part: Part, *, tagged: bool):
    """A part as WeasyPrint's document, with our fonts and nothing fetched."""
    from weasyprint import HTML

    first, *more = part.sheet.split()
    sheets = [first, *(["practice"] if settings.PRACTICE else []), *more]
    return HTML(string=part.html, url_fetcher=fetch_nothing).render(
        font_config=font_configuration(),
        stylesheets=[*map(style, sheets)],
        pdf_variant="pdf/ua-1" if tagged else None,
    )


@contextmanager
def rubbish_kept() -> Iterator[None]:
    """Without the collector: thousands of small boxes live exactly as long as this block."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def finish(document: Any, pdf: Any, languages: Sequence[str]) -> None:
    """Say what WeasyPrint leaves out of a tagged PDF: which way a heading cell looks, that links may be printed, and
    the language of each page that is not in the first one's."""
    parts: dict[Any, Any] = {part.reference: part for part in pdf.objects if isinstance(part, dict)}  # type: ignore[attr-defined]
    spoken = dict(zip(pdf.page_references, languages, strict=True))
    for part in parts.values():
        if part.get("S") == "/TH":
            rows = parts[parts[part["P"]]["P"]]
            part["A"]["Scope"] = "/Column" if rows["S"] == "/THead" else "/Row"
        elif part.get("Type") == "/Annot":
            part["F"] = PRINT_FLAG
        if "S" in part and parts.get(part.get("P"), {}).get("S") == "/Document":
            language = spoken.get(part.get("Pg"), languages[0])
            if language != languages[0]:
                part["Lang"] = f"({language})".encode()


def print_letter(writing: Writing) -> Printed:
    """One letter as a tagged PDF for readers, laid out by itself. The same writing gives the same bytes, today and on
    any machine."""
    return press_parts(parts(writing))


@dataclass(frozen=True)
class Handful:
    """Letters in one document: what each got, in their order, or why it has no pages."""

    content: bytes
    letters: list["Placed | Exception"]


@dataclass(frozen=True)
class Placed:
    """Where a letter lies in the document of its handful; the first page is 1."""

    first_page: int
    pages: int


def print_handful(writings: Sequence[Writing]) -> Handful:
    """The pages for the printer of several letters, as one document without tags. A letter that cannot be set stands
    aside with its reason and leaves the others alone. The same letters give the same bytes."""
    told: list[list[Part] | Exception] = [_tried(parts, writing) for writing in writings]
    written = _tried(_write, [one for one in told if not isinstance(one, Exception)])
    if isinstance(written, Exception):  # one of them breaks the press: each by itself says which
        told = [one if isinstance(one, Exception) else _why_not(one) or one for one in told]
        written = _write([one for one in told if not isinstance(one, Exception)])
    content, counts = written
    if len(writings) > 1:
        gc.collect()  # or a long run holds a little more with each handful: the boxes of one point at each other
    firsts = iter(zip(accumulate(counts, initial=1), counts, strict=False))
    return Handful(content, [one if isinstance(one, Exception) else Placed(*next(firsts)) for one in told])


def _tried(what: Callable[[Any], Any], given: Any) -> Any:
    try:
        return what(given)
    except Exception as trouble:  # whatever it is, it must not stop the letters beside this one
        return trouble


def _why_not(letter: list[Part]) -> Exception | None:
    answer = _tried(_write, [letter])
    return answer if isinstance(answer, Exception) else None


def _write(letters: Sequence[list[Part]]) -> tuple[bytes, list[int]]:
    """The letters as one document, and how many pages each has."""
    from weasyprint.document import Document
    from weasyprint.pdf.metadata import DocumentMetadata

    if not letters:
        return b"", []
    galley = the_galley()
    with galley.lock, rubbish_kept():
        sheets = galley.set(letters)
        pages = [page for letter in sheets for page in letter]
        document = Document(pages, DocumentMetadata(), fetch_nothing, font_configuration(), {}, None)
        document.fonts = Fonts()
        return document.write_pdf(), [len(letter) for letter in sheets]


@lru_cache(maxsize=1)
def the_galley() -> Galley:
    """What this process keeps set between two handfuls."""
    return Galley(partial(lay_out, tagged=False))
