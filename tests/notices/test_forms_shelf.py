"""Can a person hand out each form, blank or filled, and does a filled one say only what it may?"""

import pikepdf
import pytest
from django.urls import reverse, reverse_lazy
from pdfua import validate

from accounts.people.models import LockedAccount
from accounts.people.privacy.actions import Designated, protect_address
from core.history.models import AccessLine
from core.utility import moment
from notices import kinds
from notices.models import TemplateVersion
from tests import factories
from tests.notices.reading import text_of

TODAY = factories.TODAY
SHELF = reverse_lazy("notices:forms_shelf")
FORMS = ["inability_to_pay", "payment_extension", "plan_agreement", "third_party_designation"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    holder = factories.customer(first_name="Harriet", last_name="Lindqvist")
    return factories.account(customer=holder)


@pytest.fixture
def cashier(client):
    person = factories.person("cashier")
    client.force_login(person)
    return person


def blank(client, code, language="en"):
    return client.get(reverse("notices:form_pdf", args=[code, language]))


def filled(client, code, account):
    return client.get(reverse("notices:filled_form_pdf", args=[code, "en", account.pk]))


def words(response):
    return " ".join(text_of(response.content).split())


def test_every_form_of_the_register_lies_on_the_shelf(client, cashier):
    page = client.get(SHELF).content.decode()

    assert sorted(kind.code for kind in kinds.all_kinds() if kind.form) == FORMS
    for code in FORMS:
        assert reverse("notices:form_pdf", args=[code, "en"]) in page


@pytest.mark.parametrize("code", FORMS)
def test_a_blank_form_names_the_office_and_nobody_else_and_fits_one_sheet(client, cashier, account, code, tmp_path):
    answer = blank(client, code)

    assert answer["Content-Type"] == "application/pdf" and "Demo City Utilities" in words(answer)
    assert "Lindqvist" not in words(answer) and "____" in words(answer)
    file = tmp_path / "form.pdf"
    file.write_bytes(answer.content)
    assert [finding for finding in validate(str(file)).findings if finding.severity.name == "ERROR"] == []
    with pikepdf.open(file) as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize("code", FORMS)
def test_a_filled_form_carries_name_account_and_place(client, cashier, account, code):
    said = words(filled(client, code, account))

    assert "Harriet Lindqvist" in said and account.premise.line1 in said
    assert account.number in said.replace(" ", "")


def test_the_same_form_gives_the_same_bytes(client, cashier, account):
    assert filled(client, "inability_to_pay", account).content == filled(client, "inability_to_pay", account).content


def test_an_account_number_leads_to_the_forms_filled_in_for_it(client, cashier, account):
    answer = client.post(SHELF, {"number": f" {account.number[:4]} {account.number[4:]}"}, follow=True)

    assert answer.redirect_chain[0][0] == reverse("notices:forms_for", args=[account.pk])
    assert reverse("notices:filled_form_pdf", args=["inability_to_pay", "en", account.pk]) in answer.content.decode()
    assert AccessLine.objects.filter(account_number=account.number, what="forms shelf").exists()


@pytest.mark.parametrize(("number", "said"), [("", "Type the account’s number"), ("404", "No account has this number")])
def test_a_number_that_names_nothing_is_said_beside_its_field(client, cashier, number, said):
    answer = client.post(SHELF, {"number": number})

    assert answer.status_code == 422 and said in answer.content.decode()


def test_a_cashier_who_may_not_enter_the_mail_room_finds_the_shelf_in_the_menu(client, cashier):
    places = client.get(SHELF).context["places"]

    assert [place.label for place in places if place.current] == ["Forms"]
    assert "Mail room" not in [place.label for place in places]


def test_a_closed_account_is_not_filled_in(client, cashier, account):
    LockedAccount.objects.create(account=account, person=cashier, why="own", from_on=TODAY, entered_at=moment(TODAY))

    assert filled(client, "inability_to_pay", account).status_code == 403


def test_a_protected_place_stands_on_no_form(client, cashier, account):
    ingrid = factories.person("supervisor")
    where = Designated("PO Box 9", "", "Saint Paul", "MN", "55101")
    protect_address(account.customer_id, where, named=[ingrid], source="Safe at Home", actor=ingrid, today=TODAY)

    said = words(filled(client, "inability_to_pay", account))

    assert account.premise.line1 not in said and "the address on file" in said


@pytest.mark.parametrize("code", ["past_due_reminder", "shutoff_rights", "no_such_kind"])
def test_what_is_no_form_does_not_lie_there(client, cashier, code):
    assert blank(client, code).status_code == 404


def test_lies_there_in_each_language_it_is_approved_in_and_says_since_when(client, cashier):
    reader, writer, approver = (factories.person("specialist", full_name=name) for name in ("Pa", "Ana", "Ingrid"))
    TemplateVersion.objects.create(
        kind="payment_extension", language="es", number=1, body="# Más tiempo\n\nNombre: {{ holder_name }}",
        written_by=writer, second_reader=reader, read_at=moment(TODAY), approved_by=approver,
        approved_at=moment(TODAY), in_force_from=TODAY,
    )  # fmt: skip

    page = client.get(SHELF).content.decode()

    assert "Spanish" in page and "Oct 5, version 1" in page.replace(", 2026", "")
    assert "Más tiempo" in words(blank(client, "payment_extension", "es"))


def test_keeps_to_its_query_budget(client, cashier, django_assert_max_num_queries):
    client.get(SHELF)

    with django_assert_max_num_queries(20):
        client.get(SHELF)
