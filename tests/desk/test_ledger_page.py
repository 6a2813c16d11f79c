"""Does the ledger page show how the balance came about, as it was and as we knew it?"""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from ledger.actions import post_payment
from ledger.actions import reverse as take_back
from tests import factories
from tests.desk.cast import aged, owing, text_of
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    """Two bills; a payment of August that we learned of in September; a payment that came back."""
    account = factories.account()
    factories.bill(
        account, "100.00", billed_on=date(2026, 6, 1), due_on=date(2026, 6, 22), service="gas", charge_id="B1"
    )
    factories.bill(
        account, "60.00", billed_on=date(2026, 7, 1), due_on=date(2026, 7, 22), service="water", charge_id="B2"
    )
    factories.payment(
        account, "120.00", received_on=date(2026, 8, 3), recorded_at=datetime(2026, 9, 10, 12, tzinfo=UTC)
    )
    aged(account)
    return account


def ledger(client, account, **query):
    return client.get(reverse("desk:ledger", args=[account.pk]), query)


def test_charges_show_what_is_open_and_payments_what_they_paid(client, specialist, account):
    says = text_of(ledger(client, account))

    assert "Bill, due Jul 22 Water 60.00 · open 40.00" in says
    assert "Payment by check paid what was due Jun 22 to Jul 22" in says
    assert "July 2026 · charged 60.00, credited 0.00, balance 160.00" in says
    assert "Water 40.00" in says and "Gas 0.00" not in says


def test_as_it_was_on_a_day(client, specialist, account):
    response = ledger(client, account, as_of="2026-07-31")

    assert response.context["balance"] == Decimal("160.00")
    assert "As it was on Jul 31, 2026, as we know it now." in text_of(response)


@pytest.mark.parametrize(
    ("as_of", "known_on", "balance"),
    [
        ("2026-08-31", "", "40.00"),
        ("2026-08-31", "2026-09-09", "160.00"),
        ("2026-08-31", "2026-09-10", "40.00"),
        ("2026-06-15", "", "100.00"),
        ("2026-05-01", "", "0"),
    ],
)
def test_as_it_was_and_as_we_knew_it(client, specialist, account, as_of, known_on, balance):
    response = ledger(client, account, as_of=as_of, known_on=known_on)

    assert response.context["balance"] == Decimal(balance)


def test_a_day_before_everything_says_so(client, specialist, account):
    assert "No charges or payments up to this date." in text_of(ledger(client, account, as_of="2026-05-01"))


def test_a_date_that_cannot_be_read_is_left_out_and_said(client, specialist, account):
    response = ledger(client, account, as_of="tomorrow-ish")

    assert response.context["balance"] == Decimal("40.00")
    assert "A date reads like 2026-07-31." in text_of(response)


def test_what_was_taken_back_stays_visible(client, specialist, account):
    made = post_payment(
        account.pk,
        Decimal("40.00"),
        method="check",
        received_on=TODAY,
        actor=specialist,
        today=TODAY,
        request_id=uuid4(),
    )
    take_back(made.pk, reason="Check came back", effective_on=TODAY, actor=specialist, today=TODAY, request_id=uuid4())

    response = ledger(client, account)

    says = text_of(response)
    assert response.context["balance"] == Decimal("40.00")
    assert "Payment by check (taken back Oct 5)" in says
    assert "The check of Oct 5 came back" in says and "Check came back" in says


def test_the_file_has_the_rows_of_the_screen(client, specialist, account):
    response = ledger(client, account, as_of="2026-07-31")
    path = reverse("desk:export_ledger", args=[account.pk, "csv"])

    text = client.get(path, {"as_of": "2026-07-31"}).getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))

    assert [row[6] for row in rows] == ["Balance", "160.00", "100.00"]
    assert len(rows) - 1 == sum(len(month.entries) for month in response.context["months"])
    assert client.get(reverse("desk:export_ledger", args=[account.pk, "xlsx"])).status_code == 200


def test_asks_the_database_as_often_for_a_long_ledger_as_for_a_short_one(
    client, specialist, django_assert_max_num_queries
):
    account = factories.account()
    for n in range(60):
        day = date(2021 + n // 12, n % 12 + 1, 2)
        factories.bill(account, "50.00", billed_on=day, due_on=day.replace(day=23))
        factories.payment(account, "50.00", received_on=day.replace(day=25))
    aged(account)

    with django_assert_max_num_queries(16):
        assert len(ledger(client, account).context["months"]) == 60


def test_every_figure_adds_up_to_its_entries(client, specialist, account):
    pages = ["balance", "past-due", "current", "credit", "d1_30", "d31_60", "d61_90", "d91_plus", "service-water"]
    for figure in pages:
        found = client.get(reverse("desk:explain", args=[account.pk, figure])).context["explained"]
        assert sum((line["amount"] for line in found.lines), Decimal(0)) == found.total, figure


@pytest.mark.parametrize(
    ("figure", "id", "total", "sentence"),
    [
        ("past-due", "", "40.00", "the oldest by 75 days"),
        ("d61_90", "", "40.00", "Open charges that fell due 61–90 days before Oct 5."),
        ("d1_30", "", "0.00", "No open charge fell due 1–30 days before Oct 5."),
        ("balance", "", "40.00", "One charge is open."),
        ("charge", "B2", "40.00", "Charged Jul 1, due Jul 22."),
        ("charge", "B1", "0.00", "It is paid in full."),
        ("credit", "", "0.00", "No credit is left over."),
    ],
)
def test_a_figure_explained(client, specialist, account, figure, id, total, sentence):
    response = client.get(reverse("desk:explain", args=[account.pk, figure]), {"id": id})

    assert response.context["explained"].total == Decimal(total)
    assert sentence in text_of(response)


def test_a_payment_explains_what_it_paid(client, specialist, account):
    payment = account.transactions.get(kind="payment")

    found = client.get(reverse("desk:explain", args=[account.pk, "entry"]), {"id": payment.pk}).context["explained"]

    assert [line["amount"] for line in found.lines] == [Decimal("-100.00"), Decimal("-20.00")]
    assert found.total == Decimal("-120.00")


def test_a_figure_keeps_the_dates_it_was_asked_for(client, specialist, account):
    query = {"as_of": "2026-08-31", "known_on": "2026-09-09"}

    found = client.get(reverse("desk:explain", args=[account.pk, "balance"]), query).context["explained"]

    assert found.total == Decimal("160.00")
    assert all("known_on=2026-09-09" in line["url"] for line in found.lines)


def test_in_the_panel_only_the_explanation_comes(client, specialist, account):
    page = client.get(reverse("desk:explain", args=[account.pk, "balance"]), HTTP_HX_REQUEST="true").content.decode()

    assert "<html" not in page and "Balance, 40.00" in page


@pytest.mark.parametrize(("figure", "id"), [("nonsense", ""), ("charge", "B99"), ("entry", "x"), ("entry", "")])
def test_what_is_no_figure_is_not_found(client, specialist, account, figure, id):
    assert client.get(reverse("desk:explain", args=[account.pk, figure]), {"id": id}).status_code == 404


def test_a_credit_says_so_in_a_word(client, specialist):
    account = owing("50.00")
    factories.payment(account, "262.00", received_on=date(2026, 9, 1))
    aged(account)

    assert "212.00 credit" in text_of(ledger(client, account))
    assert "Credit not used 212.00 credit" in text_of(client.get(reverse("desk:account", args=[account.pk])))
