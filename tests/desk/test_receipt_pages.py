"""A receipt's paper and its copies, void, came back, and the statement: what a person sees and what the papers say."""

import io
import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pikepdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.documents import files
from accounts.documents.models import Document
from accounts.people.models import LockedAccount
from collections_app.desk import papers
from core.errors import RuleViolation
from core.utility import moment
from ledger.actions import post_payment, void_receipt
from ledger.models import ReceiptPrint, ReturnedPayment
from tests import factories
from tests.desk.cast import aged, owing, text_of
from tests.factories import TODAY
from tests.ledger.books import balance_of
from tests.notices import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def cashier(client):
    person = factories.person("cashier", full_name="Rosa Delgado")
    client.force_login(person)
    return person


@pytest.fixture
def account():
    found = owing("80.00", days=40)
    factories.bill(found, "50.00", billed_on=TODAY - timedelta(days=20), due_on=TODAY + timedelta(days=1),
                   service="water")  # fmt: skip
    aged(found)
    return found


@pytest.fixture
def receipt(account):
    return post_payment(
        account.pk, Decimal("100.00"), method="check", received_on=TODAY, reference="4471",
        actor=factories.person("cashier", full_name="Lena Bright"), today=TODAY, request_id=uuid4(),
    ).receipt  # fmt: skip


def words_of(content):
    return re.sub(r"\s+", " ", reading.text_of(content))


def go(client, name, *args, **form):
    return client.post(reverse(f"desk:{name}", args=args), form)


# ---- the paper ----


def test_the_original_says_what_it_paid_and_what_is_left(receipt):
    said = words_of(files.read(papers.print_receipt(receipt.pk, actor=None, today=TODAY).document.sha256))

    assert "Receipt 2026-000001" in said and "$100.00 received by check on October 5, 2026" in said
    assert "Gas, bill" in said and "80.00 0.00" in said and "20.00 30.00" in said
    assert "Balance of the account after this payment: $30.00" in said
    assert "with a fee of $30.00 (Minn. Stat. 604.113)" in said
    assert "COPY" not in said and "Lena Bright" in said and "Check 4471" in said


def test_the_paper_says_what_stood_when_it_was_posted_whenever_it_is_made(account, receipt):
    post_payment(account.pk, Decimal("30.00"), method="cash", received_on=TODAY, actor=None, today=TODAY,
                 request_id=uuid4())  # fmt: skip

    facts = papers.receipt_facts(receipt, today=TODAY)

    assert (facts["balance"], facts["not_used"]) == (Decimal("30.00"), Decimal("0.00"))
    assert [row[2] for row in facts["paid"]] == [Decimal("80.00"), Decimal("20.00")]


def test_the_original_is_made_once(receipt):
    first, second = (papers.print_receipt(receipt.pk, actor=None, today=TODAY) for _ in range(2))

    assert first == second and Document.objects.filter(kind="receipt").count() == 1


def test_the_same_facts_give_the_same_bytes(receipt):
    from notices.papers import print_paper

    facts = papers.receipt_facts(receipt, today=TODAY)

    assert print_paper("receipt", facts).content == print_paper("receipt", facts).content


def test_the_paper_is_tagged_for_readers(receipt):
    made = papers.print_receipt(receipt.pk, actor=None, today=TODAY)

    with pikepdf.open(io.BytesIO(files.read(made.document.sha256))) as pdf:
        assert pdf.Root.MarkInfo.Marked and pdf.Root.Lang == "en" and len(pdf.pages) == 1


def test_copies_are_counted_and_say_so_with_what_the_original_said(account, receipt):
    clerk = factories.person("cashier", full_name="Rosa Delgado")
    account.customer.last_name = "Changed"
    first = papers.print_copy(receipt.pk, actor=clerk, today=TODAY)
    account.customer.save()
    second = papers.print_copy(receipt.pk, actor=clerk, today=TODAY + timedelta(days=3))

    assert (first.copy, second.copy) == (1, 2)
    said = words_of(files.read(second.document.sha256))
    assert "COPY 2" in said and "Oct 8, 2026" in said and "by Rosa Delgado" in said
    assert "Harriet Lindqvist" in said and "Changed" not in said
    assert first.document.sha256 != second.document.sha256


def test_a_copy_of_a_void_receipt_says_void(receipt):
    void_receipt(receipt.pk, reason="entered twice", actor=None, today=TODAY, request_id=uuid4())

    made = papers.print_copy(receipt.pk, actor=None, today=TODAY)

    assert "VOID: entered twice" in words_of(files.read(made.document.sha256))


