"""A dispute as most tests want it; each names only what matters to it."""

from datetime import date

from accounts.holds.actions import open_hold
from tests.factories import TODAY


def opened(account, **terms):
    defaults = {
        "kind": "dispute",
        "scope": "account",
        "from_on": date(2026, 9, 22),
        "until_on": date(2026, 10, 13),
        "source": "Letter of Sep 21",
        "actor": None,
        "today": TODAY,
    }
    terms = {**defaults, **terms}
    if terms["scope"] == "customer":
        return open_hold(customer=account.customer, **terms)
    return open_hold(account=account, **terms)
