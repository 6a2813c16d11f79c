"""How is a conversation kept? Lines are only ever added; a correction is a line too."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.contacts.models import Contact
from accounts.contacts.outcomes import NOBODY_THERE
from accounts.contacts.papers import Upload, hang
from accounts.contacts.queries import call_verdict
from accounts.contacts.withdrawing import refuse_withdrawn
from accounts.contacts.writing import LONGEST_NOTE, kept_before, locked, write
from accounts.documents.models import Document
from accounts.models import Account, Customer
from accounts.people.actions import tried
from core.errors import RuleViolation
from core.staff.access import refusal
from core.templatetags.money import bare_day

__all__ = [
    "LONGEST_NOTE",
    "correct_contact",
    "log_call",
    "log_email_in",
    "log_letter_in",
    "log_received",
    "log_visit",
]
DESPITE = "record_refused_calls"
Channel, Direction, Outcome = Contact.Channel, Contact.Direction, Contact.Outcome


@transaction.atomic
def log_call(
    account_id: int,
    *,
    direction: str,
    outcome: str,
    number: str = "",
    spoken_to: str = "",
    verified_by: str = "",
    note: str = "",
    next_step: str = "",
    next_on: date | None = None,
    next_at: time | None = None,
    next_owner=None,
    is_right_party: bool | None = None,
    may_be_told: str = "",
    interpreter: str = "",
    listened_in=None,
    despite: str = "",
    finishes: int | None = None,
    actor,
    today: date,
    request_id: UUID | None,
) -> Contact:
    """Keep what was said by telephone or at the counter and, where one is named, the next step with date and owner.

    The same `request_id` again answers the line already kept. Refuses a card number or an SSN in any text, and a call
    of ours that the contact rules forbid unless a supervisor says in `despite` why it was made. `finishes` is the id of
    the next step that this call does.
    """
    account = locked(account_id, actor)
    kept = kept_before(account, request_id)
    if kept:
        return kept
    if direction not in Direction.values:
        raise RuleViolation(_("Say who called whom."))
    if direction == Direction.OUT:
        _refuse_call(account, number, despite, actor, today)
    contact = write(
        account,
        channel=Channel.COUNTER if direction == Direction.COUNTER else Channel.PHONE,
        direction=direction,
        outcome=outcome,
        number=number.strip(),
        spoken_to=spoken_to,
        is_right_party=is_right_party,
        verified_by=verified_by,
        may_be_told=may_be_told,
        interpreter=interpreter,
        listened_in=listened_in,
        despite=despite.strip() if direction == Direction.OUT else "",
        note=note,
        following={"next_step": next_step, "next_on": next_on, "next_at": next_at, "next_owner": next_owner},
        finishes=finishes,
        on=today,
        actor=actor,
        today=today,
        request_id=request_id,
    )
    if contact.number and direction == Direction.OUT:
        tried(account.pk, contact.number, _works(outcome), actor=actor, today=today)
    return contact


@transaction.atomic
def log_letter_in(account_id: int, **said: Any) -> Contact:
    """Keep a letter that came in; parameters as `log_received`."""
    return log_received(account_id, channel=Channel.LETTER, **said)


@transaction.atomic
def log_email_in(account_id: int, **said: Any) -> Contact:
    """Keep an e-mail that came in; parameters as `log_received`."""
    return log_received(account_id, channel=Channel.EMAIL, **said)


@transaction.atomic
def log_received(
    account_id: int,
    *,
    channel: str,
    outcome: str,
    spoken_to: str,
    note: str,
    papers: Iterable[Upload] = (),
    on: date | None = None,
    next_step: str = "",
    next_on: date | None = None,
    next_at: time | None = None,
    next_owner=None,
    actor,
    today: date,
    request_id: UUID | None,
) -> Contact:
    """Keep what came in writing: from whom (`spoken_to`), when (`on`, today or earlier), what it says in a line, and
    the papers themselves. The same `request_id` again answers the line already kept."""
    account = locked(account_id, actor)
    kept = kept_before(account, request_id)
    if kept:
        return kept
    if channel not in (Channel.LETTER, Channel.EMAIL, Channel.OTHER):
        raise RuleViolation(_("Say whether it is a letter, an e-mail or another paper."))
    if not spoken_to.strip():
        raise RuleViolation(_("Say who sent it."))
    contact = write(
        account,
        channel=channel,
        direction=Direction.IN,
        outcome=outcome,
        spoken_to=spoken_to,
        note=note,
        following={"next_step": next_step, "next_on": next_on, "next_at": next_at, "next_owner": next_owner},
        on=on or today,
        actor=actor,
        today=today,
        request_id=request_id,
    )
    for paper in papers:
        hang(paper, contact, actor=actor, today=today)
    return contact


@transaction.atomic
def log_visit(
    account_id: int,
    *,
    outcome: str,
    spoken_to: str = "",
    note: str = "",
    photo_document: Document | None = None,
    on: date | None = None,
    next_step: str = "",
    next_on: date | None = None,
    next_at: time | None = None,
    next_owner=None,
    actor,
    today: date,
    request_id: UUID | None,
) -> Contact:
    """Keep a visit at the door: how it ended, whom one spoke with, a photo that was kept already. Whether one may
    visit at all is judged by `accounts.visits`."""
    account = locked(account_id, actor)
    kept = kept_before(account, request_id)
    if kept:
        return kept
    contact = write(
        account,
        channel=Channel.VISIT,
        direction=Direction.OUT,
        outcome=outcome,
        spoken_to=spoken_to,
        note=note,
        following={"next_step": next_step, "next_on": next_on, "next_at": next_at, "next_owner": next_owner},
        on=on or today,
        actor=actor,
        today=today,
        request_id=request_id,
    )
    if photo_document:
        hang(photo_document, contact, actor=actor, today=today)
    return contact


@transaction.atomic
def correct_contact(
    contact_id: int,
    *,
    note: str,
    outcome: str | None = None,
    spoken_to: str | None = None,
    number: str | None = None,
    is_right_party: bool | None = None,
    on: date | None = None,
    actor,
    today: date,
    request_id: UUID | None,
) -> Contact:
    """Add the line as it should read; the wrong one stays under it. `note` says what was wrong; what is not named
    stays as it was. A line is corrected once: a correction of a correction names the newest line."""
    found = Contact.objects.get(pk=contact_id)
    account = locked(found.account_id, actor)
    kept = kept_before(account, request_id)
    if kept:
        return kept
    later = Contact.objects.filter(corrects=found).select_related("actor").first()
    if later:
        raise RuleViolation(
            _("This line was already corrected on %(day)s by %(who)s. Correct the newer line.")
            % {"day": bare_day(later.at), "who": later.actor or _("the office")}
        )
    refuse_withdrawn(contact_id)
    if not note.strip():
        raise RuleViolation(_("Say in the note what was wrong and what is right."))
    return write(
        account,
        channel=found.channel,
        direction=found.direction,
        outcome=found.outcome if outcome is None else outcome,
        number=found.number if number is None else number.strip(),
        spoken_to=found.spoken_to if spoken_to is None else spoken_to,
        is_right_party=found.is_right_party if is_right_party is None else is_right_party,
        verified_by=found.verified_by,
        may_be_told=found.may_be_told,
        interpreter=found.interpreter,
        listened_in=found.listened_in,
        note=note,
        corrects=found,
        on=on or found.on,
        actor=actor,
        today=today,
        request_id=request_id,
    )


def _works(outcome: str) -> bool | None:
    """What a call tells of the number: it is bad, nobody can tell, or it works."""
    if outcome == Outcome.WRONG_NUMBER:
        return False
    return None if outcome in NOBODY_THERE else True


def _refuse_call(account: Account, number: str, despite: str, actor, today: date) -> None:
    # Calls to one person are counted over all their accounts, so two people must not count at the same moment.
    Customer.objects.select_for_update(no_key=True).get(pk=account.customer_id)
    says = call_verdict(account, number=number.strip(), today=today)
    if says.allowed or (despite.strip() and (actor is None or actor.may(DESPITE))):
        return
    raise RuleViolation(f"{says.sentence} {refusal(DESPITE)}" if not (actor and actor.may(DESPITE)) else says.sentence)
