"""Which words may a caution use, and when must somebody look at it again?"""

from datetime import date, timedelta

import pytest

from accounts.places.policy import CautionRules, may_caution
from tests.factories import TODAY

RULES = CautionRules()
SOON = TODAY + timedelta(days=90)


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        ("Large dog behind the house. Ring at the front.", True),
        ("", True),
        ("The tenant is drunk in the evening.", False),
        ("DANGEROUS son", False),
        ("Drugstore next door; park behind it.", True),
        ("Was violent to the meter reader.", False),
    ],
)
def test_a_caution_says_what_to_do_and_nothing_about_a_person(words, allowed):
    assert may_caution(words, review_on=SOON, today=TODAY, rules=RULES).allowed is allowed


@pytest.mark.parametrize(
    ("review_on", "allowed"),
    [
        (TODAY, False),
        (TODAY + timedelta(days=1), True),
        (TODAY + timedelta(days=365), True),
        (TODAY + timedelta(days=366), False),
        (date(2026, 1, 1), False),
    ],
)
def test_a_caution_is_looked_at_again_within_the_rulebooks_days(review_on, allowed):
    assert may_caution("", review_on=review_on, today=TODAY, rules=RULES).allowed is allowed


def test_the_refusal_names_the_word():
    found = may_caution("Hostile neighbour", review_on=SOON, today=TODAY, rules=RULES)

    assert found.sentence.startswith("“hostile” says something about a person.")
    assert found.strongest.citation == "Minn. Stat. 13.04"
