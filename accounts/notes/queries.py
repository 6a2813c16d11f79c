"""Which notes stand on an account or a person, and which of them on every page?"""

from django.db.models import Q, QuerySet

from accounts.models import Account
from accounts.notes.models import Note
from core.history import in_view


def notes_of(account: Account) -> QuerySet[Note]:
    """Notes about an account and its holder, newest first; those taken down are among them, withdrawn ones not."""
    about = Q(account=account) | Q(customer=account.customer_id)
    return in_view(Note.objects.filter(about)).select_related("written_by", "taken_down_by")


def notes_of_customer(customer_id: int) -> QuerySet[Note]:
    """Notes about a person, newest first; those taken down are among them, withdrawn ones not."""
    return in_view(Note.objects.filter(customer=customer_id)).select_related("written_by", "taken_down_by")


def sticky_notes(account: Account) -> QuerySet[Note]:
    """What everybody must read before speaking: about the account or its holder, newest first."""
    return notes_of(account).filter(is_sticky=True, taken_down_on__isnull=True)
