"""Who decides in whose place, and in whose hands is whose work, on which day?"""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.staff.models import Handover, StandIn
from core.staff.queries import handovers_to, stands_in_for, works_for
from tests import factories
from tests.factories import TODAY

FRIDAY = date(2026, 10, 9)
DAY = timedelta(days=1)


@pytest.fixture
def ingrid(office):
    return factories.person("supervisor", full_name="Ingrid Halvorsen")


@pytest.fixture
def abdi(office):
    return factories.person("supervisor", full_name="Abdi Warsame")


@pytest.fixture
def maria(office):
    return factories.person("specialist", full_name="Maria Olson")


@pytest.fixture
def tou(office):
    return factories.person("specialist", full_name="Tou Vang")


def stand_in(person, by, from_on=TODAY, until_on=FRIDAY, ended_on=None):
    return StandIn.objects.create(
        person=person, stand_in=by, from_on=from_on, until_on=until_on, named_by=person, named_at=timezone.now(),
        ended_on=ended_on, ended_by=person if ended_on else None,
    )  # fmt: skip


def handover(giver, taker, from_on=TODAY, until_on=FRIDAY, ended_on=None):
    return Handover.objects.create(
        from_person=giver, to_person=taker, from_on=from_on, until_on=until_on, given_by=giver,
        given_at=timezone.now(), ended_on=ended_on, ended_by=giver if ended_on else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "counts"), [(TODAY - DAY, False), (TODAY, True), (FRIDAY, True), (FRIDAY + DAY, False)]
)
def test_a_stand_in_counts_from_the_first_to_the_last_day(ingrid, abdi, day, counts):
    stand_in(ingrid, abdi)

    assert stands_in_for(abdi, today=day) == ([ingrid] if counts else [])


def test_a_stand_in_that_was_ended_counts_until_the_day_before(ingrid, abdi):
    stand_in(ingrid, abdi, ended_on=TODAY + DAY)

    assert stands_in_for(abdi, today=TODAY) == [ingrid]
    assert stands_in_for(abdi, today=TODAY + DAY) == []


def test_nobody_stands_in_for_somebody_whose_log_in_is_closed(ingrid, abdi):
    stand_in(ingrid, abdi)
    ingrid.is_active = False
    ingrid.save()

    assert stands_in_for(abdi, today=TODAY) == []


def test_a_stand_in_of_a_stand_in_decides_nothing(ingrid, abdi, maria):
    stand_in(ingrid, abdi)
    stand_in(abdi, maria)

    assert stands_in_for(maria, today=TODAY) == [abdi]


def test_the_database_allows_one_stand_in_at_a_time(ingrid, abdi, maria):
    stand_in(ingrid, abdi)

    with pytest.raises(IntegrityError, match="one_stand_in_at_a_time"), transaction.atomic():
        stand_in(ingrid, maria, from_on=FRIDAY, until_on=FRIDAY)


def test_the_database_allows_the_next_one_from_the_day_after_and_after_an_early_end(ingrid, abdi, maria):
    stand_in(ingrid, abdi, ended_on=FRIDAY - DAY)

    stand_in(ingrid, maria, from_on=FRIDAY - DAY, until_on=FRIDAY)
    stand_in(ingrid, abdi, from_on=FRIDAY + DAY, until_on=FRIDAY + DAY)

    assert stands_in_for(maria, today=FRIDAY) == [ingrid]
    assert stands_in_for(abdi, today=FRIDAY) == []


def test_work_is_in_the_hands_of_the_other_and_comes_back_by_itself(maria, tou):
    handover(maria, tou)

    assert works_for(tou, today=TODAY) == [tou.pk, maria.pk]
    assert works_for(maria, today=TODAY) == []
    assert works_for(tou, today=FRIDAY + DAY) == [tou.pk]
    assert works_for(maria, today=FRIDAY + DAY) == [maria.pk]
    assert [row.from_person for row in handovers_to(tou, today=TODAY)] == [maria]


def test_whoever_hands_over_hands_on_what_they_were_given(maria, tou, ingrid):
    handover(maria, tou)
    handover(tou, ingrid)

    assert works_for(tou, today=TODAY) == []
    assert works_for(ingrid, today=TODAY) == [ingrid.pk, *sorted([maria.pk, tou.pk])]


def test_a_circle_leaves_everybody_with_their_own(maria, tou):
    handover(maria, tou)
    handover(tou, maria)

    assert works_for(maria, today=TODAY) == [maria.pk]
    assert works_for(tou, today=TODAY) == [tou.pk]


def test_work_in_the_hands_of_somebody_who_left_comes_back(maria, tou):
    handover(maria, tou)
    tou.is_active = False
    tou.save()

    assert works_for(maria, today=TODAY) == [maria.pk]


def test_the_database_allows_one_handover_at_a_time(maria, tou, ingrid):
    handover(maria, tou)

    with pytest.raises(IntegrityError, match="one_handover_at_a_time"), transaction.atomic():
        handover(maria, ingrid, from_on=FRIDAY, until_on=FRIDAY)


def test_the_database_refuses_oneself(maria):
    with pytest.raises(IntegrityError, match="nobody_hands_over_to_themselves"), transaction.atomic():
        handover(maria, maria)
    with pytest.raises(IntegrityError, match="nobody_stands_in_for_themselves"), transaction.atomic():
        stand_in(maria, maria)
    maria.mentor = maria
    with pytest.raises(IntegrityError, match="nobody_is_their_own_mentor"), transaction.atomic():
        maria.save()
