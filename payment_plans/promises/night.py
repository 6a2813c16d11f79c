"""Which promises were kept and which were not? The night asks once, and may ask again: what is decided stays."""

from collections.abc import Callable, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Account
from core.freshness import balances_are_fresh
from core.outcomes import Outcome
from payment_plans.promises import queries
from payment_plans.promises.actions import decide
from payment_plans.promises.models import Promise
from payment_plans.promises.policy import State

CHUNK = 200


def judge_promises(*, actor, today: date, tell: Callable[[int, str], None]) -> Outcome:
    """Decide every open promise of which enough has come or whose last day is over, and keep what has come of the
    others. Each chunk of accounts commits alone: killed anywhere and run again, the rows are those of one whole run,
    and the counts are the night's, not the run's. History names nobody, not `actor` who started the night: the rule
    decides.
    """
    if not balances_are_fresh(today):
        return Outcome(
            _("Balances are too old to say which promises were kept; they are judged when they come."), waits=True
        )
    accounts = queries.to_judge(today)
    for start in range(0, len(accounts), CHUNK):
        tell(100 * start // len(accounts), _("%(n)s accounts with a promise") % {"n": f"{len(accounts):,}"})
        _judge_chunk(accounts[start : start + CHUNK], today=today)
    return _said(today)


@transaction.atomic
def _judge_chunk(account_ids: Sequence[int], *, today: date) -> None:
    """Judge again under the locks of the accounts, taken in order: a payment may have come since the screen."""
    list(Account.objects.select_for_update(no_key=True).filter(pk__in=account_ids).order_by("pk"))
    found = queries.outcomes(account_ids, today=today)
    locked = Promise.objects.open().filter(pk__in=found).select_for_update(of=("self",)).select_related("account")
    told = []
    for promise in locked.order_by("account", "due_on", "pk"):
        outcome = found[promise.pk]
        if outcome.state != State.OPEN:
            why = _("Nothing is owed any more.") if outcome.state == State.WITHDRAWN else ""
            decide(promise, outcome.state, outcome.paid, why=why, actor=None, today=today)
        elif outcome.paid != promise.paid:
            promise.paid = outcome.paid
            told.append(promise)
    Promise.objects.bulk_update(told, ["paid"])


def _said(today: date) -> Outcome:
    decided = queries.decided_on(today)
    counts = {
        "kept": decided.get(Promise.State.KEPT, 0),
        "broken": decided.get(Promise.State.BROKEN, 0),
        "let_go": decided.get(Promise.State.WITHDRAWN, 0),
        "open": Promise.objects.open().count(),
    }
    if not counts["kept"] and not counts["broken"]:
        return Outcome(_("No promise was kept or broken."), counts)
    kept = ngettext("%(n)s promise kept", "%(n)s promises kept", counts["kept"]) % {"n": f"{counts['kept']:,}"}
    sentence = _("%(kept)s, %(broken)s not kept.") % {"kept": kept, "broken": f"{counts['broken']:,}"}
    return Outcome(sentence, counts)
