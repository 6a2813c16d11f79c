"""How does a page say what became of a letter or a batch?"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.money import bare_day
from notices.kinds import title_of
from notices.models import Batch, Letter, Mailing
from notices.states import beside


@dataclass(frozen=True)
class BatchState:
    """A batch as a row of the mail room."""

    batch: Batch
    title: str
    state: str
    said: str

    @property
    def number(self) -> int:
        return self.batch.pk


def batch_line(batch: Batch) -> BatchState:
    mailing = beside(batch, "mailing")
    if mailing:
        state, said = (
            "allowed",
            _("Mailed %(day)s, %(class)s")
            % {
                "day": bare_day(mailing.mailed_on),
                "class": mailing.get_mail_class_display().lower(),
            },
        )
    elif batch.expected:  # type: ignore[attr-defined]
        state, said = "person", _("Printed, not yet mailed")
    else:
        state, said = "blocked", _("All taken out")
    return BatchState(batch, title_of(batch.kind), state, said)


def mailed_sentence(mailing: Mailing) -> str:
    return ngettext(
        "Batch %(batch)s is confirmed: %(count)s letter mailed %(day)s.",
        "Batch %(batch)s is confirmed: %(count)s letters mailed %(day)s.",
        mailing.counted,
    ) % {"batch": mailing.batch_id, "count": mailing.counted, "day": bare_day(mailing.mailed_on)}


def became(letter: Letter) -> list[dict]:
    """What happened to a letter, newest first, as lines of a timeline."""
    by = _by(letter.actor)
    lines = [_line(letter.recorded_at, "letter", _("Issued"), by)]
    if rendering := beside(letter, "rendering"):
        pages = ngettext("%(n)s page", "%(n)s pages", rendering.pages) % {"n": rendering.pages}
        lines.append(_line(rendering.recorded_at, "paper", _("Pages made and kept"), pages))
    if line := beside(letter, "batch_line"):
        batch = line.batch
        where = _("place %(place)s of batch %(batch)s") % {"place": line.place, "batch": batch.pk}
        link = (_("Batch %(n)s") % {"n": batch.pk}, reverse("notices:batch", args=[batch.pk]))
        lines.append(_line(batch.recorded_at, "paper", _("Printed"), where, links=[link]))
        if mailing := beside(batch, "mailing"):
            how = f"{mailing.get_mail_class_display().lower()}, {_by(mailing.actor)}"
            lines.append(_line(mailing.mailed_on, "letter", _("Mailed"), how, state="allowed"))
    if pull := beside(letter, "pull"):
        lines.append(
            _line(pull.recorded_at, "close", _("Taken out"), f"{pull.reason}, {_by(pull.actor)}", state="blocked")
        )
    return lines[::-1]


def _line(when, icon, outcome, rest, *, state="", links=()):
    return {"when": when, "icon": icon, "outcome": outcome, "rest": rest, "state": state, "links": list(links)}


def _by(actor) -> str:
    return _("by %(who)s") % {"who": actor.get_full_name() if actor else _("the system")}