def test_markup_in_a_name_stays_text(account, receipt):
    account.customer.last_name = "<b>Bold</b>\u202e"
    account.customer.save()

    made = papers.print_receipt(receipt.pk, actor=None, today=TODAY)

    assert "<b>Bold</b>" in words_of(files.read(made.document.sha256))


def test_what_was_printed_stays(receipt):
    papers.print_receipt(receipt.pk, actor=None, today=TODAY)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update ledger_receiptprint set copy = 5")


# ---- the page ----


def test_only_who_has_just_taken_the_payment_gets_the_original(client, cashier, account, receipt):
    session = client.session
    session["fresh_receipt"] = receipt.pk
    session.save()
    url = reverse("desk:receipt_pdf", args=[receipt.pk])

    assert client.get(url).content.startswith(b"%PDF")
    assert client.get(url).content.startswith(b"%PDF")  # the browser's own printing asks again
    client.logout()
    client.force_login(factories.person("specialist"))

    answer = client.get(url, follow=True)
    assert "The original was handed out. Print a copy: it says that it is one." in text_of(answer)


def test_a_reprint_is_a_copy(client, cashier, receipt):
    papers.print_receipt(receipt.pk, actor=None, today=TODAY)

    answer = client.post(reverse("desk:copy_receipt", args=[receipt.pk]), follow=True)

    assert "COPY 1" in words_of(answer.content)
    assert "Copy 1" in text_of(client.get(reverse("desk:receipt", args=[receipt.pk])))


def test_the_original_does_not_leave_by_a_copys_address(client, cashier, receipt):
    papers.print_receipt(receipt.pk, actor=None, today=TODAY)

    assert client.get(reverse("desk:receipt_copy", args=[receipt.pk, 0])).status_code == 404


def test_an_auditor_reads_a_receipt_and_is_told_who_acts(client, receipt):
    client.force_login(factories.person("auditor"))

    page = text_of(client.get(reverse("desk:receipt", args=[receipt.pk])))

    assert "Only a specialist, supervisor or cashier may post payments or void payments" in page
    assert client.post(reverse("desk:copy_receipt", args=[receipt.pk])).status_code == 403


