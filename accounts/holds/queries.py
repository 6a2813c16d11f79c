"""What is protected on a day, from what, and how much?"""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import connection
from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.holds.kinds import HoldRules, kinds_that_stop
from accounts.holds.models import Hold, HoldQuerySet
from accounts.models import Account
from core import rulebook

# The condition "in force on a day, as known now" on holds_hold as h; parameter: on.
IN_FORCE = """h.from_on <= %(on)s and (h.until_on is null or h.until_on >= %(on)s)
  and (h.ended_on is null or h.ended_on > %(on)s)"""

# Ids of accounts that are held as a whole, by a hold of their own or of their customer. One column, account_id,
# without repetitions. Parameters: kinds (list of codes, as `stopping` answers), on (date).
# Use as `where account_id not in (SQL_HELD)` or `left join (SQL_HELD) held using (account_id)`.
SQL_HELD = f"""
select h.account_id from holds_hold h
where h.scope = 'account' and h.kind = any(%(kinds)s) and {IN_FORCE}
union
select a.id from holds_hold h join accounts_account a on a.customer_id = h.customer_id
where h.scope = 'customer' and h.kind = any(%(kinds)s) and {IN_FORCE}
"""


def stopping(what: str, *, on: date) -> list[str]:
    """Codes of the kinds that stop `what` (a word of `kinds.STOPPABLE`) by the rulebook of a day."""
    return kinds_that_stop(what, rulebook.rules(HoldRules, on=on))


def holds_of(account: Account, *, on: date, known_on: date | None = None) -> HoldQuerySet:
    """The holds that protect an account on a day, its own and its customer's, soonest last day first."""
    return _touching(account).in_force(on, known_on).select_related("opened_by").order_by("until_on", "pk")


def stopping_all(what: str, account: Account, *, on: date, despite: Collection[str] = ()) -> HoldQuerySet:
    """The holds on the whole of an account that stop `what` (a word of `kinds.STOPPABLE`), but for kinds `despite`."""
    kinds = [kind for kind in stopping(what, on=on) if kind not in despite]
    return holds_of(account, on=on).on_the_whole().filter(kind__in=kinds)


def held(what: str, *, on: date) -> set[int]:
    """Ids of all accounts that are held as a whole from `what` on a day."""
    return {account_id for (account_id,) in _rows(SQL_HELD, what, on)}


def accounts_of(hold: Hold) -> QuerySet[Account]:
    """The accounts that a hold protects, wholly or in part."""
    if hold.scope == Hold.Scope.CUSTOMER:
        return Account.objects.filter(customer=hold.customer_id).order_by("number")
    return Account.objects.filter(holds=hold)


def beside(hold: Hold, *, on: date) -> QuerySet[Hold]:
    """The other holds in force on the same account or customer, which stay when this one ends."""
    same = Q(customer=hold.customer_id, scope=Hold.Scope.CUSTOMER) if hold.customer_id else Q(account=hold.account_id)
    if hold.account:
        same |= Q(scope=Hold.Scope.CUSTOMER, customer=hold.account.customer_id)
    return Hold.objects.filter(same).in_force(on).exclude(pk=hold.pk).order_by("until_on", "pk")


def left_out(holds: QuerySet[Hold], account_ids: Collection[int]) -> QuerySet[Hold]:
    """The holds without those on these accounts, nor those on everything that their holders have."""
    if not account_ids:
        return holds
    holders = Account.objects.filter(pk__in=account_ids).values_list("customer", flat=True)
    # Not `exclude(account__in=…)`, which would leave out a hold without an account too.
    of_account = Q(account__isnull=False, account__in=account_ids)
    return holds.exclude(of_account | Q(customer__isnull=False, customer__in=list(holders)))


def ends_this_week(today: date) -> QuerySet[Hold]:
    """Holds whose last protected day, or whose review, comes by the end of this week (Sunday); overdue reviews too."""
    return _listed(today).filter(to_look_on__lte=sunday_of(today))


def without_end(today: date) -> QuerySet[Hold]:
    """Holds that run until somebody ends them."""
    return _listed(today).filter(until_on__isnull=True)


def every_running(today: date) -> QuerySet[Hold]:
    """All holds that protect today or will."""
    return _listed(today)


def next_to_look_at(today: date) -> date | None:
    """The soonest day after this week on which a hold ends or is to be looked at again."""
    return _listed(today).filter(to_look_on__gt=sunday_of(today)).aggregate(soonest=Min("to_look_on"))["soonest"]


def sunday_of(today: date) -> date:
    return today + timedelta(days=6 - today.weekday())


def _touching(account: Account):
    return Hold.objects.filter(Q(account=account) | Q(scope=Hold.Scope.CUSTOMER, customer=account.customer_id))


def _listed(today: date):
    listed = Hold.objects.running(today).annotate(to_look_on=Coalesce("until_on", "review_on"))
    return listed.select_related("account__customer", "account__premise", "customer", "opened_by")


def _rows(sql: str, what: str, on: date):
    with connection.cursor() as cursor:
        cursor.execute(sql, {"kinds": stopping(what, on=on), "on": on})
        return cursor.fetchall()
