"""How do waiting letters become paper? Pages are made and kept a few at a time, then joined into files for the printer.

Safe to be killed anywhere and to run twice at once: a row of `Waiting` is taken by one printer, each handful of letters
commits by itself, and a letter leaves the queue in the same transaction that puts it into a batch.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.documents import files
from accounts.documents.actions import keep_document
from accounts.people import doors
from core import history, rulebook
from core.errors import RuleViolation
from core.utility import moment
from notices import policy, protection
from notices.kinds import registered, title_of
from notices.leaves import leaves_of
from notices.models import Batch, BatchLine, Letter, Rendering, Waiting
from notices.paper import pile, press
from notices.paper.page import Writing

logger = logging.getLogger(__name__)
HANDFUL = 20
Tell = Callable[[int, str], None]


@dataclass(frozen=True)
class Printed:
    """What one printing did: the batches, letters and sheets in them, and how many letters stand aside."""

    batches: list[int]
    letters: int
    sheets: int
    aside: int


def print_waiting(*, actor, today: date, tell: Tell | None = None) -> Printed:
    """Make the pages of every waiting letter and put them into batches by kind. Runs outside a transaction."""
    make_waiting_pages(actor=actor, today=today, tell=tell)
    # Another printer may hold the last handful: wait for it, and take over if it gave up.
    while _make_handful(actor=actor, today=today, waits_its_turn=True):
        pass
    batches = list(_print_batches(actor=actor, today=today))
    aside = Waiting.objects.exclude(trouble="").count()
    if tell:
        tell(100, _said(_count(batches), len(batches)))
    return Printed([batch.pk for batch in batches], _count(batches), sum(b.sheet_count for b in batches), aside)


@dataclass(frozen=True)
class Made:
    """How many letters got their pages, and how many stand aside."""

    letters: int
    aside: int


def make_waiting_pages(*, actor, today: date, tell: Tell | None = None) -> Made:
    """Make the pages of waiting letters, leaving those that another printer has in hand; several may do so at once."""
    waiting = Waiting.objects.filter(is_ready=False, trouble="").count()
    done = aside = 0
    while handful := _make_handful(actor=actor, today=today):
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
def _make_handful(*, actor, today: date, waits_its_turn: bool = False) -> Made | None:
    waiting = (
        Waiting.objects.select_for_update(skip_locked=not waits_its_turn, of=("self",))
        .filter(is_ready=False, trouble="")
        .select_related("letter__version", "letter__english", "letter__account")
        .order_by("letter_id")[:HANDFUL]
    )
    made = [_make(one, actor=actor, today=today) for one in waiting]
    return Made(made.count(True), made.count(False)) if made else None


def _make(waiting: Waiting, *, actor, today: date) -> bool:
    letter = waiting.letter
    if Rendering.objects.filter(letter=letter).exists():
        return _ready(waiting)  # tried again after its kept pages were restored
    try:
        printed = press.print_letter(writing_of(letter))
    except Exception as trouble:  # whatever it is, it must not stop the letters behind this one
        logger.warning("letter %s cannot be printed: %s", letter.pk, type(trouble).__name__)
        waiting.trouble = _("Its pages cannot be made: %(why)s") % {"why": trouble}
        waiting.save(update_fields=["trouble"])
        history.record("letter.set_aside", subject=letter, account=letter.account.number, actor=actor, on=today)
        return False
    _keep(letter, printed, actor=actor, today=today)
    return _ready(waiting)


def _ready(waiting: Waiting) -> bool:
    waiting.is_ready = True
    waiting.save(update_fields=["is_ready"])
    return True


def _keep(letter: Letter, printed: press.Printed, *, actor, today: date) -> Rendering:
    document = keep_document(
        printed.content,
        name=f"letter-{letter.pk}.pdf",
        kind="letter",
        media_type="application/pdf",
        account=letter.account,
        actor=actor,
        today=today,
    )
    return Rendering.objects.create(
        letter=letter,
        document=document,
        pages=printed.pages,
        sheets=policy.sheets(printed.pages, rulebook.rules(policy.PrintRules, on=today)),
        recorded_at=moment(today),
    )


def writing_of(letter: Letter) -> Writing:
    """What a letter's page is made of: what was frozen when it was issued, and the enclosures in force on that day."""
    kind = registered(letter.kind)
    return Writing(
        title=title_of(letter.kind),
        language=letter.language,
        text=letter.own_text or letter.version.body,
        facts=letter.facts,
        number=letter.pk,
        english=letter.english.body if letter.english else "",
        leaves=leaves_of(kind, letter.language, today=letter.issued_on) if kind else (),
    )


@transaction.atomic
def make_pages(letter_id: int, *, actor, today: date) -> Rendering:
    """The pages of one letter, made now when a person wants to see it before the printer runs."""
    letter = (
        Letter.objects.select_for_update(no_key=True, of=("self",))
        .select_related("version", "english", "account")
        .get(pk=letter_id)
    )
    made = Rendering.objects.filter(letter=letter).select_related("document").first()
    if made:
        return made
    waiting = Waiting.objects.select_for_update().filter(letter=letter).first()
    if waiting is None:
        raise RuleViolation(_("This letter was taken out before its pages were made."))
    # A printer may have made them while we waited for the row.
    if not waiting.is_ready and not _make(waiting, actor=actor, today=today):
        raise RuleViolation(waiting.trouble)
    return Rendering.objects.select_related("document").get(letter=letter)


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


