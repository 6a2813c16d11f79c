"""Which charges of an account are open, so that a hold can protect some of them? The books tell.

They are kept on a floor above, so whoever reads them enters how to ask when the product starts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True)
class Charge:
    """One charge as the form names it: billing's id, its words, its service and what is open of it; dollars."""

    id: str
    words: str
    service: str
    open: Decimal


class OpenCharges(Protocol):
    """`told(account_id, on)`: the charges with something open, newest due date first: it is disputed most."""

    def __call__(self, account_id: int, on: date) -> Sequence[Charge]: ...


_tellers: list[OpenCharges] = []


def told_by(teller: OpenCharges) -> None:
    """Enter who tells the open charges, once, when its app starts (`AppConfig.ready`)."""
    _tellers[:] = [teller]


def open_charges(account_id: int, on: date) -> list[Charge]:
    """The open charges of an account; none while nobody tells them."""
    return [charge for teller in _tellers for charge in teller(account_id, on)]
