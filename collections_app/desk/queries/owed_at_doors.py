"""What do accounts owe that somebody visits? The standings tell."""

from collections.abc import Collection
from datetime import date

from accounts.visits.owed import Owed
from ledger.models import Standing


def owed_at_doors(account_ids: Collection[int], on: date) -> dict[int, Owed]:
    """What is past due on each account that has a standing, and the due date of the oldest of it."""
    known = Standing.objects.filter(pk__in=account_ids).values_list("pk", "past_due", "oldest_due_on")
    return {pk: Owed(past_due, oldest) for pk, past_due, oldest in known}
