"""What can happen to a hold? It is opened and it is ended; changing one ends it and opens another."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.holds import facts as shapes
from accounts.holds import owners
from accounts.holds.kinds import BY_CODE, citation_of
from accounts.holds.models import Hold
from accounts.holds.queries import accounts_of
from accounts.models import Account, Customer
from accounts.people import doors
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.templatetags.money import bare_day
from core.utility import moment

NOTHING: Mapping[str, Any] = {}


@transaction.atomic
def open_hold(
    *,
    kind: str,
    scope: str,
    account: Account | None = None,
    customer: Customer | None = None,
    service: str = "",
    charges: Iterable[str] = (),
    amount: Decimal | None = None,
    from_on: date,
    until_on: date | None = None,
    review_on: date | None = None,
    source: str,
    citation: str = "",
    facts: Mapping[str, Any] | None = None,
    note: str = "",
    actor,
    today: date,
    request_id: UUID | None = None,
) -> Hold:
    """Protect a customer, an account, a service or named charges and an amount from what the kind stops.

    `until_on` is the last protected day; without one `review_on` says when to look again. `source` is the paper or
    the words it rests on, `facts` what `facts.py` asks of the kind. The same `request_id` again answers the same hold.
    """
    _lock(account, customer, actor)
    kept = Hold.objects.filter(request_id=request_id).first() if request_id else None
    if kept:
        return kept
    charges = sorted({charge.strip() for charge in charges if charge.strip()})
    _check(kind, scope, account, customer, service, charges, amount, from_on, until_on, review_on, source, today)
    refuse_private(source, note, *(value for value in (facts or {}).values() if isinstance(value, str)))

    hold = Hold.objects.create(
        kind=kind,
        scope=scope,
        account=account,
        customer=customer,
        service=service,
        charges=charges,
        amount=amount,
        from_on=from_on,
        until_on=until_on,
        review_on=review_on,
        source=source.strip(),
        citation=citation or citation_of(kind),
        facts=shapes.checked(kind, facts),
        note=note,
        opened_by=actor,
        recorded_at=moment(today),
        request_id=request_id,
    )
    _record("hold.opened", hold, actor=actor, on=today, request_id=request_id)
    return hold


@transaction.atomic
def end_hold(hold_id: int, *, ended_on: date, why: str, actor, today: date) -> Hold:
    """End a hold; `ended_on` is the first day it no longer protects, today or earlier. Other holds stay."""
    hold = _locked(hold_id, actor)
    _check_end(hold, ended_on, why, today)
    refuse_private(why)

    hold.ended_on, hold.ended_at, hold.ended_why, hold.ended_by = ended_on, moment(today), why.strip(), actor
    hold.save(update_fields=["ended_on", "ended_at", "ended_why", "ended_by"])
    _record("hold.ended", hold, actor=actor, on=today, more={"ended_on": ended_on, "why": hold.ended_why})
    return hold


@transaction.atomic
def change_hold(hold_id: int, *, why: str, actor, today: date, request_id: UUID | None = None, **terms: Any) -> Hold:
    """End a hold and open another that differs in `terms` (until_on, review_on, amount, note …); answers the new one.

    What is not named stays. The new hold protects from the day on which the old one ends, so no day lies between.
    """
    kept = Hold.objects.filter(request_id=request_id).first() if request_id else None
    if kept:
        return kept
    old = _locked(hold_id, actor)
    ends = max(today, old.from_on)
    _check_end(old, ends, why, max(today, ends))
    old.ended_on, old.ended_at, old.ended_why, old.ended_by = ends, moment(today), why.strip(), actor
    old.save(update_fields=["ended_on", "ended_at", "ended_why", "ended_by"])
    _record("hold.ended", old, actor=actor, on=today, more={"ended_on": ends, "why": old.ended_why})
    stays = ("service", "charges", "amount", "until_on", "review_on", "source", "citation", "facts", "note")
    return open_hold(
        kind=old.kind,
        scope=old.scope,
        account=old.account,
        customer=old.customer,
        from_on=ends,
        **{**{field: getattr(old, field) for field in stays}, **terms},
        actor=actor,
        today=today,
        request_id=request_id,
    )


def _lock(account: Account | None, customer: Customer | None, actor) -> None:
    if account:
        Account.objects.select_for_update().get(pk=account.pk)
        doors.refuse_closed(account.pk, actor)
    elif customer:
        Customer.objects.select_for_update().get(pk=customer.pk)
        doors.refuse_closed_holder(customer.pk, actor)


def _locked(hold_id: int, actor) -> Hold:
    """The hold under its own lock, the account's or customer's taken first; refused where it is another's to end."""
    hold = Hold.objects.select_related("account", "customer").get(pk=hold_id)
    _lock(hold.account, hold.customer, actor)
    owned = owners.why_not(hold)
    if owned:
        raise RuleViolation(owned)
    return Hold.objects.select_for_update(of=("self",)).select_related("account", "customer").get(pk=hold_id)


