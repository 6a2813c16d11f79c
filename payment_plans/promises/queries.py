"""What is promised, what has come of it, and what do others ask of promises?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet

from accounts.holds.kinds import citation_of
from accounts.holds.queries import stopping_all, sunday_of
from accounts.holds.sentences import kind_in_words, until
from accounts.models import Account
from core.money import ZERO
from core.utility import current
from ledger.queries import aging, aging_of
from payment_plans.promises import policy
from payment_plans.promises.models import Promise, PromiseQuerySet

# Accounts with a promise that may still be kept, the soonest of each: what hides them from the worklist. One row an
# account: account_id, until_on (the last day on which money is in time), due_on, amount. Parameter: today.
SQL_OPEN = """
select distinct on (p.account_id) p.account_id, p.keep_by_on as until_on, p.due_on, p.amount
from promises_promise p
where p.state = 'open' and p.keep_by_on >= %(today)s
order by p.account_id, p.due_on, p.id
"""

# Promises that were not kept within the last `broken_days` and after which nothing was promised again: account_id,
# promise_id, amount, paid, due_on, broken_on. Parameters: today, broken_days (PromiseRules).
SQL_BROKEN = """
select p.account_id, p.id as promise_id, p.amount, p.paid, p.due_on, p.decided_on as broken_on
from promises_promise p
where p.state = 'broken' and p.decided_on <= %(today)s and p.decided_on > %(today)s::date - %(broken_days)s
  and not exists (
    select 1 from promises_promise n
    where n.account_id = p.account_id and n.state <> 'withdrawn' and n.made_at >= p.decided_at
  )
"""

# Accounts where the policy may say something new: a last day is over, something had come (it may have been taken
# back), or something came after the promise was made.
SCREEN = """
select distinct p.account_id from promises_promise p
where p.state = 'open' and (
  p.keep_by_on < %(today)s or p.paid > 0
  or exists (
    select 1 from ledger_posting l
    where l.account_id = p.account_id and l.transaction_id > p.after_transaction and l.amount < 0
      and l.book like 'receivable:%%' and l.effective_on <= %(today)s
  )
)
order by p.account_id
"""

# Payments and negative charges that stand on a day, with the id under which billing may correct them.
CREDITS = """
select l.account_id, l.transaction_id, l.effective_on, -l.amount, coalesce(l.payment_id, l.charge_id, ''), l.revision
from ledger_posting l join ledger_transaction t on t.id = l.transaction_id
where l.account_id = any(%(accounts)s) and l.transaction_id > %(after)s and l.effective_on <= %(today)s
  and l.book like 'receivable:%%' and l.amount < 0 and t.kind <> 'reversal'
  and not exists (select 1 from ledger_transaction r where r.reverses_id = t.id and r.effective_on <= %(today)s)
"""
# What billing said of a corrected one each time: only what a correction added is new.
REVISIONS = """
select coalesce(l.payment_id, l.charge_id), l.transaction_id, -l.amount
from ledger_posting l join ledger_transaction t on t.id = l.transaction_id
where (l.payment_id = any(%(ids)s) or l.charge_id = any(%(ids)s)) and l.book like 'receivable:%%'
  and t.kind <> 'reversal'
order by l.revision
"""


@dataclass(frozen=True)
class Record:
    """How somebody's promises so far went, on all their accounts."""

    kept: int = 0
    broken: int = 0

    @property
    def decided(self) -> int:
        return self.kept + self.broken


def promises_of(account_id: int) -> PromiseQuerySet:
    """All promises on an account, newest day first."""
    return Promise.objects.filter(account=account_id).select_related("made_by").order_by("-due_on", "-pk")


# ---- what has come ----


def outcomes(account_ids: Collection[int], *, today: date) -> dict[int, policy.Outcome]:
    """Where each open promise of these accounts stands now, by its id: what the next night will say, as known now."""
    by_account: dict[int, list[Promise]] = defaultdict(list)
    for promise in Promise.objects.binding().filter(account__in=account_ids):
        by_account[promise.account_id].append(promise)
    asked = {pk for pk, promises in by_account.items() if any(promise.is_open for promise in promises)}
    if not asked:
        return {}
    after = min(promise.after_transaction for pk in asked for promise in by_account[pk])
    came = credits_of(asked, after=after, today=today)
    owed = _owed(asked, by_account, today)
    balances_on = current().balances_on
    found: dict[int, policy.Outcome] = {}
    for pk in asked:
        judged = [promise.judged for promise in by_account[pk]]
        found |= policy.judge(judged, came.get(pk, ()), owed=owed.get(pk, ZERO), today=today, balances_on=balances_on)
    return found


