"""How does a line of the log leave view because it stands on the wrong account? With a reason, and never for good."""

from datetime import date

from django.db import transaction

from accounts.contacts.models import Contact
from accounts.models import Account
from accounts.people import doors
from core import history
from core.history.models import Withdrawal


@transaction.atomic
def withdraw_contact(contact_id: int, *, reason: str, actor, today: date) -> Withdrawal:
    """Take a conversation, with what corrects it, out of the timeline, the log, the last contact and the banners.

    What it brought about, such as a next step, stays and is ended by itself.
    """
    account = Account.objects.select_for_update().get(contacts=contact_id)
    doors.refuse_closed(account.pk, actor)
    return history.withdraw(newest_of(contact_id), reason, actor=actor, today=today, account=account.number)


def newest_of(contact_id: int) -> Contact:
    """A line as it was corrected last: with it goes what it corrects."""
    line = Contact.objects.get(pk=contact_id)
    while correction := Contact.objects.filter(corrects=line).first():
        line = correction
    return line
