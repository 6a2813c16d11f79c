"""Take back what was made here: success, refusal, repeated, two people at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from core.errors import RuleViolation
from core.history.models import HistoryLine
from ledger import queries
from ledger.actions import post_payment, reverse
from ledger.models import Standing, Transaction
from tests import factories
from tests.factories import TODAY
from tests.ledger.books import balance_of, closed_journal

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid():
    """40.00 of a bill of 100.00, paid here two days ago."""
    account = factories.account()
    factories.bill(account, "100.00", billed_on=TODAY - timedelta(days=66), due_on=TODAY - timedelta(days=45))
    return post_payment(
        account.pk,
        Decimal("40.00"),
        method="check",
        received_on=TODAY - timedelta(days=2),
        actor=None,
        today=TODAY,
        request_id=uuid4(),
    )


def take_back(original, **changes):
    given = {
        "reason": "The bank returned the check.",
        "effective_on": TODAY,
        "actor": None,
        "today": TODAY,
        "request_id": uuid4(),
        **changes,
    }
    return reverse(original.pk, **given)


def test_mirrors_the_payment_records_it_and_renews_the_standing(paid):
    back = take_back(paid)

    assert [(leg.book, str(leg.amount)) for leg in back.postings.order_by("pk")] == [
        ("drawer", "-40.00"),
        ("receivable:unapplied", "40.00"),
    ]
    line = HistoryLine.objects.get(action="payment.reversed")
    assert line.facts["of"] == paid.reference
    standing = Standing.objects.get(account=paid.account)
    assert (str(standing.balance), standing.last_payment_on) == ("100.00", None)


def test_both_stay_visible_and_neither_meets_a_charge(paid):
    take_back(paid)

    bill, payment, back = queries.account_lines(paid.account_id, TODAY)

    assert (payment.is_reversed, payment.reversed_by_id, payment.reversed_on) == (True, back.transaction_id, TODAY)
    assert (payment.paid, payment.left_over, back.left_over) == ((), 0, 0)
    assert (str(bill.open), str(back.balance), back.memo) == ("100.00", "100.00", "The bank returned the check.")


def test_the_payment_still_counts_the_day_before(paid):
    take_back(paid)

    yesterday = queries.aging_of(paid.account_id, TODAY - timedelta(days=1))

    assert yesterday.balance == Decimal("60.00")


def test_the_same_request_reverses_once_and_answers_the_same(paid):
    request_id = uuid4()

    assert take_back(paid, request_id=request_id) == take_back(paid, request_id=request_id)
    assert balance_of(paid.account) == Decimal("100.00")


def test_refuses_the_same_request_with_something_else_in_it(paid):
    request_id = uuid4()
    take_back(paid, request_id=request_id)

    with pytest.raises(RuleViolation, match="sent before with something else"):
        take_back(paid, request_id=request_id, reason="Another reason.")


def test_refuses_a_second_reversal_and_names_the_day_of_the_first(paid):
    take_back(paid)

    with pytest.raises(RuleViolation, match=r"This payment was already taken back on Oct 5, 2026\."):
        take_back(paid)


def test_refuses_to_take_back_a_reversal(paid):
    with pytest.raises(RuleViolation, match="is itself a reversal"):
        take_back(take_back(paid))


def test_refuses_what_billing_posted_and_says_whom_to_ask(paid):
    theirs = factories.payment(paid.account, "5.00", received_on=TODAY)

    with pytest.raises(RuleViolation, match=r"came from billing and only billing can take it back\. Ask them"):
        take_back(theirs)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": "  "}, "Say why"),
        ({"effective_on": TODAY - timedelta(days=3)}, "cannot be taken back before that day"),
        ({"effective_on": TODAY + timedelta(days=1)}, "cannot lie in the future"),
    ],
    ids=str,
)
def test_refuses_what_is_no_reversal(paid, changed, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        take_back(paid, **changed)


def test_refuses_a_day_whose_journal_has_gone_to_billing(paid):
    closed_journal(TODAY)

    with pytest.raises(RuleViolation, match="has gone to billing"):
        take_back(paid)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_take_it_back_once(paid):
    def try_to(_n):
        try:
            take_back(paid)
        except RuleViolation as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "taken back"

    with ThreadPoolExecutor(max_workers=2) as people:
        outcomes = sorted(people.map(try_to, range(2)))

    assert outcomes == ["This payment was already taken back on Oct 5, 2026.", "taken back"]
    assert Transaction.objects.filter(reverses=paid).count() == 1
