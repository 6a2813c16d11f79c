"""Is what came back kept, is its address bad for as long as it should be, and for nobody else?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import EarlierHolder
from accounts.people.models import ProtectedAddress
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import moment
from notices.actions import good_again, makes_bad, pull_letter, record_returned
from notices.models import GoodAgain, Returned
from notices.queries.addresses import BadAddress, bad_addresses, bad_lines
from tests import factories
from tests.notices.mailed import issued, mailed, printed
from tests.notices.test_confirm_mailed import outcome

TODAY = factories.TODAY
LATER = TODAY + timedelta(days=6)
HOME = {"mailing_line1": "12 Alder Street", "mailing_line2": "Unit 4"}


@pytest.fixture
def account(kind):
    return factories.account(customer=factories.customer(**HOME))


def back(letter, *, reason="moved", by=None, on=LATER, today=LATER, note=""):
    return record_returned(letter.pk, reason=reason, note=note, returned_on=on, actor=by, today=today)


def is_bad(account):
    return account.pk in bad_addresses([account.pk])


def test_keeps_the_reason_the_day_and_who(account, specialist):
    [letter] = mailed(account)

    back(letter, reason="forwarding", by=specialist, note="  40 Birch Road, Duluth ")

    returned = Returned.objects.get()
    assert (returned.letter, returned.reason, returned.note) == (letter, "forwarding", "40 Birch Road, Duluth")
    assert (returned.returned_on, returned.actor, returned.makes_bad) == (LATER, specialist, True)
    line = HistoryLine.objects.get(action="letter.returned")
    assert (line.account_number, line.actor) == (account.number, specialist)
    assert line.facts == {"kind": letter.kind, "reason": "forwarding", "makes_bad": True}


@pytest.mark.parametrize("reason", Returned.Reason.values)
def test_only_a_letter_that_found_the_house_leaves_the_address_good(account, reason):
    [letter] = mailed(account)

    back(letter, reason=reason, note="in pencil")

    assert is_bad(account) == makes_bad(reason) == (reason not in ("refused", "unclaimed"))


def test_counts_the_letters_that_came_back_from_the_address(account):
    first, second = mailed(account) + mailed(account)
    back(first)
    assert bad_addresses([account.pk]) == {account.pk: BadAddress(1, LATER, first.pk)}

    back(second, reason="not_known", on=LATER + timedelta(days=1), today=LATER + timedelta(days=1))

    assert bad_addresses([account.pk]) == {account.pk: BadAddress(2, LATER + timedelta(days=1), second.pk)}
    assert bad_lines([account.pk]) == {account.pk: {("12 Alder Street", "Unit 4", "Demo City, MN 55805")}}


def test_is_bad_for_every_account_of_the_customer_and_for_nobody_else_at_the_place(account):
    second = factories.account(customer=account.customer)
    neighbour = factories.account(customer=factories.customer(**HOME))
    back(*mailed(account))

    assert set(bad_addresses([account.pk, second.pk, neighbour.pk])) == {account.pk, second.pk}
    assert bad_addresses([]) == bad_lines([]) == {}


def test_a_hundred_accounts_are_one_statement(account, django_assert_num_queries):
    back(*mailed(account))
    others = [factories.account().pk for _ in range(100)]

    with django_assert_num_queries(1):
        assert set(bad_addresses([account.pk, *others])) == {account.pk}


@pytest.mark.parametrize(
    "change", [{"mailing_line1": "40 Birch Road"}, {"mailing_line2": ""}, {"mailing_zip": "55806"}]
)
def test_an_address_that_billing_changed_is_good_by_itself(account, change):
    back(*mailed(account))

    for field, value in change.items():
        setattr(account.customer, field, value)
    account.customer.save()

    assert not is_bad(account)


def test_is_bad_again_when_billing_takes_the_old_address_back(account):
    back(*mailed(account))
    account.customer.mailing_line1 = "40 Birch Road"
    account.customer.save()
    account.customer.mailing_line1 = HOME["mailing_line1"]
    account.customer.save()

    assert is_bad(account)


def test_blanks_that_billing_typed_twice_are_no_other_address(kind):
    typed = factories.account(customer=factories.customer(mailing_line1="12  Alder Street ", mailing_line2="Unit 4"))
    [letter] = mailed(typed)

    back(letter)

    assert is_bad(typed)


def test_whoever_holds_the_account_next_is_written_to_at_the_same_address(account):
    back(*mailed(account))
    first, second = account.customer, factories.customer(**HOME)
    EarlierHolder.objects.create(account=account, customer=first, premise=account.premise, until_on=LATER)
    account.customer = second
    account.save()
    elsewhere = factories.account(customer=first)

    assert set(bad_addresses([account.pk, elsewhere.pk])) == {elsewhere.pk}


def test_mail_to_a_protected_address_goes_to_the_designated_one_which_is_judged_by_itself(account, specialist):
    back(*mailed(account))
    ProtectedAddress.objects.create(
        customer=account.customer, designated_line1="PO Box 17370", designated_city="St. Paul", designated_state="MN",
        designated_zip="55117", source="Safe at Home card", from_on=LATER, entered_at=moment(LATER),
    )  # fmt: skip
    assert not is_bad(account)

    back(*mailed(account), reason="no_such_place")
    assert bad_lines([account.pk])[account.pk] >= {("PO Box 17370", "St. Paul, MN 55117")}
    assert is_bad(account)


class TestRefuses:
    def test_a_letter_that_never_left(self, account, specialist):
        [letter] = issued(account)
        with pytest.raises(RuleViolation, match="was not printed yet"):
            back(letter)
        batch = printed(letter)
        with pytest.raises(RuleViolation, match=f"Batch {batch.pk} is not confirmed as mailed"):
            back(letter)
        pull_letter(letter.pk, reason="paid", actor=specialist, today=TODAY)
        with pytest.raises(RuleViolation, match="taken out and never mailed"):
            back(letter)
        assert not Returned.objects.exists()

    def test_a_letter_a_second_time(self, account):
        [letter] = mailed(account)
        back(letter)

        with pytest.raises(RuleViolation, match="on file already, since Oct 11, 2026: moved, left no address"):
            back(letter, reason="vacant")

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({"reason": "gone"}, "as the post office marked it"),
            ({"on": LATER + timedelta(days=1)}, "is still to come"),
            ({"on": TODAY - timedelta(days=1)}, "was mailed on Oct 5, 2026. It cannot have come back before"),
            ({"reason": "other"}, "what the post office wrote"),
            ({"note": "SSN 470-11-1234"}, "Social Security number"),
        ],
    )
    def test_what_cannot_be(self, account, said, sentence):
        [letter] = mailed(account)

        with pytest.raises(RuleViolation, match=sentence):
            back(letter, **said)
        assert not Returned.objects.exists() and not is_bad(account)

    @pytest.mark.django_db(transaction=True)
    def test_two_people_at_once_record_it_once(self, account):
        [letter] = mailed(account)

        def work(_n):
            try:
                return outcome(lambda: back(letter))
            finally:
                connection.close()

        with ThreadPoolExecutor(max_workers=2) as people:
            assert sorted(map(str, people.map(work, range(2)))) == ["done", "refused"]
        assert Returned.objects.count() == HistoryLine.objects.filter(action="letter.returned").count() == 1


class TestGoodAgain:
    @pytest.mark.django_db(transaction=True)
    def test_two_people_at_once_of_two_letters_from_there_say_it_once(self, account, specialist):
        letters = [*mailed(account), *mailed(account)]
        for letter in letters:
            back(letter)

        def say_so(letter):
            return outcome(lambda: good_again(letter.pk, why="They called.", actor=specialist, today=LATER))

        with ThreadPoolExecutor(2) as people:
            assert sorted(people.map(say_so, letters)) == ["done", "refused"]
        assert GoodAgain.objects.count() == 2

    def test_takes_back_every_letter_from_that_address(self, account, specialist):
        first, second = mailed(account) + mailed(account)
        back(first)
        back(second)

        good_again(first.pk, why="The mail carrier has the new name on the box", actor=specialist, today=LATER)

        assert not is_bad(account) and bad_lines([account.pk]) == {}
        assert {one.returned.letter_id for one in GoodAgain.objects.all()} == {first.pk, second.pk}
        line = HistoryLine.objects.get(action="address.good_again")
        assert line.facts == {"why": "The mail carrier has the new name on the box", "letters": 2}

    def test_leaves_another_address_of_the_customer_bad(self, account, specialist):
        [old] = mailed(account)
        account.customer.mailing_line1 = "40 Birch Road"
        account.customer.save()
        [new] = mailed(account)
        back(old)
        back(new)

        good_again(old.pk, why="lives there again", actor=specialist, today=LATER)

        assert is_bad(account)

    def test_the_next_letter_that_comes_back_makes_it_bad_anew(self, account, specialist):
        [letter] = mailed(account)
        back(letter)
        good_again(letter.pk, why="called, lives there", actor=specialist, today=LATER)

        back(*mailed(account))

        assert bad_addresses([account.pk])[account.pk].letters == 1

    def test_refuses_without_a_reason_twice_and_for_what_did_not_come_back(self, account, specialist):
        first, second = mailed(account) + mailed(account)
        with pytest.raises(RuleViolation, match="did not come back"):
            good_again(first.pk, why="called", actor=specialist, today=LATER)
        back(first)
        with pytest.raises(RuleViolation, match="how you know"):
            good_again(first.pk, why=" ", actor=specialist, today=LATER)
        good_again(first.pk, why="called", actor=specialist, today=LATER)
        with pytest.raises(RuleViolation, match="said already"):
            good_again(first.pk, why="called", actor=specialist, today=LATER)
        back(second, reason="refused")
        with pytest.raises(RuleViolation, match="did not make its address bad"):
            good_again(second.pk, why="called", actor=specialist, today=LATER)


def test_the_database_keeps_what_came_back(account):
    back(*mailed(account))

    for change in (lambda: Returned.objects.update(reason="refused"), lambda: Returned.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
