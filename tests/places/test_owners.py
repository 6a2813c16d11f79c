"""Who owns a place, and does one owner follow another without a gap or two at once?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.places.actions import add_owner, end_owner
from accounts.places.models import PremiseOwner
from accounts.places.queries import owner_of, owners_of
from core.errors import RuleViolation
from tests import factories
from tests.factories import TODAY


def owned(premise, actor, **told):
    given = {"name": "Harbor Flats LLC", "parcel": "010-0270-00190", "source": "County list of Sep 1"}
    return add_owner(premise.pk, **{**given, "from_on": date(2024, 5, 1), **told}, actor=actor, today=TODAY)


def test_an_owner_is_known_from_their_first_day(account, maria):
    owned(account.premise, maria)

    assert owner_of(account.premise_id, date(2024, 4, 30)) is None
    assert str(owner_of(account.premise_id, TODAY)) == "Harbor Flats LLC"


def test_a_new_owner_ends_the_one_before_on_the_day_before(account, maria):
    first = owned(account.premise, maria)
    owned(account.premise, maria, name="Aino Rautio", from_on=date(2026, 9, 1))

    first.refresh_from_db()
    assert first.until_on == date(2026, 8, 31)
    assert str(owner_of(account.premise_id, date(2026, 8, 31))) == "Harbor Flats LLC"
    assert str(owner_of(account.premise_id, TODAY)) == "Aino Rautio"
    assert len(owners_of(account.premise_id)) == 2


def test_a_parcel_alone_is_enough(account, maria):
    assert str(owned(account.premise, maria, name="")) == "Parcel 010-0270-00190"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"name": " ", "parcel": ""}, "at least the parcel"),
        ({"source": ""}, "Say who says so"),
        ({"from_on": date(2026, 10, 6)}, "has not come yet"),
        ({"name": "4111 1111 1111 1111"}, "card number"),
    ],
)
def test_refuses_an_owner_nobody_can_stand_for(account, maria, told, says):
    with pytest.raises(RuleViolation, match=says):
        owned(account.premise, maria, **told)
    assert not PremiseOwner.objects.exists()


def test_refuses_an_owner_from_before_the_present_one(account, maria):
    owned(account.premise, maria)

    with pytest.raises(RuleViolation, match="End that first"):
        owned(account.premise, maria, from_on=date(2024, 5, 1))


def test_an_owner_leaves_once_and_not_before_coming(account, maria):
    owner = owned(account.premise, maria)

    with pytest.raises(RuleViolation, match="between May 1 and today"):
        end_owner(owner.pk, until_on=date(2024, 4, 1), actor=maria, today=TODAY)
    end_owner(owner.pk, until_on=date(2026, 10, 1), actor=maria, today=TODAY)
    with pytest.raises(RuleViolation, match="ended already on Oct 1"):
        end_owner(owner.pk, until_on=TODAY, actor=maria, today=TODAY)


def test_the_database_knows_one_owner_at_a_time(account, maria):
    owner = owned(account.premise, maria)
    owner.pk = None
    with pytest.raises(IntegrityError, match="a_premise_has_one_owner_at_a_time"), transaction.atomic():
        owner.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_leave_one_owner():
    factories.utility()
    premise = factories.account().premise
    people = [factories.person("specialist") for _n in range(2)]

    def enter(person):
        try:
            return owned(premise, person, from_on=TODAY).pk
        except RuleViolation:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        entered = list(both.map(enter, people))

    assert len([pk for pk in entered if pk]) == 1
    assert PremiseOwner.objects.filter(until_on__isnull=True).count() == 1
