"""How do waiting letters become paper? Their pages are made (actions/pages.py), then joined into files for the printer.

Safe to be killed anywhere and to run twice at once: a row of `Waiting` is taken by one printer, each handful of letters
commits by itself, and a letter leaves the queue in the same transaction that puts it into a batch.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import F, Func, TextField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.documents import files
from accounts.documents.actions import keep_document
from core import history, rulebook
from core.utility import moment
from notices import policy
from notices.actions.anew import renew_waiting
from notices.actions.holding_back import close_emptied
from notices.actions.pages import Tell, make_handful, make_waiting_pages
from notices.kinds import title_of
from notices.models import Batch, BatchLine, Letter, Waiting
from notices.paper import pile
from notices.queries import protection
from notices.queries.addresses import turned_bad, why_it_turned_bad
from notices.queries.judged_anew import no_longer_true

logger = logging.getLogger(__name__)
# The ZIP code, nine digits where they are known, at the end of the last line of an address.
ZIP = Func(
    F("letter__address"),
    template="substring((%(expressions)s)[array_length(%(expressions)s, 1)] from '(\\d{5}(-\\d{4})?)\\s*$')",
    output_field=TextField(),
)


@dataclass(frozen=True)
class Printed:
    """What one printing did: the batches, letters and sheets in them, and how many letters stand aside."""

    batches: list[int]
    letters: int
    sheets: int
    aside: int


def print_waiting(*, actor, today: date, tell: Tell | None = None) -> Printed:
    """Make the pages of every waiting letter and put them into batches by kind. Runs outside a transaction."""
    renew_waiting(actor=actor, today=today)
    close_emptied(today=today)
    make_waiting_pages(actor=actor, today=today, tell=tell)
    # Another printer may hold the last handful: wait for it, and take over if it gave up.
    while make_handful(actor=actor, today=today, waits_its_turn=True):
        pass
    batches = list(_print_batches(actor=actor, today=today))
    aside = Waiting.objects.exclude(trouble="").count()
    if tell:
        tell(100, _said(_count(batches), len(batches)))
    return Printed([batch.pk for batch in batches], _count(batches), sum(b.sheet_count for b in batches), aside)


def _print_batches(*, actor, today: date) -> Iterator[Batch]:
    ready = Waiting.objects.due(moment(today)).filter(is_ready=True)
    for kind in list(ready.values_list("letter__kind", flat=True).distinct().order_by("letter__kind")):
        while (printed := _print_batch(kind, actor=actor, today=today)) is not None:
            yield from printed


@transaction.atomic(durable=True)
def _print_batch(kind: str, *, actor, today: date) -> list[Batch] | None:
    """One batch, in the order in which a machine fills envelopes and the post office takes them: sheets, ZIP code,
    letter number. An empty list where all that was taken stands aside now, None where nothing waits."""
    rules = rulebook.rules(policy.PrintRules, on=today)
    waiting = list(
        Waiting.objects.due(moment(today))
        .filter(is_ready=True, letter__kind=kind)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("letter__rendering__document", "letter__account")
        .order_by("letter__rendering__sheets", ZIP.asc(nulls_last=True), "letter_id")[: rules.letters_in_a_batch]
    )
    if not waiting:
        return None
    aside = _why_aside([one.letter for one in waiting], today)
    for one in waiting:
        if one.letter_id in aside:
            _set_aside(one, *aside[one.letter_id], actor=actor, today=today)
    whole = [one.letter for one in waiting if one.letter_id not in aside and _is_whole(one)]
    return [bind(whole, actor=actor, today=today)] if whole else []


def _why_aside(letters: Sequence[Letter], today: date) -> dict[int, tuple[str, dict | None]]:
    """By letter that must not leave as it is, why, and the facts for the history.

    A letter that asks for money must not leave behind a hold's back, a bankruptcy's for one (11 U.S.C. 362); and none
    with an address that is protected by now, or to one from which mail came back, or that asks for what was paid while
    it waited. Of several reasons the one that a person decides about first.
    """
    hidden = protection.naming_hidden_places(Letter.objects.filter(pk__in=[letter.pk for letter in letters]))
    held = protection.begun_since(letters, today=today)
    return {
        **{pk: (why, None) for pk, why in no_longer_true(letters, today=today).items()},
        **dict.fromkeys(turned_bad(letters), (why_it_turned_bad(), None)),
        **{pk: (protection.why_aside(holds), {"holds": [one.pk for one in holds]}) for pk, holds in held.items()},
        **dict.fromkeys(hidden, (protection.why_address_keeps_it(), None)),
    }


def _set_aside(waiting: Waiting, why: str, facts: dict | None, *, actor, today: date) -> None:
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
        envelopes=sorted(Counter(letter.rendering.sheets for letter in whole).items()),
    )
    content = pile.join(cover, _lying(whole), rules.is_two_sided)
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


def _lying(letters: Sequence[Letter]) -> list[pile.Lying]:
    """Where the pages of letters lie; those of one handful lie in one document, which is read once."""
    kept = {name: files.read(name) for name in {letter.rendering.document.sha256 for letter in letters}}
    places = [letter.rendering for letter in letters]
    return [pile.Lying(kept[at.document.sha256], at.first_page, at.pages) for at in places]


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
