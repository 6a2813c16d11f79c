"""How do letters get their pages? A handful at a time: one document that all of them share, and one commit.

Safe to be killed anywhere and to run twice at once: a row of `Waiting` is taken by one printer. The pages for the
printer have no tags; a letter's own copy for readers is made when somebody first opens it (`accessible_copy`).
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.documents import files
from accounts.documents.actions import keep_document
from accounts.people import doors
from core import history, rulebook
from core.errors import RuleViolation
from core.utility import moment
from notices import policy
from notices.kinds import WITH_A_COPY, registered, title_of
from notices.leaves import leaves_of
from notices.models import AccessibleCopy, Letter, Rendering, Waiting
from notices.paper import pile, press
from notices.paper.page import Leaf, Writing

logger = logging.getLogger(__name__)
HANDFUL = 50
Tell = Callable[[int, str], None]


@dataclass(frozen=True)
class Made:
    """How many letters got their pages, and how many stand aside."""

    letters: int
    aside: int


def make_waiting_pages(*, actor, today: date, tell: Tell | None = None) -> Made:
    """Make the pages of letters that may be printed by now, leaving those that another printer has in hand; several may
    do so at once."""
    waiting = Waiting.objects.due(moment(today)).filter(is_ready=False).count()
    done = aside = 0
    while handful := make_handful(actor=actor, today=today):
        done += handful.letters
        aside += handful.aside
        if tell:
            seen = done + aside
            tell(
                min(95, 95 * seen // max(waiting, 1)),
                _("Pages of %(seen)s of %(all)s letters made") % {"seen": f"{seen:,}", "all": f"{waiting:,}"},
            )
    return Made(done, aside)


@transaction.atomic(durable=True)
def make_handful(*, actor, today: date, waits_its_turn: bool = False) -> Made | None:
    """The pages of the next letters; None when none is left that may be printed by now."""
    waiting = (
        Waiting.objects.due(moment(today))
        .filter(is_ready=False)
        .select_for_update(skip_locked=not waits_its_turn, of=("self",))
        .select_related("letter__version", "letter__english", "letter__account")
        .order_by("letter_id")[:HANDFUL]
    )
    return _make(list(waiting), actor=actor, today=today) if waiting else None


def _make(waiting: Sequence[Waiting], *, actor, today: date) -> Made:
    # What has pages was tried again after its kept pages were restored.
    has = set(Rendering.objects.filter(letter__in=[one.letter_id for one in waiting]).values_list("letter", flat=True))
    fresh = [one for one in waiting if one.letter_id not in has]
    aside = dict(_set(fresh, actor=actor, today=today)) if fresh else {}
    for one, trouble in aside.items():
        logger.warning("letter %s cannot be printed: %s", one.letter_id, type(trouble).__name__)
        one.trouble = _("Its pages cannot be made: %(why)s") % {"why": words_of(trouble)}
        one.save(update_fields=["trouble"])
        history.record("letter.set_aside", subject=one.letter, account=one.letter.account.number, actor=actor, on=today)
    ready = [one for one in waiting if one not in aside]
    for one in ready:
        one.is_ready = True
    Waiting.objects.filter(letter__in=[one.letter_id for one in ready]).update(is_ready=True)
    return Made(len(ready), len(aside))


def words_of(trouble: Exception) -> str:
    """What an office can read of an error: a refusal's sentence, and of any other whom to tell."""
    return str(trouble) if isinstance(trouble, RuleViolation) else _("an error of the program. Tell whoever runs it.")


def _set(fresh: Sequence[Waiting], *, actor, today: date):
    """Print letters as one document and keep it; yields those that cannot be printed, with the reason."""
    writings: dict[Waiting, Writing] = {}
    leaves = cache(leaves_of_kind)
    for one in fresh:
        try:
            writings[one] = writing_of(one.letter, leaves)
        except RuleViolation as trouble:
            yield one, trouble
    handful = press.print_handful(list(writings.values()))
    placed: list[tuple[Letter, press.Placed]] = []
    for one, answer in zip(writings, handful.letters, strict=True):
        if isinstance(answer, Exception):
            yield one, answer
        else:
            placed.append((one.letter, answer))
    if placed:
        _keep(placed, handful.content, actor=actor, today=today)


