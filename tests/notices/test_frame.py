import pytest

from accounts.models import Customer
from notices.frame import frames, name_of
from tests import factories
from tests.notices.conftest import TODAY


@pytest.mark.parametrize("kind", ["person", "organization"])
@pytest.mark.parametrize("names", [("Ada", "Roe", "Roe LLC"), ("Ada", "", ""), ("", "", "Roe LLC"), ("", "", "")])
def test_names_a_customer_as_the_customer_does(kind, names):
    first, last, organization = names
    customer = Customer(kind=kind, first_name=first, last_name=last, organization_name=organization)

    assert name_of(kind, *names) == customer.name


def test_addresses_a_letter_to_where_mail_goes_and_names_the_place_served():
    away = factories.customer(
        mailing_line1="PO Box 7", mailing_line2="c/o Roe", mailing_city="Reno", mailing_state="NV"
    )
    account = factories.account(customer=away, premise=factories.premise(line1="12 Harbor Street", unit="Apt 3"))

    frame = frames([account.pk], today=TODAY)[account.pk]

    assert frame.facts["mailing_lines"] == [away.name, "PO Box 7", "c/o Roe", "Reno, NV 55805"]
    assert frame.facts["service_address"] == "12 Harbor Street, Apt 3"


def test_says_what_the_rulebook_says_about_the_office():
    account = factories.account()

    facts = frames([account.pk], today=TODAY)[account.pk].facts

    assert facts["utility_name"] == "Demo City Utilities" and facts["office_phone"] == "218-555-0100"
    assert facts["office_lines"] == ["411 Harbor Street", "Demo City, MN 55800"]


def test_costs_the_same_for_one_and_for_many(django_assert_max_num_queries):
    accounts = [factories.account().pk for _ in range(20)]

    with django_assert_max_num_queries(4):
        assert len(frames(accounts, today=TODAY)) == 20
