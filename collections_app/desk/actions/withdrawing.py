"""Which lines may be taken out of view, and how is each?"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.contacts.models import Contact
from accounts.contacts.sentences import told
from accounts.contacts.withdrawing import newest_of, withdraw_contact
from accounts.models import Account
from accounts.notes.models import Note
from accounts.people import doors
from accounts.visits.models import VisitResult
from collections_app.treatments import next_steps
from core import history
from core.history.models import Withdrawal
from core.templatetags.money import harmless


@dataclass(frozen=True)
class Written:
    """A line of the log or a note: on which account it stands, when, by whom, and what it says."""

    subject: Contact | Note
    account_id: int
    on: date
    who: str
    says: str


def line_of(kind: str, pk: int) -> Written | None:
    """A conversation, a note, or what came of a visit; None when there is no such line."""
    if kind == "note":
        note = Note.objects.select_related("written_by").filter(pk=pk).first()
        return _note(note) if note else None
    if kind == "visit":
        result = VisitResult.objects.filter(pk=pk).first()
        pk = result.contact_id if result else 0
    if kind in ("contact", "visit") and Contact.objects.filter(pk=pk).exists():
        return _contact(newest_of(pk))
    return None


@transaction.atomic
def withdraw_line(kind: str, pk: int, reason: str, *, actor, today: date) -> Withdrawal:
    """Take a line that stands on the wrong account out of view; what the account is due next is renewed."""
    line = line_of(kind, pk)
    assert line is not None, "the page looked for it"
    if kind == "note":
        account = Account.objects.select_for_update().get(pk=line.account_id)
        doors.refuse_closed(account.pk, actor)
        withdrawal = history.withdraw(line.subject, reason, actor=actor, today=today, account=account.number)
    else:
        withdrawal = withdraw_contact(line.subject.pk, reason=reason, actor=actor, today=today)
    next_steps.renew([line.account_id], today=today)
    return withdrawal


def _contact(contact: Contact) -> Written:
    says = told(contact)
    text = " ".join(part for part in (says.text, says.outcome, says.detail) if part)
    return Written(contact, contact.account_id, contact.on, str(contact.actor or _("the office")), text)


def _note(note: Note) -> Written | None:
    account_id = (
        note.account_id or Account.objects.filter(customer=note.customer_id).values_list("pk", flat=True).first()
    )
    if account_id is None:
        return None
    says = _("A private note.") if note.is_private else harmless(note.text)
    return Written(note, account_id, note.on, str(note.written_by), says)