def _keep(placed: Sequence[tuple[Letter, press.Placed]], content: bytes, *, actor, today: date) -> None:
    letters = [letter for letter, _place in placed]
    alone = len(letters) == 1
    document = keep_document(
        content,
        name=f"letter-{letters[0].pk}.pdf" if alone else f"letters-{letters[0].pk}-{letters[-1].pk}.pdf",
        kind="letter",
        media_type="application/pdf",
        account=letters[0].account if alone else None,  # what several accounts share is opened through their letters
        actor=actor,
        today=today,
    )
    rules, now = rulebook.rules(policy.PrintRules, on=today), moment(today)
    Rendering.objects.bulk_create(
        Rendering(
            letter=letter,
            document=document,
            first_page=place.first_page,
            pages=place.pages,
            sheets=policy.sheets(place.pages, rules),
            recorded_at=now,
        )
        for letter, place in placed
    )


def leaves_of_kind(code: str, language: str, on: date) -> tuple[Leaf, ...]:
    """The enclosures of letters of a kind that were issued on a day."""
    kind = registered(code)
    return leaves_of(kind, language, today=on) if kind else ()


def writing_of(letter: Letter, leaves: Callable[[str, str, date], tuple[Leaf, ...]] = leaves_of_kind) -> Writing:
    """What a letter's page is made of: what was frozen when it was issued, and the enclosures in force on that day."""
    behind = leaves(letter.kind, letter.language, letter.issued_on)
    if letter.copy_to:
        behind = (*leaves(WITH_A_COPY, letter.language, letter.issued_on), *behind)
    return Writing(
        title=title_of(letter.kind),
        language=letter.language,
        text=letter.own_text or letter.version.body,
        facts=letter.facts,
        number=letter.pk,
        english=letter.english.body if letter.english else "",
        leaves=behind,
    )


@transaction.atomic
def make_pages(letter_id: int, *, actor, today: date) -> Rendering:
    """The pages of one letter for the printer, made now; those that were printed, where there are any."""
    letter = _locked(letter_id)
    made = Rendering.objects.filter(letter=letter).select_related("document").first()
    if made:
        return made
    waiting = Waiting.objects.select_for_update().filter(letter=letter).first()
    if waiting is None:
        raise RuleViolation(_("This letter was taken out before its pages were made."))
    waiting.letter = letter
    # A printer may have made them while we waited for the row.
    if not waiting.is_ready and _make([waiting], actor=actor, today=today).aside:
        raise RuleViolation(waiting.trouble)
    return Rendering.objects.select_related("document").get(letter=letter)


def printed_pages(rendering: Rendering) -> bytes:
    """The pages of one letter as they were printed, alone in a PDF. Raises what `files.read` raises."""
    return pile.pages_of(files.read(rendering.document.sha256), rendering.first_page, rendering.pages)


@transaction.atomic
def accessible_copy(letter_id: int, *, actor, today: date) -> AccessibleCopy:
    """A letter for readers, as a tagged PDF/UA with the same number: made when first asked for and never again.

    Refuses a letter whose text cannot be filled, and one that was taken out before anything of it was made.
    """
    letter = _locked(letter_id)
    made = AccessibleCopy.objects.filter(letter=letter).select_related("document").first()
    if made:
        return made
    was_made = Rendering.objects.filter(letter=letter).exists() or Waiting.objects.filter(letter=letter).exists()
    if not was_made and letter.channel == Letter.Channel.PAPER:
        raise RuleViolation(_("This letter was taken out before its pages were made."))
    document = keep_document(
        press.print_letter(writing_of(letter)).content,
        name=f"letter-{letter.pk}.pdf",
        kind="letter_copy",
        media_type="application/pdf",
        account=letter.account,
        actor=actor,
        today=today,
    )
    return AccessibleCopy.objects.create(letter=letter, document=document, recorded_at=moment(today))


def _locked(letter_id: int) -> Letter:
    return (
        Letter.objects.select_for_update(no_key=True, of=("self",))
        .select_related("version", "english", "account")
        .get(pk=letter_id)
    )


@transaction.atomic
def try_again(letter_id: int, *, actor, today: date) -> Letter:
    """Let a letter that stood aside go back into the queue."""
    waiting = (
        Waiting.objects.select_for_update(of=("self",))
        .select_related("letter__account")
        .filter(letter=letter_id)
        .first()
    )
    if waiting is None or not waiting.trouble:
        raise RuleViolation(_("This letter does not stand aside."))
    letter = waiting.letter
    doors.refuse_closed(letter.account_id, actor)
    waiting.trouble = ""
    waiting.save(update_fields=["trouble"])
    history.record("letter.tried_again", subject=letter, account=letter.account.number, actor=actor, on=today)
    return letter
