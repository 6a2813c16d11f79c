"""Does the night's one statement judge as the policy does?"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.holds.queries import holds_of, stopping
from collections_app.treatments.policy import ReminderRules, reminder_verdict
from collections_app.treatments.queries import facts_of, judged, reminder_facts, why_not_reminded
from collections_app.treatments.screen import screen
from core.money import ZERO
from ledger import standings
from ledger.models import Standing
from ledger.queries import open_charges
from notices.actions import record_returned
from tests import factories
from tests.notices.mailed import mailed
from tests.treatments.standings import TODAY, hold, money, owing

pytestmark = pytest.mark.django_db

days = st.integers(min_value=-3, max_value=40)
cases = st.fixed_dictionaries(
    {
        "billed": st.sampled_from(["0.01", "24.99", "25.00", "60.00", "1846.20"]),
        "paid": st.sampled_from(["0.00", "0.00", "0.01", "5.01", "30.00", "60.00", "2000.00"]),
        "days": st.sampled_from([1, 9, 10, 11, 45]),
        "account_class": st.sampled_from(["residential", "residential", "residential", "commercial", ""]),
        "customer": st.sampled_from(["person", "person", "person", "organization"]),
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
    return replace(
        facts_of(row, TODAY),
        balance=standing.balance,
        past_due=standing.past_due,
        held=_held(account, stops),
        days_past_due=standing.days_past_due,
        is_household=account.is_residential and account.customer.kind == "person",
        is_active=account.status == "active",
        is_estate=any(h.kind == "estate" for h in whole),
        hold="held" if any(h.kind in stops for h in whole) else "",
        has_address=account.customer.has_mailing_address,
    )


def _held(account, stops):
    """All that is open of gas, or at most 40.00 of its one charge: that is all that the cases hold in part."""
    open_of_gas = sum((charge.open for charge in open_charges(account.pk, TODAY) if charge.service == "gas"), ZERO)
    scopes = {h.scope for h in holds_of(account, on=TODAY) if h.kind in stops}
    if "service" in scopes:
        return open_of_gas
    return min(open_of_gas, money("40.00")) if "charges" in scopes else ZERO


def _account(case):
    made = factories.account(
        account_class=case["account_class"],
        status=case["status"],
        customer=factories.customer(mailing_city=case["city"], kind=case["customer"]),
    )
    bill(made, case["billed"], days=case["days"], charge_id=f"GAS{made.pk}")
    bill(made, "30.00", days=5, service="water")
    if case["paid"] != "0.00":
        factories.payment(made, case["paid"], received_on=TODAY)
    standings.renew([made.pk], as_of=TODAY)
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
            charges=[f"GAS{made.pk}"] if scope == "charges" else [],
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
    standings.renew([made.pk], as_of=TODAY)
    hold(made, "dispute", scope="service", service="gas")

    facts = reminder_facts(made, TODAY)

    assert (facts.past_due, facts.held, facts.chased) == (Decimal("100.00"), Decimal("60.00"), Decimal("40.00"))


def test_a_named_charge_that_is_paid_hides_no_other_debt():
    made = factories.account()
    bill(made, "120.00", days=64, charge_id="DISPUTED")
    bill(made, "80.00", days=34, charge_id="OTHER")
    hold(made, "dispute", scope="charges", charges=["DISPUTED"], amount=money("120.00"))
    factories.payment(made, "90.00", received_on=TODAY)
    standings.renew([made.pk], as_of=TODAY)

    assert reminder_facts(made, TODAY).held == money("30.00")

    factories.payment(made, "30.00", received_on=TODAY)
    standings.renew([made.pk], as_of=TODAY)

    facts = reminder_facts(made, TODAY)
    assert (facts.past_due, facts.held, facts.chased) == (money("80.00"), money("0.00"), money("80.00"))
    assert _screened() == {made.pk: "issue"}


def test_a_charge_number_that_nobody_knows_still_protects_the_amount():
    made = owing("96.30", days=34)
    hold(made, "dispute", scope="charges", charges=["MISTYPED"], amount=money("40.00"))

    assert reminder_facts(made, TODAY).chased == money("56.30")


def test_a_charge_on_a_held_service_is_left_out_once():
    made = factories.account()
    bill(made, "60.00", days=34, charge_id="GAS")
    bill(made, "40.00", days=34, charge_id="WATER", service="water")
    standings.renew([made.pk], as_of=TODAY)
    hold(made, "dispute", scope="service", service="gas")
    hold(made, "appeal", scope="charges", charges=["GAS"], amount=money("60.00"))

    assert reminder_facts(made, TODAY).chased == money("40.00")


def test_a_disputed_amount_of_a_service_without_its_charges_is_at_most_what_is_open_on_it():
    made = factories.account()
    bill(made, "60.00", days=34)
    bill(made, "40.00", days=34, service="water")
    standings.renew([made.pk], as_of=TODAY)
    hold(made, "dispute", scope="charges", service="water", amount=money("70.00"))

    assert reminder_facts(made, TODAY).chased == money("60.00")


def test_the_holder_of_several_accounts_is_held_on_all_of_them():
    first = owing("96.30", days=34)
    second = owing("96.30", days=34, customer=first.customer)
    hold(first, "bankruptcy", scope="customer")

    assert _screened() == {first.pk: "hold", second.pk: "hold"}


def bill(account, amount, *, days, charge_id=None, service="gas"):
    due_on = TODAY - timedelta(days=days)
    billed_on = due_on - timedelta(days=21)
    factories.bill(account, amount, billed_on=billed_on, due_on=due_on, service=service, charge_id=charge_id)


def _screened():
    from django.db import connection

    asked = screen(TODAY)
    with connection.cursor() as cursor:
        cursor.execute(f"{asked.opening} select account_id, reason from judged", asked.filled_in)
        return dict(cursor.fetchall())


def test_an_address_from_which_a_letter_came_back_gets_no_reminder_until_it_changes():
    factories.utility()
    made = owing("96.30", days=34)
    [letter] = mailed(made, kind="past_due_reminder")
    record_returned(letter.pk, reason="moved", returned_on=TODAY, actor=None, today=TODAY)
    later = TODAY + timedelta(days=31)
    assert judged([made.pk], later)[made.pk]["reason"] == "bad_address"
    assert why_not_reminded(made, later).strongest.code == "bad_address"

    made.customer.mailing_line1 = "40 Birch Road"
    made.customer.save()

    assert judged([made.pk], later)[made.pk]["reason"] == "issue"
