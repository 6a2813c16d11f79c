"""What do the pages about promises show: a row of the list, its file, what stands beside the form?"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Account
from accounts.people import doors
from core import rulebook
from core.money import ZERO
from core.paging import page
from core.templatetags.money import bare_day
from ledger.queries import aging_of
from payment_plans.promises import policy, queries, sentences
from payment_plans.promises.models import Promise
from payment_plans.promises.queries import Record

# Each tab: its words, what it lists, and the order.
TABS = {
    "week": (lazy("Due this week"), queries.due_this_week, ("due_on", "pk")),
    "broken": (lazy("Not kept"), queries.broken, ("-decided_on", "-pk")),
    "kept": (lazy("Kept"), queries.kept, ("-decided_on", "-pk")),
    "open": (lazy("All open"), queries.all_open, ("due_on", "pk")),
}
HEADER = (
    "Account", "Holder", "Promised by", "Amount", "Due", "How", "Recorded", "By", "State", "Came", "Decided", "So far",
    "What follows",
)  # fmt: skip
IN_A_FILE = 500  # promises that are asked about at once


def tab_of(asked: str) -> str:
    return asked if asked in TABS else "week"


def context(request, tab: str, today: date) -> dict[str, Any]:
    """The context of `promises/list.html`."""
    _words, _listed, keys = TABS[tab]
    shown = page(listed(request.user, tab, today), keys, request)
    is_dated = keys[0] == "due_on"
    return {
        "page": shown,
        "rows": rows(shown.rows, today),
        "tabs": [
            {"label": words, "url": f"?tab={code}", "current": code == tab, "key": str(n)}
            for n, (code, (words, _found, _keys)) in enumerate(TABS.items(), 1)
        ],
        "says": _("Soonest day first") if is_dated else _("Newest first"),
        "empty": "" if shown.rows else sentences.empty(tab, queries.next_due(today)),
        "exports": {kind: f"?{_query(request, kind)}" for kind in ("csv", "xlsx")} if shown.rows else {},
        "today": today,
    }


def listed(person, tab: str, today: date) -> QuerySet[Promise]:
    """The promises of a tab without those on accounts that are closed to a person."""
    found = TABS[tab][1](today)
    closed = doors.closed_to(person)
    return found.exclude(account__in=closed) if closed else found


def rows(promises: Sequence[Promise], today: date) -> list[dict[str, Any]]:
    """Promises as a list draws them, with what has come by now; a handful of queries for all of them."""
    doors.close_addresses(promise.account for promise in promises)
    seen = queries.outcomes({promise.account_id for promise in promises if promise.is_open}, today=today)
    records = queries.records_of(promise.account.customer_id for promise in promises)
    return [_row(promise, seen, records.get(promise.account.customer_id, Record()), today) for promise in promises]


def _row(promise: Promise, seen: dict[int, policy.Outcome], so_far: Record, today: date) -> dict[str, Any]:
    outcome = seen.get(promise.pk) or policy.Outcome(policy.State(promise.state), promise.paid)
    return {
        "promise": promise,
        "when": sentences.when(promise.due_on, today) if promise.is_open else "",
        "paid": outcome.paid,
        "came": sentences.came(outcome.paid),
        "word": sentences.state(outcome, promise, today),
        "shape": sentences.shape(outcome, promise),
        "follows": sentences.follows(outcome, promise, today),
        "so_far": sentences.record(so_far),
    }


def exported(promises: QuerySet[Promise], tab: str, today: date) -> Iterator[tuple]:
    """Every row of a tab for a file, a few hundred at a time. Notes stay here."""
    whole = list(promises.order_by(*TABS[tab][2]))
    for start in range(0, len(whole), IN_A_FILE):
        for row in rows(whole[start : start + IN_A_FILE], today):
            promise = row["promise"]
            yield (
                promise.account.number, promise.account.customer.name, promise.said_by, promise.amount,
                promise.due_on, promise.get_method_display(), promise.made_on, str(promise.made_by or ""), row["word"],
                row["paid"], promise.decided_on, row["so_far"], row["follows"],
            )  # fmt: skip


def beside_the_form(account: Account, today: date) -> dict[str, Any]:
    """What one should know while somebody promises: what is owed, what was promised before, what would follow."""
    promises = list(queries.promises_of(account.pk)[:8])
    for promise in promises:
        promise.account = account  # its door is open, its address closed
    shown = rows(promises, today)
    owed = aging_of(account.pk, today)
    rules = rulebook.rules(policy.PromiseRules, on=today)
    stops = list(queries.stops_of(account, today))
    return {
        "earlier": shown,
        "so_far": sentences.record(queries.records_of([account.customer_id]).get(account.customer_id, Record())),
        "owed": [
            {"label": _("Owed"), "amount": owed.balance, "sum": True},
            {"label": _("Of it past due"), "amount": owed.past_due},
            {"label": _("Promised and not yet paid"), "amount": _lacking(shown)},
        ],
        "why_not": [reason.text for reason in policy.about_account(stops, owed.balance)],
        "calls": [sentences.calls_stop(stop) for stop in queries.stops_of(account, today, "calls")],
        "means": sentences.means(rules),
        "last_day": bare_day(policy.last_day(rules, today)),
    }


def _lacking(shown: Iterable[dict[str, Any]]):
    return sum((row["promise"].amount - row["paid"] for row in shown if row["promise"].is_open), ZERO)


def _query(request, kind: str) -> str:
    query = request.GET.copy()
    for place in ("after", "before"):
        query.pop(place, None)
    query["as"] = kind
    return query.urlencode()
