"""Where does every account stand today? Derived from the postings, by one statement for one account or a million."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any
from weakref import WeakSet

from django.db import connection, transaction

from ledger.aging import among, asked

FIELDS = (
    "as_of", "balance", "past_due", "current", "d1_30", "d31_60", "d61_90", "d91_plus",
    "oldest_due_on", "days_past_due", "next_due_on", "last_payment_on", "last_payment",
)  # fmt: skip

LOCK_ACCOUNTS = "select id from accounts_account where id = any(%s) order by id for no key update"

OF_ANOTHER_DAY = """
select wanted.id from unnest(%(accounts)s::bigint[]) wanted (id)
where not exists (select 1 from ledger_standing s where s.account_id = wanted.id and s.as_of = %(as_of)s)
"""

# Nobody else posts until we commit: cheaper than a lock on a million accounts.
LOCK_BOOKS = "lock table ledger_transaction in share row exclusive mode"

# Due dates matter only where something is open, which is where the balance is positive, and the past ones only where
# something is past due. There, what is open under a due date is what the charges up to it exceed the credits by, and
# at most what falls due on it.
STANDINGS = """
with aged as ({aged}),
by_due_date as (
  select legs.account_id, legs.due_on, sum(legs.amount) as charged,
         sum(sum(legs.amount)) over (partition by legs.account_id order by legs.due_on) as so_far
  from ({legs}) legs join aged on aged.account_id = legs.account_id
  where legs.is_charge and aged.balance > 0 and (aged.past_due > 0 or legs.due_on >= %(as_of)s)
  group by legs.account_id, legs.due_on
),
due_dates as (
  select d.account_id, min(d.due_on) filter (where d.due_on < %(as_of)s) as oldest_due_on,
         min(d.due_on) filter (where d.due_on >= %(as_of)s) as next_due_on
  from by_due_date d join aged on aged.account_id = d.account_id
  where d.charged > 0 and d.so_far + case when aged.past_due > 0 then 0 else aged.over_0 end > aged.credits
  group by d.account_id
),
last_payments as (
  select distinct on (p.account_id) p.account_id, p.effective_on, -p.amount as amount
  from ledger_posting p
  where p.book like 'receivable:%%' and p.due_on is null and p.amount < 0 and p.effective_on <= %(as_of)s {which}
    and not exists (
      select 1 from ledger_transaction r where r.reverses_id = p.transaction_id and r.effective_on <= %(as_of)s
    )
  order by p.account_id, p.effective_on desc, p.id desc
),
renewed as (
  select a.id as account_id, %(as_of)s::date as as_of, coalesce(aged.balance, 0) as balance,
         coalesce(aged.past_due, 0) as past_due, coalesce(aged.current, 0) as current,
         coalesce(aged.d1_30, 0) as d1_30, coalesce(aged.d31_60, 0) as d31_60,
         coalesce(aged.d61_90, 0) as d61_90, coalesce(aged.d91_plus, 0) as d91_plus,
         d.oldest_due_on, coalesce(%(as_of)s::date - d.oldest_due_on, 0) as days_past_due, d.next_due_on,
         l.effective_on as last_payment_on, l.amount as last_payment
  from accounts_account a
  left join aged on aged.account_id = a.id
  left join due_dates d on d.account_id = a.id
  left join last_payments l on l.account_id = a.id
  {of}
)
"""

WRITE_CHANGED = """
insert into ledger_standing (account_id, {fields})
select n.account_id, {new_fields} from {renewed} n left join ledger_standing s on s.account_id = n.account_id
where s.account_id is null or ({old_fields}) is distinct from ({new_fields})
on conflict (account_id) do update set {changes}
"""

# For everybody in two statements, since PostgreSQL counts in parallel only where the statement changes no table; and
# with room to do so.
ROOM = "select set_config('work_mem', %s, true)"
COUNT_ALL = "create temp table standing_counted on commit drop as "

# Sessions that have planned the statement for one account.
_PLANNED: WeakSet = WeakSet()

DIFFERING = """
select a.number as account, s.as_of, s.balance, n.balance as balance_by_postings, s.past_due,
       n.past_due as past_due_by_postings
