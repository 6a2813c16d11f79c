"""What does the office see of its plans this week, and what of one account?"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.people.models import LockedAccount, ProtectedAddress
from core.utility import moment
from payment_plans import standings
from payment_plans.models import Miss, Offer
from tests import factories
from tests.desk.cast import text_of
from tests.factories import TODAY
from tests.payment_plans.cast import agreed_plan, bill, in_arrears, pay

LIST = reverse("payment_plans:list")


@pytest.fixture
def as_maria(client, maria):
    client.force_login(maria)
    return client


def seen(plan):
    """The plan's standing as the night leaves it."""
    standings.renew([plan.pk], as_of=TODAY)
    return plan


def of(name):
    return in_arrears(customer=factories.customer(first_name="Derrick", last_name=name))


def missed(plan, due_on, *, flagged_on=TODAY, kind="installment", amount="87.50", **fields):
    return Miss.objects.create(
        plan=plan, kind=kind, due_on=due_on, amount=Decimal(amount), lacking=Decimal(amount),
        flagged_on=flagged_on, **fields,
    )  # fmt: skip


def plan_missing_september(name="Omondale"):
    """Six of 87.50; Aug 28 is paid, Sep 28 is not, and its grace ended on Oct 3."""
    plan = agreed_plan(of(name))
    pay(plan.account, "87.50", date(2026, 8, 27))
    missed(plan, date(2026, 9, 28))
    return seen(plan)


def rows(response):
    return response.content.decode().count("data-open")


def offered(account, maria, answer, **fields):
    return Offer.objects.create(
        account=account, made_on=TODAY, made_by=maria, made_at=moment(TODAY), arrears=Decimal("525.00"), count=10,
        first_due_on=date(2026, 11, 9), installment=Decimal("52.50"), answer=answer, answered_on=TODAY, **fields,
    )  # fmt: skip


def test_what_is_due_by_friday_stands_first_with_its_number_and_amount(as_maria):
    seen(agreed_plan(of("Friday"), first_due_on=date(2026, 10, 9)))
    seen(agreed_plan(of("Nextweek"), first_due_on=date(2026, 10, 12)))

    page = text_of(as_maria.get(LIST))

    assert "Installment 1 of 6 (87.50) is due Fri Oct 9." in page
    assert "Derrick Friday" in page and "Derrick Nextweek" not in page
    assert "525.00" in page  # at stake


def test_the_grace_is_the_one_that_was_agreed(as_maria):
    plan = agreed_plan(of("Grace"), first_due_on=date(2026, 8, 30))
    plan.figures = {**plan.figures, "grace_days": 7}
    plan.save(update_fields=["figures"])
    pay(plan.account, "87.50", date(2026, 8, 27))
    seen(plan)

    assert "grace ends Wed Oct 7." in text_of(as_maria.get(LIST))


def test_an_installment_within_its_grace_says_when_that_ends(as_maria):
    plan = agreed_plan(of("Grace"), first_due_on=date(2026, 8, 30))
    pay(plan.account, "87.50", date(2026, 8, 27))
    seen(plan)

    assert "Installment 2 of 6 (87.50, due Wed Sep 30) is not here; grace ends Mon Oct 5." in text_of(
        as_maria.get(LIST)
    )


def test_what_was_missed_last_night_says_which_and_when_the_plan_breaks(as_maria):
    plan_missing_september()

    page = text_of(as_maria.get(LIST, {"tab": "missed"}))

    assert "Installment 2 of 6 (87.50, due Sep 28) was missed." in page
    assert "It breaks on Nov 3 if 87.50 is not here." in page
    assert "Missed last night 1" in page


def test_misses_of_earlier_nights_are_there_when_asked_for(as_maria):
    plan = plan_missing_september()
    plan.misses.update(flagged_on=date(2026, 10, 4))

    assert "No plan was missed last night." in text_of(as_maria.get(LIST, {"tab": "missed"}))
    assert "was missed." in text_of(as_maria.get(LIST, {"tab": "missed", "earlier": "on"}))


