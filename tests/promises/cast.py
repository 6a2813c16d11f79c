"""Promises and payments as most tests want them; each names only what matters to it."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from django.db import connection

from core.utility import moment
from ledger.actions import post_payment
from payment_plans.promises.actions import record_promise
from payment_plans.promises.night import judge_promises
from payment_plans.promises.queries import SQL_OPEN
from tests import factories
from tests.factories import TODAY

FRIDAY = date(2026, 10, 9)
BROKEN_ON = date(2026, 10, 12)  # the first night after Friday's grace whose extract knows of it


def owing(amount="500.00", *, due_on=date(2026, 8, 3), **fields):
    """An account with one old bill."""
    account = factories.account(**fields)
    factories.bill(account, amount, billed_on=due_on - timedelta(days=21), due_on=due_on)
    return account


def promised(account, amount="150.00", due_on=FRIDAY, **terms):
    given = {"method": "mail", "said_by": "Harriet Lindqvist", "actor": None, "today": TODAY, "request_id": uuid4()}
    return record_promise(account.pk, Decimal(amount), due_on, **{**given, **terms})


def pays(account, amount, *, on=TODAY, **terms):
    """Money taken at the desk."""
    given = {"method": "cash", "received_on": on, "actor": None, "today": on, "request_id": uuid4()}
    return post_payment(account.pk, Decimal(amount), **{**given, **terms})


def corrected(payment, amount):
    """Billing says that a payment of its own was of another amount."""
    leg = payment.postings.get(payment_id__isnull=False)
    back = [{"book": one.book, "amount": -one.amount, "kind": one.kind} for one in payment.postings.order_by("pk")]
    factories.transaction(
        payment.account,
        "reversal",
        back,
        effective_on=payment.effective_on,
        reverses=payment,
        memo="corrected by billing",
    )
    anew = [
        {"book": "bank:lockbox", "amount": Decimal(amount)},
        {
            "book": leg.book, "amount": -Decimal(amount), "kind": leg.kind, "payment_id": leg.payment_id,
            "revision": leg.revision + 1,
        },
    ]  # fmt: skip
    return factories.transaction(payment.account, "payment", anew, effective_on=payment.effective_on)


def night(on, *, balances_on=None):
    """The night of a day, with balances of the day before unless told otherwise."""
    factories.utility(business_date=on, balances_on=balances_on or on - timedelta(days=1))
    return judge_promises(actor=None, today=on, tell=lambda percent, sentence: None)


def hidden(on):
    """What the worklist leaves alone on a day: by account the last day, the promised day and the amount."""
    with connection.cursor() as cursor:
        cursor.execute(SQL_OPEN, {"today": on})
        return {account_id: promised for account_id, *promised in cursor.fetchall()}


def became(promise):
    """What became of a promise, and what had come of it."""
    promise.refresh_from_db()
    return promise.state, str(promise.paid)


__all__ = [
    "BROKEN_ON",
    "FRIDAY",
    "TODAY",
    "became",
    "corrected",
    "hidden",
    "moment",
    "night",
    "owing",
    "pays",
    "promised",
]
