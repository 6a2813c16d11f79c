"""A night that is killed and started again: is everything there, and every letter once?

The small form of tests/prove/test_night_kills.py.
"""

import pytest

from tests.night.kills import (
    KILLED,
    a_night,
    an_office,
    assert_the_night_is_whole,
    run_in_a_child,
    statements_of_a_night,
)

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 5


def test_killed_anywhere_and_started_again_the_result_is_the_same():
    an_office()
    day, accounts = a_night(0)
    statements = statements_of_a_night(day)
    assert_the_night_is_whole(day, accounts)

    for number in range(1, KILLS + 1):
        day, accounts = a_night(number)
        kill_before = statements * number // (KILLS + 1)

        assert run_in_a_child(day, kill_before=kill_before) == KILLED
        assert run_in_a_child(day) == 0
        assert_the_night_is_whole(day, accounts)
