"""What does the search page show of those who begin like it?"""

from datetime import date

import pytest

from accounts.models import EarlierHolder
from accounts.search import renew
from tests import factories
from tests.desk.cast import aged, owing, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def harriet():
    account = owing("1846.20", number="90041187", premise=factories.premise(line1="318 North 12th Avenue East"))
    aged(account)
    renew()
    return account


def test_shows_who_where_how_it_was_found_and_what_is_owed(client, specialist, harriet):
    says = text_of(client.get("/search/", {"q": "lind"}))

    assert "Lind qvist" in says and "318 North 12th Avenue East" in says
    assert "name" in says and "9004 1187 active" in says and "1,846.20" in says


def test_marks_what_was_typed(client, specialist, harriet):
    assert "<mark>Lind</mark>qvist" in client.get("/search/", {"q": "lind"}).content.decode()


def test_an_earlier_holder_is_marked_with_the_end(client, specialist, harriet):
    left = factories.customer(first_name="Evert", last_name="Grandahl")
    EarlierHolder.objects.create(account=harriet, customer=left, premise=harriet.premise, until_on=date(2024, 3, 31))
    renew([harriet.pk])

    assert "earlier holder until Mar 31, 2024" in text_of(client.get("/search/", {"q": "grand"}))


def test_a_closed_account_says_when(client, specialist):
    factories.account(customer=factories.customer(last_name="Gonesson"), status="inactive", closed_on=date(2025, 9, 30))
    renew()

    assert "closed Sep 30, 2025" in text_of(client.get("/search/", {"q": "gones"}))


def test_nothing_found_says_what_to_try(client, specialist, harriet):
    says = text_of(client.get("/search/", {"q": "<b>grnad"}))

    assert "Nothing begins with “<b>grnad”. Try fewer letters, or a street number." in says
    assert "<b>grnad" not in client.get("/search/", {"q": "<b>grnad"}).content.decode()


def test_many_say_that_there_are_more(client, specialist):
    for n in range(25):
        factories.account(customer=factories.customer(last_name=f"Manyson{n}"))
    renew()

    assert "The first 20; more begin like this." in text_of(client.get("/search/", {"q": "manys"}))


def test_an_empty_search_says_what_can_be_typed(client, specialist):
    assert "Type the beginning of a name" in text_of(client.get("/search/"))


def test_asks_the_database_as_often_for_twenty_as_for_one(client, specialist, django_assert_max_num_queries):
    for n in range(25):
        factories.account(customer=factories.customer(last_name=f"Manyson{n}"))
    renew()

    with django_assert_max_num_queries(16):
        client.get("/search/", {"q": "manys"})
