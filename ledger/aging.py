"""How much does each account owe, and for how long? As of any date, as known on any date, in one statement.

Buckets follow the due date alone, and credits pay the oldest due date first. So what is open among all charges that
are at least n days past due is their sum less all credits, and never less than nothing; a bucket is the difference of
two such sums. No charge has to be matched with a credit, no row sorted.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from ledger.policy import first_days


class AgingRow(NamedTuple):
    """What an account owes and how old it is; dollars. A credit is a negative balance in no bucket."""

    account_number: str
    balance: Decimal
    current: Decimal
    d1_30: Decimal
    d31_60: Decimal
    d61_90: Decimal
    d91_plus: Decimal

    @property
    def past_due(self) -> Decimal:
        return self.d1_30 + self.d31_60 + self.d61_90 + self.d91_plus


# A leg with a due date is a charge when it names one, otherwise it takes one back (the database holds that). Both
# count on the side of the charge, so that the two cancel under the same due date without looking for each other.
LEGS = """
  select p.account_id, p.amount, p.due_on,
         p.due_on is not null
           and (p.charge_id is not null and p.amount > 0 or p.charge_id is null and p.amount < 0) as is_charge
  from ledger_posting p {known}
  where p.book like 'receivable:%%' and p.effective_on <= %(as_of)s {which}
"""

AGED = """
  select account_id, balance,
         greatest(charged - credits, 0.00) - greatest(over_0 - credits, 0.00) as current,
         greatest(over_0 - credits, 0.00) - greatest(over_30 - credits, 0.00) as d1_30,
         greatest(over_30 - credits, 0.00) - greatest(over_60 - credits, 0.00) as d31_60,
         greatest(over_60 - credits, 0.00) - greatest(over_90 - credits, 0.00) as d61_90,
         greatest(over_90 - credits, 0.00) as d91_plus,
         greatest(over_0 - credits, 0.00) as past_due,
         credits, over_0
  from (
    select account_id, balance, charged, charged - balance as credits, over_0, over_30, over_60, over_90
    from (
      select account_id, sum(amount) as balance,
             coalesce(sum(amount) filter (where is_charge), 0.00) as charged,
             coalesce(sum(amount) filter (where is_charge and due_on <= %(over_0)s), 0.00) as over_0,
             coalesce(sum(amount) filter (where is_charge and due_on <= %(over_30)s), 0.00) as over_30,
             coalesce(sum(amount) filter (where is_charge and due_on <= %(over_60)s), 0.00) as over_60,
             coalesce(sum(amount) filter (where is_charge and due_on <= %(over_90)s), 0.00) as over_90
      from ({legs}) legs group by account_id
    ) summed
  ) sums
"""

ROWS = """
select a.number, coalesce(aged.balance, 0.00), coalesce(aged.current, 0.00), coalesce(aged.d1_30, 0.00),
       coalesce(aged.d31_60, 0.00), coalesce(aged.d61_90, 0.00), coalesce(aged.d91_plus, 0.00)
from accounts_account a left join ({aged}) aged on aged.account_id = a.id
{which} order by a.number collate "C"
"""


class Asked(NamedTuple):
    """The pieces of a statement and what to fill in."""

    legs: str
    aged: str
    filled_in: dict[str, Any]


def asked(as_of: date, *, known_on: date | None = None, account_ids: Collection[int] | None = None) -> Asked:
    """The statement's pieces for a date, what was known on a day, and some accounts or all."""
    legs = LEGS.format(
        known="join ledger_transaction t on t.id = p.transaction_id and t.recorded_at < %(known_before)s"
        if known_on
        else "",
        which=among("and p.account_id", account_ids),
    )
    filled_in: dict[str, Any] = {"as_of": as_of, **first_days(as_of)}
    if known_on:
        filled_in["known_before"] = end_of(known_on)
    if account_ids is not None:
        filled_in["accounts"] = list(account_ids) if len(account_ids) != 1 else next(iter(account_ids))
    return Asked(legs, AGED.format(legs=legs), filled_in)


def aging(
    as_of: date, *, known_on: date | None = None, account_ids: Collection[int] | None = None
) -> Iterator[AgingRow]:
    """One row an account, ordered by number in byte order; `known_on` leaves out what was recorded after that day."""
    pieces = asked(as_of, known_on=known_on, account_ids=account_ids)
    rows = ROWS.format(aged=pieces.aged, which=among("where a.id", account_ids))
    if account_ids is not None:
        with connection.cursor() as cursor:
            cursor.execute(rows, pieces.filled_in)
            yield from map(AgingRow._make, cursor.fetchall())
        return
    # A million rows stay on the server until they are asked for.
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.itersize = 10_000  # type: ignore[attr-defined]
        cursor.execute(rows, pieces.filled_in)
        yield from map(AgingRow._make, cursor)


def among(column: str, account_ids: Collection[int] | None) -> str:
    """The condition on a column: among some accounts, or nothing when all are asked for.

    One account is compared and not searched in a list, since PostgreSQL then sees that its plan fits every account.
    """
    if account_ids is None:
        return ""
    return f"{column} = %(accounts)s" if len(account_ids) == 1 else f"{column} = any(%(accounts)s)"


def start_of(day: date) -> datetime:
    """The instant at which a local day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """The instant at which a local day ends: what was recorded before it was known on that day."""
    return start_of(day + timedelta(days=1))
