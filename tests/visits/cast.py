"""Doors, visits and photos for tests about visits."""

from datetime import date

from accounts.visits.actions import plan_visit
from tests import factories
from tests.factories import TODAY

PHOTO = b"\xff\xd8\xff\xe0" + b"0" * 64
TOMORROW = date(2026, 10, 6)


def at(line1, route="R01", unit="", **fields):
    """An account at an address."""
    return factories.account(premise=factories.premise(line1=line1, route=route, unit=unit), **fields)


def planned(account, visitor, **terms):
    given = {"purpose": "collect", "planned_on": TODAY, "visitor": visitor, "actor": visitor, "today": TODAY}
    return plan_visit(account.pk, **{**given, **terms})
