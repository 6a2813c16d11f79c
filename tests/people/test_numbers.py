"""How is somebody reached, does it work, and what happens when billing says something new?"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.people.actions import add_number, drop_number, judge_number, tried
from accounts.people.models import ContactPoint
from accounts.people.numbers import best_phone, key_of, who_shares
from accounts.people.queries import numbers_of
from accounts.search.lines import renew
from core.errors import RuleViolation
from core.history.models import HistoryLine
from tests import factories
from tests.factories import TODAY
from tests.people.cast import around, number

BILLINGS = "218-555-0142"


def values(account):
    return [(found.value, found.source, found.state) for found in numbers_of(account, TODAY)]


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        ("phone", "(218) 555-0142", "2185550142"),
        ("phone", "+1 218.555.0142", "2185550142"),
        ("email", " Ada@Example.org ", "ada@example.org"),
        ("address", "5 Oak St., #2", "5 oak st 2"),
    ],
)
def test_the_same_number_is_the_same_however_it_is_written(kind, value, key):
    assert key_of(kind, value) == key


def test_billings_number_is_there_before_anybody_tried_it(account):
    assert values(account) == [(BILLINGS, "billing", "unknown")]


def test_a_number_is_kept_with_its_source_and_recorded(account, specialist):
    number(account, "218-555-0177", actor=specialist)

    assert values(account) == [(BILLINGS, "billing", "unknown"), ("218-555-0177", "call of Oct 5", "unknown")]
    assert HistoryLine.objects.get().action == "number.added"


def test_trying_billings_number_keeps_a_row_of_ours_beside_it(account):
    tried(account.pk, "(218) 555 0142", True, actor=None, today=TODAY)

    point = ContactPoint.objects.get()
    assert (point.customer, point.source, point.state, point.last_tried_on) == (
        account.customer, "billing", "works", TODAY
    )  # fmt: skip
    assert values(account) == [(BILLINGS, "billing", "works")]


def test_no_answer_says_nothing_about_a_number_but_when_it_was_tried(account):
    tried(account.pk, BILLINGS, False, actor=None, today=TODAY)
    tried(account.pk, BILLINGS, None, actor=None, today=TODAY)

    assert ContactPoint.objects.get().state == "bad"


def test_a_number_that_nobody_had_is_kept_when_it_works(account):
    assert tried(account.pk, "218-555-0100", None, actor=None, today=TODAY) is None
    assert tried(account.pk, "218-555-0100", False, actor=None, today=TODAY) is None
    assert tried(account.pk, "", True, actor=None, today=TODAY) is None

    tried(account.pk, "218-555-0100", True, actor=None, today=TODAY)

    assert ("218-555-0100", "said on a call", "works") in values(account)


def test_a_party_has_numbers_of_its_own(account):
    party = around(account)
    number(account, "218-555-0188", party=party)

    found = numbers_of(account, TODAY)[-1]
    assert (found.value, found.whose, found.party_id) == ("218-555-0188", "Ole Berg", party.pk)

    tried(account.pk, "218-555-0188", True, actor=None, today=TODAY)
    assert numbers_of(account, TODAY)[-1].state == "works"


def test_a_private_partys_number_is_not_on_the_list(account):
    number(account, "218-555-0188", party=around(account, role="caseworker"))

    assert [found.value for found in numbers_of(account, TODAY)] == [BILLINGS]


def test_a_new_number_of_billing_overwrites_nothing_of_ours(account):
    tried(account.pk, BILLINGS, False, actor=None, today=TODAY)
    number(account, "218-555-0177")
    account.customer.phone = "218-555-0999"
    account.customer.save()

    assert values(account) == [
        ("218-555-0999", "billing", "unknown"),
        ("218-555-0177", "call of Oct 5", "unknown"),
        (BILLINGS, "billing", "bad"),
    ]


def test_the_phone_to_dial_is_one_that_works(account):
    number(account, "218-555-0177")
    assert best_phone(numbers_of(account, TODAY)).value == BILLINGS

    tried(account.pk, BILLINGS, False, actor=None, today=TODAY)
    assert best_phone(numbers_of(account, TODAY)).value == "218-555-0177"

    forbidden = next(found for found in numbers_of(account, TODAY) if found.value == "218-555-0177")
    judge_number(account.pk, forbidden, state="works", do_not_use=True, why_not="asked", actor=None, today=TODAY)
    assert best_phone(numbers_of(account, TODAY)) is None


def test_several_people_may_share_a_number_and_the_page_can_say_who(account):
    other = factories.account(customer=factories.customer(first_name="Nils", last_name="Holm", phone="1 218 555 0142"))
    third = factories.account(customer=factories.customer(first_name="Ida", last_name="Strand", phone=""))
    number(third, BILLINGS)
    private = around(third, role="caseworker", name="Joan Ekholm")
    number(third, BILLINGS, party=private)
    renew([account.pk, other.pk, third.pk])

    shared = who_shares(numbers_of(account, TODAY)[0])

    assert sorted(shared) == ["Ida Strand", "Nils Holm"]


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"value": "555"}, "seven digits"),
        ({"value": "218-555-0177", "source": " "}, "where it comes from"),
        ({"value": "218-555-0177", "kind": "fax"}, "a phone, an e-mail or an address"),
        ({"value": "nobody", "kind": "email"}, "name@example.org"),
        ({"value": " ", "kind": "address"}, "address is empty"),
        ({"value": BILLINGS}, "Billing has this one already"),
        ({"value": "218-555-0177", "source": "card 4111 1111 1111 1111"}, "card number"),
    ],
)
def test_refuses_a_number(account, terms, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        number(account, **terms)


def test_refuses_a_number_twice_and_a_party_of_another_account(account):
    number(account, "218-555-0177")

    with pytest.raises(RuleViolation, match="on file already"):
        number(account, "(218) 555-0177")
    with pytest.raises(RuleViolation, match="does not stand around this account"):
        number(account, "218-555-0178", party=around(factories.account()))


def test_refuses_a_number_not_to_be_used_without_a_reason(account):
    with pytest.raises(RuleViolation, match="who asked for that"):
        judge_number(account.pk, numbers_of(account, TODAY)[0], state="works", do_not_use=True, actor=None, today=TODAY)


def test_every_try_is_dated_but_only_news_makes_history(account):
    tried(account.pk, BILLINGS, True, actor=None, today=TODAY)
    tried(account.pk, BILLINGS, True, actor=None, today=TODAY)
    tried(account.pk, BILLINGS, None, actor=None, today=TODAY)

    assert [line.action for line in HistoryLine.objects.all()] == ["number.judged"]


def test_ours_is_taken_off_with_a_reason_and_billings_stays(account):
    ours = number(account, "218-555-0177")
    tried(account.pk, BILLINGS, False, actor=None, today=TODAY)
    theirs = ContactPoint.objects.get(source="billing")

    with pytest.raises(RuleViolation, match="Say why"):
        drop_number(account.pk, ours.pk, why="", actor=None, today=TODAY)
    drop_number(account.pk, ours.pk, why="typed wrong", actor=None, today=TODAY)
    with pytest.raises(RuleViolation, match="already taken off"):
        drop_number(account.pk, ours.pk, why="typed wrong", actor=None, today=TODAY)
    with pytest.raises(RuleViolation, match="Billing has this number"):
        drop_number(account.pk, theirs.pk, why="wrong", actor=None, today=TODAY)

    assert [found.value for found in numbers_of(account, TODAY)] == [BILLINGS]
    add_number(account.pk, kind="phone", value="218-555-0177", source="right after all", actor=None, today=TODAY)


@pytest.mark.django_db(transaction=True)
def test_two_people_trying_one_number_at_once_keep_one_row():
    factories.utility()
    account = factories.account()

    with ThreadPoolExecutor(max_workers=2) as two:
        list(two.map(try_it, [account.pk] * 2))

    assert ContactPoint.objects.count() == 1


def try_it(account_id):
    try:
        tried(account_id, BILLINGS, True, actor=None, today=TODAY)
    finally:
        connection.close()
