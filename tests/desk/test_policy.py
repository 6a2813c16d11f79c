"""Which filter keeps an account off a list?"""

from dataclasses import replace
from decimal import Decimal

import pytest

from collections_app.desk.policy import ListFacts, why_filtered

FACTS = ListFacts(
    past_due=Decimal("96.30"), days=34, is_residential=True, is_active=True, services_on={"gas"}, is_held=False,
    language="en", route="R07", cycle="2", whose="Samuel Acheva", is_mine=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "chosen", "expected"),
    [
        ({}, {}, ""),
        ({}, {"past_due": Decimal("96.30"), "days": 34, "hold": "without", "service": "gas"}, ""),
        ({}, {"past_due": Decimal("96.31")}, "past due is 96.30 and the list begins at 96.31."),
        ({}, {"days": 35}, "it is 34 days past due and the list begins at 35."),
        ({}, {"account_class": "business"}, "it is a household."),
        ({"is_residential": False}, {"account_class": "residential"}, "it is not a household."),
        ({}, {"service": "water"}, "no water is on there."),
        ({}, {"status": "inactive"}, "the account is open."),
        ({"is_active": False}, {"status": "active"}, "the account is closed."),
        ({}, {"hold": "with"}, "no hold is in force."),
        ({"is_held": True}, {"hold": "without"}, "a hold is in force."),
        ({"language": ""}, {"language": "es"}, "its language is not known."),
        ({}, {"route": "R08"}, "its route is R07."),
        ({}, {"cycle": "3"}, "its billing cycle is 2."),
        ({}, {"whose": "nobody"}, "it is Samuel Acheva’s."),
        ({}, {"whose": "me"}, "it is Samuel Acheva’s."),
        ({"whose": ""}, {"whose": "me"}, "it is nobody’s yet."),
        ({"is_mine": True}, {"whose": "me"}, ""),
        ({}, {"past_due": Decimal("200"), "days": 90}, "past due is 96.30 and the list begins at 200.00."),
    ],
)
def test_the_first_failing_filter_speaks(changed, chosen, expected):
    says = why_filtered(replace(FACTS, **changed), chosen)

    assert says == (f"Not on this list: {expected}" if expected else "")
