"""Take a payment: what a person sees before it posts, what is refused, and who may."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts import search
from accounts.people.models import LockedAccount
from collections_app.desk.payment_forms import PaymentForm
from core.utility import moment
from ledger.actions import post_payment
from ledger.models import Receipt, Transaction
from tests import factories
from tests.desk.cast import aged, owing, text_of
from tests.factories import TODAY
from tests.ledger.books import balance_of, closed_journal

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


def page_of(account):
    return reverse("desk:take_payment", args=[account.pk])


def typed(**changes):
    return {"amount": "100.00", "method": "check", "reference": "4471", "received_on": TODAY.isoformat(),
            "request_id": str(uuid4()), **changes}  # fmt: skip


def seen(client, account, form):
    """What the preview showed, as the page carries it along."""
    shown = client.post(reverse("desk:preview_payment", args=[account.pk]), form).content.decode()
    found = re.search(r'name="seen" value="(\w+)"', shown)
    return {**form, "seen": found.group(1)} if found else form


def pay(client, account, **changes):
    form = seen(client, account, typed(**changes))
    return client.post(reverse("desk:post_payment", args=[account.pk]), form)


def taken(account, amount="10.00", **changes):
    given = {"method": "check", "received_on": TODAY, "actor": None, "today": TODAY, "request_id": uuid4(),
             "reference": "4471", **changes}  # fmt: skip
    return post_payment(account.pk, Decimal(amount), **given)


# ---- the page ----


def test_lists_what_is_owed_in_the_order_it_is_paid(client, cashier, account):
    page = text_of(client.get(page_of(account)))

    assert page.index("Bill, gas") < page.index("Bill, water")
    assert "40 days past due" in page and "Type an amount to see what it pays." in page


def test_chooses_no_tender_beforehand(client, cashier, account):
    assert "checked" not in client.get(page_of(account)).content.decode()


def test_the_preview_says_what_it_pays_and_what_follows_and_posts_nothing(client, cashier, account):
    shown = text_of(client.post(reverse("desk:preview_payment", args=[account.pk]), typed()))

    assert "80.00 80.00 0.00" in shown  # the gas bill: open, pays, left
    assert "50.00 20.00 30.00" in shown
    assert "Nothing is past due after it: no reminder goes out and nobody calls." in shown
    assert not Receipt.objects.exists()


def test_the_preview_of_too_little_says_what_stays(client, cashier, account):
    shown = text_of(client.post(reverse("desk:preview_payment", args=[account.pk]), typed(amount="60.00")))

    assert "20.00 stays past due." in shown and "less than the 25.00 that is reminded of" in shown


def test_the_preview_of_too_much_says_what_is_left_over(client, cashier, account):
    shown = text_of(client.post(reverse("desk:preview_payment", args=[account.pk]), typed(amount="$1,130.00")))

    assert "1,000.00 is more than what is open; it stays as a credit and pays the next bill." in shown


def test_an_account_that_owes_nothing_says_so(client, cashier):
    account = factories.account()

    assert "Nothing is open: a payment stays as a credit" in text_of(client.get(page_of(account)))


def test_warns_of_a_payment_taken_today(client, cashier, account):
    taken(account, "10.00")

    assert "Paid today: 10.00 by check, receipt 2026-000001." in text_of(client.get(page_of(account)))


def test_a_day_whose_journal_has_gone_takes_no_payment(client, cashier, account):
    closed_journal(TODAY)

    page = client.get(page_of(account))

    assert "The journal of Mon Oct 5, 2026 has gone to billing. Payments post on the next business day" in text_of(page)
    assert re.search(r"<button[^>]*btn-primary[^>]*disabled", page.content.decode())


def test_an_auditor_reads_and_is_told_who_takes_payments(client, account):
    client.force_login(factories.person("auditor"))

    assert "Only a specialist, supervisor or cashier may post payments." in text_of(client.get(page_of(account)))


def test_keeps_to_its_query_budget(client, cashier, account, django_assert_max_num_queries):
    for n in range(12):
        factories.bill(account, "10.00", billed_on=TODAY - timedelta(days=n), due_on=TODAY + timedelta(days=n))
    with django_assert_max_num_queries(16):
        client.get(page_of(account))


# ---- posting ----


def test_posts_and_leads_to_the_receipt(client, cashier, account):
    answer = pay(client, account)

    receipt = Receipt.objects.get()
    assert answer["Location"] == reverse("desk:receipt", args=[receipt.pk])
    assert receipt.transaction.actor == cashier
    assert balance_of(account) == Decimal("30.00")
    page = text_of(client.get(answer["Location"]))
    assert "Posted: receipt 2026-000001." in page and "$100.00 received by check on October 5, 2026" in page


def test_what_was_not_shown_is_shown_first_and_not_posted(client, cashier, account):
    page = text_of(client.post(reverse("desk:post_payment", args=[account.pk]), typed()))

    assert "This is what it pays. Look it over, then post it." in page
    assert not Receipt.objects.exists()


def test_what_has_changed_since_it_was_shown_is_shown_again(client, cashier, account):
    form = seen(client, account, typed())
    taken(account, "80.00")

    page = text_of(client.post(reverse("desk:post_payment", args=[account.pk]), form))

    assert "This is what it pays. Look it over" in page
    assert Receipt.objects.count() == 1


def test_a_double_click_posts_once_and_says_so(client, cashier, account):
    form = seen(client, account, typed())
    for _ in range(2):
        answer = client.post(reverse("desk:post_payment", args=[account.pk]), form)

    assert Receipt.objects.count() == 1
    said = text_of(client.get(answer["Location"]))
    assert re.search(r"already posted at \d+:\d\d \(receipt 2026-000001\)\. Nothing was posted twice\.", said)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"method": "card", "reference": "4111 1111 1111 1111"}, "looks like a card number, which is never kept"),
        ({"method": "card", "reference": ""}, "by the terminal's reference"),
        ({"amount": "0.00"}, "A payment is more than 0.00"),
        ({"amount": "ten"}, "Enter dollars and cents, like 1846.20."),
        ({"amount": ""}, "Enter the amount that was paid."),
        ({"method": ""}, "Say how it was paid."),
        ({"received_on": "2026-10-06"}, "lies in the future"),
    ],
    ids=str,
)
def test_refuses_in_a_sentence_and_keeps_what_was_typed(client, cashier, account, changes, sentence):
    page = pay(client, account, **{"amount": "100.10", **changes})

    assert sentence in text_of(page)
    kept = {"amount": "100.10", **changes}["amount"]
    assert f'value="{kept}"' in page.content.decode() or not kept
    assert not Transaction.objects.filter(source="here").exists()


def test_a_tender_that_is_not_taken_at_a_desk_is_refused(client, cashier, account):
    assert "Select a valid choice" in text_of(pay(client, account, method="lockbox"))
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("role", ["auditor", "director", "trainee"])
def test_who_may_not_post_is_turned_away(client, account, role):
    client.force_login(factories.person(role))

    assert pay(client, account).status_code == 403
    assert not Receipt.objects.exists()


def test_nobody_takes_a_payment_on_their_own_account(client, cashier, account):
    LockedAccount.objects.create(account=account, person=cashier, why="own", from_on=TODAY, entered_at=moment(TODAY))

    assert client.get(page_of(account)).status_code == 403
    assert pay(client, account).status_code == 403
    assert not Receipt.objects.exists()


# ---- the day's receipts ----


def file_of(client):
    return client.get(reverse("desk:export_payments", args=["csv"])).getvalue().decode()


def test_the_days_receipts_with_what_the_drawer_should_hold(client, cashier, account):
    taken(account, "10.00", method="cash", reference="")
    taken(account, "20.00", actor=cashier)
    taken(account, "5.00", today=TODAY - timedelta(days=1), received_on=TODAY - timedelta(days=1))

    page = text_of(client.get(reverse("desk:payments")))

    assert "2 receipts" in page and "2026-000002" in page and "2026-000003" not in page
    assert "Cash 10.00" in page and "Check 20.00" in page and "Together 30.00" in page


def test_one_can_see_ones_own(client, cashier, account):
    taken(account, "10.00")
    taken(account, "20.00", actor=cashier)

    page = text_of(client.get(reverse("desk:payments"), {"mine": 1}))

    assert "1 receipt" in page and "Together 20.00" in page


def test_a_day_without_payments_says_what_to_do(client, cashier):
    assert "No payment was taken here on this day. Find an account above" in text_of(
        client.get(reverse("desk:payments"))
    )


def test_an_account_that_is_closed_to_one_is_not_in_the_list_nor_in_the_file(client, cashier, account):
    taken(account, "10.00")
    LockedAccount.objects.create(account=account, person=cashier, why="own", from_on=TODAY, entered_at=moment(TODAY))

    assert "2026-000001" not in text_of(client.get(reverse("desk:payments")))
    assert "2026-000001" not in file_of(client)


def test_the_file_has_the_rows_of_the_page(client, cashier, account):
    taken(account, "10.00")

    rows = file_of(client)

    assert f"2026-000001,{account.number},Harriet Lindqvist,2026-10-05,Check,4471,10.00,,Stands" in rows


def test_a_receipts_number_finds_it_and_anything_else_searches(client, cashier, account):
    receipt = taken(account).receipt

    found = client.get(reverse("desk:payments"), {"q": "2026-000001"})
    searched = client.get(reverse("desk:payments"), {"q": "lindq"})

    assert found["Location"] == reverse("desk:receipt", args=[receipt.pk])
    assert searched["Location"] == reverse("desk:search", query={"q": "lindq"})


# ---- the cashier ----


def test_a_cashier_begins_at_the_payments(client, cashier):
    assert 'href="/payments/"' in client.get(client.get("/", follow=True).redirect_chain[-1][0]).content.decode()


def test_a_cashier_finds_an_account_and_opens_its_payment(client, cashier, account):
    search.renew()

    page = client.get(reverse("desk:search"), {"q": account.number})

    assert page_of(account) in page.content.decode()
    assert f'href="{reverse("desk:account", args=[account.pk])}"' not in page.content.decode()


@pytest.mark.parametrize("name", ["desk:account", "desk:timeline", "desk:people", "desk:log_call"])
def test_a_cashier_reads_no_file(client, cashier, account, name):
    assert client.get(reverse(name, args=[account.pk])).status_code == 403


def test_a_cashiers_ledger_tells_money_and_nothing_else(client, cashier, account):
    from accounts.contacts.actions import log_call
    from accounts.holds.actions import open_hold

    log_call(
        account.pk, direction="out", outcome="other", number="218-555-0199", note="husband lost his job",
        actor=factories.person("specialist"), today=TODAY, request_id=uuid4(),
    )  # fmt: skip
    open_hold(
        kind="dispute", scope="account", account=account, from_on=TODAY, until_on=TODAY + timedelta(days=9),
        source="Letter", note="thinks the meter leaks", actor=None, today=TODAY,
    )  # fmt: skip

    for name in ("desk:ledger", "desk:take_payment", "desk:statement"):
        page = text_of(client.get(reverse(name, args=[account.pk])))
        for private in ("husband", "Dispute", "dispute", "meter leaks", "555-0142", "Log a call"):
            assert private not in page, (name, private)


@pytest.mark.parametrize(("method", "paper"), [("check", "check"), ("money_order", "money order")])
def test_a_paper_that_may_come_back_is_taken_with_its_number(method, paper):
    form = PaymentForm({"amount": "20.00", "method": method, "received_on": "2026-10-05", "request_id": str(uuid4())})

    assert form.errors == {"reference": [f"Enter the number of the {paper}."]}
