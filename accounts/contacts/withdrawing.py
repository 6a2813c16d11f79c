"""How does a line of the log leave view because it stands on the wrong account? With a reason, and never for good."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.contacts.models import Contact
from accounts.models import Account
from accounts.people import doors
from core import history
from core.errors import RuleViolation
from core.history.models import Withdrawal


@transaction.atomic
def withdraw_contact(contact_id: int, *, reason: str, actor, today: date) -> Withdrawal:
    """Take a conversation, with what corrects it, out of the timeline, the log, the last contact and the banners.

    What it brought about, such as a next step, stays and is ended by itself.
    """
    account = Account.objects.select_for_update().get(contacts=contact_id)
    doors.refuse_closed(account.pk, actor)
    return history.withdraw(newest_of(contact_id), reason, actor=actor, today=today, account=account.number)


def is_withdrawn(contact_id: int) -> bool:
    """Whether a line is out of view, by itself or with what corrects it."""
    return not history.in_view(Contact.objects.filter(pk=newest_of(contact_id).pk)).exists()


def refuse_withdrawn(contact_id: int) -> None:
    """For what is done to a line, under its account's lock: nothing brings back what left view."""
    if is_withdrawn(contact_id):
        raise RuleViolation(_("This line was withdrawn from view. Write a new one on the right account."))


def newest_of(contact_id: int) -> Contact:
    """A line as it was corrected last: with it goes what it corrects."""
    line = Contact.objects.get(pk=contact_id)
    while correction := Contact.objects.filter(corrects=line).first():
        line = correction
    return line
