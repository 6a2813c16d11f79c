"""What is one person to us, over all their accounts?"""

from datetime import date

import pytest
from django.urls import reverse

from accounts.contacts.actions import log_call
from accounts.notes.actions import write_note
from accounts.people.actions import add_number, add_party
from accounts.people.models import LockedAccount, ProtectedAddress
from accounts.tasks.actions import add_task
from core.history.models import AccessLine
from core.utility import moment
from tests import factories
from tests.desk.cast import aged, owing, text_of
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def page_of(customer):
    return reverse("desk:customer", args=[customer.pk])


@pytest.fixture
def landlady():
    """Three accounts, one closed with debt (demo situation 9)."""
    holder = factories.customer(first_name="Harriet", last_name="Lindqvist")
    accounts = [
        owing("310.15", days=40, customer=holder),
        owing("61.00", days=400, customer=holder, status="inactive", closed_on=date(2025, 9, 30)),
        factories.account(customer=holder),
    ]
    aged(*accounts)
    return accounts


def test_shows_every_account_with_what_is_owed_together(client, specialist, landlady):
    says = text_of(client.get(page_of(landlady[0].customer)))

    assert "310.15" in says and "61.00" in says and "371.15" in says
    assert "closed Sep 30, 2025" in says


def test_shows_steps_talks_and_notes_across_accounts(client, specialist, landlady):
    first, second, _third = landlady
    add_task(first.pk, "Call back about the lease", due_on=TODAY, actor=specialist, today=TODAY)
    log_call(second.pk, direction="out", outcome="voicemail", actor=specialist, today=TODAY, request_id=None)
    write_note(customer_id=first.customer_id, text="Deaf", is_sticky=True, actor=None, today=TODAY)
    add_number(first.pk, kind="phone", value="218-555-0177", source="call", actor=None, today=TODAY)

    says = text_of(client.get(page_of(first.customer)))

    assert "Call back about the lease" in says
    assert "voicemail left." in says
    assert "Note. Deaf" in says
    assert "218-555-0177" in says


def test_names_the_accounts_of_others_around_which_they_stand(client, specialist, landlady):
    tenant = factories.account(customer=factories.customer(first_name="Nils", last_name="Holm"))
    add_party(
        tenant.pk, role="landlord", name="Harriet Lindqvist", customer=landlady[0].customer, source="lease",
        actor=None, today=TODAY,
    )  # fmt: skip

    assert "Nils Holm" in text_of(client.get(page_of(landlady[0].customer)))


def test_every_account_shown_is_written_to_the_access_log(client, specialist, landlady):
    client.get(page_of(landlady[0].customer))

    looks = AccessLine.objects.filter(person=specialist, what="customer page")
    assert sorted(looks.values_list("account_number", flat=True)) == sorted(a.number for a in landlady)


def test_is_closed_to_me_when_one_of_the_accounts_is(client, specialist, landlady):
    lock(landlady[1], specialist)

    answer = client.get(page_of(landlady[0].customer))

    assert answer.status_code == 403 and "your own account" in answer.content.decode()
    assert "310.15" not in answer.content.decode()


def lock(account, person):
    LockedAccount.objects.create(account=account, person=person, why="own", from_on=TODAY, entered_at=moment(TODAY))


def protect(holder):
    ProtectedAddress.objects.create(
        customer=holder, designated_line1="PO Box 17370", designated_city="St Paul", designated_state="MN",
        designated_zip="55117", source="Safe at Home card", from_on=TODAY, entered_at=moment(TODAY),
    )  # fmt: skip


def test_a_protected_address_is_not_shown(client, specialist, landlady):
    holder = landlady[0].customer
    protect(holder)
    point = add_number(landlady[0].pk, kind="address", value="77 Secret Lane", source="call", actor=None, today=TODAY)
    neighbour = factories.account(premise=landlady[0].premise)

    for url in (page_of(holder), reverse("desk:people", args=[landlady[0].pk])):
        page = client.get(url).content.decode()
        for private in ("318 North 12th", "77 Secret Lane", *(a.premise.line1 for a in landlady)):
            assert private not in page, (url, private)
        assert "PO Box 17370" in page
        assert neighbour.customer.name not in page
    assert client.get(reverse("people:judge_number", args=[landlady[0].pk, point.pk])).status_code == 404


def test_somebody_protected_is_not_named_at_the_place_where_they_live(client, specialist, landlady):
    protect(landlady[0].customer)
    neighbour = factories.account(premise=landlady[0].premise)

    page = client.get(reverse("desk:people", args=[neighbour.pk])).content.decode()

    assert reverse("desk:account", args=[landlady[0].pk]) not in page


def test_keeps_its_query_budget(client, specialist, landlady, django_assert_max_num_queries):
    for account in landlady:
        add_task(account.pk, "Call back", due_on=TODAY, actor=specialist, today=TODAY)
        log_call(account.pk, direction="out", outcome="voicemail", actor=None, today=TODAY, request_id=None)
        write_note(customer_id=account.customer_id, text="Deaf", actor=None, today=TODAY)
    client.get(page_of(landlady[0].customer))

    with django_assert_max_num_queries(24):
        client.get(page_of(landlady[0].customer))


def test_nobody_by_that_number_is_not_found(client, specialist):
    assert client.get(reverse("desk:customer", args=[999_999])).status_code == 404


def test_an_auditor_reads_and_is_told_who_may_write(client):
    client.force_login(factories.person("auditor"))
    account = factories.account()

    says = text_of(client.get(page_of(account.customer)))

    assert "Only a specialist or supervisor may keep people, numbers, places and notes." in says
