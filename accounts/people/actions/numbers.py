"""What can happen to a number? It is added, tried, judged and dropped; billing's own stays billing's."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people.doors import refuse_closed
from accounts.people.models import ContactPoint, Party
from accounts.people.numbers import BILLING, Number, key_of
from accounts.people.queries import numbers_of
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.utility import moment

Kind = ContactPoint.Kind
State = ContactPoint.State
FEWEST_DIGITS = 7


@transaction.atomic
def add_number(
    account_id: int, *, kind: str, value: str, source: str, party: Party | None = None, actor, today: date
) -> ContactPoint:
    """Keep a phone, an e-mail or an address of the holder, or of a party of this account."""
    account = _locked(account_id, actor)
    if party is not None and party.account_id != account.pk:
        raise RuleViolation(_("%(name)s does not stand around this account.") % {"name": party.name})
    key = _checked(kind, value, source)
    owner = {"party": party} if party is not None else {"customer": account.customer}
    if ContactPoint.objects.kept().filter(**owner, kind=kind, key=key).exists():
        raise RuleViolation(_("This one is on file already. Say there whether it works."))
    if party is None and any(number.key == key for number in _holders(account, today) if number.kind == kind):
        raise RuleViolation(_("Billing has this one already. Say there whether it works."))
    refuse_private(value, source)
    return _made(account, kind=kind, value=value, key=key, source=source, actor=actor, today=today, **owner)


@transaction.atomic
def tried(
    account_id: int, number: str, works: bool | None, *, party_id: int | None = None, actor, today: date
) -> ContactPoint | None:
    """Somebody tried this phone: it works (True), it is bad (False), or nobody can tell (None: no answer).

    Trying billing's number keeps what we know of it beside billing's. A number nobody had on file is kept as the
    holder's, or the party's, when it works; otherwise there is nothing to know of it and the answer is None.
    """
    account = _locked(account_id, actor)
    key = key_of(Kind.PHONE, number)
    if not key:
        return None
    found = [n for n in numbers_of(account, today) if n.kind == Kind.PHONE and n.key == key]
    meant = next((n for n in found if n.party_id == party_id), found[0] if found and party_id is None else None)
    if meant is None and (not works or len(key) < FEWEST_DIGITS):
        return None
    point = _point(account, meant, number, party_id, actor=actor, today=today)
    state = {True: State.WORKS, False: State.BAD, None: point.state}[works]
    return _kept(account, point, state=state, last_tried_on=today, actor=actor, today=today)


@transaction.atomic
def judge_number(
    account_id: int, number: Number, *, state: str, do_not_use: bool, why_not: str = "", actor, today: date
) -> ContactPoint:
    """Say whether a number works and whether it may be used at all; `number` is one of `numbers_of` the account."""
    account = _locked(account_id, actor)
    if state not in State.values:
        raise RuleViolation(_("Say whether it works, is bad, or was not tried."))
    if do_not_use and not why_not.strip():
        raise RuleViolation(_("Say why it is not to be used, and who asked for that."))
    refuse_private(why_not)
    point = _point(account, number, number.value, number.party_id, actor=actor, today=today)
    why = why_not.strip() if do_not_use else ""
    return _kept(account, point, state=state, do_not_use=do_not_use, do_not_use_why=why, actor=actor, today=today)


@transaction.atomic
def drop_number(account_id: int, point_id: int, *, why: str, actor, today: date) -> ContactPoint:
    """Take a number of ours off the file; billing's own stays until billing changes it."""
    account = _locked(account_id, actor)
    point = ContactPoint.objects.select_for_update(of=("self",)).get(pk=point_id)
    if point.dropped_on:
        raise RuleViolation(_("This number was already taken off."))
    if not why.strip():
        raise RuleViolation(_("Say why it is taken off; a colleague may look for it."))
    if point.customer_id and any(n.point_id == point.pk and n.billing_field for n in _holders(account, today)):
        raise RuleViolation(_("Billing has this number; it cannot be taken off here. Say that it is bad instead."))
    refuse_private(why)
    point.dropped_on, point.dropped_why = today, why.strip()
    point.save(update_fields=["dropped_on", "dropped_why"])
    _record("number.dropped", account, point, actor=actor, on=today)
    return point


def _locked(account_id: int, actor) -> Account:
    account = Account.objects.select_for_update(of=("self",)).select_related("customer").get(pk=account_id)
    refuse_closed(account.pk, actor)
    return account


def _holders(account: Account, today: date) -> list[Number]:
    return [number for number in numbers_of(account, today, parties=()) if number.party_id is None]


def _checked(kind: str, value: str, source: str) -> str:
    if kind not in Kind.values:
        raise RuleViolation(_("Say what it is: a phone, an e-mail or an address."))
    key = key_of(kind, value)
    if kind == Kind.PHONE and not FEWEST_DIGITS <= len(key) <= 15:
        raise RuleViolation(_("A phone has seven digits at least, such as 218-555-0142."))
    if kind == Kind.EMAIL and ("@" not in key[1:-1] or " " in key):
        raise RuleViolation(_("An e-mail reads like name@example.org."))
    if not key:
        raise RuleViolation(_("Say where: the address is empty."))
    if not source.strip():
        raise RuleViolation(_("Say where it comes from: who gave it, and when."))
    return key


def _point(account: Account, number: Number | None, value: str, party_id: int | None, *, actor, today) -> ContactPoint:
    """Our row of a number, made now when only billing has it or nobody had it yet."""
    if number is not None and number.point_id:
        return ContactPoint.objects.select_for_update(of=("self",)).get(pk=number.point_id)
    kind = number.kind if number is not None else Kind.PHONE
    key = number.key if number is not None else key_of(Kind.PHONE, value)
    value = number.value if number is not None else value
    source = BILLING if number is not None and number.billing_field else _("said on a call")
    owner = {"party_id": party_id} if party_id else {"customer_id": account.customer_id}
    old = ContactPoint.objects.select_for_update(of=("self",)).kept().filter(**owner, kind=kind, key=key).first()
    return old or _made(
        account, kind=kind, value=value, key=key, source=source, actor=actor, today=today, quietly=True, **owner
    )


def _made(account: Account, *, value: str, source: str, actor, today: date, quietly: bool = False, **fields):
    point = ContactPoint.objects.create(
        **fields,
        value=value.strip(),
        source=source.strip(),
        from_on=today,
        entered_by=actor,
        entered_at=moment(today),
    )
    if not quietly:
        _record("number.added", account, point, actor=actor, on=today)
    return point


def _kept(account: Account, point: ContactPoint, *, actor, today: date, **now) -> ContactPoint:
    """Write what is known now; a line of history only when it says something new, not for every try."""
    is_news = any(getattr(point, name) != value for name, value in now.items() if name != "last_tried_on")
    for name, value in now.items():
        setattr(point, name, value)
    point.save(update_fields=list(now))
    if is_news:
        _record("number.judged", account, point, actor=actor, on=today)
    return point


def _record(action: str, account: Account, point: ContactPoint, *, actor, on: date) -> None:
    private = point.party is not None and point.party.is_private
    told = {"kind": point.kind, "value": "" if private else point.value, "state": point.state}
    history.record(
        action,
        subject=point,
        account=account.number,
        actor=actor,
        on=on,
        facts={**told, "do_not_use": point.do_not_use},
    )
