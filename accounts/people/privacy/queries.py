"""Which addresses are protected, and which accounts are closed to whom?"""

from django.db.models import Prefetch, QuerySet

from accounts.models import Account
from accounts.people import doors
from accounts.people.models import LockedAccount, ProtectedAddress
from core.staff.models import Person
from core.staff.queries import people
from core.staff.roles import TABLE


def protected_addresses(person) -> QuerySet[ProtectedAddress]:
    """Who is protected, newest first, without whose account is closed to this person."""
    accounts = Prefetch("customer__accounts", Account.objects.order_by("number"))
    found = ProtectedAddress.objects.in_force().select_related("customer", "entered_by")
    found = found.exclude(customer__in=doors.customers_closed_to(person))
    return found.prefetch_related("named", accounts)


def locked_accounts() -> QuerySet[LockedAccount]:
    return LockedAccount.objects.in_force().select_related("account", "person", "entered_by")


def locks_of(person) -> QuerySet[LockedAccount]:
    """What somebody declared, or what was closed to them because of whom they are."""
    return locked_accounts().filter(person=person)


def may_be_named() -> QuerySet[Person]:
    """Who may be named to see an address: whoever may open what is private by law."""
    who, _words = TABLE["read_private"]
    return people().filter(roles__overlap=[role.value for role in who])