def _check(kind, scope, account, customer, service, charges, amount, from_on, until_on, review_on, source, today):
    if kind not in BY_CODE:
        raise RuleViolation(_("There is no hold of the kind %(kind)s.") % {"kind": kind})
    if scope not in Hold.Scope.values:
        raise RuleViolation(_("Say what is protected: the customer, the account, a service or named charges."))
    if (scope == Hold.Scope.CUSTOMER) != bool(customer) or bool(customer) == bool(account):
        raise RuleViolation(_("A hold protects either one customer or one account."))
    if scope == Hold.Scope.SERVICE and not service:
        raise RuleViolation(_("Say which service is protected."))
    if scope == Hold.Scope.CHARGES and not (charges or service):
        raise RuleViolation(_("Name the charges, or at least their service."))
    if scope == Hold.Scope.CHARGES and not (amount and amount > 0):
        raise RuleViolation(_("Say how much is left out: an amount above zero."))
    if not source.strip():
        raise RuleViolation(_("Say what the hold rests on: a paper, or who said so and when."))
    if not (until_on or review_on):
        raise RuleViolation(_("Give the last protected day, or a day to look at it again."))
    if until_on and until_on < from_on:
        raise RuleViolation(
            _("The last protected day, %(last)s, lies before the first, %(first)s.")
            % {"last": bare_day(until_on), "first": bare_day(from_on)}
        )
    if review_on and not until_on and review_on < max(from_on, today):
        raise RuleViolation(_("%(day)s is over. Choose a later day to look again.") % {"day": bare_day(review_on)})


def _check_end(hold: Hold, ended_on: date, why: str, today: date) -> None:
    if hold.ended_on:
        raise RuleViolation(_("This hold already ended on %(day)s.") % {"day": bare_day(hold.ended_on)})
    if hold.until_on and hold.until_on < min(ended_on, today):
        raise RuleViolation(
            _("This hold ran out on %(day)s; there is nothing to end.") % {"day": bare_day(hold.until_on)}
        )
    if not why.strip():
        raise RuleViolation(_("Say why the hold ends; the customer may ask."))
    if ended_on > today:
        raise RuleViolation(
            _("A hold ends today or earlier. To let it run to %(day)s, change its last day.")
            % {"day": bare_day(ended_on)}
        )
    if ended_on < hold.from_on:
        raise RuleViolation(_("This hold began on %(day)s and cannot end before.") % {"day": bare_day(hold.from_on)})


def _record(action: str, hold: Hold, *, actor, on: date, request_id=None, more: Mapping[str, Any] = NOTHING) -> None:
    """One line per account that is protected, so that each account's timeline tells it."""
    told = {
        "kind": hold.kind,
        "scope": hold.scope,
        "service": hold.service,
        "amount": str(hold.amount) if hold.amount is not None else None,
        "from_on": hold.from_on,
        "until_on": hold.until_on,
        "review_on": hold.review_on,
        **more,
    }
    numbers: list[str | None] = list(accounts_of(hold).values_list("number", flat=True))
    for number in numbers or [None]:
        history.record(action, subject=hold, account=number, actor=actor, on=on, request_id=request_id, facts=told)
