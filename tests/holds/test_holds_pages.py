from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.holds.actions import end_hold
from accounts.holds.models import Hold
from core.history.models import AccessLine
from tests import factories
from tests.factories import TODAY
from tests.holds.cast import opened

LIST = reverse("holds:list")


@pytest.fixture
def as_samuel(client, specialist):
    client.force_login(specialist)
    return client


def says(response):
    return " ".join(response.content.decode().split())


def medical(account):
    return opened(
        account,
        kind="medical",
        facts={"certified_by": "Dr. Amara Nwosu"},
        source="Certificate of Sep 30",
        note="oxygen",
        until_on=date(2026, 10, 9),
    )


def terms(**typed):
    return {
        "scope": "account",
        "from_on": "2026-10-05",
        "until_on": "2026-10-13",
        "source": "Call of Oct 5",
        "request_id": str(uuid4()),
        **typed,
    }


def test_the_list_begins_with_what_ends_this_week(as_samuel, account):
    opened(account, until_on=date(2026, 10, 11), kind="office", source="Ingrid Halvorsen, Oct 1")
    opened(account, until_on=date(2026, 10, 19))

    page = says(as_samuel.get(LIST))

    assert "Held by the office" in page and "Oct 11" in page and "Ingrid Halvorsen, Oct 1" in page
    assert "Oct 19" not in page
    assert "Oct 19" in says(as_samuel.get(LIST, {"tab": "all"}))


@pytest.mark.parametrize(
    ("tab", "sentence"),
    [
        ("week", "No hold ends this week. The next ends Oct 19."),
        ("no-end", "Every open hold has a last day."),
    ],
)
def test_an_empty_tab_says_why(as_samuel, account, tab, sentence):
    opened(account, until_on=date(2026, 10, 19))

    assert sentence in says(as_samuel.get(LIST, {"tab": tab}))


def test_without_any_hold_it_says_how_one_is_opened(as_samuel):
    assert "No hold is open." in says(as_samuel.get(LIST))


def test_the_list_pages_by_key_in_a_constant_number_of_queries(as_samuel, django_assert_max_num_queries):
    for n in range(30):
        opened(factories.account(), until_on=date(2026, 10, 6 + n % 5))

    with django_assert_max_num_queries(14):
        first = as_samuel.get(LIST)
    second = as_samuel.get(LIST + first.context["page"].next)

    seen = [hold.pk for response in (first, second) for hold in response.context["page"].rows]
    assert len(seen) == len(set(seen)) == 30


def test_ended_holds_and_holds_that_ran_out_are_not_listed(as_samuel, account):
    end_hold(opened(account).pk, ended_on=TODAY, why="answered", actor=None, today=TODAY)
    opened(account, until_on=date(2026, 10, 4))

    assert as_samuel.get(LIST, {"tab": "all"}).context["rows"] == []


def test_exports_leave_out_what_is_private(as_samuel, account):
    medical(account)
    opened(account, until_on=date(2026, 10, 9), source="=HYPERLINK(1)")

    csv = as_samuel.get(LIST, {"as": "csv"}).getvalue().decode()

    assert "Private protection" in csv and "Medical" not in csv and "Certificate" not in csv and "Nwosu" not in csv
    assert "Dispute" in csv and "'=HYPERLINK(1)" in csv
    assert as_samuel.get(LIST, {"as": "xlsx"})["Content-Disposition"].endswith('.xlsx"')


def test_a_kind_is_chosen_first_and_says_what_it_stops(as_samuel, account):
    page = says(as_samuel.get(reverse("holds:open", args=[account.pk])))

    assert "Bankruptcy" in page and "11 U.S.C. 362(a)" in page and "calls and visits" in page


@pytest.fixture
def billed(account):
    """Two gas charges and one for water, all open."""
    for id, amount, service in (("B1", "100.00", "gas"), ("B2", "60.00", "gas"), ("B3", "7.50", "water")):
        factories.bill(
            account, amount, billed_on=date(2026, 7, 1), due_on=date(2026, 7, 22), service=service, charge_id=id
        )
    return account


def test_opens_a_hold_and_leads_back_to_the_account(as_samuel, billed, specialist):
    account, url = billed, reverse("holds:open", args=[billed.pk]) + "?kind=dispute"
    response = as_samuel.post(
        url, terms(scope="charges", charges=["B1", "B2"], amount="118.20", fact_about="the June bill")
    )

    assert response["Location"] == reverse("desk:account", args=[account.pk])
    hold = Hold.objects.get()
    assert (hold.charges, hold.amount, hold.service, hold.opened_by) == (
        ["B1", "B2"],
        Decimal("118.20"),
        "gas",
        specialist,
    )


def test_the_open_charges_are_there_to_tick_and_the_ledger_leads_to_one_ticked(as_samuel, billed):
    ledger = as_samuel.get(reverse("desk:ledger", args=[billed.pk]))
    [address] = {
        part.hold_url
        for month in ledger.context["months"] for entry in month.entries for part in entry.parts
        if part.charge_id == "B3"
    }  # fmt: skip

    page = as_samuel.get(address)

    assert address.replace("&", "&amp;") in says(ledger) and "B3" in says(ledger)
    assert "Bill, water, due Jul 22: 7.50 open (B3)" in says(page) and "100.00 open (B1)" in says(page)
    assert page.context["form"]["charges"].value() == ["B3"]
    assert page.context["form"]["scope"].value() == "charges"
    assert f"?{page.context['asked'].replace('&', '&amp;')}" in says(page) and "7.50" not in address


