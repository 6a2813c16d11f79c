"""How does a person work down a list so that nobody else is served the same account?

All who are served wait for one lock for the moment of choosing (docs/locking.md): whoever chooses second sees what the
first one took. The database holds one serving per account and one per person besides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people.doors import refuse_closed
from collections_app.desk.models import Serving, Skip
from collections_app.desk.queries import serving
from collections_app.desk.queries.worklist import KEYS, listed
from core import history
from core.errors import RuleViolation
from core.paging import first_after, place
from core.private import refuse_private
from core.utility import moment

ONE_AT_A_TIME = "select pg_advisory_xact_lock(1010, 3)"


@dataclass(frozen=True)
class Served:
    """The account one works now, and its place in the list."""

    account_id: int
    at: str


@transaction.atomic
def serve(view: str, filters: Mapping[str, Any], query: str, *, after: str = "", actor, today: date) -> Served | None:
    """The next account of a list after a place that nobody else works: the actor's from now on, and the one before is
    let go. None at the end of the list. What the actor skipped today is passed over."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
    rows = _free(listed(view, filters, today=today, person=actor), actor, today)
    row = first_after(rows, KEYS[view], after)
    Serving.objects.filter(person=actor).delete()
    if row is None:
        return None
    # Whoever's lease ran out loses it to us.
    Serving.objects.filter(account=row.account_id).delete()
    now = moment(today)
    Serving.objects.create(account_id=row.account_id, person=actor, query=query, since=now, at=now)
    return Served(row.account_id, place(rows, KEYS[view], row))


def _free(rows: QuerySet, actor, today: date) -> QuerySet:
    """Without what others work at this moment and what the actor skipped today."""
    taken = serving.live(today).exclude(person=actor).values("account")
    skipped = Skip.objects.filter(on=today, person=actor).values("account")
    return rows.exclude(account__in=taken).exclude(account__in=skipped)


def keep(*, actor, today: date) -> None:
    """The person opened a page: what they work stays theirs."""
    Serving.objects.filter(person=actor).update(at=moment(today))


def leave(*, actor) -> None:
    """The person works the list no more; their account goes back to it."""
    Serving.objects.filter(person=actor).delete()


@transaction.atomic
def skip(account_id: int, *, why: str, words: str = "", query: str = "", actor, today: date) -> Skip:
    """Pass an account over, with the reason that supervisors read; the actor is not served it again today."""
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    refuse_closed(account_id, actor)
    words = words.strip()
    if why not in Skip.Why.values:
        raise RuleViolation(_("Say why you skip it: a supervisor reads it."))
    if why == Skip.Why.OTHER and not words:
        raise RuleViolation(_("Say the reason in a few words: a supervisor reads it."))
    refuse_private(words)
    skipped = Skip.objects.create(
        account=account, person=actor, why=why, words=words, query=query, on=today, at=moment(today)
    )
    history.record(
        "account.skipped",
        subject=skipped,
        account=account.number,
        actor=actor,
        on=today,
        facts={"why": str(skipped.get_why_display()), "words": words},
    )
    return skipped
