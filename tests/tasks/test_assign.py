"""Whose account is it, and how does it go to somebody else?"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection

from accounts.people.models import LockedAccount
from accounts.tasks.assigning import assign
from accounts.tasks.models import Assignment
from accounts.tasks.queries import assigned_to, whose
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import moment
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def marit():
    return factories.person("specialist", full_name="Marit Oyelaran")


@pytest.fixture
def samuel():
    return factories.person("specialist", full_name="Samuel Acheva")


def locked(account, person, why="relative"):
    return LockedAccount.objects.create(
        account=account, person=person, why=why, entered_by=person, entered_at=moment(TODAY), from_on=TODAY
    )


def test_gives_accounts_to_a_person_and_writes_it_down(marit, samuel):
    accounts = [factories.account() for _n in range(2)]

    came = assign([account.pk for account in accounts], samuel, actor=marit, today=TODAY)

    assert came.accounts == [account.pk for account in accounts] and not came.refused
    assert {line.person for line in whose(came.accounts).values()} == {samuel}
    line = HistoryLine.objects.get(action="account.assigned", account_number=accounts[0].number)
    assert line.facts == {"to": "Samuel Acheva", "from": ""}


def test_reassigning_ends_the_one_before_and_keeps_who_had_it(marit, samuel):
    account = factories.account()
    assign([account.pk], marit, actor=marit, today=TODAY)

    assign([account.pk], samuel, actor=marit, today=TODAY)

    assert [(line.person, line.ended_on) for line in Assignment.objects.order_by("pk")] == [
        (marit, TODAY),
        (samuel, None),
    ]
    assert not assigned_to([marit.pk]).exists()


def test_gives_an_account_back_to_nobody(marit):
    account = factories.account()
    assign([account.pk], marit, actor=marit, today=TODAY)

    assign([account.pk], None, actor=marit, today=TODAY)

    assert whose([account.pk]) == {}


def test_leaves_out_what_is_theirs_already_and_says_so(marit, samuel):
    account = factories.account()
    assign([account.pk], samuel, actor=marit, today=TODAY)

    came = assign([account.pk], samuel, actor=marit, today=TODAY)

    assert came.refused == {account.pk: "It is Samuel Acheva’s already."}
    assert Assignment.objects.count() == 1


def test_refuses_somebody_who_may_not_work_accounts(marit):
    with pytest.raises(RuleViolation, match="may not work accounts"):
        assign([factories.account().pk], factories.person("auditor"), actor=marit, today=TODAY)
    with pytest.raises(RuleViolation, match="no longer works here"):
        assign([factories.account().pk], factories.person(is_active=False), actor=marit, today=TODAY)


def test_leaves_out_what_is_closed_to_either(marit, samuel):
    hers, open_one = factories.account(), factories.account()
    locked(hers, samuel)

    came = assign([hers.pk, open_one.pk], samuel, actor=marit, today=TODAY)
    closed_to_actor = assign([hers.pk], marit, actor=samuel, today=TODAY)

    assert came.accounts == [open_one.pk]
    assert came.refused == {hers.pk: "Closed to Samuel Acheva. A colleague must work it."}
    assert closed_to_actor.refused == {hers.pk: "Closed to you."}


def test_the_database_gives_an_account_to_one_person(marit, samuel):
    account = factories.account()
    assign([account.pk], marit, actor=marit, today=TODAY)

    with pytest.raises(IntegrityError, match="an_account_is_one_persons"):
        Assignment.objects.create(account=account, person=samuel, since_on=TODAY, at=moment(TODAY))


@pytest.mark.django_db(transaction=True)
def test_two_supervisors_at_once_leave_one_owner(marit, samuel):
    account = factories.account()

    def give_to(person):
        try:
            return assign([account.pk], person, actor=marit, today=TODAY).accounts
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as both:
        list(both.map(give_to, [marit, samuel]))

    assert Assignment.objects.open().count() == 1 and Assignment.objects.count() == 2
