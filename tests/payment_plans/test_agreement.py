"""The agreement says the schedule, what the plan stops, when it is missed and what then, and nothing of the means."""

import re
from decimal import Decimal

import pytest

from accounts.documents import files
from accounts.people.privacy.actions import Designated, protect_address
from notices.papers import print_paper
from payment_plans.actions import record_means
from payment_plans.papers import agreement_facts
from payment_plans.queries.facts import rules_of
from tests import factories
from tests.factories import TODAY
from tests.notices.reading import text_of
from tests.payment_plans.cast import accept, agreed_plan, figure, offer_of, owing


def printed(plan, *, today=TODAY):
    facts = agreement_facts(plan, rules_of(plan, today), today=today)
    return print_paper("plan_agreement", facts)


def said(plan):
    text = " ".join(text_of(files.read(plan.agreement.sha256)).split())
    return re.sub(r" ([,.])", r"\1", text)  # what is bold is a run of its own


def test_says_what_is_owed_and_when_it_falls_due(account, maria):
    text = said(accept(offer_of(account, maria), maria).plan)

    assert "You owe $412.40 that is past due. You will make 4 payments, one every month:" in text
    for due in ("Nov 5, 2026 103.10", "Dec 7, 2026 103.10", "Jan 5, 2027 103.10", "Feb 5, 2027 103.10"):
        assert due in text
    assert (
        "You agreed to this plan on October 5, 2026 when you spoke with Maria Olson. You do not have to sign." in text
    )


def test_says_what_it_waits_for(account, maria):
    text = said(accept(offer_of(account, maria, down="120.00", count=1), maria, spoken=False).plan)

    assert "You will pay $120.00 first, then make one payment:" in text
    assert "your first payment of $120.00 and this page with your signature. We need both by October 19, 2026." in text
    assert "Harriet Lindqvist, date" in text and "For Test Utilities, date" in text


def test_says_what_it_stops_as_the_rulebook_has_it(account, maria):
    figure("plan_in_force", "shutoff legal", rules="HoldRules")

    text = said(accept(offer_of(account, maria), maria).plan)

    assert "we will not shut off your service for this debt or take it to court." in text


def test_says_when_a_payment_is_missed_and_what_then(account, maria):
    text = said(accept(offer_of(account, maria), maria).plan)

    assert "A payment is missed if it is more than 5 days late or short by more than $1.00." in text
    assert "If more than one is missed at the same time, the plan ends." in text
    assert "A new bill that is more than 5 days late counts as a missed payment." in text


def test_says_so_where_new_bills_do_not_count_and_nothing_may_be_missed(account, maria):
    figure("current_bills_count", False)
    figure("misses_allowed", 0)
    figure("reinstatements", 0)

    text = said(accept(offer_of(account, maria), maria).plan)

    assert "A late one does not end this plan." in text and "If you miss one, the plan ends." in text
    assert "start the plan again" not in text


def test_says_nothing_of_what_the_customer_stated(account, maria):
    means = record_means(account.pk, monthly_income=Decimal("777.77"), household=9, actor=maria, today=TODAY)

    text = said(accept(offer_of(account, maria, means=means), maria).plan)

    assert "777" not in text and "income" in text  # only that it is private


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (6, 1), (12, 1), (60, 2)])
def test_a_year_of_payments_fits_on_one_page(office, maria, count, pages):
    plan = agreed_plan(
        owing(customer=factories.customer(first_name="Wilhelmina-Konstantina", last_name="Abramowitz-Vandenberg")),
        arrears="2400.00", down="120.00", count=count, state="accepted", needs_signature=True,
    )  # fmt: skip

    assert printed(plan).pages == pages


def test_the_same_plan_gives_the_same_bytes(office, maria):
    plan = agreed_plan()

    assert printed(plan).content == printed(plan).content


def test_names_no_place_that_is_protected(account, maria, ingrid):
    where = Designated("PO Box 9", "", "Saint Paul", "MN", "55101")
    protect_address(account.customer_id, where, named=[ingrid], source="Safe at Home", actor=ingrid, today=TODAY)

    text = said(accept(offer_of(account, maria), maria).plan)

    assert "PO Box 9" in text and account.premise.line1 not in text
