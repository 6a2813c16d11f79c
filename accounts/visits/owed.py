"""What is past due where somebody goes, and since when? The books tell.

They are kept on a floor above, so whoever reads them enters how to ask when the product starts.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Owed:
    """What an account owes on a day: past due in dollars, and the due date of the oldest of it."""

    past_due: Decimal
    oldest_due_on: date | None


Teller = Callable[[Collection[int], date], Mapping[int, Owed]]
_tellers: list[Teller] = []


def told_by(teller: Teller) -> None:
    """Enter who tells what is owed, once, when its app starts (`AppConfig.ready`)."""
    _tellers[:] = [teller]


def owed_by(account_ids: Collection[int], on: date) -> Mapping[int, Owed]:
    """What accounts owe; nothing while nobody tells it."""
    return _tellers[0](account_ids, on) if _tellers else {}
