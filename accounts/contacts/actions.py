"""How is a conversation kept? Lines are only ever added; a correction is a line too."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.contacts.models import Contact
from accounts.contacts.outcomes import OF_CHANNEL, SAID_BY_SOMEBODY
from accounts.contacts.papers import Upload, hang
from accounts.contacts.queries import call_verdict
from accounts.documents.models import Document
from accounts.models import Account, Customer
from accounts.people.doors import refuse_closed
from accounts.tasks.actions import add_task, finish_task
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.staff.access import refusal
from core.templatetags.money import bare_day
from core.utility import moment

LONGEST_NOTE = 1000
DESPITE = "record_refused_calls"
Channel, Direction, Outcome = Contact.Channel, Contact.Direction, Contact.Outcome
NEXT = ("next_step", "next_on", "next_at", "next_owner")


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
    account = _locked(account_id, actor)
    kept = _kept(account, request_id)
    if kept:
        return kept
    if direction not in Direction.values:
        raise RuleViolation(_("Say who called whom."))
    if direction == Direction.OUT:
        _refuse_call(account, number, despite, actor, today)
    return _write(
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
    account = _locked(account_id, actor)
    kept = _kept(account, request_id)
    if kept:
        return kept
    if channel not in (Channel.LETTER, Channel.EMAIL, Channel.OTHER):
        raise RuleViolation(_("Say whether it is a letter, an e-mail or another paper."))
    if not spoken_to.strip():
        raise RuleViolation(_("Say who sent it."))
    contact = _write(
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
    account = _locked(account_id, actor)
    kept = _kept(account, request_id)
    if kept:
        return kept
    contact = _write(
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
    account = _locked(found.account_id, actor)
    kept = _kept(account, request_id)
    if kept:
        return kept
    later = Contact.objects.filter(corrects=found).select_related("actor").first()
    if later:
        raise RuleViolation(
            _("This line was already corrected on %(day)s by %(who)s. Correct the newer line.")
            % {"day": bare_day(later.at), "who": later.actor or _("the office")}
        )
    if not note.strip():
        raise RuleViolation(_("Say in the note what was wrong and what is right."))
    return _write(
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


def _locked(account_id: int, actor) -> Account:
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    refuse_closed(account_id, actor)
    return account


def _kept(account: Account, request_id: UUID | None) -> Contact | None:
    return Contact.objects.filter(request_id=request_id, account=account).first() if request_id else None


def _refuse_call(account: Account, number: str, despite: str, actor, today: date) -> None:
    # Calls to one person are counted over all their accounts, so two people must not count at the same moment.
    Customer.objects.select_for_update(no_key=True).get(pk=account.customer_id)
    says = call_verdict(account, number=number.strip(), today=today)
    if says.allowed or (despite.strip() and (actor is None or actor.may(DESPITE))):
        return
    raise RuleViolation(f"{says.sentence} {refusal(DESPITE)}" if not (actor and actor.may(DESPITE)) else says.sentence)


def _write(
    account: Account, *, following=None, finishes: int | None = None, actor, today: date, request_id, **said
) -> Contact:
    following = following or {}
    _check(said, following, today)
    contact = Contact.objects.create(account=account, at=moment(today), actor=actor, request_id=request_id, **said)
    history.record(
        "contact.corrected" if contact.corrects_id else "contact.logged",
        subject=contact,
        account=account.number,
        actor=actor,
        on=today,
        request_id=request_id,
        facts={"channel": contact.channel, "direction": contact.direction, "outcome": contact.outcome},
    )
    if finishes is not None:
        finish_task(account.tasks.filter(pk=finishes).values_list("pk", flat=True).get(), actor=actor, today=today)
    if following.get("next_step"):
        add_task(
            account.pk,
            following["next_step"],
            due_on=following["next_on"],
            due_at=following["next_at"],
            owner=following["next_owner"],
            actor=actor,
            today=today,
        )
    return contact


def _check(said: dict[str, Any], following: dict[str, Any], today: date) -> None:
    outcome, note = said["outcome"], said["note"]
    if outcome not in OF_CHANNEL[said["channel"]]:
        raise RuleViolation(_("Say how it ended: choose one of the outcomes."))
    if outcome in SAID_BY_SOMEBODY and not said.get("spoken_to", "").strip():
        raise RuleViolation(_("Say who was spoken to."))
    if outcome == Outcome.OTHER and not note.strip():
        raise RuleViolation(_("“Other” needs a note that says what it was."))
    if len(note) > LONGEST_NOTE:
        raise RuleViolation(
            _("The note has %(length)s characters; %(most)s fit. Say it shorter.")
            % {"length": len(note), "most": LONGEST_NOTE}
        )
    if said["on"] > today:
        raise RuleViolation(_("%(day)s is still to come. Say when it was.") % {"day": bare_day(said["on"])})
    if said.get("may_be_told") and said["may_be_told"] not in Contact.MayBeTold.values:
        raise RuleViolation(_("Say how much the person may be told."))
    if bool(following.get("next_step")) != bool(following.get("next_on")):
        raise RuleViolation(
            _("Say by when: the next step has no date.")
            if following.get("next_step")
            else _("Say what is to be done: the date has no next step.")
        )
    texts = (value for value in said.values() if isinstance(value, str))
    refuse_private(*texts, following.get("next_step") or "")
