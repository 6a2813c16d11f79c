"""Is what is asked again planned only once, and does it answer as if it were asked for the first time?"""

import pytest
from django.db import connection, transaction

from accounts.models import Account
from core import planned
from core.asked import Asked, Slot, any_of
from core.planned import Statement
from tests import factories


def prepared():
    """The statements that this connection keeps, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("select statement from pg_prepared_statements order by prepare_time")
        return [statement for (statement,) in cursor.fetchall()]


@pytest.fixture
def anew(transactional_db, monkeypatch):
    """A connection of the web that has not been asked anything."""
    monkeypatch.setattr(planned, "_is_on", True)
    connection.close()


def numbers():
    return Asked(
        lambda: Account.objects.filter(pk__in=Slot("accounts")).order_by("pk").values_list("number", flat=True)
    )


def test_a_second_time_prepares_it_and_no_more_than_once(anew):
    one, other = factories.account(), factories.account()
    asked = numbers()

    assert asked(accounts=any_of([one.pk])) == [one.number]
    assert prepared() == []
    assert asked(accounts=any_of([one.pk, other.pk])) == [one.number, other.number]
    assert asked(accounts=any_of([])) == []
    (statement,) = prepared()
    assert "= any ($1)" in statement


def test_a_rolled_back_transaction_and_a_new_connection_do_no_harm(anew):
    account, asked = factories.account(), numbers()
    asked(accounts=[account.pk])
    with transaction.atomic():
        asked(accounts=[account.pk])
        transaction.set_rollback(True)
    assert asked(accounts=[account.pk]) == [account.number]

    connection.close()

    for _time in range(3):
        assert asked(accounts=[account.pk]) == [account.number]
    assert len(prepared()) == 1


def test_a_connection_keeps_only_so_many_and_those_asked_last(anew, monkeypatch):
    monkeypatch.setattr(planned, "MOST", 3)
    first, *others = (Statement.named(f"select {n} + %(more)s") for n in range(5))

    for statement in (first, *others):
        for _time in range(2):
            first.row(more=1)
            statement.row(more=1)

    assert [statement.partition(" as ")[2] for statement in prepared()] == [
        "select 0 + $1",
        "select 3 + $1",
        "select 4 + $1",
    ]
    assert others[0].row(more=1) == (2,)


def test_one_value_may_stand_in_several_places_beside_what_is_fixed(anew):
    both = Statement.named("select %(word)s::text || %(other)s::text || %(word)s::text || '100%%'")

    assert [both.row(word="a", other="'; b") for _time in range(3)] == [("a'; ba100%",)] * 3


def test_only_the_web_plans_once(transactional_db):
    connection.close()
    asked = numbers()

    for _time in range(3):
        assert asked(accounts=any_of([])) == []
    assert prepared() == []
