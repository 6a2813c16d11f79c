"""docs/books.md tells a story with figures. This posts the story and reads the page's tables."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from core.utility import moment
from ledger import queries
from ledger.actions import post_payment
from ledger.models import Posting, Transaction
from ledger.policy import BUCKETS
from tests import factories
from tests.ledger.books import take_back

pytestmark = pytest.mark.django_db

PAGE = (Path(__file__).resolve().parents[2] / "docs/books.md").read_text()


def table(*columns):
    """The page's table that begins with these columns, as dicts."""
    begins = f"| {' | '.join(columns)} |"
    header, _line, *rows = next(part for part in PAGE.split("\n\n") if part.startswith(begins)).splitlines()
    return [dict(zip(cells(header), cells(row), strict=True)) for row in rows]


def cells(line):
    return [cell.strip() for cell in line.strip("|").split("|")]


def on(month, day):
    return date(2026, month, day)


@pytest.fixture
def story():
    """The eight transactions of the page by their number there."""
    account = factories.account(number="1002731")
    august = {"effective_on": on(8, 3), "recorded_at": moment(on(8, 3))}
    legs = [
        {"book": "receivable:gas", "amount": Decimal("84.20"), "due_on": on(8, 24), "charge_id": "B1"},
        {"book": "receivable:water", "amount": Decimal("31.60"), "due_on": on(8, 24), "charge_id": "B2"},
        {"book": "billed:cis", "amount": Decimal("-115.80")},
    ]
    september = {"billed_on": on(9, 2), "due_on": on(9, 23)}
    made = {
        1: factories.transaction(account, "charge", legs, **august),
        2: factories.payment(account, "100.00", received_on=on(8, 22), recorded_at=moment(on(8, 24))),
        3: factories.bill(account, "61.10", charge_id="B3", **september),
        4: factories.bill(account, "29.40", charge_id="B4", service="water", **september),
        5: post_payment(account.pk, Decimal("50.00"), method="cash", received_on=on(9, 30), actor=None,
                        today=on(9, 30), request_id=uuid4()),
    }  # fmt: skip
    made[6] = take_back(made[2], on=on(10, 1), recorded_on=on(10, 2))
    made[7] = take_back(made[3], on=on(9, 2), recorded_on=on(10, 5))
    corrected = [
        {"book": "receivable:gas", "amount": Decimal("41.10"), "due_on": on(9, 23), "kind": "bill", "charge_id": "B3",
         "revision": 1},
        {"book": "billed:cis", "amount": Decimal("-41.10")},
    ]  # fmt: skip
    made[8] = factories.transaction(account, "charge", corrected, effective_on=on(9, 2), recorded_at=moment(on(10, 5)))
    return made


def test_the_page_dates_every_transaction_as_the_books_do(story):
    told = {row["#"]: (row["effective"], row["recorded"]) for row in table("#", "effective")}

    assert told == {
        str(number): (str(one.effective_on), str(timezone.localdate(Transaction.objects.get(pk=one.pk).recorded_at)))
        for number, one in story.items()
    }


def test_the_page_lists_every_posting(story):
    numbers = {one.pk: str(number) for number, one in story.items()}
    posted = [
        {
            "#": numbers[leg.transaction_id],
            "book": leg.book,
            "debit": str(leg.amount) if leg.amount > 0 else "",
            "credit": str(-leg.amount) if leg.amount < 0 else "",
            "due": str(leg.due_on or ""),
            "charge": leg.charge_id or "",
        }
        for leg in Posting.objects.order_by("pk")
    ]

    assert table("#", "book") == posted


def test_the_page_ages_as_the_books_do(story):
    account_id = story[1].account_id
    told = table("as of", "known on")

    counted = []
    for row in told:
        known_on = date.fromisoformat(row["known on"]) if row["known on"] else None
        aged = queries.aging_of(account_id, date.fromisoformat(row["as of"]), known_on=known_on)
        figures = [str(aged.balance), *(str(getattr(aged, name)) for name in BUCKETS)]
        counted.append(dict(zip(row, [row["as of"], row["known on"], *figures], strict=True)))

    assert counted == told
    assert len(told) == 8


def test_the_check_paid_the_gas_bill_and_half_of_the_water_bill(story):
    check = next(
        line for line in queries.account_lines(story[1].account_id, on(9, 25)) if line.transaction_id == story[2].pk
    )

    assert [(paid.charge_id, str(paid.amount)) for paid in check.paid] == [("B1", "84.20"), ("B2", "15.80")]