def test_keeps_to_its_query_budget(client, cashier, receipt, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        client.get(reverse("desk:receipt", args=[receipt.pk]))


@pytest.mark.parametrize(
    "name", ["receipt", "receipt_pdf", "void_payment", "return_payment", "copy_receipt", "take_fee_back"]
)
def test_a_receipt_of_ones_own_account_is_closed(client, cashier, account, receipt, name):
    LockedAccount.objects.create(account=account, person=cashier, why="own", from_on=TODAY, entered_at=moment(TODAY))
    url = reverse(f"desk:{name}", args=[receipt.pk])

    assert {client.get(url).status_code, client.post(url).status_code} <= {403, 405}
    assert not ReceiptPrint.objects.exists()


# ---- void, came back ----


def test_void_asks_why_and_marks_the_receipt(client, cashier, account, receipt):
    refused = go(client, "void_payment", receipt.pk, reason="", request_id=uuid4())
    assert "Say why:" in text_of(refused)

    go(client, "void_payment", receipt.pk, reason="wrong account", request_id=uuid4())

    assert balance_of(account) == Decimal("130.00")
    page = text_of(client.get(reverse("desk:receipt", args=[receipt.pk])))
    assert "This receipt is void. wrong account." in page and "It came back" not in page


def test_came_back_opens_it_again_with_the_fee(client, cashier, account, receipt):
    form = {"reason": "insufficient", "returned_on": TODAY.isoformat(), "request_id": uuid4()}
    assert "Say whether the fee is charged." in text_of(go(client, "return_payment", receipt.pk, **form))

    answer = client.post(
        reverse("desk:return_payment", args=[receipt.pk]), {**form, "fee": "charge"}, follow=True
    )  # fmt: skip

    assert "Came back: 100.00 is open again, and the fee is charged." in text_of(answer)
    assert balance_of(account) == Decimal("160.00")
    ledger = text_of(client.get(reverse("desk:ledger", args=[account.pk])))
    assert "Returned payment fee, due Oct 26" in ledger and "The check of Oct 5 came back" in ledger


def test_no_fee_needs_a_reason(client, cashier, account, receipt):
    form = {"reason": "stopped", "returned_on": TODAY.isoformat(), "request_id": uuid4(), "fee": "none"}

    assert "Say why no fee is charged." in text_of(go(client, "return_payment", receipt.pk, **form))
    go(client, "return_payment", receipt.pk, **form, no_fee_because="bank's mistake")

    assert ReturnedPayment.objects.get().no_fee_because == "bank's mistake"
    assert balance_of(account) == Decimal("130.00")


def test_the_fee_is_taken_back_with_a_reason(client, cashier, account, receipt):
    form = {"reason": "insufficient", "returned_on": TODAY.isoformat(), "request_id": uuid4(), "fee": "charge"}
    go(client, "return_payment", receipt.pk, **form)

    go(client, "take_fee_back", receipt.pk, reason="goodwill", request_id=uuid4())

    assert balance_of(account) == Decimal("130.00")
    page = text_of(client.get(reverse("desk:receipt", args=[receipt.pk])))
    assert "Its fee was charged and taken back." in page


def test_a_protection_that_stops_fees_is_said_before_and_its_kind_is_not(client, cashier, account, receipt):
    from accounts.holds.actions import open_hold

    open_hold(
        kind="bankruptcy", scope="account", account=account, from_on=TODAY, review_on=TODAY + timedelta(days=30),
        source="Notice of the court", facts={"filed_on": TODAY}, actor=None, today=TODAY,
    )  # fmt: skip

    page = text_of(client.get(reverse("desk:return_payment", args=[receipt.pk])))

    assert "No fee: a protection on this account stops fees." in page and "ankruptcy" not in page


def test_cash_cannot_come_back(client, cashier, account):
    cash = post_payment(account.pk, Decimal("5.00"), method="cash", received_on=TODAY, actor=None, today=TODAY,
                        request_id=uuid4()).receipt  # fmt: skip

    assert "It came back" not in text_of(client.get(reverse("desk:receipt", args=[cash.pk])))


# ---- the statement ----


def test_a_statement_shows_the_period_and_adds_up(client, cashier, account, receipt):
    page = text_of(client.get(reverse("desk:statement", args=[account.pk])))

    assert "Balance when the period began" in page and "Payment by check" in page
    assert "Balance at its end 130.00 100.00 30.00" in page


def test_a_statement_is_made_kept_and_dated(client, cashier, account, receipt):
    answer = go(client, "make_statement", account.pk, since="2026-08-01", until=TODAY.isoformat())

    made = Document.objects.get(kind="statement")
    assert answer["Location"] == reverse("desk:statement_pdf", args=[made.pk])
    said = words_of(client.get(answer["Location"]).content)
    assert "Statement of account, August 1, 2026 to October 5, 2026" in said
    assert "Balance on October 5, 2026 130.00 100.00 30.00" in said
    assert "318 North 12th Avenue East" in said
    assert made.actor == cashier and made.account == account


def test_a_statement_of_a_later_start_opens_with_what_was_owed(account, receipt):
    from collections_app.desk.queries.statement import statement

    said = statement(account.pk, TODAY, TODAY)

    assert (said.opening, said.charged, said.paid, said.closing) == tuple(
        map(Decimal, ("130.00", "0.00", "100.00", "30.00"))
    )
    assert sum(said.buckets) == said.closing


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [("2026-10-05", "2026-10-01", "ends before it begins"), ("2026-10-01", "2026-10-06", "ends in the future")],
    ids=["turned round", "future"],
)
def test_refuses_a_period_that_is_none(client, cashier, account, since, until, sentence):
    assert sentence in text_of(go(client, "make_statement", account.pk, since=since, until=until))
    assert not Document.objects.exists()


def test_a_trainee_hands_out_no_statement(client, account):
    client.force_login(factories.person("trainee"))

    page = text_of(client.get(reverse("desk:statement", args=[account.pk])))

    assert "Only a specialist, supervisor or cashier may make statements of account." in page
    assert go(client, "make_statement", account.pk, since="2026-08-01", until="2026-10-05").status_code == 403


def test_nobody_makes_a_statement_of_their_own_account(account):
    clerk = factories.person("cashier")
    LockedAccount.objects.create(account=account, person=clerk, why="own", from_on=TODAY, entered_at=moment(TODAY))

    with pytest.raises(RuleViolation, match="your own account"):
        papers.make_statement(account.pk, since=TODAY, until=TODAY, actor=clerk, today=TODAY)


def test_the_timeline_tells_what_came_back_once(client, cashier, account, receipt):
    form = {"reason": "insufficient", "returned_on": TODAY.isoformat(), "request_id": uuid4(), "fee": "charge"}
    go(client, "return_payment", receipt.pk, **form)
    go(client, "copy_receipt", receipt.pk)
    client.force_login(factories.person("specialist"))

    page = text_of(client.get(reverse("desk:timeline", args=[account.pk])))

    assert page.count("The check of Oct 5 came back") == 1
    assert "Returned payment fee" in page
    assert "Payment returned" not in page and "Receipt copied" not in page