def test_a_new_bill_that_was_not_paid_is_a_miss_of_its_own(as_maria):
    plan = agreed_plan(of("Bills"))
    pay(plan.account, "175.00", date(2026, 9, 14))
    bill(plan.account, "64.12", date(2026, 9, 15))
    missed(plan, date(2026, 9, 15), kind="bill", amount="64.12")
    seen(plan)

    page = text_of(as_maria.get(LIST, {"tab": "missed"}))
    assert "bill" in page and "Derrick Bills" in page


def test_a_broken_plan_says_why_and_until_when_it_may_come_back(as_maria):
    plan = agreed_plan(
        of("Broken"), state="broken", ended_on=date(2026, 10, 1), ended_at=moment(TODAY), end_why="Two were missed."
    )
    page = text_of(as_maria.get(LIST, {"tab": "broken"}))

    assert "Broken on Oct 1: Two were missed." in page
    assert "It may be reinstated until Oct 31." in page

    agreed_plan(plan.account)  # another took its place
    assert "Derrick Broken" not in text_of(as_maria.get(LIST, {"tab": "broken"}))


def test_what_was_made_good_is_told_for_a_week(as_maria):
    plan = plan_missing_september()
    plan.misses.update(cured_on=TODAY - timedelta(days=2), flagged_on=TODAY - timedelta(days=4))

    page = text_of(as_maria.get(LIST, {"tab": "cured"}))
    assert "The installment of Sep 28 (87.50) was made good on Oct 3." in page

    plan.misses.update(cured_on=TODAY - timedelta(days=7), flagged_on=TODAY - timedelta(days=9))
    assert "No miss was made good in the last week." in text_of(as_maria.get(LIST, {"tab": "cured"}))


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"down": "120.00"}, "Starts when 120.00 arrives by Oct 9."),
        ({"needs_signature": True}, "Starts when the agreement is signed, by Oct 9."),
        ({"down": "120.00", "needs_signature": True}, "Starts when 120.00 has arrived and the agreement is signed"),
    ],
)
def test_a_plan_that_waits_says_for_what(as_maria, terms, says):
    agreed_plan(of("Waits"), state="accepted", accepted_on=TODAY, first_due_on=date(2026, 11, 9), **terms)

    assert says in text_of(as_maria.get(LIST, {"tab": "waiting"}))


def test_offers_that_wait_for_a_decision_or_an_answer_have_their_tab(as_maria, maria):
    offered(of("Asked"), maria, "requested")
    offered(of("Thinks"), maria, "thinking", thinking_until=date(2026, 10, 12))
    offered(of("Declined"), maria, "declined", answer_why="too much")

    page = text_of(as_maria.get(LIST, {"tab": "asked"}))

    assert "52.50 a month for 10 months: agreed with Maria Olson on Oct 5, waits for a decision." in page
    assert "offered by Maria Olson on Oct 5, answer by Oct 12." in page
    assert "Derrick Declined" not in page


def test_an_empty_tab_says_why_and_what_is_on_another(as_maria):
    seen(agreed_plan(of("Friday"), first_due_on=date(2026, 10, 9)))

    page = text_of(as_maria.get(LIST, {"tab": "missed"}))

    assert "No plan was missed last night. 1 installment is due by Friday." in page
    assert "Go to the worklist" in page


def test_filters_narrow_the_list_and_can_be_taken_off(as_maria, maria, samuel):
    seen(agreed_plan(of("Marias"), first_due_on=date(2026, 10, 9), accepted_by=maria))
    seen(agreed_plan(of("Samuels"), first_due_on=date(2026, 10, 9), accepted_by=samuel))

    response = as_maria.get(LIST, {"by": samuel.pk})
    page = text_of(response)

    assert "Derrick Samuels" in page and "Derrick Marias" not in page
    assert "Of Samuel Acheva" in page
    nothing = text_of(as_maria.get(LIST, {"by": samuel.pk, "tab": "broken"}))
    assert "Without the filter: Of Samuel Acheva" in nothing
    assert rows(as_maria.get(LIST, {"by": "x", "class": "no", "tab": "nothing", "after": "?"})) == 2


