"""What does a batch say to the print shop, and what does whoever mailed it sign?"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pikepdf
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.documents import files
from core import rulebook
from core.errors import RuleViolation
from core.utility import current
from notices.kinds import title_of
from notices.models import Batch
from notices.paper import press, words
from notices.paper.pile import Lying, part, runs
from notices.policy import PrintRules
from notices.queries import lines_of
from notices.queries.states import beside

ZIP = re.compile(r"\d{5}(?:-\d{4})?$")
LINES = 6  # of an address in the manifest; a longer one ends in the last
MANIFEST = (
    "batch", "place", "letter", "account", "kind", "language", "first_page", "last_page", "pages", "sheets", "name",
    *(f"line_{n}" for n in range(1, LINES)), "zip", "taken_out",
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """One letter of a batch: its place in the pile, whom it is for, and its pages in the file."""

    place: int
    letter: int
    account: str
    account_id: int
    language: str
    address: Sequence[str]
    pages: int
    sheets: int
    first_page: int
    is_out: bool

    @property
    def last_page(self) -> int:
        return self.first_page + self.pages - 1

    @property
    def zip(self) -> str:
        found = ZIP.search(self.address[-1])
        return found[0] if found else ""


def _is_two_sided(pdf: pikepdf.Pdf, takes: Sequence[int]) -> bool:
    """Whether a pile was laid for two-sided paper, by the file itself, since the rulebook may say otherwise by now:
    there a blank page lies behind the last letter of an odd number of pages."""
    behind = 0
    for pages in reversed(takes):
        if pages % 2 and behind < len(pdf.pages):
            return not pikepdf.parse_content_stream(pdf.pages[-1 - behind])
        behind += pages
    return False


def pieces(batch: Batch, content: bytes) -> list[Piece]:
    """The letters of a batch in the order of the pile; `content` is the batch's file.

    What stands before the first letter is the cover. On two-sided paper each letter begins on a new sheet.
    """
    lines = list(lines_of(batch))
    takes = [line.letter.rendering.pages for line in lines]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if _is_two_sided(pdf, takes):
            takes = [pages + pages % 2 for pages in takes]
        page = len(pdf.pages) - sum(takes) + 1
    if page < 1:
        raise files.Damaged(f"The file of batch {batch.pk} has fewer pages than its letters.")
    found = []
    for line, taken in zip(lines, takes, strict=True):
        letter = line.letter
        found.append(
            Piece(
                place=line.place,
                letter=letter.pk,
                account=letter.account.number,
                account_id=letter.account_id,
                language=letter.language,
                address=letter.address,
                pages=letter.rendering.pages,
                sheets=letter.rendering.sheets,
                first_page=page,
                is_out=beside(letter, "pull") is not None,
            )
        )
        page += taken
    return found


def manifest(batch: Batch, all_pieces: Sequence[Piece]) -> Iterator[tuple[Any, ...]]:
    """A row per letter for the print shop, under the heading `MANIFEST`; what was taken out is marked, not left out:
    its pages are in the file."""
    for piece in all_pieces:
        name, *rest = piece.address
        lines = [*rest[: LINES - 2], ", ".join(rest[LINES - 2 :])] if len(rest) > LINES - 1 else rest
        yield (
            batch.pk, piece.place, piece.letter, piece.account, batch.kind, piece.language, piece.first_page,
            piece.last_page, piece.pages, piece.sheets, name, *lines, *[""] * (LINES - 1 - len(lines)), piece.zip,
            "yes" if piece.is_out else "",
        )  # fmt: skip


def affidavit(batch: Batch) -> press.Printed:
    """The oath of whoever confirmed a mailing, with every piece that left. The same bytes every time.

    A notice of disconnection needs one on file (Minn. R. 7820.2400). Refuses a batch that nobody confirmed.
    """
    mailing = beside(batch, "mailing")
    if mailing is None:
        raise RuleViolation(_("Nobody has confirmed this batch as mailed, so there is nothing to swear to yet."))
    left = [line for line in lines_of(batch) if beside(line.letter, "pull") is None]
    said = {
        "utility": words.plain(current().name),
        "who": words.plain(mailing.actor.get_full_name()) if mailing.actor else "",
        "batch": batch.pk,
        "title": words.plain(title_of(batch.kind)),
        "count": len(left),
        "mailed_on": words.full_day_in_words(mailing.mailed_on),
        "mail_class": mailing.get_mail_class_display().lower(),
        "printed_on": words.full_day_in_words(batch.printed_on),
        "sha256": batch.document.sha256,
        "pieces": [
            (
                n,
                line.letter_id,
                words.spoken_number(words.plain(line.letter.account.number)),
                [words.plain(part) for part in line.letter.address],
            )
            for n, line in enumerate(left, start=1)
        ],
    }
    return press.press(render_to_string("notices/stationery/affidavit.html", said), "affidavit")


@dataclass(frozen=True)
class Slip:
    """The sheet on top of a part that is printed again."""

    batch: Batch
    why: str
    printed_on: date
    printed_by: str
    letters: Sequence[int]
    left_out: Sequence[int]
    sheets: int


def part_again(slip: Slip, chosen: Sequence[Piece], content: bytes) -> bytes:
    """The pages of some letters out of the batch's own file, as they were printed, under a slip."""
    two_sided = rulebook.rules(PrintRules, on=slip.printed_on).is_two_sided
    lying = [Lying(content, piece.first_page, piece.pages) for piece in chosen]
    return part(press.press(_slip_page(slip), "cover"), lying, two_sided, f"Part of batch {slip.batch.pk}")


def _slip_page(slip: Slip) -> str:
    said = {
        "slip": slip,
        "title": words.plain(title_of(slip.batch.kind)),
        "why": words.plain(slip.why),
        "printed_by": words.plain(slip.printed_by),
        "printed_on": words.full_day_in_words(slip.printed_on),
        "first_printed_on": words.full_day_in_words(slip.batch.printed_on),
        "runs": runs(sorted(slip.letters)),
        "left_out": runs(sorted(slip.left_out)),
    }
    return render_to_string("notices/stationery/part_again.html", said)