def test_without_an_amount_all_that_is_open_of_the_ticked_charges_is_left_out(as_samuel, billed):
    url = reverse("holds:open", args=[billed.pk]) + "?kind=dispute"

    beforehand = as_samuel.post(url, terms(scope="charges", charges=["B1", "B3"]), headers={"HX-Request": "true"})
    as_samuel.post(url, terms(scope="charges", charges=["B1", "B3"]))

    assert "107.50 is left out of letters" in says(beforehand)
    hold = Hold.objects.get()
    assert (hold.charges, hold.amount, hold.service) == (["B1", "B3"], Decimal("107.50"), "")


def test_a_charge_that_is_not_open_is_refused_by_name(as_samuel, billed):
    url = reverse("holds:open", args=[billed.pk]) + "?kind=dispute"

    assert "The charge B9 is not open on this account." in says(
        as_samuel.post(url, terms(scope="charges", charges=["B9"], amount="5.00"))
    )


def test_only_those_who_may_hold_are_led_from_the_books_to_the_form(client, billed):
    client.force_login(factories.person("auditor"))

    assert "Hold this charge" not in says(client.get(reverse("desk:ledger", args=[billed.pk])))
    address = reverse("desk:explain", args=[billed.pk, "charge"]) + "?id=B1"
    assert "Hold this charge" not in says(client.get(address))
    client.force_login(factories.person("specialist"))
    assert "Hold this charge" in says(client.get(address))


def test_an_empty_form_says_what_each_field_wants(as_samuel, account):
    page = says(as_samuel.post(reverse("holds:open", args=[account.pk]) + "?kind=bankruptcy", {"request_id": ""}))

    assert "This field is required" not in page
    assert "Choose what is protected." in page and "Give the first protected day." in page
    assert "Say what the hold rests on: a paper with its date, or who said so and when." in page


def test_a_double_clicked_form_opens_one_hold(as_samuel, account):
    url = reverse("holds:open", args=[account.pk]) + "?kind=dispute"
    typed = terms()

    for _ in range(2):
        assert as_samuel.post(url, typed).status_code == 302
    assert Hold.objects.count() == 1


def test_a_refusal_stands_on_the_form_and_what_was_typed_stays(as_samuel, account):
    url = reverse("holds:open", args=[account.pk]) + "?kind=dispute"

    page = says(as_samuel.post(url, terms(scope="charges", source="Letter 4")))

    assert "Name the charges, or at least their service." in page and 'value="Letter 4"' in page
    assert not Hold.objects.exists()


def test_the_sentence_is_shown_before_anything_is_saved(as_samuel, account):
    url = reverse("holds:open", args=[account.pk]) + "?kind=do_not_contact"

    page = says(as_samuel.post(url, terms(), headers={"HX-Request": "true"}))

    assert "Hold: asked not to be contacted. Stops calls and visits through Oct 13." in page
    assert not Hold.objects.exists()


def test_a_customer_hold_is_opened_from_an_account(as_samuel, account):
    as_samuel.post(
        reverse("holds:open", args=[account.pk]) + "?kind=bankruptcy",
        terms(scope="customer", until_on="", review_on="2027-01-04", fact_chapter="7", fact_filed_on="2026-09-29"),
    )

    assert Hold.objects.get().customer == account.customer


def test_ending_asks_with_a_preview_of_what_goes_on_again(as_samuel, account, dispute):
    opened(account, kind="office", until_on=None, review_on=date(2026, 11, 2))
    url = reverse("holds:end", args=[dispute.pk])

    assert "Hold: held by the office. Stops letters" in says(as_samuel.get(url))

    response = as_samuel.post(url, {"why": "answered", "ended_on": "2026-10-05"})
    dispute.refresh_from_db()
    assert dispute.ended_why == "answered"
    assert response["Location"] == reverse("desk:account", args=[account.pk])
    assert "already ended on Oct 5" in says(as_samuel.post(url, {"why": "again", "ended_on": "2026-10-05"}))


def test_the_preview_names_only_what_nothing_else_stops(as_samuel, account, dispute):
    opened(account, kind="do_not_contact", until_on=None, review_on=date(2026, 11, 2))

    page = says(as_samuel.get(reverse("holds:end", args=[dispute.pk])))

    assert (
        "Nothing stops letters, fees, shutoff, write-off, legal referral, certification or recapture any more." in page
    )


def test_changing_opens_another_and_shows_it(as_samuel, dispute):
    page = as_samuel.post(
        reverse("holds:change", args=[dispute.pk]),
        {"until_on": "2026-10-30", "why": "more time", "request_id": str(uuid4())},
        follow=True,
    )

    assert "through Oct 30" in says(page)


def test_what_is_private_is_closed_until_it_is_opened_and_that_is_logged(as_samuel, specialist, account):
    hold = medical(account)
    url = reverse("holds:hold", args=[hold.pk])

    closed = says(as_samuel.get(url))
    assert "Nwosu" not in closed and "oxygen" not in closed and "Certificate of" not in closed

    opened_page = says(as_samuel.post(reverse("holds:show_private", args=[hold.pk])))
    assert "Nwosu" in opened_page and "oxygen" in opened_page
    alone = says(as_samuel.post(reverse("holds:show_private", args=[hold.pk]), headers={"HX-Request": "true"}))
    assert "Nwosu" in alone and "<html" not in alone
    looks = AccessLine.objects.filter(account_number=account.number, person=specialist)
    assert set(looks.values_list("what", flat=True)) == {"hold", "private part of a hold"}


def test_a_trainee_sees_that_it_is_private_and_cannot_open_it(client, account):
    hold = medical(account)
    client.force_login(factories.person("trainee"))

    assert "closed to your role" in says(client.get(reverse("holds:hold", args=[hold.pk])))
    assert client.post(reverse("holds:show_private", args=[hold.pk])).status_code == 403
