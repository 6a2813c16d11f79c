"""Letters that leave for one household, shown together before their batch is mailed."""

import dataclasses

import pytest

from accounts.people.models import ProtectedAddress
from core.utility import moment
from notices import kinds
from notices.actions import confirm_mailed, issue_letters
from notices.models import Letter, TemplateVersion
from notices.queries.households import households, how_many_households
from tests import factories
from tests.notices.conftest import KIND, TODAY
from tests.notices.mailed import printed

STRONGER = "test_notice"
HOME = {
    "mailing_line1": "7 Elm Street", "mailing_line2": "", "mailing_city": "Demo City", "mailing_state": "MN",
    "mailing_zip": "55804",
}  # fmt: skip


@pytest.fixture(autouse=True)
def both(kind):
    shipped = TemplateVersion.objects.get(kind=KIND)
    TemplateVersion.objects.create(
        kind=STRONGER, number=1, body=shipped.body, is_shipped=True, approved_at=shipped.approved_at
    )
    return kinds.register(dataclasses.replace(kind, code=STRONGER, title="Notice", replaces=frozenset({KIND})))


def at_home(name="Lindqvist"):
    return factories.account(customer=factories.customer(last_name=name, **HOME))


def issue(kind, *accounts):
    issued = issue_letters(kind, [a.pk for a in accounts], cause="run 1", actor=None, today=TODAY)
    return [Letter.objects.get(pk=issued.letters[a.pk]) for a in accounts]


def test_two_accounts_at_one_address_are_one_household_whatever_their_names():
    letters = issue(KIND, at_home("Lindqvist"), at_home("Vang"), factories.account())

    [home] = households()

    assert home.lines == ["7 Elm Street", "Demo City, MN 55804"]
    assert [one.letter for one in home.letters] == letters[:2] and not any(one.replaced_by for one in home.letters)


def test_a_printed_reminder_beside_a_notice_is_pointed_out():
    account = at_home()
    [reminder] = issue(KIND, account)
    batch = printed(reminder)
    [notice] = issue(STRONGER, account)

    [home] = households(batch)

    assert [(one.letter, one.replaced_by) for one in home.letters] == [(reminder, notice), (notice, None)]


def test_a_batch_shows_only_the_households_it_has_a_part_in():
    issue(KIND, at_home(), at_home())
    [other] = issue(KIND, factories.account())

    assert households(printed(other)) == []


def test_what_is_mailed_is_shown_no_more():
    letters = issue(KIND, at_home(), at_home())
    batch = printed(*letters)
    confirm_mailed(batch.pk, mailed_on=TODAY, mail_class="first_class", count=2, actor=None, today=TODAY)

    assert households() == []


def test_an_account_that_is_closed_to_the_reader_is_left_out():
    mine, theirs = at_home(), at_home()
    issue(KIND, mine, theirs)

    assert households(closed={theirs.pk}) == []


def test_people_whose_address_is_protected_are_no_household():
    accounts = [at_home(), at_home()]
    for account in accounts:
        ProtectedAddress.objects.create(
            customer=account.customer, designated_line1="PO Box 1", designated_city="St. Paul", designated_state="MN",
            designated_zip="55117", source="card", from_on=TODAY, entered_at=moment(TODAY),
        )  # fmt: skip
    issue(KIND, *accounts)

    assert households() == []


def test_many_households_take_a_few_questions(django_assert_max_num_queries):
    issue(KIND, *(at_home() for _n in range(6)))

    with django_assert_max_num_queries(2):
        [home] = households()
    assert len(home.letters) == 6


def test_a_place_that_was_protected_after_the_letters_were_issued_stands_in_no_list():
    accounts = [at_home(), at_home("Vang"), at_home("Yang")]
    issue(KIND, *accounts)
    ProtectedAddress.objects.create(
        customer=accounts[0].customer, designated_line1="PO Box 1", designated_city="St. Paul", designated_state="MN",
        designated_zip="55117", source="card", from_on=TODAY, entered_at=moment(TODAY),
    )  # fmt: skip

    [home] = households()

    assert [one.letter.account for one in home.letters] == accounts[1:]
    assert how_many_households() == 1
