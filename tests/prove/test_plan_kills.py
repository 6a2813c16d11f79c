"""The full proof: nights of plans killed at ten random points, and again while they are taken up."""

import random

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

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
ROUNDS, KILLS, SEED = 3, 10, 2026


def test_killed_at_ten_random_points_and_killed_again_while_resuming(settings):
    office_of_letters(settings)
    an_office()
    undisturbed = plans_of_every_kind(ROUNDS)
    # The first night enters the letters' texts too; later ones take some statements less.
    statements = statements_of_a_night() - 20
    expected = what_became(undisturbed)
    dice = random.Random(SEED)

    for _kill in range(KILLS):
        accounts = plans_of_every_kind(ROUNDS)
        assert run_in_a_child(kill_before=dice.randrange(1, statements)) == KILLED
        # Taking it up again may die too; by then it may also be past that statement.
        assert run_in_a_child(kill_before=dice.randrange(1, statements)) in (KILLED, 0)
        assert run_in_a_child() == 0
        assert what_became(accounts) == expected
