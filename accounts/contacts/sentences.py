"""How does a line of the correspondence log read?"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.contacts.models import Contact
from core.templatetags.money import clock, harmless


@dataclass(frozen=True)
class Told:
    """The parts of a timeline line: who did what, how it ended (bold), what was said (quiet)."""

    text: str
    outcome: str
    detail: str

    def __str__(self):
        return f"{self.text} {self.outcome}"


OUTCOMES: dict[str, Any] = {
    Contact.Outcome.PROMISED: gettext_lazy("promised to pay."),
    Contact.Outcome.WANTS_PLAN: gettext_lazy("wants a plan."),
    Contact.Outcome.DISPUTES: gettext_lazy("disputes the bill."),
    Contact.Outcome.VOICEMAIL: gettext_lazy("voicemail left."),
    Contact.Outcome.NO_ANSWER: gettext_lazy("no answer."),
    Contact.Outcome.WRONG_NUMBER: gettext_lazy("wrong number."),
    Contact.Outcome.SENDS_PAPER: gettext_lazy("will send a paper."),
    Contact.Outcome.OTHER: gettext_lazy("see the note."),
}


def told(contact: Contact) -> Told:
    """ "Samuel Acheva called 218-555-0142: voicemail left." in its parts."""
    who = str(contact.actor) if contact.actor_id else _("The office")
    whom = harmless(contact.spoken_to)
    names = {"who": who, "whom": whom, "number": harmless(contact.number)}
    if contact.direction == Contact.Direction.OUT:
        text = _("%(who)s called %(number)s:") if contact.number else _("%(who)s called:")
    elif contact.direction == Contact.Direction.IN:
        text = _("%(whom)s called, %(who)s answered:") if whom else _("They called, %(who)s answered:")
    else:
        text = _("%(whom)s came to the counter, %(who)s answered:") if whom else _("At the counter, %(who)s answered:")
    return Told(text % names, str(OUTCOMES[contact.outcome]), _detail(contact, whom))


def banner(contact: Contact) -> dict[str, str]:
    """ "Contacted today at 8:20 by Samuel Acheva: voicemail left." for `components/banners.html`."""
    who = str(contact.actor) if contact.actor_id else _("the office")
    return {
        "state": "person",
        "icon": "caution",
        "strong": _("Contacted today"),
        "text": _("at %(time)s by %(who)s: %(outcome)s")
        % {"time": clock(contact.at), "who": who, "outcome": OUTCOMES[contact.outcome]},
    }


def _detail(contact: Contact, whom: str) -> str:
    parts = []
    if whom and contact.direction == Contact.Direction.OUT:
        parts.append(_("Spoke with %(whom)s.") % {"whom": whom})
    if contact.verified_by:
        how = harmless(contact.verified_by)
        parts.append(_("Verified by %(how)s.") % {"how": f"{how[:1].lower()}{how[1:]}"})
    if contact.note:
        parts.append(harmless(contact.note))
    return " ".join(parts)
