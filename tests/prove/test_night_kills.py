"""The full proof: nights killed at many points, inside by the statement and from outside by the clock."""

import random
import time

import pytest

from tests.night.kills import (
    KILLED,
    a_night,
    an_office,
    assert_the_night_is_whole,
    run_in_a_child,
    statements_of_a_night,
)

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
BY_STATEMENT, BY_CLOCK, SEED = 60, 40, 2026


def test_killed_before_many_statements_and_killed_again_while_resuming():
    an_office()
    dice = random.Random(SEED)
    day, accounts = a_night(0, accounts=5)
    # The first night enters the letter's text too; later ones take some statements less.
    statements = statements_of_a_night(day) - 10

    for number in range(1, BY_STATEMENT + 1):
        day, accounts = a_night(number, accounts=5)
        assert run_in_a_child(day, kill_before=dice.randrange(1, statements)) == KILLED
        # Taking it up again may die too; by then it may also be past that statement.
        assert run_in_a_child(day, kill_before=dice.randrange(1, statements)) in (KILLED, 0)
        assert run_in_a_child(day) == 0
        assert_the_night_is_whole(day, accounts)


def test_killed_from_outside_at_random_moments():
    an_office()
    dice = random.Random(SEED)
    day, accounts = a_night(0, accounts=5)
    statements_of_a_night(day)
    begun = time.monotonic()
    day, accounts = a_night(1, accounts=5)
    assert run_in_a_child(day) == 0
    seconds = time.monotonic() - begun

    for number in range(2, BY_CLOCK + 2):
        day, accounts = a_night(number, accounts=5)
        assert run_in_a_child(day, kill_after=dice.uniform(0, seconds)) in (KILLED, 0)
        assert run_in_a_child(day) == 0
        assert_the_night_is_whole(day, accounts)
