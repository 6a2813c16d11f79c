"""How is a part of a batch printed again? The same pages as the first time, with a line of history that says why."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.documents import files
from accounts.people import doors
from core import history
from core.errors import RuleViolation
from notices.models import Batch, Letter
from notices.papers_of_mailing import Piece, Slip, part_again, pieces
from notices.queries import PRINTED_AGAIN, protection

NUMBERS = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?$", re.ASCII)
LONGEST_RUN = 10_000


@dataclass(frozen=True)
class PrintedAgain:
    """The file for the printer, the letters in it, and those that were asked for and have been taken out since."""

    content: bytes
    letters: list[int]
    left_out: list[int]


@transaction.atomic
def print_part_again(
    batch_id: int,
    *,
    places: tuple[int, int] | None = None,
    letters: Collection[int] = (),
    why: str,
    actor,
    today: date,
) -> PrintedAgain:
    """Print some letters of a batch again, by their places in the pile (both included) or their numbers.

    Refused without a reason, for a letter that is not in the batch, and where all that was asked for is taken out.
    """
    batch = Batch.objects.select_for_update(of=("self",)).select_related("document").get(pk=batch_id)
    if not why.strip():
        raise RuleViolation(_("Say why these letters are printed again."))
    content = _file_of(batch)
    asked = _asked(batch, pieces(batch, content), places, letters)
    _refuse_what_is_closed(asked, actor)
    chosen, left_out = _divided(asked)
    slip = Slip(
        batch=batch,
        why=why.strip(),
        printed_on=today,
        printed_by=actor.get_full_name() if actor else _("the system"),
        letters=[piece.letter for piece in chosen],
        left_out=left_out,
        sheets=sum(piece.sheets for piece in chosen),
    )
    part = part_again(slip, chosen, content)
    facts = {"letters": list(slip.letters), "why": slip.why, "sheets": slip.sheets}
    history.record(PRINTED_AGAIN, subject=batch, actor=actor, on=today, facts=facts)
    return PrintedAgain(part, list(slip.letters), left_out)


def _file_of(batch: Batch) -> bytes:
    try:
        return files.read(batch.document.sha256)
    except (files.Damaged, FileNotFoundError):
        raise RuleViolation(_("The file of this batch is damaged. Ask for the backup of the files.")) from None


def _asked(batch: Batch, pile: list[Piece], places, letters: Collection[int]) -> list[Piece]:
    if letters:
        missing = set(letters) - {piece.letter for piece in pile}
        if missing:
            raise RuleViolation(
                _("Letter %(letter)s is not in batch %(batch)s.") % {"letter": min(missing), "batch": batch.pk}
            )
        return [piece for piece in pile if piece.letter in letters]
    first, last = places or (1, len(pile))
    if not 1 <= first <= last <= len(pile):
        raise RuleViolation(
            _("The pile of batch %(batch)s goes from place 1 to %(last)s.") % {"batch": batch.pk, "last": len(pile)}
        )
    return pile[first - 1 : last]


def _divided(asked: list[Piece]) -> tuple[list[Piece], list[int]]:
    """What goes to the printer, and the numbers of what was taken out."""
    chosen = [piece for piece in asked if not piece.is_out]
    if not chosen:
        raise RuleViolation(_("Each of these letters was taken out; none is printed again."))
    return chosen, [piece.letter for piece in asked if piece.is_out]


def _refuse_what_is_closed(asked: list[Piece], actor) -> None:
    """The pages show an account that is closed to the actor, or an address that was protected after they were made."""
    if actor is None:
        return
    if {piece.account_id for piece in asked} & doors.closed_to(actor):
        raise RuleViolation(
            _("One of these letters is to an account that is closed to you. A colleague must print it.")
        )
    named = Letter.objects.filter(pk__in=[piece.letter for piece in asked])
    places = set(protection.naming_hidden_places(named).values())
    if places and doors.hidden_addresses(places, actor):
        raise RuleViolation(
            _("One of these letters names an address that is protected since. Take it out, or ask the people named.")
        )


def numbers_in(text: str) -> list[int]:
    """The letter numbers that somebody typed: "412, 415-418". Refuses what is no number."""
    found: list[int] = []
    for part in re.sub(r"\s*[-–]\s*", "-", text).replace(",", " ").replace(";", " ").split():
        match = NUMBERS.match(part)
        if not match:
            raise RuleViolation(_("“%(part)s” is no letter number. Type them like 412, 415-418.") % {"part": part})
        first, last = int(match[1]), int(match[2] or match[1])
        if not first <= last < first + LONGEST_RUN:
            raise RuleViolation(_("“%(part)s” does not run from a lower to a higher number.") % {"part": part})
        found += range(first, last + 1)
    return found