def test_it_pages_by_key_and_leaves_as_a_file(as_maria):
    for n in range(27):
        seen(agreed_plan(of(f"Nr{n:02}"), first_due_on=date(2026, 10, 9)))

    first = as_maria.get(LIST)
    assert rows(first) == 25
    assert rows(as_maria.get(LIST + first.context["page"].next)) == 2

    csv = b"".join(as_maria.get(LIST, {"as": "csv"}).streaming_content).decode()
    assert csv.count("Derrick Nr") == 27
    assert "Installment 1 of 6 (87.50) is due Fri Oct 9." in csv and "525.00" in csv
    assert as_maria.get(LIST, {"as": "xlsx"}).content.startswith(b"PK")


def test_closed_accounts_are_not_on_it_and_protected_addresses_say_so(as_maria, maria, ingrid):
    own, hidden = of("Own"), of("Hidden")
    for account in (own, hidden):
        seen(agreed_plan(account, first_due_on=date(2026, 10, 9)))
    LockedAccount.objects.create(account=own, person=maria, why="own", from_on=TODAY, entered_at=moment(TODAY))
    protect(hidden, ingrid)

    page = text_of(as_maria.get(LIST))

    assert "Derrick Own" not in page
    assert "Derrick Hidden" in page and "Protected address" in page
    assert as_maria.get(reverse("payment_plans:account_plans", args=[own.pk])).status_code == 403
    assert b"Derrick Own" not in b"".join(as_maria.get(LIST, {"as": "csv"}).streaming_content)


def protect(account, supervisor):
    return ProtectedAddress.objects.create(
        customer=account.customer, designated_line1="PO Box 1", designated_city="Demo City", designated_state="MN",
        designated_zip="55801", source="Letter", from_on=TODAY, entered_by=supervisor, entered_at=moment(TODAY),
    )  # fmt: skip


@pytest.mark.parametrize("tab", ["due", "missed", "broken", "cured", "waiting", "asked"])
def test_a_longer_list_asks_the_database_no_more_often(as_maria, tab):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            as_maria.get(LIST, {"tab": tab})
        return len(caught)

    as_maria.get(LIST)
    plan_missing_september()
    few = asked()
    for n in range(4):
        plan_missing_september(f"Nr{n}")
        seen(agreed_plan(of(f"Due{n}"), first_due_on=date(2026, 10, 9)))

    assert asked() <= max(few, 1) + 1 <= 22


def test_an_account_shows_its_plans_and_offers_in_order(as_maria, maria):
    account = of("Both")
    agreed_plan(account, state="broken", ended_on=TODAY, ended_at=moment(TODAY), end_why="Two were missed.")
    offered(account, maria, "declined", answer_why="too much a month")

    page = text_of(as_maria.get(reverse("payment_plans:account_plans", args=[account.pk])))

    assert "Broken on Oct 5: Two were missed." in page
    assert "Declined on Oct 5: too much a month." in page
    assert "52.50 a month for 10 months" in page
    assert "Offer a plan" in page


def test_an_account_without_plans_says_so(as_maria):
    page = text_of(as_maria.get(reverse("payment_plans:account_plans", args=[of("New").pk])))

    assert "This account never had a plan." in page and "Nothing was offered to this account yet." in page


def test_whoever_only_reads_sees_the_button_greyed_and_who_may(client):
    client.force_login(factories.person("auditor"))
    response = client.get(reverse("payment_plans:account_plans", args=[of("New").pk]))

    assert "may offer plans and note promises" in text_of(response)
    assert "/offers/" not in response.content.decode()
