"""What became of a letter?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.money import bare_day
from notices import policy
from notices.models import Letter

ISSUED, ASIDE, PRINTED, MAILED, PULLED = "issued", "aside", "printed", "mailed", "pulled"
WORDS = {
    ISSUED: gettext_lazy("waits for the printer"),
    ASIDE: gettext_lazy("could not be printed"),
    PRINTED: gettext_lazy("printed, not yet mailed"),
    MAILED: gettext_lazy("mailed"),
    PULLED: gettext_lazy("taken out"),
}
STATES = {ISSUED: "person", ASIDE: "blocked", PRINTED: "person", MAILED: "allowed", PULLED: "blocked"}


def beside(row, name: str):
    """The row beside a letter, or None: Django raises for a missing one-to-one."""
    return getattr(row, name, None)


def state_of(letter: Letter) -> str:
    """`issued`, `aside`, `printed`, `mailed` or `pulled`."""
    if beside(letter, "pull"):
        return PULLED
    if line := beside(letter, "batch_line"):
        return MAILED if beside(line.batch, "mailing") else PRINTED
    waiting = beside(letter, "waiting")
    return ASIDE if waiting and waiting.trouble else ISSUED


def became_of(letter: Letter) -> str:
    state = state_of(letter)
    if state == MAILED:
        return _("mailed %(day)s") % {"day": bare_day(letter.batch_line.batch.mailing.mailed_on)}
    if state == PRINTED:
        return _("printed %(day)s, not yet mailed") % {"day": bare_day(letter.batch_line.batch.printed_on)}
    if state == PULLED:
        return _("taken out %(day)s: %(why)s") % {"day": bare_day(letter.pull.pulled_on), "why": letter.pull.reason}
    return str(WORDS[state])


@dataclass(frozen=True)
class Undo:
    """That a letter can still be taken back by whoever issued it: until when, and how many minutes are left."""

    until: datetime
    minutes: int


def may_undo(letter: Letter, person, *, now: datetime) -> Undo | None:
    """How long this person may take a letter back without a reason; None where they may not, or no more."""
    waiting = beside(letter, "waiting")
    until = waiting.not_before if waiting else None
    facts = policy.UndoFacts(
        is_theirs=person is not None and letter.actor_id == person.pk,
        is_waiting=waiting is not None,
        is_out=beside(letter, "pull") is not None,
        until=until,
        now=now,
    )
    if until is None or not policy.undo_verdict(facts).allowed:
        return None
    return Undo(until, -(-(until - now) // timedelta(minutes=1)))
