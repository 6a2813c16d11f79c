"""What the holder is to the place: the newest word counts, and a new holder begins unknown."""

from datetime import date

import pytest

from accounts.people.actions import record_place_relation
from accounts.people.queries import place_relation
from core.errors import RuleViolation
from core.history.models import HistoryLine
from tests import factories
from tests.factories import TODAY


def say(account, relation, **terms):
    return record_place_relation(
        account.pk, relation, **{"source": "her lease", "actor": None, "today": TODAY, **terms}
    )


def test_nobody_knows_until_somebody_says(account):
    assert place_relation(account.pk, TODAY) is None


def test_the_newest_word_of_a_day_counts(account):
    say(account, "tenant", from_on=date(2026, 3, 1))
    say(account, "unknown", from_on=date(2026, 9, 1))
    say(account, "landlord", from_on=date(2026, 9, 1))

    assert place_relation(account.pk, date(2026, 8, 31)).relation == "tenant"
    assert place_relation(account.pk, TODAY).relation == "landlord"
    assert HistoryLine.objects.filter(action="place_relation.recorded").count() == 3


def test_what_one_holder_was_to_the_place_says_nothing_of_the_next(account):
    say(account, "owner")
    account.customer = factories.customer()
    account.save()

    assert place_relation(account.pk, TODAY) is None


@pytest.mark.parametrize(
    ("relation", "terms", "sentence"),
    [
        ("guest", {}, "owner, tenant, landlord"),
        ("owner", {"source": ""}, "who said so"),
        ("owner", {"from_on": date(2026, 10, 6)}, "still to come"),
        ("owner", {"source": "ssn 123-45-6789"}, "Social Security"),
    ],
)
def test_refuses(account, relation, terms, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        say(account, relation, **terms)
