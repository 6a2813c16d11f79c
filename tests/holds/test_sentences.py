from datetime import date
from decimal import Decimal

import pytest

from accounts.holds.sentences import sentence, stops_in_words, title, told
from core.history.models import HistoryLine
from tests.holds.cast import opened


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        (
            {
                "scope": "charges",
                "charges": ["B1"],
                "amount": Decimal("118.20"),
                "facts": {"about": "the June water bill"},
            },
            "118.20 of the June water bill is left out of letters, calls, visits, fees, shutoff and every later step "
            "through Oct 13.",
        ),
        ({"kind": "do_not_contact", "scope": "account"}, "Stops calls and visits through Oct 13."),
        (
            {"kind": "medical", "scope": "service", "service": "gas", "facts": {"certified_by": "Dr. Nwosu"}},
            "Stops shutoff for gas through Oct 13.",
        ),
        (
            {"kind": "do_not_contact", "scope": "customer", "until_on": None, "review_on": date(2027, 1, 4)},
            "Stops calls and visits on every account of this customer until further notice, to be looked at on Jan 4.",
        ),
    ],
)
def test_says_what_is_protected_and_until_when(account, terms, says):
    assert sentence(opened(account, **terms)) == says


def test_the_title_names_the_kind():
    assert title("dispute") == "Hold: dispute."


def test_nothing_stopped_is_said(account):
    assert stops_in_words([]) == "nothing"


def test_the_timeline_tells_opening_and_ending(account):
    opened(account, scope="charges", service="water", amount=Decimal("1118.20"))

    line = HistoryLine.objects.get()
    assert told(line.action, line.facts) == "Hold opened on 1,118.20: dispute."
    assert told("hold.ended", {"kind": "office"}) == "Hold ended: held by the office."
