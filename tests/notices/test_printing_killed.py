"""A printing that is killed and started again: every letter is in the piles exactly once, and nothing else is.

The small form of tests/prove/test_printing_kills.py.
"""

import signal

import pytest

from notices.actions import issue_letters
from notices.models import BatchLine, Letter, Waiting
from tests import factories
from tests.notices.conftest import KIND
from tests.notices.kills import KILLED, TODAY, in_piles, letters_a_batch, print_here, print_in_a_child, spoken

pytestmark = pytest.mark.django_db(transaction=True)
KILLS, LETTERS = 4, 5


def issued(number):
    accounts = [factories.account().pk for _ in range(LETTERS)]
    letters = issue_letters(KIND, accounts, cause=f"run {number}", actor=None, today=TODAY).letters
    return list(Letter.objects.filter(pk__in=letters.values()))


def test_killed_anywhere_and_started_again_every_letter_is_printed_once(kind):
    letters_a_batch(2)
    issued(0)
    statements = print_here()

    for number in range(1, KILLS + 1):
        letters = issued(number)
        assert print_in_a_child(kill_before=statements * number // (KILLS + 1)) == KILLED == -signal.SIGKILL
        assert print_in_a_child() == 0

        assert BatchLine.objects.filter(letter__in=letters).count() == LETTERS and not Waiting.objects.exists()
        piles = in_piles()
        assert [piles[spoken(letter)] for letter in letters] == [1] * LETTERS
