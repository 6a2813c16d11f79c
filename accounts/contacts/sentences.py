"""How does a line of the correspondence log read?"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.contacts.models import Contact
from core.templatetags.money import bare_day, clock, harmless

Channel, Outcome = Contact.Channel, Contact.Outcome


@dataclass(frozen=True)
class Told:
    """The parts of a timeline line: who did what, how it ended (bold), what was said (quiet)."""

    text: str
    outcome: str
    detail: str

    def __str__(self):
        return f"{self.text} {self.outcome}"


OUTCOMES: dict[str, Any] = {
    Outcome.PROMISED: gettext_lazy("promised to pay."),
    Outcome.CALLS_BACK: gettext_lazy("will call back."),
    Outcome.NO_ANSWER: gettext_lazy("no answer."),
    Outcome.VOICEMAIL: gettext_lazy("voicemail left."),
    Outcome.WRONG_NUMBER: gettext_lazy("wrong number."),
    Outcome.WANTS_PLAN: gettext_lazy("wants a plan."),
    Outcome.DISPUTES: gettext_lazy("disputes the bill."),
    Outcome.SENDS_PAPER: gettext_lazy("will send a paper."),
    Outcome.ASKS: gettext_lazy("asks a question."),
    Outcome.ENCLOSES: gettext_lazy("encloses a paper."),
    Outcome.TELLS: gettext_lazy("tells something new."),
    Outcome.SPOKE: gettext_lazy("spoke with them."),
    Outcome.NOT_HOME: gettext_lazy("nobody home."),
    Outcome.LEFT_CARD: gettext_lazy("left a card."),
    Outcome.REFUSED: gettext_lazy("refused to talk."),
    Outcome.LOOKS_EMPTY: gettext_lazy("the place looks empty."),
    Outcome.NO_ACCESS: gettext_lazy("could not get to the door."),
    Outcome.OTHER: gettext_lazy("see the note."),
}
ICONS: dict[str, str] = {
    Channel.PHONE: "call",
    Channel.COUNTER: "call",
    Channel.LETTER: "letter",
    Channel.EMAIL: "letter",
    Channel.VISIT: "pin",
    Channel.OTHER: "paper",
}


def told(contact: Contact) -> Told:
    """ "Samuel Acheva called 218-555-0142: voicemail left." in its parts."""
    whom = harmless(contact.spoken_to)
    names = {"who": _who(contact), "whom": whom, "number": harmless(contact.number)}
    return Told(_what_happened(contact, whom) % names, str(OUTCOMES[contact.outcome]), _detail(contact, whom))


def banner(contact: Contact, *, on_other: bool = False) -> dict[str, str]:
    """ "Contacted today at 8:20 by Samuel Acheva: voicemail left." for `components/banners.html`; `on_other` where it
    was about another account of the same person."""
    who = str(contact.actor) if contact.actor_id else _("the office")
    return {
        "state": "person",
        "icon": "caution",
        "strong": _("Contacted today"),
        "text": (
            _("about another account, at %(time)s by %(who)s: %(outcome)s")
            if on_other
            else _("at %(time)s by %(who)s: %(outcome)s")
        )
        % {"time": clock(contact.at), "who": who, "outcome": OUTCOMES[contact.outcome]},
    }


def icon_of(contact: Contact) -> str:
    return ICONS[contact.channel]


def corrected_by(correction: Contact) -> str:
    """ "Corrected Oct 6 by Maria Olson.", under the line that it corrects."""
    return _("Corrected %(day)s by %(who)s.") % {"day": bare_day(correction.at), "who": _who(correction)}


def _who(contact: Contact) -> str:
    return str(contact.actor) if contact.actor_id else _("The office")


def _what_happened(contact: Contact, whom: str) -> str:
    if contact.channel == Channel.VISIT:
        return _("%(who)s went there:")
    if contact.channel == Channel.LETTER:
        return _("%(whom)s wrote:")
    if contact.channel == Channel.EMAIL:
        return _("%(whom)s sent an e-mail:")
    if contact.channel == Channel.OTHER:
        return _("A paper came from %(whom)s:")
    if contact.direction == Contact.Direction.OUT:
        return _("%(who)s called %(number)s:") if contact.number else _("%(who)s called:")
    if contact.direction == Contact.Direction.IN:
        return _("%(whom)s called, %(who)s answered:") if whom else _("They called, %(who)s answered:")
    return _("%(whom)s came to the counter, %(who)s answered:") if whom else _("At the counter, %(who)s answered:")


def _detail(contact: Contact, whom: str) -> str:
    return " ".join(part for part in _details(contact, whom) if part)


def _details(contact: Contact, whom: str):
    if whom and contact.direction == Contact.Direction.OUT:
        yield _("Spoke with %(whom)s.") % {"whom": whom}
    if contact.is_right_party is False:
        yield _("Not whom we meant.")
    if contact.verified_by:
        how = harmless(contact.verified_by)
        yield _("Verified by %(how)s.") % {"how": f"{how[:1].lower()}{how[1:]}"}
    if contact.may_be_told:
        yield _("May be told: %(what)s.") % {"what": str(contact.get_may_be_told_display()).lower()}  # type: ignore[attr-defined]
    if contact.interpreter:
        yield _("Interpreter: %(who)s.") % {"who": harmless(contact.interpreter)}
    if contact.listened_in_id:
        yield _("%(who)s listened in.") % {"who": contact.listened_in}
    if contact.despite:
        yield _("Called although the rules say no: %(why)s.") % {"why": harmless(contact.despite).rstrip(".")}
    if contact.note:
        yield harmless(contact.note)
