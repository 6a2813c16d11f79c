"""May this person open this account, and may they see where it is? The one door that every page goes through."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people.models import LockedAccount, ProtectedAddress
from core import history
from core.asked import Asked, Slot, any_of
from core.errors import RuleViolation
from core.staff.roles import Role

SEE_FLAGGED = {Role.SUPERVISOR.value, Role.DIRECTOR.value, Role.AUDITOR.value}
Why = LockedAccount.Why


def open_account(request, pk: int, what: str, *, today: date, with_: tuple[str, ...] = ()) -> Account:
    """The account, with a line in the access log; 404 when there is none, 403 in a sentence when it is closed to this
    person. `with_` names what to select along, `what` says in the log what was opened.

    Where the holder's address is protected it is closed here already: see `close_addresses`.
    """
    found = _opening(with_)(account=pk)
    if not found:
        raise Http404
    account = found[0]
    let_in(request.user, [account.pk])
    close_addresses([account])
    history.looked(account.number, by=request.user, what=what, today=today)
    return account


def let_in(person, account_ids: Iterable[int]) -> None:
    """For pages about what hangs on accounts, such as a hold or a letter: 403 when one of them is closed."""
    refused = _why(account_ids, person)
    if refused:
        raise PermissionDenied(refused)


def refuse_closed(account_id: int, person) -> None:
    """For actions: nobody acts on an account that is closed to them. None, the night, acts on all."""
    refused = why_closed(account_id, person) if person is not None else ""
    if refused:
        raise RuleViolation(refused)


def refuse_closed_holder(customer_id: int, person) -> None:
    """The same for what is done for all accounts of a customer at once."""
    accounts = Account.objects.filter(customer=customer_id).values_list("pk", flat=True)
    refused = _why(accounts, person) if person is not None else ""
    if refused:
        raise RuleViolation(refused)


def why_closed(account_id: int, person) -> str:
    """Why a person may not open an account, as a sentence; empty when they may."""
    return _why([account_id], person)


def closed_to(person) -> set[int]:
    """The ids of all accounts that are closed to a person: few, so lists leave them out by id."""
    holders = _closed(_sees_flagged(person))(person=person.pk)
    return set(Account.objects.filter(customer__in=holders).values_list("pk", flat=True)) if holders else set()


def numbers_closed_to(person) -> QuerySet:
    """The numbers of all accounts that are closed to a person, to be asked within a list of what carries numbers."""
    holders = _locks(person).order_by().values("account__customer")
    return Account.objects.filter(customer__in=holders).values("number")


def customers_closed_to(person) -> set[int]:
    """The ids of the customers who hold an account that is closed to a person."""
    return set(_locks(person).order_by().values_list("account__customer", flat=True))


def hidden_addresses(customer_ids: Collection[int], person) -> set[int]:
    """Of these customers, those whose address this person may not see. None, a file or a sheet of paper, sees none."""
    protected = {one.customer_id for one in PROTECTED(customers=any_of(customer_ids))}
    if person is None or not protected:
        return protected
    unseen = ProtectedAddress.objects.in_force().filter(customer__in=protected).exclude(named=person)
    return set(unseen.values_list("customer", flat=True))


def close_addresses(accounts: Iterable[Account]) -> None:
    """Put words in the place of every protected address, and the designated address in that of the mailing address.

    By one query for all rows that a page or a file shows, whoever reads it: those who are named open an address on
    its account's page, where that is logged. The rows must not be saved afterwards; no page saves them.
    """
    shown = list(accounts)
    found = PROTECTED(customers=any_of({account.customer_id for account in shown})) if shown else []
    protected = {one.customer_id: one for one in found}
    for account in shown:
        if account.customer_id in protected:
            close(account, protected[account.customer_id])


def close(account: Account, protected: ProtectedAddress) -> None:
    """The words of one account whose holder's address is protected."""
    account.address_is_protected = True
    place, holder = account.premise, account.customer
    place.line1, place.unit = hidden_words(), ""
    place.city = place.state = place.zip = place.route = ""
    holder.mailing_line1, holder.mailing_line2 = protected.designated_line1, protected.designated_line2
    holder.mailing_city, holder.mailing_state = protected.designated_city, protected.designated_state
    holder.mailing_zip = protected.designated_zip


def is_protected(account: Account) -> bool:
    """Whether the address of an account that came through the door was closed there."""
    return account.address_is_protected


def may_open_address(account: Account, person) -> bool:
    """Whether this person is named to see the protected address of an account that came through the door."""
    return is_protected(account) and not hidden_addresses([account.customer_id], person)


def refuse_older_paper(account: Account, made_at: datetime, person) -> None:
    """403 for a paper that names the place of an account, made before its address was protected: such a paper opens
    to named people only."""
    if not is_protected(account) or may_open_address(account, person):
        return
    if ProtectedAddress.objects.in_force().filter(customer=account.customer_id, entered_at__gt=made_at).exists():
        raise PermissionDenied(_("This paper names an address that was protected later. Only named people open it."))


def hidden_words() -> str:
    """What stands where an address is protected."""
    return _("Protected address")


def _why(account_ids: Iterable[int], person) -> str:
    found = _touched(_sees_flagged(person))(person=person.pk, accounts=any_of(account_ids))
    if not found:
        return ""
    lock = found[0]
    if lock.person_id == person.pk and lock.why == Why.OWN:
        return _("This is your own account. A colleague must work it.")
    if lock.person_id == person.pk:
        return _("This account is closed to you: somebody close to you holds it. A colleague must work it.")
    return _("This account belongs to a colleague. Only a supervisor, director or auditor may open it.")


def _locks(person):
    """The locks that keep a person out. One closes every account of the same holder: the second one is theirs too."""
    return _keeping_out(person.pk, _sees_flagged(person))


def _keeping_out(person: Any, sees_flagged: bool) -> QuerySet:
    theirs = Q(person=person) if sees_flagged else Q(person=person) | Q(why=Why.FLAGGED)
    return LockedAccount.objects.in_force().filter(theirs).order_by("pk")


def _sees_flagged(person) -> bool:
    return bool(SEE_FLAGGED & set(person.roles))


def _touching(accounts: Any) -> Q:
    return Q(account__in=accounts) | Q(account__customer__accounts__in=accounts)


@cache
def _opening(with_: tuple[str, ...]) -> Asked:
    whole = ("customer", "premise", *with_)
    return Asked(lambda: Account.objects.select_related(*whole).filter(pk=Slot("account")))


# Asked on nearly every page; by whether flagged accounts are open to the person.
@cache
def _closed(sees_flagged: bool) -> Asked:
    locks = _keeping_out(Slot("person"), sees_flagged).order_by()
    return Asked(lambda: locks.values_list("account__customer", flat=True))


@cache
def _touched(sees_flagged: bool) -> Asked:
    locks = _keeping_out(Slot("person"), sees_flagged)
    return Asked(lambda: locks.filter(_touching(Slot("accounts")))[:1])


PROTECTED = Asked(lambda: ProtectedAddress.objects.in_force().filter(customer__in=Slot("customers")))
