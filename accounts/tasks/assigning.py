"""Whose account is it, and how does it go to somebody else?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people.doors import closed_to
from accounts.tasks.models import Assignment
from accounts.tasks.queries import whose
from core import history
from core.errors import RuleViolation
from core.utility import moment


@dataclass(frozen=True)
class Assigned:
    """What came of assigning: the accounts that changed hands, and the others with the sentence why not."""

    accounts: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def assign(account_ids: Iterable[int], person, *, actor, today: date) -> Assigned:
    """Give these accounts to a person, or to nobody (None). What they are already, and what is closed to either, stays.

    Refuses a person who no longer works here or may not work accounts.
    """
    if person is not None and not person.is_active:
        raise RuleViolation(_("%(person)s no longer works here. Choose somebody else.") % {"person": person})
    if person is not None and not person.may("log_contacts"):
        raise RuleViolation(_("%(person)s may not work accounts. Choose somebody else.") % {"person": person})
    ids = sorted(set(account_ids))
    accounts = Account.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    numbers = dict(accounts.values_list("pk", "number"))
    before = whose(numbers)
    refused = _refused(numbers, before, person, actor)
    changing = [pk for pk in numbers if pk not in refused]
    Assignment.objects.open().filter(account__in=changing).update(ended_on=today)
    for pk in changing:
        _hand_on(pk, numbers[pk], before.get(pk), person, actor=actor, today=today)
    return Assigned(changing, refused)


def _refused(ids, before: dict[int, Assignment], person, actor) -> dict[int, str]:
    closed, closed_to_them = (closed_to(one) if one is not None else set() for one in (actor, person))
    refused = {}
    for pk in ids:
        mine = before.get(pk)
        if pk in closed:
            refused[pk] = _("Closed to you.")
        elif pk in closed_to_them:
            refused[pk] = _("Closed to %(person)s. A colleague must work it.") % {"person": person}
        elif person is None and mine is None:
            refused[pk] = _("It is nobody’s already.")
        elif mine is not None and person is not None and mine.person_id == person.pk:
            refused[pk] = _("It is %(person)s’s already.") % {"person": person}
    return refused


def _hand_on(pk: int, number: str, before: Assignment | None, person, *, actor, today: date) -> None:
    now = None
    if person is not None:
        now = Assignment.objects.create(account_id=pk, person=person, since_on=today, by=actor, at=moment(today))
    history.record(
        "account.assigned" if now else "account.unassigned",
        subject=now or before,
        account=number,
        actor=actor,
        on=today,
        facts={"to": str(person) if person else "", "from": str(before.person) if before else ""},
    )
