"""How an amount, a date, a count and a name read on a page."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from core.templatetags import look, money

TODAY = date(2026, 10, 5)


@pytest.mark.parametrize(
    ("amount", "reads"),
    [
        ("1846.2", "1,846.20"),
        ("0", "0.00"),
        ("-0.00", "0.00"),
        ("-12.40", "12.40 credit"),
        ("1234567.895", "1,234,567.90"),
        ("-0.005", "0.01 credit"),
    ],
)
def test_an_amount_has_two_places_and_a_credit_says_so(amount, reads):
    assert money.amount(Decimal(amount)) == reads


def test_no_amount_is_drawn_as_nothing():
    assert money.money(None) == money.money("") == ""
    assert money.amount(None) == ""


def test_a_drawn_amount_links_to_what_makes_it():
    assert money.money(Decimal("-12.4"), url="/a/?b=1&c=2", css="sum") == (
        '<a class="amount sum" href="/a/?b=1&amp;c=2">12.40<span class="credit">&nbsp;credit</span></a>'
    )
    assert money.money(Decimal("3")) == '<span class="amount">3.00</span>'


@pytest.mark.parametrize(
    ("reads", "said"),
    [
        (money.day, "Mon Oct 5, 2026"),
        (money.short_day, "Mon Oct 5"),
        (money.long_day, "Monday, Oct 5"),
        (money.bare_day, "Oct 5"),
    ],
)
def test_a_day_reads_as_the_office_says_it(reads, said):
    assert reads(TODAY) == said
    assert reads(None) == ""


@pytest.mark.parametrize(
    ("moment", "reads"),
    [
        (TODAY, "Today"),
        (datetime(2026, 10, 5, 13, 20, tzinfo=UTC), "Today 8:20"),
        (datetime(2026, 10, 5, 3, 0, tzinfo=UTC), "Sun Oct 4"),  # the evening before in the office
        (date(2026, 9, 29), "Tue Sep 29"),
        (date(2024, 9, 29), "Sep 29, 2024"),
        (None, ""),
    ],
)
def test_a_list_says_a_moment_by_its_distance(moment, reads):
    assert money.when(moment, TODAY) == reads


@pytest.mark.parametrize(
    ("number", "reads"),
    [("90041187", "9004 1187"), ("1234567", "123 4567"), ("12345", "12345"), ("A-900411", "A-900411"), ("", "")],
)
def test_an_account_number_is_grouped_as_a_caller_reads_it(number, reads):
    assert money.account_number(number) == reads


@pytest.mark.parametrize(
    ("count", "reads"),
    [
        (0, "0"),
        (214, "214"),
        (999, "999"),
        (2412, "about 2,400"),
        (9960, "about 10,000"),
        (1_234_567, "about 1,200,000"),
    ],
)
def test_a_long_list_is_counted_about(count, reads):
    assert money.about(count) == reads


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Aino \u202eRautiainen", "Aino Rautiainen"),
        ("\u2066Aino\u2069 \u200eR\u200f", "Aino R"),
        ("Aino\x00\x1b[31m\x9b", "Aino��[31m�"),
        ("two\r\nlines\tand a tab", "two\nlines\tand a tab"),
        ("Zoë O\u02bcShea نور", "Zoë O\u02bcShea نور"),
        (None, ""),
    ],
)
def test_text_from_outside_cannot_turn_what_stands_beside_it(text, reads):
    assert money.harmless(text) == reads


@pytest.mark.parametrize(
    "amounts",
    [("312.40", "418.75", "396.05", "719.00"), ("0.01", "0", "99999.99"), ("5", "-3"), ("0", "0"), ("33.33",) * 5],
)
def test_the_bars_of_an_aging_picture_fill_it_and_never_overlap(amounts):
    amounts = [Decimal(amount) for amount in amounts]

    bars = look.widths(amounts)

    drawn = [(x, width) for x, width in bars if width]
    assert [width > 0 for _x, width in bars] == [amount > 0 for amount in amounts]
    for (x, width), (following, _width) in pairwise(drawn):
        assert following == x + width + look.GAP
    if drawn:
        assert drawn[0][0] == 0 and sum(drawn[-1]) == look.WIDTH
