"""A night of plans that is killed and run again: are rows, letters and history those of one that was not?

The small form of tests/prove/test_plan_kills.py.
"""

import signal

import pytest

from tests.payment_plans.kills import (
    KILLED,
    an_office,
    plans_of_every_kind,
    run_in_a_child,
    statements_of_a_night,
    what_became,
)
from tests.payment_plans.watching import office_of_letters

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 4


def test_killed_anywhere_and_run_again_the_result_is_that_of_one_run(settings):
    office_of_letters(settings)
    an_office()
    undisturbed = plans_of_every_kind()
    statements = statements_of_a_night()
    expected = what_became(undisturbed)
    assert [became[0][0][0] for became in expected] == [
        "active", "broken", "active", "kept", "active", "lapsed", "active",
    ]  # fmt: skip
    assert [len(became[4]) for became in expected] == [1, 1, 0, 0, 1, 0, 0]

    for number in range(1, KILLS + 1):
        accounts = plans_of_every_kind()
        assert run_in_a_child(kill_before=statements * number // (KILLS + 1)) == KILLED == -signal.SIGKILL
        assert run_in_a_child() == 0
        assert what_became(accounts) == expected
