"""What the tests of the books write by hand: a reversal, and a whole account of anything at all."""

from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.db import transaction
from hypothesis import strategies as st

from accounts.documents.actions import keep_document
from core.utility import moment
from ledger.models import JournalDay, Posting, Transaction
from ledger.policy import Entry
from tests import factories

START = date(2026, 3, 1)


@contextmanager
def rolled_back():
    """One example of many leaves nothing for the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def take_back(original, *, on, recorded_on=None, source="cis"):
    """A reversal as billing's correction or a person would write it."""
    legs = [
        {"book": leg.book, "amount": -leg.amount, "due_on": leg.due_on, "kind": leg.kind}
        for leg in original.postings.order_by("pk")
    ]
    return factories.transaction(
        original.account,
        "reversal",
        legs,
        effective_on=on,
        recorded_at=moment(recorded_on or on),
        reverses=original,
        source=source,
    )


_numbers = count(1)
days = st.integers(min_value=0, max_value=240).map(lambda n: START + timedelta(days=n))
cents = st.integers(min_value=1, max_value=30_000).map(lambda n: Decimal(n) / 100)


@st.composite
def happenings(draw):
    """What may happen to one account: bills of several services, adjustments, payments, and reversals of any."""
    found = []
    for _ in range(draw(st.integers(min_value=0, max_value=9))):
        what = draw(st.sampled_from(["bill", "bill", "adjustment", "payment", "payment"]))
        found.append(
            {
                "what": what,
                "on": draw(days),
                "amount": draw(cents),
                "grace": draw(st.integers(min_value=0, max_value=40)),
                "late": draw(st.integers(min_value=0, max_value=20)),
                "second": draw(st.none() | cents),
                "back_after": draw(st.none() | st.integers(min_value=0, max_value=60)),
                "back_late": draw(st.integers(min_value=0, max_value=20)),
            }
        )
    return found


def write(account, story):
    """Post a story; the day something was recorded is never before the day it counts from here."""
    for one in story:
        recorded_on = one["on"] + timedelta(days=one["late"])
        if one["what"] == "payment":
            made = factories.payment(account, one["amount"], received_on=one["on"], recorded_at=moment(recorded_on))
        else:
            made = _bill(account, one, recorded_on)
        if one["back_after"] is not None:
            back_on = one["on"] + timedelta(days=one["back_after"])
            take_back(made, on=back_on, recorded_on=max(back_on, recorded_on) + timedelta(days=one["back_late"]))


def _bill(account, one, recorded_on):
    amount = one["amount"] if one["what"] == "bill" else -one["amount"]
    due_on = one["on"] + timedelta(days=one["grace"])
    if one["second"] is None:
        return factories.bill(
            account, amount, billed_on=one["on"], due_on=due_on, kind=one["what"], recorded_at=moment(recorded_on)
        )
    charges = [("gas", amount, due_on), ("water", one["second"], due_on + timedelta(days=one["grace"]))]
    legs = [
        {
            "book": f"receivable:{service}",
            "amount": owed,
            "due_on": due,
            "kind": "bill",
            "charge_id": f"T{next(_numbers)}",
        }
        for service, owed, due in charges
    ]
    legs.append({"book": "billed:cis", "amount": -sum(owed for _service, owed, _due in charges)})
    return factories.transaction(account, "charge", legs, effective_on=one["on"], recorded_at=moment(recorded_on))


def entries_of(account):
    """The account's receivable legs as the policy reads them."""
    legs = Posting.objects.filter(account=account, book__startswith="receivable:").select_related("transaction")
    return [
        Entry(
            leg.transaction_id,
            leg.effective_on,
            leg.amount,
            recorded_at=leg.transaction.recorded_at,
            reverses_id=leg.transaction.reverses_id,
            charge_id=leg.charge_id,
            due_on=leg.due_on,
            service=leg.book.removeprefix("receivable:"),
            kind=leg.kind,
        )
        for leg in legs
    ]


def balance_of(account):
    return sum(
        (leg.amount for leg in Posting.objects.filter(account=account, book__startswith="receivable:")), Decimal("0.00")
    )


def transactions_of(account):
    return Transaction.objects.filter(account=account)


def closed_journal(day):
    """A day whose journal went to billing."""
    document = keep_document(b"", name="journal.csv", kind="journal", media_type="text/csv", actor=None, today=day)
    return JournalDay.objects.create(day=day, document=document, lines=0, closed_at=moment(day))
