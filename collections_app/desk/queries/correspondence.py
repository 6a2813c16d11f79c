"""What was written and said on an account, with its papers, and what was corrected or withdrawn?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.contacts.models import Contact, Paper
from accounts.contacts.queries import every_line_of, papers_of
from accounts.contacts.sentences import corrected_by, icon_of, told
from accounts.models import Account
from core.history import withdrawals_of
from core.history.models import Withdrawal
from core.templatetags.money import harmless
from notices.kinds import title_of
from notices.models import Letter
from notices.queries import letters_of
from notices.queries.states import STATES, became_of, state_of

CONTACT = Contact._meta.label_lower


@dataclass(frozen=True)
class PaperRow:
    """A paper as a page names it; private ones keep their name to themselves until they are opened."""

    pk: int
    name: str
    is_private: bool


@dataclass(frozen=True)
class Row:
    """One thing that was sent, received, said or seen. `on` is the day it counts from, `at` the moment it was written
    down where one is known."""

    on: date
    kind: str
    icon: str
    who: str
    text: str
    at: datetime | None = None
    outcome: str = ""
    detail: str = ""
    url: str = ""
    state: str = ""
    turn: int = 0
    pk: int | None = None
    papers: Sequence[PaperRow] = ()
    corrections: Sequence["Row"] = ()
    is_withdrawn: bool = False

    @property
    def when(self) -> date | datetime:
        return self.at if self.at is not None and self.at.date() == self.on else self.on


def correspondence_of(account: Account, *, with_letters: bool) -> list[Row]:
    """Letters out and in, calls, visits, e-mails and papers of an account, newest first; of each conversation the line
    as it was written, its corrections under it; in place of what was withdrawn, by whom and why."""
    withdrawn = {line.subject_key: line for line in withdrawals_of(account.number) if line.subject_kind == CONTACT}
    rows = [*_conversations(list(every_line_of(account.pk)), papers_of(account.pk), withdrawn)]
    if with_letters:
        rows += [_letter(letter) for letter in letters_of(account)]
    return sorted(rows, key=_newest, reverse=True)


def conversation_of(contact: Contact) -> Row:
    """One conversation with its corrections and papers, for a page of its own; withdrawn ones say so."""
    account = contact.account
    withdrawn = {line.subject_key: line for line in withdrawals_of(account.number) if line.subject_kind == CONTACT}
    chain = next(chain for chain in _chains(list(every_line_of(account.pk))) if contact in chain)
    return _conversation(chain, papers_of(account.pk), withdrawn)


def facts_of(contact: Contact) -> Iterator[tuple[str, Any]]:
    """Everything a line holds, as label and value, what is empty left out."""
    facts = (
        (_("Channel"), contact.get_channel_display()),
        (_("Direction"), contact.get_direction_display() if contact.channel in ("phone", "counter") else ""),
        (_("Number"), contact.number),
        (_("From") if contact.channel in ("letter", "email", "other") else _("Spoken to"), contact.spoken_to),
        (_("Was it whom we meant?"), {True: _("Yes"), False: _("No")}.get(contact.is_right_party, "")),
        (_("Verified by"), contact.verified_by),
        (_("May be told"), contact.get_may_be_told_display() if contact.may_be_told else ""),
        (_("Interpreter"), contact.interpreter),
        (_("Who listened in"), contact.listened_in or ""),
        (_("Outcome"), contact.get_outcome_display()),
        (_("Called although the rules say no"), contact.despite),
        (_("Note"), contact.note),
    )
    return ((label, harmless(str(value))) for label, value in facts if value)


def _conversations(lines, papers, withdrawn) -> Iterator[Row]:
    for chain in _chains(lines):
        yield _conversation(chain, papers, withdrawn)


def _chains(lines: Iterable[Contact]) -> Iterator[list[Contact]]:
    """Each line with the lines that correct it, oldest first."""
    by_corrected = {line.corrects_id: line for line in lines if line.corrects_id}
    for line in lines:
        if line.corrects_id is None:
            chain = [line]
            while chain[-1].pk in by_corrected:
                chain.append(by_corrected[chain[-1].pk])
            yield chain


def _conversation(chain: list[Contact], papers: list[Paper], withdrawn: dict[str, Withdrawal]) -> Row:
    newest = chain[-1]
    if str(newest.pk) in withdrawn:
        return _withdrawn(newest, withdrawn[str(newest.pk)])
    shown = [line for line in chain if str(line.pk) not in withdrawn]
    ids = {line.pk for line in shown}
    hanging = [paper_row(paper) for paper in papers if paper.contact_id in ids]
    first, *corrections = (_line(line) for line in shown)
    return Row(**{**vars(first), "pk": newest.pk, "papers": hanging, "corrections": corrections})


def _line(contact: Contact) -> Row:
    says = told(contact)
    return Row(
        on=contact.on,
        at=timezone.localtime(contact.at),
        turn=contact.pk,
        pk=contact.pk,
        kind=_kind(contact),
        icon=icon_of(contact),
        who=str(contact.actor or _("the office")),
        text=corrected_by(contact) if contact.corrects_id else says.text,
        outcome=says.outcome,
        detail=says.detail,
        url=reverse("desk:contact", args=[contact.pk]),
    )


def _kind(contact: Contact) -> str:
    if contact.channel in (Contact.Channel.LETTER, Contact.Channel.EMAIL):
        return _("%(what)s in") % {"what": contact.get_channel_display()}
    if contact.channel == Contact.Channel.PHONE:
        return _("Call in") if contact.direction == Contact.Direction.IN else _("Call out")
    return contact.get_channel_display()


def _withdrawn(contact: Contact, withdrawal: Withdrawal) -> Row:
    said = {"who": withdrawal.by or _("the office"), "why": harmless(withdrawal.reason)}
    return Row(
        on=contact.on,
        turn=contact.pk,
        kind=_("Withdrawn"),
        icon="close",
        who=str(said["who"]),
        text=_("1 line withdrawn by %(who)s: %(why)s") % said,
        is_withdrawn=True,
    )


def paper_row(paper: Paper) -> PaperRow:
    is_private = paper.document.privacy == "private"
    return PaperRow(paper.pk, _("Private paper") if is_private else harmless(paper.document.name), is_private)


def _letter(letter: Letter) -> Row:
    return Row(
        on=letter.issued_on,
        turn=letter.pk,
        kind=_("Letter out"),
        icon="letter",
        who=str(letter.actor) if letter.actor_id else _("the night"),
        text=title_of(letter.kind),
        detail=became_of(letter),
        url=reverse("notices:letter", args=[letter.pk]),
        state=STATES[state_of(letter)],
    )


def _newest(row: Row):
    return (row.on, row.at is not None, row.at.timestamp() if row.at else 0, row.turn)