from ledger_standing s join renewed n on n.account_id = s.account_id join accounts_account a on a.id = s.account_id
where s.as_of = %(as_of)s and ({old_fields}) is distinct from ({new_fields}) order by a.number limit %(limit)s
"""


@transaction.atomic
def renew(account_ids: Collection[int], *, as_of: date) -> int:
    """Renew the standings of these accounts, in the caller's transaction; answers how many changed."""
    if not account_ids:
        return 0
    # Whoever posts to one of them now waits, and what others posted is seen (docs/locking.md).
    with connection.cursor() as cursor:
        cursor.execute(LOCK_ACCOUNTS, [list(account_ids)])
    return renew_locked(account_ids, as_of=as_of)


@transaction.atomic
def bring_up_to_date(account_ids: Collection[int], *, as_of: date) -> None:
    """Lock these accounts and renew the standings of another day: a posting renews its own, the night all, but in
    between the business date moves on, by a later extract for one."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_ACCOUNTS, [list(account_ids)])
        cursor.execute(OF_ANOTHER_DAY, {"accounts": list(account_ids), "as_of": as_of})
        found = [account_id for (account_id,) in cursor.fetchall()]
    if found:
        renew_locked(found, as_of=as_of)


def renew_locked(account_ids: Collection[int], *, as_of: date) -> int:
    """`renew` for an action that holds the locks of these accounts already."""
    statement, filled_in = _statement("{standings}" + WRITE_CHANGED, as_of, account_ids)
    with connection.cursor() as cursor:
        cursor.execute(planned(cursor, statement, filled_in) if len(account_ids) == 1 else statement, filled_in)
        return cursor.rowcount


def planned(cursor, statement: str, filled_in: Mapping[str, Any]) -> str:
    """The call of the statement for one account, planned once per session: planning takes longer than running it."""
    session = connection.connection
    if session not in _PLANNED:
        places = {name: f"${place}" for place, name in enumerate(filled_in, start=1)}
        types = ", ".join("bigint" if name == "accounts" else "date" for name in filled_in)
        cursor.execute(f"prepare renew_standing ({types}) as {statement % places}")
        _PLANNED.add(session)
    return f"execute renew_standing ({', '.join(f'%({name})s' for name in filled_in)})"


@transaction.atomic
def renew_all(*, as_of: date) -> int:
    """Renew every account's standing; only rows that changed are written. Answers how many."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_BOOKS)
        with room_to_count():
            cursor.execute(*_statement("{counting} {standings} select * from renewed", as_of, counting=COUNT_ALL))
        cursor.execute(*_statement(WRITE_CHANGED, as_of, renewed="standing_counted"))
        changed = cursor.rowcount
        cursor.execute("drop table standing_counted")
        return changed


@contextmanager
def room_to_count(room: str = "128MB") -> Iterator[None]:
    """More memory for sorting and hashing inside this block."""
    with connection.cursor() as cursor:
        cursor.execute("show work_mem")
        (usual,) = cursor.fetchone()
        cursor.execute(ROOM, [room])
        yield
        cursor.execute(ROOM, [usual])


def differing(*, limit: int) -> Iterator[dict[str, Any]]:
    """The first accounts whose standing is not what the postings say for its own date; for `verify_books`."""
    with connection.cursor() as cursor:
        cursor.execute("select distinct as_of from ledger_standing order by as_of")
        days = [as_of for (as_of,) in cursor.fetchall()]
        for as_of in days:
            statement, filled_in = _statement("{standings}" + DIFFERING, as_of)
            cursor.execute(statement, {**filled_in, "limit": limit})
            names = [column.name for column in cursor.description]
            for row in cursor.fetchall():
                yield dict(zip(names, row, strict=True))


def _statement(
    words: str, as_of: date, account_ids: Collection[int] | None = None, *, renewed: str = "renewed", counting: str = ""
) -> tuple[str, dict[str, Any]]:
    """`words` with every account's standing, by the name `renewed`, and what they say to do with it."""
    pieces = asked(as_of, account_ids=account_ids)
    standings = STANDINGS.format(
        aged=pieces.aged,
        legs=pieces.legs,
        which=among("and p.account_id", account_ids),
        of=among("where a.id", account_ids),
    )
    statement = words.format(
        standings=standings,
        renewed=renewed,
        counting=counting,
        fields=", ".join(FIELDS),
        new_fields=", ".join(f"n.{field}" for field in FIELDS),
        old_fields=", ".join(f"s.{field}" for field in FIELDS),
        changes=", ".join(f"{field} = excluded.{field}" for field in FIELDS),
    )
    return statement, pieces.filled_in
