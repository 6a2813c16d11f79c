"""What became of a letter?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.money import bare_day
from notices import policy
from notices.models import Letter

ISSUED, HELD, ASIDE, TO_EMAIL = "issued", "held", "aside", "to_email"
PRINTED, MAILED, EMAILED, BOUNCED, RETURNED, PULLED = "printed", "mailed", "emailed", "bounced", "returned", "pulled"
WORDS = {
    ISSUED: gettext_lazy("waits for the printer"),
    HELD: gettext_lazy("held back until somebody lets it go"),
    ASIDE: gettext_lazy("stands aside"),
    TO_EMAIL: gettext_lazy("waits to go by e-mail"),
    PRINTED: gettext_lazy("printed, not yet mailed"),
    MAILED: gettext_lazy("mailed"),
    EMAILED: gettext_lazy("sent by e-mail"),
    BOUNCED: gettext_lazy("sent by e-mail, could not be delivered"),
    RETURNED: gettext_lazy("came back"),
    PULLED: gettext_lazy("taken out"),
}
STATES = {
    ISSUED: "person", HELD: "person", ASIDE: "blocked", TO_EMAIL: "person", PRINTED: "person", MAILED: "allowed",
    EMAILED: "allowed", BOUNCED: "blocked", RETURNED: "blocked", PULLED: "blocked",
}  # fmt: skip
STILL_HERE = (ISSUED, HELD, ASIDE, TO_EMAIL, PRINTED)  # may be taken out
# What a query selects along for `state_of` and `became_of`, so that neither asks again.
BESIDE = ("waiting", "batch_line__batch__mailing", "pull", "returned", "emailed__bounce")


def beside(row, name: str):
    """The row beside a letter, or None: Django raises for a missing one-to-one."""
    return getattr(row, name, None)


def state_of(letter: Letter) -> str:
    """One of the states above. Needs `BESIDE`."""
    if beside(letter, "pull"):
        return PULLED
    if beside(letter, "returned"):
        return RETURNED
    if sent := beside(letter, "emailed"):
        return BOUNCED if beside(sent, "bounce") else EMAILED
    if line := beside(letter, "batch_line"):
        return MAILED if beside(line.batch, "mailing") else PRINTED
    return _waits(letter)


def _waits(letter: Letter) -> str:
    waiting = beside(letter, "waiting")
    if waiting and waiting.trouble:
        return ASIDE
    if waiting and waiting.held_id:
        return HELD
    return TO_EMAIL if letter.channel == Letter.Channel.EMAIL else ISSUED


def became_of(letter: Letter) -> str:
    state = state_of(letter)
    if state == MAILED:
        return _("mailed %(day)s") % {"day": bare_day(letter.batch_line.batch.mailing.mailed_on)}
    if state == PRINTED:
        return _("printed %(day)s, not yet mailed") % {"day": bare_day(letter.batch_line.batch.printed_on)}
    if state == PULLED:
        return _("taken out %(day)s: %(why)s") % {"day": bare_day(letter.pull.pulled_on), "why": letter.pull.reason}
    if state == RETURNED:
        came = letter.returned
        return _("came back %(day)s: %(why)s") % {
            "day": bare_day(came.returned_on),
            "why": came.get_reason_display(),
        }
    if state == EMAILED:
        return _("sent by e-mail %(day)s") % {"day": bare_day(letter.emailed.sent_on)}
    if state == BOUNCED:
        return _("sent by e-mail %(day)s, could not be delivered") % {"day": bare_day(letter.emailed.sent_on)}
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
