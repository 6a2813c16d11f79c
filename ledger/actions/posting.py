"""How does a transaction get into the books: whose locks come first, and which one statement writes it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Account
from accounts.people.doors import refuse_closed
from core.errors import RuleViolation
from core.planned import Statement
from ledger.models import Posting, Transaction

# Two locks before the account's: the day's, so that no journal closes it under us, and the request's, so that the
# second of two clicks waits for the first (docs/locking.md).
LOCK_DAY_AND_REQUEST = "select pg_advisory_xact_lock_shared(%s, %s), pg_advisory_xact_lock(%s, hashtext(%s))"
JOURNAL_LOCK, REQUEST_LOCK = 1885, 1886
OF_THE_TRANSACTION = (
    "account_id", "kind", "source", "effective_on", "recorded_at", "reverses_id", "memo", "outside_reference",
    "actor_id", "request_id",
)  # fmt: skip
OF_A_LEG = ("book", "amount", "due_on", "kind")
# A charge made here goes by its own reference, so that it ages as billing's do and comes home under it.
POST = Statement.named(f"""
with made as (
  insert into ledger_transaction ({", ".join(OF_THE_TRANSACTION)})
  values ({", ".join(f"%({name})s" for name in OF_THE_TRANSACTION)}) returning id, kind
)
insert into ledger_posting (transaction_id, account_id, effective_on, book, amount, due_on, kind, charge_id, revision)
select made.id, %(account_id)s, %(effective_on)s, leg.book, leg.amount, leg.due_on, leg.kind,
       case when made.kind = 'charge' and leg.due_on is not null then 'GS-' || made.id end, 0
from made
cross join unnest(%(books)s::text[], %(amounts)s::numeric[], %(due_ons)s::date[], %(kinds)s::text[]) with ordinality
  as leg (book, amount, due_on, kind, place) order by leg.place
returning transaction_id
""")
LOCK_ACCOUNT = Statement.named("""
select a.id, a.number, (select t.id from ledger_transaction t where t.request_id = %(request)s),
       exists (select from ledger_journalday j where j.day = %(today)s)
from accounts_account a where a.id = %(account)s for no key update of a
""")
LOCK_DAY_ALONE = "select pg_advisory_xact_lock(%s, %s)"
SENT_BEFORE = "This form was sent before with something else in it. Open the page again and enter it anew."


def lock_journal_day(day: date) -> None:
    """Wait for everybody who posts on that day, and let nobody begin until we commit."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_DAY_ALONE, [JOURNAL_LOCK, day.toordinal()])


@dataclass(frozen=True)
class Locked:
    """An account that this person holds locked: `earlier` is what this request made the first time."""

    pk: int
    number: str
    earlier: int | None
    day_is_closed: bool


def lock_account(account_id: int, *, actor, today: date, request_id: UUID) -> Locked:
    """Lock the account, which must be open to this person. In plain SQL, since a desk waits for every payment."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_DAY_AND_REQUEST, [JOURNAL_LOCK, today.toordinal(), REQUEST_LOCK, str(request_id)])
    row = LOCK_ACCOUNT.row(account=account_id, request=request_id, today=today)
    if row is None:
        raise Account.DoesNotExist
    refuse_closed(account_id, actor)
    return Locked(*row)


def post(made: Transaction, legs: list[Posting]) -> Transaction:
    """Transaction and legs by one statement, since all legs must come by one and a desk waits for each."""
    of_legs = {f"{name}s": _array(getattr(leg, name) for leg in legs) for name in OF_A_LEG}
    (made.pk,) = POST.row(**{name: getattr(made, name) for name in OF_THE_TRANSACTION}, **of_legs)
    made._state.adding = False
    return made


def _array(values: Iterable[Any]) -> str:
    """As PostgreSQL writes an array, of words of ours, amounts and days: a list of nothing would have no type."""
    return "{" + ",".join("null" if one is None else f'"{one}"' for one in values) + "}"


def check_day_is_open(account: Locked, today: date) -> None:
    if account.day_is_closed:
        raise RuleViolation(
            f"The journal of {today:%b %-d, %Y} has gone to billing, so that day is closed. "
            "Post on the next business day."
        )
