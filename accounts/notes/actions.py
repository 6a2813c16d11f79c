"""What can happen to a note? It is written and it is taken down; it is never edited."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account, Customer
from accounts.notes.models import Note
from accounts.people.doors import refuse_closed, refuse_closed_holder
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.utility import moment

LONGEST_NOTE = 1000
LONGEST_STICKY = 200


@transaction.atomic
def write_note(
    *,
    text: str,
    account_id: int | None = None,
    customer_id: int | None = None,
    is_sticky: bool = False,
    is_private: bool = False,
    actor,
    today: date,
    request_id: UUID | None = None,
) -> Note:
    """Write a note about one account or one customer. The same `request_id` again answers the same note."""
    numbers = _locked(account_id, customer_id, actor)
    kept = Note.objects.filter(request_id=request_id).first() if request_id else None
    if kept:
        return kept
    _check(text, is_sticky)
    refuse_private(text)

    note = Note.objects.create(
        account_id=account_id,
        customer_id=customer_id,
        text=text.strip(),
        is_sticky=is_sticky,
        privacy=Note.Privacy.PRIVATE if is_private else Note.Privacy.OPEN,
        on=today,
        at=moment(today),
        written_by=actor,
        request_id=request_id,
    )
    _record("note.written", note, numbers, actor=actor, on=today, request_id=request_id)
    return note


@transaction.atomic
def take_down_note(note_id: int, *, why: str, actor, today: date) -> Note:
    """Take a note down with a reason; it stays readable among the notes taken down."""
    found = Note.objects.get(pk=note_id)
    numbers = _locked(found.account_id, found.customer_id, actor)
    note = Note.objects.select_for_update(of=("self",)).get(pk=note_id)
    if note.taken_down_on:
        raise RuleViolation(_("This note was already taken down by %(who)s.") % {"who": note.taken_down_by})
    if not why.strip():
        raise RuleViolation(_("Say why the note is taken down."))
    refuse_private(why)

    note.taken_down_on, note.taken_down_at, note.taken_down_why = today, moment(today), why.strip()
    note.taken_down_by = actor
    note.save(update_fields=["taken_down_on", "taken_down_at", "taken_down_why", "taken_down_by"])
    _record("note.taken_down", note, numbers, actor=actor, on=today)
    return note


def _locked(account_id: int | None, customer_id: int | None, actor) -> list[str]:
    """The numbers of the accounts that the note is about, none of which may be closed to the actor."""
    if account_id is not None and customer_id is None:
        account = Account.objects.select_for_update().get(pk=account_id)
        refuse_closed(account_id, actor)
        return [account.number]
    if account_id is not None or customer_id is None:
        raise RuleViolation(_("A note is about one account or about one person."))
    Customer.objects.select_for_update().get(pk=customer_id)
    refuse_closed_holder(customer_id, actor)
    return list(Account.objects.filter(customer=customer_id).order_by("pk").values_list("number", flat=True))


def _check(text: str, is_sticky: bool) -> None:
    if not text.strip():
        raise RuleViolation(_("The note is empty."))
    most = LONGEST_STICKY if is_sticky else LONGEST_NOTE
    if len(text) > most:
        says = (
            _("A sticky note is read before every call: it has %(length)s characters and %(most)s fit. Say it shorter.")
            if is_sticky
            else _("The note has %(length)s characters; %(most)s fit. Say it shorter.")
        )
        raise RuleViolation(says % {"length": len(text), "most": most})


def _record(action: str, note: Note, numbers: list[str], *, actor, on: date, request_id=None) -> None:
    """One line per account, so that each timeline tells it; the words of a private note stay in the note."""
    told = {"text": "" if note.is_private else note.text, "sticky": note.is_sticky}
    for number in numbers:
        history.record(action, subject=note, account=number, actor=actor, on=on, request_id=request_id, facts=told)
