"""Is everybody found by the beginning of what a caller can say, and nobody else?"""

from datetime import date

import pytest

from accounts.models import EarlierHolder, SearchLine, Service
from accounts.search import find, renew
from accounts.search.words import begins_like, fold, is_all_digits, marked, words_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def harriet():
    holder = factories.customer(
        first_name="Harriet",
        last_name="Lindqvist",
        phone="218-555-0142",
        alternate_phone="(612) 555-0199",
        email="Harriet.L@example.org",
    )
    place = factories.premise(line1="318 North 12th Avenue East", unit="Apt 2")
    found = factories.account(number="90041187", customer=holder, premise=place)
    Service.objects.filter(account=found).update(meter_number="g-77012")
    renew()
    return found


@pytest.fixture
def crowd(harriet):
    """People who must not be found instead of Harriet."""
    for n, (first, last, street) in enumerate(
        [
            ("José", "Núñez", "41 Harbor Street"),
            ("Siobhan", "O'Brien", "42 Lake Avenue"),
            ("Ann", "Street", "43 Lane Road"),
            ("Bao", "Thao-Vang", "318 South 1st St"),
        ]
    ):
        factories.account(
            number=f"8000000{n}",
            customer=factories.customer(first_name=first, last_name=last, phone=f"701-777-000{n}"),
            premise=factories.premise(line1=street),
        )
    renew()


def found(words):
    return [(hit.account.number, hit.kind) for hit in find(words)]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("lind", "name"),
        ("LINDQVIST", "name"),
        ("harr", "name"),
        ("lindqvist har", "name"),
        ("har lin", "name"),
        ("h lindq", "name"),
        ("318 nor", "address"),
        ("north 12th ave", "address"),
        ("12th avenue", "address"),
        ("318 north 12th av e", "address"),
        ("lind 318", "both"),
        ("harriet avenue", "both"),
        ("9004", "account"),
        ("9004 1187", "account"),
        ("90041187", "account"),
        ("218555", "phone"),
        ("218-555-0142", "phone"),
        ("(218) 555 0142", "phone"),
        ("5550142", "phone"),
        ("555-0142", "phone"),
        ("612 555", "phone"),
        ("G-77", "meter"),
        ("g-77012", "meter"),
        ("harriet.l@", "email"),
        ("HARRIET.L@EXAMPLE.ORG", "email"),
    ],
)
def test_harriet_is_found_by(crowd, harriet, typed, kind):
    assert found(typed) == [("90041187", kind)]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("nunez", "80000000"),
        ("NÚÑ", "80000000"),
        ("jose", "80000000"),
        ("harbor str", "80000000"),
        ("obrien", "80000001"),
        ("o'br", "80000001"),
        ("O’Brien", "80000001"),
        ("ann street", "80000002"),
        ("lane", "80000002"),
        ("thao vang", "80000003"),
        ("vang", "80000003"),
        ("318 s", "80000003"),
    ],
)
def test_is_found_by(crowd, typed, number):
    assert [hit.account.number for hit in find(typed)] == [number]


@pytest.mark.parametrize(
    "typed", ["", "  ", "grnad", "%", "_", "'", "\\", "':* | x", "a\0b", "lind zzz", "x" * 5000, "🎈", "!"]
)
def test_nobody_begins_with(crowd, typed):
    assert find(typed) == []


def test_an_earlier_holder_finds_the_place_and_is_marked(harriet):
    left = factories.customer(first_name="Evert", last_name="Grandahl")
    EarlierHolder.objects.create(account=harriet, customer=left, premise=harriet.premise, until_on=date(2024, 3, 31))
    renew([harriet.pk])

    (hit,) = find("grand")

    assert (hit.account, hit.is_earlier, hit.until_on) == (harriet, True, date(2024, 3, 31))
    assert [hit.is_earlier for hit in find("318 north")] == [False, True]


def test_renewing_one_account_follows_its_holder_and_leaves_the_others(crowd, harriet):
    before = set(SearchLine.objects.exclude(account=harriet).values_list("pk", "name_key"))
    harriet.customer = factories.customer(first_name="New", last_name="Holder")
    harriet.save()

    renew([harriet.pk])

    assert found("lind") == []
    assert found("holder") == [("90041187", "name")]
    assert set(SearchLine.objects.exclude(account=harriet).values_list("pk", "name_key")) == before


def test_renewing_all_again_changes_no_row(crowd):
    before = list(SearchLine.objects.order_by("pk").values_list("pk", "account", "customer", "words"))

    renew()

    assert list(SearchLine.objects.order_by("pk").values_list("pk", "account", "customer", "words")) == before


def test_the_first_load_keeps_the_indexes(harriet):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_indexes where indexname like 'found\\_by\\_%'")
        assert cursor.fetchone() == (7,)


def test_organizations_go_by_their_own_name():
    factories.account(
        customer=factories.customer(
            kind="organization", organization_name="Pinehollow Bakery LLC", first_name="", last_name=""
        )
    )
    renew()

    assert [hit.kind for hit in find("pineh bak")] == ["name"]


def test_what_is_folded_in_sql_is_folded_the_same_in_python():
    from django.db import connection

    from accounts.search.words import folded_sql, worded_sql

    for text in (
        "Ångström",
        "Ødegård",
        "Łukasz",
        "STRASSE Straße",
        "Nguyễn",
        "O’Brien-Smith",
        "İpek",
        "Ærø 12½",
        "Tou\u0301",
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"select {folded_sql('%s::text')}", [text] * folded_sql("%s").count("%s"))
            (folded,) = cursor.fetchone()
            cursor.execute(f"select {worded_sql('%s::text')}", [folded])
            (words,) = cursor.fetchone()
        assert folded == fold(text)
        assert words.split() == words_of(text)


@pytest.mark.parametrize(
    ("text", "words", "pieces"),
    [
        ("Harriet Lindqvist", ["lin"], [("Harriet ", False), ("Lin", True), ("dqvist", False)]),
        ("José Núñez", ["nun", "jos"], [("Jos", True), ("é ", False), ("Núñ", True), ("ez", False)]),
        ("O'Brien", ["obr"], [("O'Br", True), ("ien", False)]),
        ("Straße 1", ["strass"], [("Straß", True), ("e 1", False)]),
        ("<b>Bob</b>", ["bob"], [("<b>", False), ("Bob", True), ("</b>", False)]),
    ],
)
def test_marks_what_was_typed(text, words, pieces):
    assert marked(text, words) == pieces


def test_a_number_is_known_by_its_looks():
    assert is_all_digits("(218) 555-0142")
    assert not is_all_digits("318 North")
    assert not is_all_digits("-")
    assert begins_like("318 North 12th", ["12", "nor"])
