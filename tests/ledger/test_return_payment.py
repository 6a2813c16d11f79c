"""A payment that the bank did not honor: taken back, with its fee."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from accounts.holds.actions import open_hold
from accounts.models import Service
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.rulebook.models import RuleChange
from core.utility import moment
from ledger.actions import post_payment, return_payment, reverse, void_receipt
from ledger.checks import verify
from ledger.models import ReturnedPayment, Standing
from ledger.policy import FeeFacts, PaymentRules, fee_verdict, service_of_fee
from ledger.queries import aging_of, open_charges
from tests import factories
from tests.factories import TODAY
from tests.ledger.books import balance_of

pytestmark = pytest.mark.django_db
RECEIVED = TODAY - timedelta(days=8)


@pytest.fixture
def paid():
    account = factories.account()
    factories.bill(
        account, "100.00", billed_on=TODAY - timedelta(days=66), due_on=TODAY - timedelta(days=45), service="water"
    )
    return post_payment(
        account.pk, Decimal("100.00"), method="check", received_on=RECEIVED, reference="4471", actor=None, today=TODAY,
        request_id=uuid4(),
    )  # fmt: skip


def bounce(paid, **changes):
    given = {"reason": "insufficient", "returned_on": TODAY, "actor": None, "today": TODAY, "request_id": uuid4(),
             **changes}  # fmt: skip
    return return_payment(paid.pk, **given)


def test_opens_what_it_paid_and_charges_the_fee_to_the_service_it_paid(paid):
    made = bounce(paid)

    assert [(charge.charge_id, charge.service, charge.kind, str(charge.open), charge.due_on)
            for charge in open_charges(paid.account_id, TODAY)][1:] == [
        (made.fee.reference, "water", "returned_payment_fee", "30.00", TODAY + timedelta(days=21))
    ]  # fmt: skip
    assert [(leg.book, str(leg.amount)) for leg in made.fee.postings.order_by("pk")] == [
        ("receivable:water", "30.00"),
        ("fees:returned_payment", "-30.00"),
    ]
    assert Standing.objects.get(account=paid.account).balance == balance_of(paid.account) == Decimal("130.00")
    assert verify() == []


def test_the_payment_counts_until_the_day_before(paid):
    bounce(paid, returned_on=TODAY - timedelta(days=2))

    assert aging_of(paid.account_id, TODAY - timedelta(days=3)).balance == Decimal("0.00")
    assert aging_of(paid.account_id, TODAY - timedelta(days=2)).balance == Decimal("100.00")
    assert aging_of(paid.account_id, TODAY).balance == Decimal("130.00")


def test_the_fee_ages_as_a_bill_does(paid):
    bounce(paid)

    assert aging_of(paid.account_id, TODAY + timedelta(days=22)).d1_30 == Decimal("30.00")


def test_records_one_line_with_the_fee(paid):
    made = bounce(paid)

    line = HistoryLine.objects.exclude(action="payment.posted").get()
    assert (line.action, line.facts["fee"], line.facts["reason"]) == (
        "payment.returned", made.fee.reference, "insufficient",
    )  # fmt: skip


def test_charges_no_fee_where_a_colleague_says_why(paid):
    made = bounce(paid, no_fee_because="the bank's mistake, letter of Oct 2")

    assert made.fee is None and made.no_fee_because.startswith("the bank's mistake")
    assert balance_of(paid.account) == Decimal("100.00")


def test_charges_no_fee_where_a_protection_stops_fees(paid):
    open_hold(
        kind="bankruptcy", scope="account", account=paid.account, from_on=TODAY, review_on=TODAY + timedelta(days=30),
        source="Notice of the court", facts={"filed_on": TODAY}, actor=None, today=TODAY,
    )  # fmt: skip

    made = bounce(paid)

    assert made.fee is None
    assert made.no_fee_because == "No fee: a protection on this account stops fees."


def test_takes_the_fee_of_the_rulebook(paid):
    RuleChange.objects.create(
        rules="PaymentRules", field="returned_payment_fee", value="20.00", in_force_from=TODAY, citation="Council",
        proposed_by=factories.person("supervisor"), proposed_at=moment(TODAY),
        approved_by=factories.person("supervisor"), approved_at=moment(TODAY),
    )  # fmt: skip

    bounce(paid)

    assert balance_of(paid.account) == Decimal("120.00")


def test_the_fee_can_be_taken_back(paid):
    made = bounce(paid)

    reverse(made.fee.pk, reason="goodwill", effective_on=made.fee.effective_on, actor=None, today=TODAY,
            request_id=uuid4())  # fmt: skip

    assert balance_of(paid.account) == Decimal("100.00")
    assert verify() == []


def test_one_check_costs_one_fee(paid):
    bounce(paid)

    with pytest.raises(RuleViolation, match="already taken back"):
        bounce(paid)

    assert ReturnedPayment.objects.count() == 1


def test_the_same_request_returns_once(paid):
    request_id = uuid4()

    assert bounce(paid, request_id=request_id) == bounce(paid, request_id=request_id)
    assert balance_of(paid.account) == Decimal("130.00")


def test_refuses_the_same_request_with_another_reason(paid):
    request_id = uuid4()
    bounce(paid, request_id=request_id)

    with pytest.raises(RuleViolation, match="sent before with something else"):
        bounce(paid, request_id=request_id, reason="stopped")


def test_refuses_a_void_receipt(paid):
    void_receipt(paid.receipt.pk, reason="entered twice", actor=None, today=TODAY, request_id=uuid4())

    with pytest.raises(RuleViolation, match="already taken back"):
        bounce(paid)


def test_refuses_what_billing_took(paid):
    loaded = factories.payment(paid.account, "5.00", received_on=RECEIVED)

    with pytest.raises(RuleViolation, match="came from billing"):
        bounce(loaded)


def test_refuses_cash_and_says_what_to_do(paid):
    cash = post_payment(
        paid.account_id, Decimal("5.00"), method="cash", received_on=TODAY, actor=None, today=TODAY, request_id=uuid4()
    )

    with pytest.raises(RuleViolation, match=r"Cash does not come back.*void its receipt"):
        bounce(cash)


def test_refuses_a_reason_that_no_bank_gives(paid):
    with pytest.raises(RuleViolation, match="Say what the bank said"):
        bounce(paid, reason="rain")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_charge_one_fee(paid):
    def try_it(_n):
        try:
            bounce(paid)
        except RuleViolation:
            return "refused"
        finally:
            connection.close()
        return "returned"

    with ThreadPoolExecutor(max_workers=2) as people:
        assert sorted(people.map(try_it, range(2))) == ["refused", "returned"]

    assert balance_of(paid.account) == Decimal("130.00")


# ---- policy ----


def test_a_fee_of_nothing_is_no_fee():
    judged = fee_verdict(FeeFacts(is_held=False), PaymentRules(returned_payment_fee=Decimal("0.00")))

    assert not judged.allowed and "sets it to 0.00" in judged.sentence


def test_the_statute_allows_no_more_than_thirty_dollars():
    with pytest.raises(RuleViolation, match=r"604\.113 allows no more"):
        PaymentRules(returned_payment_fee=Decimal("30.01"))


@pytest.mark.parametrize(
    ("paid", "on", "expected"),
    [(["water", "gas"], ["gas"], "water"), ([], ["gas", "water"], "gas"), ([], [], "account")],
    ids=["what it paid first", "what is on", "nothing is on"],
)
def test_the_service_of_a_fee(paid, on, expected):
    assert service_of_fee(paid, on) == expected


def test_an_account_without_services_is_charged_all_the_same(paid):
    Service.objects.all().delete()
    left_over = post_payment(
        paid.account_id, Decimal("5.00"), method="check", received_on=TODAY, actor=None, today=TODAY, request_id=uuid4()
    )

    assert bounce(left_over).fee.postings.filter(book="receivable:account").exists()
