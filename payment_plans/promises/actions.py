"""What can happen to a promise? It is recorded and withdrawn; whether it was kept, the night says."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.contacts.models import Contact
from accounts.models import Account
from accounts.people.doors import refuse_closed
from core import history, rulebook
from core.errors import RuleViolation
from core.private import refuse_private
from core.utility import moment
from ledger.queries import newest_transaction
from payment_plans.promises import policy, queries
from payment_plans.promises.models import Promise


@transaction.atomic
def record_promise(
    account_id: int,
    amount: Decimal,
    due_on: date,
    *,
    method: str,
    said_by: str,
    note: str = "",
    contact: Contact | None = None,
    actor,
    today: date,
    request_id: UUID | None = None,
) -> Promise:
    """Keep that somebody promised to pay so much (dollars) by a day. Until that day and its grace are over the account
    is left alone. The same `request_id` again answers the promise it made the first time."""
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    refuse_closed(account.pk, actor)
    earlier = Promise.objects.filter(request_id=request_id).first() if request_id else None
    if earlier:
        return _the_same(earlier, account, amount, due_on)
    if method not in Promise.Method.values:
        raise RuleViolation(_("Say how it will be paid."))
    if not said_by.strip():
        raise RuleViolation(_("Say who promised it."))
    if contact is not None and contact.account_id != account.pk:
        raise RuleViolation(_("That conversation stands on another account."))
    refuse_private(said_by, note)
    rules = rulebook.rules(policy.PromiseRules, on=today)
    verdict = policy.may_promise(queries.facts_of(account, amount, due_on, today=today), rules, today=today)
    if not verdict.allowed:
        raise RuleViolation(verdict.sentence)
    promise = Promise.objects.create(
        account=account,
        amount=amount,
        due_on=due_on,
        keep_by_on=due_on + timedelta(days=rules.grace_days),
        threshold_percent=rules.threshold_percent,
        method=method,
        said_by=said_by.strip(),
        note=note.strip(),
        contact=contact,
        made_on=today,
        made_at=moment(today),
        made_by=actor,
        after_transaction=newest_transaction(account.pk),
        request_id=request_id,
    )
    _record("promise.recorded", promise, actor, today, request_id, method=method)
    return promise


@transaction.atomic
def withdraw_promise(promise_id: int, *, why: str, actor, today: date) -> Promise:
    """The promise no longer binds; say why. It counts neither as kept nor as broken."""
    account_id = Promise.objects.values_list("account", flat=True).get(pk=promise_id)
    Account.objects.select_for_update(no_key=True).get(pk=account_id)
    refuse_closed(account_id, actor)
    promise = Promise.objects.select_for_update(of=("self",)).select_related("account").get(pk=promise_id)
    if promise.state == Promise.State.WITHDRAWN:
        raise RuleViolation(_("This promise is withdrawn already: %(why)s") % {"why": promise.withdrawn_why})
    if not promise.is_open:
        raise RuleViolation(_("This promise is decided: %(state)s.") % {"state": promise.get_state_display()})
    if not why.strip():
        raise RuleViolation(_("Say why it is withdrawn."))
    refuse_private(why)
    return decide(promise, policy.State.WITHDRAWN, promise.paid, why=why.strip(), actor=actor, today=today)


def decide(promise: Promise, state: policy.State, paid: Decimal, *, why: str = "", actor=None, today: date) -> Promise:
    """Write what became of an open promise whose account the caller has locked, and its line of history."""
    promise.state, promise.paid, promise.withdrawn_why = state.value, paid, why
    promise.decided_on, promise.decided_at, promise.decided_by = today, moment(today), actor
    promise.save(update_fields=["state", "paid", "withdrawn_why", "decided_on", "decided_at", "decided_by"])
    _record(f"promise.{state.value}", promise, actor, today, paid=str(paid), why=why)
    return promise


def _the_same(earlier: Promise, account: Account, amount: Decimal, due_on: date) -> Promise:
    if (earlier.account_id, earlier.amount, earlier.due_on) != (account.pk, amount, due_on):
        raise RuleViolation(_("This form was sent before with something else in it. Open it again."))
    return earlier


def _record(action: str, promise: Promise, actor, on: date, request_id: UUID | None = None, **facts: str) -> None:
    history.record(
        action,
        subject=promise,
        account=promise.account.number,
        actor=actor,
        on=on,
        request_id=request_id,
        facts={
            "amount": str(promise.amount),
            "due_on": promise.due_on,
            **{name: said for name, said in facts.items() if said},
        },
    )
