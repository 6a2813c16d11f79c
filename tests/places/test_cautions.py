"""Is a caution opened, kept and ended as it should be, and by whom?"""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.people.models import LockedAccount
from accounts.places.actions import end_caution, keep_caution, open_caution
from accounts.places.models import Caution
from accounts.places.queries import cautions_at, cautions_of, cautions_to_look_at
from accounts.places.sentences import banner
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import moment
from tests import factories
from tests.factories import TODAY

SOON = date(2026, 12, 1)


def dog(premise, actor, **terms):
    return open_caution(
        premise.pk, **{"kind": "dog", "source": "Crew, Oct 2", "review_on": SOON, **terms}, actor=actor, today=TODAY
    )


def test_an_opened_caution_holds_and_is_told_on_every_account_served_there(account, maria):
    moved_out = factories.account(premise=account.premise, status="inactive", closed_on=date(2025, 1, 1))

    dog(account.premise, maria, words="  Bell at the\nfront door. ")

    [caution] = cautions_of(account.premise_id, TODAY)
    assert banner(caution, TODAY)["strong"] == "Caution: dog."
    assert banner(caution, TODAY)["text"] == "Bell at the front door."
    assert [line.action for line in HistoryLine.objects.filter(account_number=account.number)] == ["caution.opened"]
    assert not HistoryLine.objects.filter(account_number=moved_out.number).exists()


def test_without_words_of_its_own_a_caution_says_those_of_its_kind(account, maria):
    assert banner(dog(account.premise, maria), TODAY)["text"].startswith("A dog is kept here.")


def test_a_caution_whose_review_is_overdue_still_holds_and_says_so(account, maria):
    caution = dog(account.premise, maria, review_on=TODAY + timedelta(days=1))
    later = TODAY + timedelta(days=30)

    assert cautions_of(account.premise_id, later) == [caution]
    assert "To be looked at again since Oct 6." in banner(caution, later)["text"]
    assert list(cautions_to_look_at(later)) == [caution]


def test_keeping_a_caution_moves_the_day_to_look_again(account, maria):
    caution = dog(account.premise, maria)

    keep_caution(caution.pk, review_on=date(2027, 3, 1), actor=maria, today=TODAY)

    caution.refresh_from_db()
    assert caution.review_on == date(2027, 3, 1)
    assert HistoryLine.objects.filter(action="caution.kept").count() == 1


def test_an_ended_caution_warns_nobody_and_does_not_end_twice(account, maria):
    caution = dog(account.premise, maria)

    end_caution(caution.pk, why="The dog moved away.", actor=maria, today=TODAY)

    assert cautions_of(account.premise_id, TODAY) == []
    with pytest.raises(RuleViolation, match="ended on Oct 5"):
        end_caution(caution.pk, why="Again.", actor=maria, today=TODAY)
    with pytest.raises(RuleViolation, match="ended on Oct 5"):
        keep_caution(caution.pk, review_on=SOON, actor=maria, today=TODAY)


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"kind": "lion"}, "Choose what to be careful of"),
        ({"kind": "other"}, "Say what to do at the door"),
        ({"source": " "}, "Say who says so"),
        ({"words": "crazy owner"}, "says something about a person"),
        ({"words": "SSN 123-45-6789"}, "Social Security number"),
        ({"review_on": TODAY}, "looked at again after today"),
    ],
)
def test_refuses_a_caution_nobody_should_read(account, maria, terms, says):
    with pytest.raises(RuleViolation, match=says):
        dog(account.premise, maria, **terms)
    assert not Caution.objects.exists()


def test_refuses_the_same_kind_twice_at_one_place(account, maria):
    dog(account.premise, maria)

    with pytest.raises(RuleViolation, match="has that caution already"):
        dog(account.premise, maria)


def test_the_database_refuses_a_second_of_a_kind_at_one_place(account, maria):
    caution = dog(account.premise, maria)
    caution.pk = None
    with pytest.raises(IntegrityError, match="a_premise_is_cautioned_once_of_a_kind"), transaction.atomic():
        caution.save(force_insert=True)


def test_nobody_writes_about_the_place_of_an_account_that_is_closed_to_them(account, maria):
    LockedAccount.objects.create(
        account=account, person=maria, why="own", from_on=TODAY, entered_by=None, entered_at=moment(TODAY)
    )

    with pytest.raises(RuleViolation, match="your own account"):
        dog(account.premise, maria)


def test_many_places_are_asked_by_one_query(maria, django_assert_num_queries):
    places = [factories.account().premise for _n in range(4)]
    for premise in places[:2]:
        dog(premise, maria)

    with django_assert_num_queries(1):
        found = cautions_at([premise.pk for premise in places], TODAY)

    assert set(found) == {premise.pk for premise in places[:2]}
