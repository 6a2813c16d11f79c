"""How much of what is past due do holds on a part of an account, such as a disputed bill, keep out of something?"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from accounts.holds.models import Hold
from accounts.holds.policy import HeldPart, OpenPart, left_out_of
from ledger.models import Posting
from ledger.queries import open_charges

PART_SCOPES = (Hold.Scope.CHARGES, Hold.Scope.SERVICE)


def left_out(kinds: Collection[str], account_ids: Collection[int], *, today: date) -> dict[int, Decimal]:
    """Dollars by account, of those that have such a hold of one of these kinds in force.

    Few accounts have one, and what is open of a charge is derived; so each one's charges are looked at.
    """
    holds = Hold.objects.in_force(today).filter(scope__in=PART_SCOPES, kind__in=list(kinds)).order_by("pk")
    held = holds.filter(account__in=list(account_ids))
    found = list(held.values_list("account_id", "charges", "service", "amount"))
    named = {charge_id for _account_id, charges, _service, _amount in found for charge_id in charges}
    known = set(Posting.objects.filter(charge_id__in=named).values_list("account_id", "charge_id")) if named else set()
    parts: dict[int, list[HeldPart]] = {}
    for account_id, charges, service, amount in found:
        # Somebody typed the numbers. One that is no charge of this account still protects the amount.
        are_known = all((account_id, charge_id) in known for charge_id in charges)
        parts.setdefault(account_id, []).append(HeldPart(tuple(charges) if are_known else (), service, amount))
    return {account_id: left_out_of(_past_due(account_id, today), theirs) for account_id, theirs in parts.items()}


def _past_due(account_id: int, today: date) -> list[OpenPart]:
    return [
        OpenPart(charge.charge_id, charge.service, charge.open)
        for charge in open_charges(account_id, today)
        if charge.due_on < today
    ]
