"""Somebody around an account as most tests want it; each names only what matters to it."""

from accounts.people.actions import add_number, add_party
from tests.factories import TODAY


def around(account, **terms):
    defaults = {
        "role": "authorised",
        "name": "Ole Berg",
        "source": "Letter of Oct 1",
        "may_be_told": "balance",
        "actor": None,
        "today": TODAY,
    }
    return add_party(account.pk, **{**defaults, **terms})


def number(account, value, **terms):
    defaults = {"kind": "phone", "source": "call of Oct 5", "actor": None, "today": TODAY}
    return add_number(account.pk, value=value, **{**defaults, **terms})
