"""How much of an account do its holds on parts of it leave out? Rules only: no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
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
    """What one hold leaves out: named charges, or what belongs to a service; up to an amount, or all (None).

    `kind` and `from_on` of the hold, for whoever says why something is left out.
    """

    charges: tuple[str, ...]
    service: str
    amount: Decimal | None
    kind: str = ""
    from_on: date | None = None


@dataclass(frozen=True)
class Taken:
    """So much of this charge is left out by this hold; dollars."""

    charge_id: str
    hold: HeldPart
    amount: Decimal


def left_out_of(charges: Sequence[OpenPart], holds: Iterable[HeldPart]) -> Decimal:
    """How much of what is open the holds leave out, and never more; dollars."""
    return sum((taken.amount for taken in taken_by(charges, holds)), ZERO)


def taken_by(charges: Sequence[OpenPart], holds: Iterable[HeldPart]) -> list[Taken]:
    """What each hold leaves out of which charge, never more than is open: what is paid, or left out already, hides no
    other debt. Where a hold names neither charges nor a service, its amount counts against everything."""
    left = {charge.charge_id: charge.open for charge in charges}
    services = {charge.charge_id: charge.service for charge in charges}
    found = []
    for hold in _once(holds):
        wanted = hold.amount if hold.amount is not None else sum(left.values(), ZERO)
        for charge_id in left:
            is_held = charge_id in hold.charges if hold.charges else hold.service in ("", services[charge_id])
            taken = min(left[charge_id], wanted) if is_held else ZERO
            if taken:
                left[charge_id] -= taken
                wanted -= taken
                found.append(Taken(charge_id, hold, taken))
    return found


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
