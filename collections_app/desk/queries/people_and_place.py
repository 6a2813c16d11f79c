"""Who holds the account, who held the place before, and what is served there?"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from accounts.models import Account, EarlierHolder
from core.templatetags.money import account_number, harmless
from ledger.models import DepositMemo


def of_account(account: Account) -> dict[str, Any]:
    """Holders of the account, other accounts of the person and of the place, services with meters, deposits."""
    others = Account.objects.exclude(pk=account.pk).select_related("customer", "premise", "standing")
    return {
        "holders": list(_holders(account)),
        "accounts_of_person": [_row(other) for other in others.filter(customer=account.customer).order_by("pk")[:100]],
        "accounts_of_place": [
            _row(other) for other in others.filter(premise=account.premise).order_by("-closed_on", "pk")[:100]
        ],
        "services": account.services.order_by("service", "started_on"),
        "deposits": DepositMemo.objects.filter(account=account),
        "mailing": [harmless(line) for line in _mailing(account) if line],
    }


def _holders(account: Account) -> Iterator[dict[str, Any]]:
    earlier = EarlierHolder.objects.filter(account=account).select_related("customer", "premise")
    since: date | None = max((holder.until_on for holder in earlier), default=account.opened_on)
    yield {"name": harmless(account.customer.name), "since": since, "until": account.closed_on, "is_now": True}
    for holder in earlier:
        yield {
            "name": harmless(holder.customer.name),
            "since": None,
            "until": holder.until_on,
            "is_now": False,
            "address": harmless(holder.premise.address) if holder.premise_id != account.premise_id else "",
        }


def _row(other: Account) -> dict[str, Any]:
    standing = getattr(other, "standing", None)
    return {
        "url": reverse("desk:account", args=[other.pk]),
        "number": account_number(other.number),
        "name": harmless(other.customer.name),
        "address": harmless(other.premise.address),
        "opened_on": other.opened_on,
        "closed_on": other.closed_on,
        "is_active": other.status == Account.Status.ACTIVE,
        "balance": standing.balance if standing else None,
    }


def _mailing(account: Account) -> Iterator[str]:
    customer = account.customer
    yield customer.mailing_line1
    yield customer.mailing_line2
    yield " ".join(part for part in (customer.mailing_city, customer.mailing_state, customer.mailing_zip) if part)