def credits_of(account_ids: Collection[int], *, after: int, today: date) -> dict[int, list[policy.Credit]]:
    """The credits that stand today and became known after a transaction, by account."""
    with connection.cursor() as cursor:
        cursor.execute(CREDITS, {"accounts": list(account_ids), "after": after, "today": today})
        rows = cursor.fetchall()
        revised = [id for *_row, id, revision in rows if revision]
        said: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)
        if revised:
            cursor.execute(REVISIONS, {"ids": revised})
            for id, transaction, amount in cursor.fetchall():
                said[id].append((transaction, amount))
    found: dict[int, list[policy.Credit]] = defaultdict(list)
    for account_id, transaction, received_on, amount, id, _revision in rows:
        parts = policy.standing_parts(said[id]) if id in said else [(transaction, amount)]
        found[account_id] += [policy.Credit(known_with, received_on, part) for known_with, part in parts]
    return found


def to_judge(today: date) -> list[int]:
    """The accounts on which the policy may say something new, in the order of their ids; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(SCREEN, {"today": today})
        return [account_id for (account_id,) in cursor.fetchall()]


def _owed(asked: Collection[int], by_account: dict[int, list[Promise]], today: date) -> dict[int, Decimal]:
    """What is owed where a last day is over; elsewhere nobody asks."""
    over = [pk for pk in asked if any(p.is_open and p.keep_by_on < today for p in by_account[pk])]
    if not over:
        return {}
    numbers = dict(Account.objects.filter(pk__in=over).values_list("number", "pk"))
    return {numbers[row.account_number]: row.balance for row in aging(today, account_ids=over)}


# ---- what may be promised ----


def facts_of(account: Account, amount: Decimal, due_on: date, *, today: date) -> policy.PromiseFacts:
    """What the policy must know before something is promised."""
    open_ones = list(Promise.objects.open().filter(account=account))
    seen = outcomes([account.pk], today=today) if open_ones else {}
    return policy.PromiseFacts(
        amount=amount,
        due_on=due_on,
        owed=aging_of(account.pk, today).balance,
        promised=sum((one.amount - seen[one.pk].paid for one in open_ones), ZERO),
        open_amounts=tuple((one.due_on, one.amount) for one in open_ones),
        stops=tuple(stops_of(account, today)),
    )


def stops_of(account: Account, on: date, what: str = "plans") -> Iterator[policy.Stop]:
    """The holds on the whole account that stop plans, and so promises (or another word of `kinds.STOPPABLE`)."""
    for hold in stopping_all(what, account, on=on):
        yield policy.Stop(kind_in_words(hold.kind), until(hold), citation_of(hold.kind))


# ---- the list ----


def due_this_week(today: date) -> QuerySet[Promise]:
    """Open promises that fall due by Sunday, and those whose day is over while nobody could judge them."""
    return _listed().filter(state=Promise.State.OPEN, due_on__lte=sunday_of(today))


def broken(today: date) -> QuerySet[Promise]:
    return _listed().filter(state=Promise.State.BROKEN)


def kept(today: date) -> QuerySet[Promise]:
    return _listed().filter(state=Promise.State.KEPT)


def all_open(today: date) -> QuerySet[Promise]:
    return _listed().filter(state=Promise.State.OPEN)


def next_due(today: date) -> date | None:
    """The soonest day after this week on which a promise falls due."""
    later = Promise.objects.open().filter(due_on__gt=sunday_of(today))
    return later.aggregate(soonest=Min("due_on"))["soonest"]


def records_of(customer_ids: Iterable[int]) -> dict[int, Record]:
    """How the promises of these customers went so far, on all their accounts."""
    decided = Promise.objects.filter(account__customer__in=set(customer_ids)).values_list("account__customer")
    counts = decided.annotate(kept=_count(Promise.State.KEPT), broken=_count(Promise.State.BROKEN)).order_by()
    return {customer: Record(kept, broken) for customer, kept, broken in counts}


def decided_on(day: date) -> dict[str, int]:
    """How many promises the night of a day decided, by state."""
    found = Promise.objects.filter(decided_on=day, decided_by__isnull=True).exclude(state=Promise.State.OPEN)
    return dict(found.values_list("state").annotate(n=Count("pk")).order_by())


def _count(state: Any) -> Count:
    return Count("pk", filter=Q(state=state))


def _listed() -> PromiseQuerySet:
    return Promise.objects.select_related("account__customer", "account__premise", "made_by")
