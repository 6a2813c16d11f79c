"""What can happen to a protected address and to a locked account? Each begins, changes and ends by a person's word."""

from collections.abc import Collection
from dataclasses import astuple, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account, Customer, Premise
from accounts.people import doors
from accounts.people.models import LockedAccount, ProtectedAddress
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.staff.models import Person
from core.utility import moment


@dataclass(frozen=True)
class Designated:
    """Where mail goes instead of home: a box of the state's programme, a relative, an attorney."""

    line1: str
    line2: str
    city: str
    state: str
    zip: str


@transaction.atomic
def protect_address(
    customer_id: int, where: Designated, *, named: Collection[Person], source: str, actor, today: date
) -> ProtectedAddress:
    """Show where a customer lives to named people only, and send mail to the designated address and nowhere else
    (Minn. Stat. ch. 5B, 13.045). `source` is the paper, or who asked and when."""
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    doors.refuse_closed_holder(customer.pk, actor)
    if ProtectedAddress.objects.in_force().filter(customer=customer).exists():
        raise RuleViolation(_("This address is protected already. Change who may see it, or where mail goes."))
    _check(customer, where, named, source)
    return _protected(customer, where, named, source, "address.protected", actor=actor, today=today)


@transaction.atomic
def change_protection(
    protection_id: int, where: Designated, *, named: Collection[Person], source: str, actor, today: date
) -> ProtectedAddress:
    """Name other people, or another place for mail. The old protection ends as the new one begins: no gap between."""
    old = _locked(protection_id, actor)
    _check(old.customer, where, named, source)
    old.ended_on = today
    old.save(update_fields=["ended_on"])
    return _protected(old.customer, where, named, source, "address.protection_changed", actor=actor, today=today)


@transaction.atomic
def end_protection(protection_id: int, *, why: str, actor, today: date) -> ProtectedAddress:
    """Show the address again to everybody who may read accounts."""
    found = _locked(protection_id, actor)
    if not why.strip():
        raise RuleViolation(_("Say why the protection ends, and on whose word."))
    refuse_private(why)
    found.ended_on = today
    found.save(update_fields=["ended_on"])
    _record("address.protection_ended", found, {"why": why.strip()}, actor=actor, today=today)
    return found


@transaction.atomic
def lock_account(account_id: int, person: Person, *, why: str, actor, today: date) -> LockedAccount:
    """Close an account to a colleague: their own, a relative's, or theirs and flagged, so that few may open it."""
    account = Account.objects.select_for_update().get(pk=account_id)
    if why not in LockedAccount.Why.values:
        raise RuleViolation(_("Say why: their own account, a relative’s, or a colleague’s that is flagged."))
    if LockedAccount.objects.in_force().filter(account=account, person=person).exists():
        raise RuleViolation(_("This account is closed to %(person)s already.") % {"person": person})
    lock = LockedAccount.objects.create(
        account=account, person=person, why=why, from_on=today, entered_by=actor, entered_at=moment(today)
    )
    # Without the account's number: whose relative somebody is stands in no timeline.
    history.record("account.locked", subject=lock, actor=actor, on=today, facts={"why": why, "person": person.pk})
    return lock


@transaction.atomic
def unlock_account(lock_id: int, *, why: str, actor, today: date) -> LockedAccount:
    """Open an account to a colleague again; nobody does that for themselves."""
    lock = LockedAccount.objects.select_for_update().get(pk=lock_id)
    if lock.ended_on:
        raise RuleViolation(_("This account was opened again before."))
    if lock.person_id == actor.pk:
        raise RuleViolation(_("This is closed to you yourself. Another supervisor must open it."))
    if not why.strip():
        raise RuleViolation(_("Say why it is opened again, such as: the holder has moved out."))
    refuse_private(why)
    lock.ended_on = today
    lock.save(update_fields=["ended_on"])
    history.record("account.unlocked", subject=lock, actor=actor, on=today, facts={"why": why.strip()})
    return lock


def _check(customer: Customer, where: Designated, named: Collection[Person], source: str) -> None:
    if not all((where.line1, where.city, where.state, where.zip)):
        raise RuleViolation(_("Say where mail goes: a line, a city, a state and a ZIP code."))
    homes = Premise.objects.filter(accounts__customer=customer).values_list("line1", flat=True)
    if _plain(where.line1) in {_plain(home) for home in homes}:
        raise RuleViolation(_("That is the address to be protected. Give the designated one, where mail goes instead."))
    if not named:
        raise RuleViolation(_("Name at least one person who may see the address."))
    if not source.strip():
        raise RuleViolation(_("Say what the protection rests on: a paper, or who asked for it and when."))
    refuse_private(source, *astuple(where))


def _plain(line: str) -> str:
    return "".join(char for char in line.casefold() if char.isalnum())


def _protected(customer, where: Designated, named, source, action: str, *, actor, today: date) -> ProtectedAddress:
    made = ProtectedAddress.objects.create(
        customer=customer,
        designated_line1=where.line1,
        designated_line2=where.line2,
        designated_city=where.city,
        designated_state=where.state,
        designated_zip=where.zip,
        source=source.strip(),
        from_on=today,
        entered_by=actor,
        entered_at=moment(today),
    )
    made.named.set(named)
    _record(action, made, {"named": sorted(person.pk for person in named)}, actor=actor, today=today)
    return made


def _locked(protection_id: int, actor) -> ProtectedAddress:
    """The protection under its own lock, the customer's taken first."""
    found = ProtectedAddress.objects.get(pk=protection_id)
    Customer.objects.select_for_update().get(pk=found.customer_id)
    doors.refuse_closed_holder(found.customer_id, actor)
    found = ProtectedAddress.objects.select_for_update(of=("self",)).select_related("customer").get(pk=protection_id)
    if found.ended_on:
        raise RuleViolation(_("This protection ended before. Protect the address anew if it must be."))
    return found


def _record(action: str, found: ProtectedAddress, facts: dict, *, actor, today: date) -> None:
    """One line per account of the customer; neither address stands in it."""
    for number in Account.objects.filter(customer=found.customer_id).values_list("number", flat=True):
        history.record(action, subject=found, account=number, actor=actor, on=today, facts=facts)
