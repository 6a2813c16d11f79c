"""Accounts and plans as the tests of payment plans need them; every test says only what matters to it."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from core.rulebook.models import RuleChange
from tests import factories
from tests.factories import TODAY


def owing(**fields):
    """412.40 past due in two bills (250.00 of Jul 20, 162.40 of Aug 31), and 60.00 due on Oct 19."""
    fields.setdefault("customer", factories.customer(first_name="Harriet", last_name="Lindqvist"))
    account = factories.account(**fields)
    bill(account, "250.00", date(2026, 7, 20), charge_id=f"B-{account.pk}-JUL")
    bill(account, "162.40", date(2026, 8, 31), charge_id=f"B-{account.pk}-AUG", service="water")
    bill(account, "60.00", date(2026, 10, 19), charge_id=f"B-{account.pk}-OCT")
    return account


def bill(account, amount, due_on, **fields):
    return factories.bill(account, amount, billed_on=due_on - timedelta(days=21), due_on=due_on, **fields)


def pay(account, amount, on=TODAY, **fields):
    return factories.payment(account, amount, received_on=on, **fields)


def dollars(text):
    return Decimal(text)


def figure(field, value, *, rules="PlanRules", from_on=TODAY):
    """Let the rulebook say something else."""
    return RuleChange.objects.create(
        rules=rules,
        field=field,
        value=value,
        in_force_from=from_on,
        citation="Council, Oct 1",
        proposed_by=factories.person("supervisor"),
        proposed_at=timezone.now(),
        approved_by=factories.person("director"),
        approved_at=timezone.now(),
    )