def _print_batches(*, actor, today: date):
    kinds = (
        Waiting.objects.filter(is_ready=True).values_list("letter__kind", flat=True).distinct().order_by("letter__kind")
    )
    for kind in list(kinds):
        while (printed := _print_batch(kind, actor=actor, today=today)) is not None:
            yield from printed


@transaction.atomic(durable=True)
def _print_batch(kind: str, *, actor, today: date) -> list[Batch] | None:
    """One batch; an empty list where all that was taken stands aside now, None where nothing waits."""
    rules = rulebook.rules(policy.PrintRules, on=today)
    waiting = list(
        Waiting.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(is_ready=True, letter__kind=kind)
        .select_related("letter__rendering__document", "letter__account")
        .order_by("letter_id")[: rules.letters_in_a_batch]
    )
    if not waiting:
        return None
    letters = [one.letter for one in waiting]
    held = protection.begun_since(letters, today=today)
    named = Letter.objects.filter(pk__in=[letter.pk for letter in letters])
    hidden = set(protection.naming_hidden_places(named).values_list("pk", flat=True))
    for one in waiting:
        if one.letter_id in hidden:
            _set_aside(one, protection.why_address_keeps_it(), actor=actor, today=today)
        elif one.letter_id in held:
            holds = held[one.letter_id]
            facts = {"holds": [hold.pk for hold in holds]}
            _set_aside(one, protection.why_aside(holds), facts, actor=actor, today=today)
    stay = hidden | held.keys()
    whole = [one.letter for one in waiting if one.letter_id not in stay and _is_whole(one)]
    return [bind(whole, actor=actor, today=today)] if whole else []


def _set_aside(waiting: Waiting, why: str, facts: dict | None = None, *, actor, today: date) -> None:
    """A letter that asks for money must not leave behind a hold's back, a bankruptcy's for one (11 U.S.C. 362); and
    none with an address that is protected by now."""
    waiting.is_ready, waiting.trouble = False, why
    waiting.save(update_fields=["is_ready", "trouble"])
    letter = waiting.letter
    history.record(
        "letter.set_aside",
        subject=letter,
        account=letter.account.number,
        actor=actor,
        on=today,
        facts=facts,
    )


def bind(whole: Sequence[Letter], *, actor, today: date) -> Batch:
    """Letters of one kind whose pages are made become one file for the printer, and wait no longer."""
    rules, kind = rulebook.rules(policy.PrintRules, on=today), whole[0].kind
    number = _next_number()
    cover = pile.Cover(
        number=number,
        title=title_of(kind),
        printed_on=today,
        printed_at=timezone.localtime(moment(today)),
        printed_by=actor.get_full_name() if actor else _("the night"),
        letters=[letter.pk for letter in whole],
        sheets=sum(letter.rendering.sheets for letter in whole),
    )
    content = pile.join(cover, (files.read(letter.rendering.document.sha256) for letter in whole), rules.is_two_sided)
    batch = Batch.objects.create(
        pk=number,
        kind=kind,
        printed_on=today,
        document=keep_document(
            content, name=f"batch-{number}.pdf", kind="batch", media_type="application/pdf", actor=actor, today=today
        ),
        letter_count=len(whole),
        sheet_count=cover.sheets,
        recorded_at=moment(today),
        actor=actor,
    )
    BatchLine.objects.bulk_create(
        [BatchLine(batch=batch, letter=letter, place=place) for place, letter in enumerate(whole, start=1)]
    )
    Waiting.objects.filter(letter__in=whole).delete()
    history.record(
        "batch.printed",
        subject=batch,
        actor=actor,
        on=today,
        facts={"kind": kind, "letters": batch.letter_count, "sheets": batch.sheet_count},
    )
    return batch


def _is_whole(waiting: Waiting) -> bool:
    """Whether the kept pages are still what was kept; a damaged letter steps aside, the others are printed."""
    try:
        files.read(waiting.letter.rendering.document.sha256)
    except (files.Damaged, FileNotFoundError):
        logger.error("the kept pages of letter %s are damaged", waiting.letter_id)
        waiting.is_ready, waiting.trouble = False, _("Its kept pages are damaged. Restore the files, then try again.")
        waiting.save(update_fields=["is_ready", "trouble"])
        return False
    return True


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('notices_batch', 'id'))")
        return cursor.fetchone()[0]


def _said(letters: int, batches: int) -> str:
    """ "1 letter in 1 batch", "2,041 letters in 3 batches"."""
    in_batches = ngettext("%(n)s batch", "%(n)s batches", batches) % {"n": f"{batches:,}"}
    of_letters = ngettext("%(n)s letter", "%(n)s letters", letters) % {"n": f"{letters:,}"}
    return _("%(letters)s in %(batches)s") % {"letters": of_letters, "batches": in_batches}


def _count(batches: list[Batch]) -> int:
    return sum(batch.letter_count for batch in batches)
