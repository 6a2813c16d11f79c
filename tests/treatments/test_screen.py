"""Does the night's one statement judge as the policy does?"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.holds.queries import held_amount, holds_of, stopping
from collections_app.treatments.policy import ReminderRules, reminder_verdict
from collections_app.treatments.queries import facts_of, judged, reminder_facts, why_not_reminded
from collections_app.treatments.screen import screen
from ledger.models import Standing
from tests import factories
from tests.treatments.standings import TODAY, hold, owing

pytestmark = pytest.mark.django_db

days = st.integers(min_value=-3, max_value=40)
cases = st.fixed_dictionaries(
    {
        "amount": st.sampled_from(["-12.40", "0.00", "0.01", "24.99", "25.00", "60.00", "1846.20"]),
        "days": st.sampled_from([1, 9, 10, 11, 45]),
        "account_class": st.sampled_from(["residential", "residential", "residential", "commercial", ""]),
        "status": st.sampled_from(["active", "active", "active", "inactive"]),
        "city": st.sampled_from(["Demo City", "Demo City", ""]),
        "holds": st.lists(
            st.tuples(
                st.sampled_from(["dispute", "estate", "medical", "plan_in_force", "bankruptcy"]),
                st.sampled_from(["account", "customer", "charges", "service"]),
                days,
                st.one_of(st.none(), days),
                st.booleans(),
            ),
            max_size=2,
        ),
    }
)


class Undone(Exception):
    """Takes one example's rows back."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(cases, min_size=1, max_size=4))
def test_the_statement_and_the_policy_name_the_same_reason(cases):
    try:
        with transaction.atomic():
            made = [_account(case) for case in cases]
            found = judged([account.pk for account in made], TODAY)
            for account in made:
                verdict = reminder_verdict(_facts(account, found[account.pk]), ReminderRules())
                expected = "issue" if verdict.allowed else verdict.strongest.code
                assert found[account.pk]["reason"] == expected
            raise Undone
    except Undone:
        pass


def _facts(account, row):
    """The same facts, asked of the models one by one."""
    standing, stops = account.standing, stopping("letters", on=TODAY)
    whole = [h for h in holds_of(account, on=TODAY) if h.scope in ("account", "customer")]
    held = held_amount(account, "letters", TODAY)
    return replace(
        facts_of(row, TODAY),
        balance=standing.balance,
        past_due=standing.past_due,
        held=min(held, standing.past_due),
        days_past_due=standing.days_past_due,
        is_residential=account.is_residential,
        is_active=account.status == "active",
        is_estate=any(h.kind == "estate" for h in whole),
        hold="held" if any(h.kind in stops for h in whole) else "",
        has_address=account.customer.has_mailing_address,
    )


def _account(case):
    made = factories.account(
        account_class=case["account_class"],
        status=case["status"],
        customer=factories.customer(mailing_city=case["city"]),
    )
    amount = Decimal(case["amount"])
    owed = max(amount, Decimal(0))
    Standing.objects.create(
        account=made,
        as_of=TODAY,
        balance=amount,
        past_due=owed,
        d1_30=owed,
        oldest_due_on=TODAY - timedelta(days=case["days"]) if owed else None,
        days_past_due=case["days"] if owed else 0,
    )
    for kind, scope, begun, lasts, is_ended in case["holds"]:
        from_on = TODAY - timedelta(days=begun)
        hold(
            made,
            kind,
            scope=scope,
            from_on=from_on,
            until_on=from_on + timedelta(days=max(lasts, 0)) if lasts is not None else None,
            review_on=TODAY if lasts is None else None,
            service="gas" if scope == "service" else "",
            amount=Decimal("40.00") if scope == "charges" else None,
            charges=["B1"] if scope == "charges" else [],
        ) if not is_ended else None
    return made


def test_screens_only_those_who_are_past_due():
    late, paid = owing("96.30", days=34), factories.account()
    Standing.objects.create(account=paid, as_of=TODAY, balance=Decimal("-5.00"))

    assert _screened() == {late.pk: "issue"}
    assert why_not_reminded(paid, TODAY).strongest.code == "credit"


def test_an_account_without_a_bill_has_nothing_past_due():
    assert reminder_facts(factories.account(), TODAY).past_due == 0
    assert why_not_reminded(factories.account(), TODAY).sentence == "Nothing is past due."


def test_a_service_in_dispute_leaves_out_what_is_open_on_it():
    made = owing("60.00", days=34, service="gas")
    factories.bill(
        made, "40.00", billed_on=TODAY - timedelta(days=50), due_on=TODAY - timedelta(days=30), service="water"
    )
    from ledger import standings

    standings.renew([made.pk], as_of=TODAY)
    hold(made, "dispute", scope="service", service="gas")

    facts = reminder_facts(made, TODAY)

    assert (facts.past_due, facts.held, facts.chased) == (Decimal("100.00"), Decimal("60.00"), Decimal("40.00"))


def test_the_holder_of_several_accounts_is_held_on_all_of_them():
    first = owing("96.30", days=34)
    second = owing("96.30", days=34, customer=first.customer)
    hold(first, "bankruptcy", scope="customer")

    assert _screened() == {first.pk: "hold", second.pk: "hold"}


def _screened():
    from django.db import connection

    asked = screen(TODAY)
    with connection.cursor() as cursor:
        cursor.execute(f"{asked.opening} select account_id, reason from judged", asked.filled_in)
        return dict(cursor.fetchall())
