"""How do letters become one file for the printer, with a cover sheet on top?

This is the printer's copy: its pages have no tags for readers, which a letter's own accessible copy has
(docs/decisions/, "What is printed is laid out once").
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime

import pikepdf
from django.template.loader import render_to_string

from notices.paper import press, words


@dataclass(frozen=True)
class Cover:
    """What the cover sheet says; letters by their numbers, in the order of the pile."""

    number: int
    title: str
    printed_on: date
    printed_at: datetime
    printed_by: str
    letters: Sequence[int]
    envelopes: Sequence[tuple[int, int]]  # sheets in the envelope, how many of them

    @property
    def sheets(self) -> int:
        return sum(sheets * count for sheets, count in self.envelopes)


@dataclass(frozen=True)
class Lying:
    """Where a letter's pages lie: the kept document, and from which page, the first being 1, how many."""

    content: bytes
    first_page: int
    pages: int


def join(cover: Cover, letters: Sequence[Lying], two_sided: bool) -> bytes:
    """The cover sheet and the letters as one PDF; on two-sided paper each letter begins on a new sheet."""
    front = press.press(cover_page(cover), "cover")
    with _laid(front, letters, two_sided) as pile:
        pile.docinfo["/Title"] = f"Batch {cover.number}: {words.plain(cover.title)}"
        return _saved(pile)


def part(front: press.Printed, letters: Sequence[Lying], two_sided: bool, title: str) -> bytes:
    """Some letters of a batch under a sheet of their own, and nothing of the others, not even unseen."""
    with _laid(front, letters, two_sided) as pile:
        for page in pile.pages[front.pages :]:
            if "/Resources" in page.obj:  # a blank page draws nothing
                _only_what_it_draws(page)
        pile.docinfo["/Title"] = title
        return _saved(pile)


@contextmanager
def _laid(front: press.Printed, letters: Sequence[Lying], two_sided: bool) -> Iterator[pikepdf.Pdf]:
    with _opened([front.content, *(letter.content for letter in letters)]) as kept:
        pile = pikepdf.Pdf.new()
        for lies in (Lying(front.content, 1, front.pages), *letters):
            _lay(pile, kept[lies.content], lies)
            if two_sided and lies.pages % 2:
                pile.add_blank_page(page_size=(612, 792))
        for page in pile.pages[: front.pages]:
            for tag in ("/StructParents", "/Tabs"):
                if tag in page.obj:
                    del page.obj[tag]
        yield pile


def pages_of(content: bytes, first_page: int, pages: int) -> bytes:
    """One letter's pages out of the document of its handful, and nobody else's."""
    with pikepdf.open(io.BytesIO(content)) as kept:
        if len(kept.pages) == pages:
            return content
        alone = pikepdf.Pdf.new()
        _lay(alone, kept, Lying(content, first_page, pages))
        for page in alone.pages:
            _only_what_it_draws(page)
        return _saved(alone)


def _only_what_it_draws(page: pikepdf.Page) -> None:
    """The document's pages share all their forms; those that this page does not draw say what others were told."""
    forms = page.Resources.get("/XObject", pikepdf.Dictionary())
    drawn = {str(step.operands[0]) for step in pikepdf.parse_content_stream(page, "Do")}
    resources = {name: kept for name, kept in page.Resources.items() if name != "/XObject"}
    resources["/XObject"] = pikepdf.Dictionary({name: form for name, form in forms.items() if name in drawn})
    page.obj.Resources = pikepdf.Dictionary(resources)


def _lay(pile: pikepdf.Pdf, kept: pikepdf.Pdf, lies: Lying) -> None:
    for number in range(lies.first_page - 1, lies.first_page - 1 + lies.pages):
        pile.pages.append(kept.pages[number])


@contextmanager
def _opened(contents: Iterable[bytes]) -> Iterator[dict[bytes, pikepdf.Pdf]]:
    """Each document once, however many letters lie in it: what they share is then copied once too."""
    with ExitStack() as stack:
        yield {content: stack.enter_context(pikepdf.open(io.BytesIO(content))) for content in dict.fromkeys(contents)}


def _saved(pdf: pikepdf.Pdf) -> bytes:
    file = io.BytesIO()
    pdf.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()


def cover_page(cover: Cover) -> str:
    return render_to_string(
        "notices/stationery/cover.html",
        {
            "cover": cover,
            "title": words.plain(cover.title),
            "printed_by": words.plain(cover.printed_by),
            "printed_on": words.full_day_in_words(cover.printed_on),
            "count": len(cover.letters),
            "runs": runs(sorted(cover.letters)),
        },
    )


def runs(numbers: Sequence[int]) -> list[str]:
    """Letter numbers as a person checks them off: `412–495`, `497`."""
    said: list[str] = []
    first = last = None
    for number in [*numbers, None]:
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None:
            said.append(str(first) if first == last else f"{first}–{last}")
        first = last = number
    return said
