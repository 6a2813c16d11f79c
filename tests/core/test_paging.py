"""Does a list page by key, forwards and backwards, whatever happens to its rows meanwhile?"""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.http import QueryDict

from accounts.models import Account
from core.asked import Slot
from core.paging import Often, estimated, neighbours, page, place, roughly
from tests import factories

pytestmark = pytest.mark.django_db
MIXED = ("billing_cycle", "-stated_balance", "pk")


def asked(query=""):
    return SimpleNamespace(GET=QueryDict(query.removeprefix("?")))


def walked(keys, *, size=2, link="next", query=""):
    """Every row met by pressing next (or previous) until there is none; a list written once shows the same pages."""
    numbers, often = [], Often(Account.objects.all(), keys)
    while True:
        shown = page(Account.objects.all(), keys, asked(query), size=size)
        assert often.page(asked(query), size=size) == shown
        numbers.append([row.number for row in shown])
        query = getattr(shown, link)
        if not query:
            return numbers


@pytest.fixture
def five():
    for number, cycle, amount in (("A", "1", 5), ("B", "1", 9), ("C", "2", 1), ("D", "2", 1), ("E", "2", 7)):
        factories.account(number=number, billing_cycle=cycle, stated_balance=Decimal(amount))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("number",), [["A", "B"], ["C", "D"], ["E"]]),
        (("-number",), [["E", "D"], ["C", "B"], ["A"]]),
        (MIXED, [["B", "A"], ["E", "C"], ["D"]]),
        (("-stated_balance", "-pk"), [["B", "E"], ["A", "D"], ["C"]]),
        (("premise__route", "pk"), [["A", "B"], ["C", "D"], ["E"]]),
    ],
)
def test_next_meets_every_row_once_in_order(five, keys, expected):
    assert walked(keys) == expected


def test_previous_goes_back_the_way_one_came(five):
    last = page(Account.objects.all(), MIXED, asked(page(Account.objects.all(), MIXED, asked(), size=4).next), size=2)

    assert [row.number for row in last] == ["D"]
    assert walked(MIXED, link="previous", query=last.previous) == [["E", "C"], ["B", "A"]]


def test_a_row_that_appears_or_goes_moves_no_other_row(five):
    second = page(Account.objects.all(), ("number",), asked(), size=2).next

    factories.account(number="AA")
    Account.objects.filter(number="B").update(number="Z")

    assert [row.number for row in page(Account.objects.all(), ("number",), asked(second), size=3)] == ["C", "D", "E"]


def test_keeps_the_filters_in_its_links(five):
    link = page(Account.objects.all(), ("number",), asked("past_due=50&service=gas&after=A"), size=2).next

    assert link == "?past_due=50&service=gas&after=C"


@pytest.mark.parametrize("place", ["x", "1~2", "1~x", "%00~1", "~", "1~1~1", "1~9" + "9" * 40])
def test_a_place_nobody_understands_does_no_harm(five, place):
    assert page(Account.objects.all(), MIXED, asked(f"after={place}"), size=9) is not None


def test_an_empty_list_has_no_neighbours():
    empty = page(Account.objects.all(), ("number",), asked("before=X"))

    assert (empty.rows, empty.next, empty.previous) == ([], "", "")


def test_asks_the_database_for_the_place_and_the_page_and_never_counts(five, django_assert_num_queries):
    second = page(Account.objects.all(), MIXED, asked(), size=2).next
    with django_assert_num_queries(2) as asked_for:
        page(Account.objects.all(), MIXED, asked(second), size=2)

    for question in asked_for:
        assert "count(" not in question["sql"].lower() and "offset" not in question["sql"].lower()


def test_no_amount_travels_in_an_address(five):
    shown = page(Account.objects.all(), MIXED, asked(), size=2)

    ids = [Account.objects.get(number=number).pk for number in ("B", "A")]
    assert shown.places == [f"1~{pk}" for pk in ids]
    assert shown.next == f"?after=1~{ids[1]}"


def test_a_place_whose_row_is_gone_is_the_start_of_the_list(five):
    assert [row.number for row in page(Account.objects.all(), MIXED, asked("after=1~0"), size=2)] == ["B", "A"]


def test_reads_dicts_too(five):
    rows = Account.objects.values("number", "pk")

    assert [row["number"] for row in page(rows, ("number",), asked("after=B"), size=2)] == ["C", "D"]


def test_neighbours_of_a_place_even_when_its_row_is_gone(five):
    rows = Account.objects.all()
    at = place(rows, MIXED, Account.objects.get(number="E"))
    Account.objects.filter(number="E").update(billing_cycle="9")

    before, after = neighbours(rows, MIXED, at)

    assert (before.number, after.number) == ("A", "C")
    assert neighbours(rows, MIXED, place(rows, MIXED, Account.objects.get(number="B")))[0] is None
    assert neighbours(rows, MIXED, "nonsense") == (None, None)


def test_counts_a_short_list_exactly_and_estimates_a_long_one(five, monkeypatch):
    assert roughly(Account.objects.all()) == 5

    monkeypatch.setattr("core.paging.MOST_COUNTED", 3)
    assert roughly(Account.objects.all()) >= 4
    assert estimated(Account.objects.all()) >= 1


def test_a_list_written_once_is_told_each_time_whose_rows_it_has(five):
    often = Often(Account.objects.filter(billing_cycle=Slot("cycle")), ("number",))

    assert [row.number for row in often.page(asked(), cycle="1")] == ["A", "B"]
    second = often.page(asked(), size=2, cycle="2").next
    assert [row.number for row in often.page(asked(second), size=2, cycle="2")] == ["E"]
    assert [row.number for row in often.first(1, cycle="2")] == ["C"]
