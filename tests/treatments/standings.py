"""Accounts that owe a given amount since a given day, for tests of what is decided about them."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.holds.models import Hold
from core.utility import moment
from ledger import standings
from tests import factories

TODAY = factories.TODAY


def owing(amount, *, days, today=TODAY, service="gas", **account):
    """An account whose one bill fell due `days` before `today` and was never paid."""
    made = factories.account(**account)
    due_on = today - timedelta(days=days)
    factories.bill(made, amount, billed_on=due_on - timedelta(days=21), due_on=due_on, service=service)
    standings.renew([made.pk], as_of=today)
    return made


def hold(on_account, kind, *, scope="account", from_on=date(2026, 9, 1), until_on=date(2026, 12, 31), **fields):
    whose = {"customer": on_account.customer} if scope == "customer" else {"account": on_account}
    return Hold.objects.create(
        kind=kind,
        scope=scope,
        from_on=from_on,
        until_on=until_on,
        source="a letter",
        recorded_at=moment(TODAY),
        **whose,
        **fields,
    )


def money(text):
    return Decimal(text)
