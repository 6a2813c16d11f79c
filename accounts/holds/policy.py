"""How much of an account do its holds on parts of it leave out? Rules only: no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO


@dataclass(frozen=True)
class OpenPart:
    """What is still open, and may be asked for, of one charge; dollars."""

    charge_id: str
    service: str
    open: Decimal


@dataclass(frozen=True)
class HeldPart:
    """What one hold leaves out: named charges, or what belongs to a service; up to an amount, or all (None)."""

    charges: tuple[str, ...]
    service: str
    amount: Decimal | None


def left_out_of(charges: Sequence[OpenPart], holds: Iterable[HeldPart]) -> Decimal:
    """How much of what is open the holds leave out, and never more: what is paid, or left out already, hides no other
    debt. Where a hold names neither charges nor a service, its amount counts against everything."""
    left = {charge.charge_id: charge.open for charge in charges}
    services = {charge.charge_id: charge.service for charge in charges}
    for hold in _once(holds):
        wanted = hold.amount if hold.amount is not None else sum(left.values(), ZERO)
        for charge_id in left:
            is_held = charge_id in hold.charges if hold.charges else hold.service in ("", services[charge_id])
            if is_held:
                taken = min(left[charge_id], wanted)
                left[charge_id] -= taken
                wanted -= taken
    return sum((charge.open for charge in charges), ZERO) - sum(left.values(), ZERO)


def _once(holds: Iterable[HeldPart]) -> list[HeldPart]:
    """The narrowest first; of several on the very same charges the one that leaves out most."""
    named: dict[tuple[str, ...], HeldPart] = {}
    others = []
    for hold in holds:
        key = tuple(sorted(hold.charges))
        if not key:
            others.append(hold)
        elif key not in named or (hold.amount or ZERO) > (named[key].amount or ZERO):
            named[key] = hold
    by_size = sorted(named.values(), key=lambda hold: len(hold.charges))
    return [*by_size, *sorted(others, key=lambda hold: (hold.service == "", hold.amount is None))]
