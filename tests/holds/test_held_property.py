"""Whatever the holds are: SQL and the policy agree on what is held, on every day."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.utils import timezone

from accounts.holds import queries
from accounts.holds.kinds import KINDS
from accounts.holds.models import Hold
from tests import factories

FIRST = date(2026, 9, 1)


def some_hold(random, account):
    begins = FIRST + timedelta(days=random.randrange(30))
    ended = random.choice([None, None, begins + timedelta(days=random.randrange(20))])
    scope = random.choice(Hold.Scope.values)
    whole = scope == Hold.Scope.CUSTOMER
    return Hold(
        kind=random.choice(KINDS).code,
        scope=scope,
        account=None if whole else account,
        customer=account.customer if whole else None,
        service="water" if scope == Hold.Scope.SERVICE else "",
        charges=random.choice([["B1"], ["B1", "B2"], []]) if scope == Hold.Scope.CHARGES else [],
        amount=Decimal(random.randrange(1, 9_999)) / 100 if scope == Hold.Scope.CHARGES else None,
        from_on=begins,
        until_on=random.choice([None, begins + timedelta(days=random.randrange(30))]),
        review_on=date(2027, 1, 4),
        source="a paper",
        recorded_at=timezone.now(),
        ended_on=ended,
        ended_at=timezone.now() if ended else None,
        ended_why="answered" if ended else "",
    )


def protects(hold, on):
    return hold.from_on <= on and (hold.until_on or on) >= on and (hold.ended_on is None or hold.ended_on > on)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("what", ["letters", "shutoff"])
def test_sql_holds_back_exactly_what_the_holds_say(seed, what):
    random = Random(seed)
    couple = [factories.account()]
    couple.append(factories.account(customer=couple[0].customer))
    accounts = [*couple, *(factories.account() for _ in range(4))]
    holds = Hold.objects.bulk_create([some_hold(random, random.choice(accounts)) for _ in range(40)])

    for on in (FIRST + timedelta(days=days) for days in range(0, 60, 5)):
        kinds = queries.stopping(what, on=on)
        now = [hold for hold in holds if hold.kind in kinds and protects(hold, on)]
        whole = {hold.account_id for hold in now if hold.scope == "account"} | {
            account.pk for hold in now for account in accounts if hold.customer_id == account.customer_id
        }
        assert queries.held(what, on=on) == whole
