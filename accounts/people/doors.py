"""May this person open this account, and may they see where it is? The one door that every page goes through."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people.models import LockedAccount, ProtectedAddress
from core import history
from core.errors import RuleViolation
from core.staff.roles import Role

SEE_FLAGGED = {Role.SUPERVISOR.value, Role.DIRECTOR.value, Role.AUDITOR.value}
Why = LockedAccount.Why


def open_account(request, pk: int, what: str, *, today: date, with_: tuple[str, ...] = ()) -> Account:
    """The account, with a line in the access log; 404 when there is none, 403 in a sentence when it is closed to this
    person. `with_` names what to select along, `what` says in the log what was opened."""
    account = Account.objects.select_related("customer", "premise", *with_).filter(pk=pk).first()
    if account is None:
        raise Http404
    refused = why_closed(account.pk, request.user)
    if refused:
        raise PermissionDenied(refused)
    history.looked(account.number, by=request.user, what=what, today=today)
    return account


def refuse_closed(account_id: int, person) -> None:
    """For actions: nobody acts on an account that is closed to them. None, the night, acts on all."""
    refused = why_closed(account_id, person) if person is not None else ""
    if refused:
        raise RuleViolation(refused)


def why_closed(account_id: int, person) -> str:
    """Why a person may not open an account, as a sentence; empty when they may."""
    lock = _locks(person).filter(account=account_id).first()
    if lock is None:
        return ""
    if lock.person_id == person.pk and lock.why == Why.OWN:
        return _("This is your own account. A colleague must work it.")
    if lock.person_id == person.pk:
        return _("This account is closed to you: somebody close to you holds it. A colleague must work it.")
    return _("This account belongs to a colleague. Only a supervisor, director or auditor may open it.")


def closed_to(person) -> set[int]:
    """The ids of all accounts that are closed to a person: few, so lists leave them out by id."""
    return set(_locks(person).values_list("account", flat=True))


def hidden_addresses(customer_ids: Collection[int], person) -> set[int]:
    """Of these customers, those whose address this person may not see."""
    protected = ProtectedAddress.objects.in_force().filter(customer__in=customer_ids).exclude(named=person)
    return set(protected.values_list("customer", flat=True))


def _locks(person):
    theirs = Q(person=person) if SEE_FLAGGED & set(person.roles) else Q(person=person) | Q(why=Why.FLAGGED)
    return LockedAccount.objects.in_force().filter(theirs).order_by("pk")
