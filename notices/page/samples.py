"""Which real accounts show what a text says, and what does it say to them today?"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from accounts.models import Account
from notices.frame import designated_addresses, frames
from notices.kinds import LetterKind
from notices.models import Letter

SHOWN, LOOKED_AT = 3, 60


def real_accounts(kind: LetterKind, language: str, *, closed: Collection[int], today: date) -> list[Account]:
    """Accounts to show a text with: those whom the kind has something to say to first, of these first who reads the
    language, then who got such a letter lately. None that is closed to whoever looks, and none whose
    place is protected: a text can be seen on others."""
    protected = Account.objects.filter(customer__in=designated_addresses()).values_list("pk", flat=True)
    closed = {*closed, *protected}
    rows = Account.objects.exclude(pk__in=closed)
    lately = list(Letter.objects.filter(kind=kind.code).order_by("-pk").values_list("account", flat=True)[:LOOKED_AT])
    readers = list(rows.filter(customer__language=language).order_by("pk").values_list("pk", flat=True)[:LOOKED_AT])
    others = list(rows.order_by("pk").values_list("pk", flat=True)[:LOOKED_AT])
    wanted = [pk for pk in dict.fromkeys([*lately, *readers, *others]) if pk not in closed]
    said = kind.facts(wanted, today=today)
    reads = set(readers)
    wanted.sort(key=lambda pk: (pk not in said, pk not in reads))
    found = rows.select_related("customer", "premise").in_bulk(wanted[:SHOWN])
    return [found[pk] for pk in wanted[:SHOWN] if pk in found]


def sample_facts(kind: LetterKind, account: Account, *, today: date) -> dict[str, Any]:
    """What a letter of this kind says to this account today; made-up figures where it has nothing to say."""
    frame = frames([account.pk], today=today)[account.pk].facts
    return {**frame, **(kind.facts([account.pk], today=today).get(account.pk) or kind.sample)}


def is_real(kind: LetterKind, account: Account, *, today: date) -> bool:
    """Whether the kind has something of its own to say to this account today."""
    return account.pk in kind.facts([account.pk], today=today)


def of_accounts(accounts: Sequence[Account]) -> list[tuple[str, str]]:
    """Number and name of each, to choose from."""
    return [(account.number, account.customer.name) for account in accounts]
