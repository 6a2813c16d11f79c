"""Which charges, and how much of them, do holds on parts of accounts leave out?"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from accounts.holds.models import Hold
from accounts.holds.policy import HeldPart, OpenPart, left_out_of, taken_by
from ledger.models import Posting
from ledger.queries import OpenCharge, open_charges


def left_out(
    today: date,
    kinds: Collection[str],
    account_ids: Collection[int] | None,
    *,
    agreed_on: Callable[[Collection[int]], Mapping[int, date]] | None = None,
) -> dict[int, Decimal]:
    """Per account what is past due on charges and services that holds of these kinds leave out; dollars.

    Few accounts have such a hold, and what is open of a charge is derived; so each one's charges are looked at.
    `agreed_on` tells of which accounts an agreement holds what was due before a day: of that a later hold leaves out
    nothing more, for whoever counts the agreement too.
    """
    held = held_parts(today, kinds, account_ids)
    since = agreed_on(held) if agreed_on and held else {}
    return {
        account_id: _left_out(account_id, parts, kinds, since.get(account_id), today)
        for account_id, parts in held.items()
    }


def _left_out(
    account_id: int, parts: Iterable[HeldPart], kinds: Collection[str], since: date | None, today: date
) -> Decimal:
    if since is None:
        return left_out_of(past_due_parts(account_id, today), parts)
    charges = [charge for charge in open_charges(account_id, today) if charge.due_on < today]
    # What was held on the day of the agreement is not in it, whichever hold goes on from there.
    then = held_parts(since, kinds, [account_id]).get(account_id, [])
    kept_out = {taken.charge_id for taken in taken_by(parts_of(charges), then)}
    agreed = {charge.charge_id for charge in charges if charge.due_on < since} - kept_out
    taken_now = taken_by(parts_of(charges), parts)
    return sum((taken.amount for taken in taken_now if taken.charge_id not in agreed), Decimal(0))


def held_parts(today: date, kinds: Collection[str], account_ids: Collection[int] | None) -> dict[int, list[HeldPart]]:
    """Per account the parts that holds of these kinds leave out on a day; accounts without such a hold are missing."""
    holds = Hold.objects.in_force(today).on_a_part().filter(kind__in=list(kinds)).order_by("pk")
    if account_ids is not None:
        holds = holds.filter(account__in=list(account_ids))
    found = list(holds.values_list("account_id", "charges", "service", "amount", "kind", "from_on"))
    named = {charge_id for _account_id, charges, *_terms in found for charge_id in charges}
    known = set(Posting.objects.filter(charge_id__in=named).values_list("account_id", "charge_id")) if named else set()
    held: dict[int, list[HeldPart]] = {}
    for account_id, charges, *terms in found:
        # Somebody typed the numbers. One that is no charge of this account still protects the amount.
        are_known = all((account_id, charge_id) in known for charge_id in charges)
        held.setdefault(account_id, []).append(HeldPart(tuple(charges) if are_known else (), *terms))
    return held


def past_due_parts(account_id: int, today: date) -> list[OpenPart]:
    """What is past due of an account, charge by charge, as the policy of holds takes it."""
    return parts_of(charge for charge in open_charges(account_id, today) if charge.due_on < today)


def parts_of(charges: Iterable[OpenCharge]) -> list[OpenPart]:
    return [OpenPart(charge.charge_id, charge.service, charge.open) for charge in charges]
