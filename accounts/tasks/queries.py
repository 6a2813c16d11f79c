"""Which next steps are still open, and whose are they?"""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from accounts.tasks.models import Assignment, Task
from core.asked import Asked, Slot, any_of

# Asked for every page of the worklist.
SOONEST = Asked(
    lambda: (
        Task.objects.open()
        .filter(account__in=Slot("accounts"))
        .select_related("owner")
        .order_by("account_id", "due_on", "due_at", "pk")
        .distinct("account_id")
    )
)
WHOSE = Asked(lambda: Assignment.objects.open().filter(account__in=Slot("accounts")).select_related("person"))


def open_tasks(account_id: int) -> QuerySet[Task]:
    """What is still to be done on an account, soonest first."""
    return Task.objects.open().filter(account=account_id).select_related("owner")


def due_tasks(owner_id: int, *, by: date) -> QuerySet[Task]:
    """What a person has to do by the end of a day, soonest first."""
    return Task.objects.open().filter(owner=owner_id, due_on__lte=by).select_related("account__customer")


def next_tasks(account_ids: Iterable[int]) -> dict[int, Task]:
    """The soonest open step of each account that has one, in one query."""
    return {task.account_id: task for task in SOONEST(accounts=any_of(account_ids))}


def assigned_to(person_ids: Iterable[int] | Slot) -> QuerySet[Assignment]:
    """Which accounts are these people's now."""
    return Assignment.objects.open().filter(person__in=person_ids)


def whose(account_ids: Iterable[int]) -> dict[int, Assignment]:
    """Whose each of these accounts is, with the person; nobody's are left out. One query."""
    return {line.account_id: line for line in WHOSE(accounts=any_of(account_ids))}
