"""A payment entered wrongly: void, with its number kept."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from core.errors import RuleViolation
from core.history.models import HistoryLine
from ledger.actions import post_payment, return_payment, void_receipt
from ledger.checks import verify
from ledger.models import Receipt, Standing
from ledger.queries import aging_of
from tests import factories
from tests.factories import TODAY
from tests.ledger.books import balance_of, closed_journal

pytestmark = pytest.mark.django_db
EARLIER = TODAY - timedelta(days=3)


@pytest.fixture
def paid():
    account = factories.account()
    factories.bill(account, "100.00", billed_on=TODAY - timedelta(days=66), due_on=TODAY - timedelta(days=45))
    return post_payment(
        account.pk, Decimal("40.00"), method="check", received_on=EARLIER, reference="4471", actor=None, today=TODAY,
        request_id=uuid4(),
    )  # fmt: skip


def void(paid, **changes):
    given = {"reason": "entered twice", "actor": None, "today": TODAY, "request_id": uuid4(), **changes}
    return void_receipt(paid.receipt.pk, **given)


def test_counts_as_never_taken_and_keeps_its_number(paid):
    made = void(paid)

    assert made.reversal.reverses == paid and made.reversal.memo == "void: entered twice"
    assert balance_of(paid.account) == Standing.objects.get(account=paid.account).balance == Decimal("100.00")
    assert aging_of(paid.account.pk, EARLIER).balance == Decimal("100.00")
    assert Receipt.objects.get().void == made
    assert verify() == []


def test_records_one_line(paid):
    clerk = factories.person("cashier")

    void(paid, actor=clerk)

    line = HistoryLine.objects.exclude(action="payment.posted").get()
    assert (line.action, line.actor, line.facts["receipt"]) == ("receipt.voided", clerk, "2026-000001")


def test_the_next_receipt_goes_on_counting(paid):
    void(paid)

    again = post_payment(
        paid.account_id, Decimal("40.00"), method="cash", received_on=TODAY, actor=None, today=TODAY, request_id=uuid4()
    )
    assert again.receipt.number == 2


def test_the_same_request_voids_once(paid):
    request_id = uuid4()

    assert void(paid, request_id=request_id) == void(paid, request_id=request_id)


def test_refuses_a_second_time(paid):
    void(paid)

    with pytest.raises(RuleViolation, match="already taken back"):
        void(paid)


def test_refuses_what_came_back_from_the_bank(paid):
    return_payment(
        paid.pk, reason="insufficient", returned_on=TODAY, actor=None, today=TODAY, request_id=uuid4()
    )  # fmt: skip

    with pytest.raises(RuleViolation, match="already taken back"):
        void(paid)


def test_refuses_without_a_reason(paid):
    with pytest.raises(RuleViolation, match="Say why receipt 2026-000001 is void"):
        void(paid, reason=" ")


def test_refuses_a_card_number_as_a_reason(paid):
    with pytest.raises(RuleViolation, match="card number"):
        void(paid, reason="card 4111 1111 1111 1111")


def test_refuses_a_day_whose_journal_has_gone_to_billing(paid):
    closed_journal(TODAY)

    with pytest.raises(RuleViolation, match="has gone to billing"):
        void(paid)
