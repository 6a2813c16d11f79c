"""How much of an account do its holds on named charges leave out? Rules only: no database, no clock."""

from collections.abc import Iterable
from decimal import Decimal

from core.money import ZERO


def left_out(holds: Iterable[tuple[tuple[str, ...], Decimal]]) -> Decimal:
    """The sum of what holds leave out, each given as its charges and its amount.

    Two holds on the very same charges (a dispute and the appeal after it) leave the larger amount out once.
    Holds that name no charges stand each for themselves.
    """
    named: dict[tuple[str, ...], Decimal] = {}
    total = ZERO
    for charges, amount in holds:
        key = tuple(sorted(charges))
        if key:
            named[key] = max(named.get(key, ZERO), amount)
        else:
            total += amount
    return total + sum(named.values(), ZERO)
