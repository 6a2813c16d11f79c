"""How do letters become one file for the printer, with a cover sheet on top?

This is the printer's copy: joining drops the tags for readers, which each letter's own kept PDF has
(docs/decisions/, "A batch is the printer's copy").
"""

import io
from collections.abc import Iterable, Sequence
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
    sheets: int


def join(cover: Cover, letters: Iterable[bytes], two_sided: bool) -> bytes:
    """The cover sheet and the letters as one PDF; on two-sided paper each letter begins on a new sheet."""
    pile = pikepdf.Pdf.new()
    for content in (press.press(cover_page(cover), "cover").content, *letters):
        with pikepdf.open(io.BytesIO(content)) as part:
            pile.pages.extend(part.pages)
            if two_sided and len(part.pages) % 2:
                pile.add_blank_page(page_size=(612, 792))
    for page in pile.pages:
        for tag in ("/StructParents", "/Tabs"):
            if tag in page.obj:
                del page.obj[tag]
    pile.docinfo["/Title"] = f"Batch {cover.number}: {words.plain(cover.title)}"
    file = io.BytesIO()
    pile.save(file, deterministic_id=True)
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
            "runs": runs(cover.letters),
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
