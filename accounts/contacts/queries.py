"""When did we last speak with whom, and how did it end?"""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from accounts.contacts.models import Contact


def contacts_of(account_id: int) -> QuerySet[Contact]:
    """The correspondence log of an account, newest first."""
    return Contact.objects.filter(account=account_id).select_related("actor")


def last_contacts(account_ids: Iterable[int]) -> dict[int, Contact]:
    """The newest line of each account that has one, in one query."""
    newest = (
        Contact.objects.filter(account__in=list(account_ids))
        .select_related("actor")
        .order_by("account_id", "-at", "-pk")
        .distinct("account_id")
    )
    return {contact.account_id: contact for contact in newest}


def contacted_today(account_id: int, on: date) -> Contact | None:
    """The newest line of a business date, for the banner that keeps two people from calling twice."""
    return contacts_of(account_id).filter(on=on).first()
