"""What does somebody see and do on the page of offers, while the customer is on the phone?"""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.holds.actions import open_hold
from core.approvals.models import Approval
from core.history.models import AccessLine
from payment_plans.actions.means import record_means
from payment_plans.forms import read_terms, terms_as_text
from payment_plans.models import Means, Offer, PaymentPlan
from payment_plans.policy.schedule import Terms
from tests import factories
from tests.desk.cast import text_of
from tests.factories import TODAY
from tests.payment_plans import cast
from tests.payment_plans.cast import agreed_plan

WITHIN = Terms(Decimal("412.40"), Decimal("0.00"), 4, date(2026, 11, 9), "month")
BEYOND = Terms(Decimal("412.40"), Decimal("0.00"), 10, date(2026, 11, 9), "month")


@pytest.fixture
def as_maria(client, maria):
    client.force_login(maria)
    return client


def at(name, account):
    return reverse(f"payment_plans:{name}", args=[account.pk])


def said(terms=WITHIN, **typed):
    """What the form of the page sends when a button of card 1 is pressed."""
    return {"offer": "1", "terms_1": terms_as_text(terms), "request_id": str(uuid4()), "channel": "phone", **typed}


# ---- what is read ----


def test_what_can_be_in_the_plan_stands_to_the_cent_with_what_stays_out(as_maria, account):
    open_hold(
        kind="dispute", scope="charges", account=account, charges=[f"B-{account.pk}-AUG"], amount=Decimal("62.40"),
        service="water", from_on=date(2026, 9, 22), until_on=date(2026, 10, 13), source="Letter", actor=None,
        today=TODAY,
    )  # fmt: skip

    response = as_maria.get(at("offers", account))
    page = text_of(response)

    assert "Past due 412.40 Less water, due Aug 31 disputed since Sep 22 62.40 In the plan 350.00" in page
    assert "The bill of 60.00 is due Oct 19, so it stays out." in page
    assert reverse("desk:explain", args=[account.pk, "past_due"]) in response.content.decode()
    assert "the answer on the 62.40 left out" in page


def test_three_offers_stand_side_by_side_with_what_each_really_costs(as_maria, account):
    page = text_of(as_maria.get(at("offers", account)))

    for words in ("206.20 a month for 2 months", "103.10 a month for 4 months", "68.74 a month for 6 months"):
        assert words in page
    assert "The last of them 68.70" in page
    assert "True monthly cost" in page and "new bills of about 157.47" in page
    assert "up to 6; a supervisor up to 12" in page
    assert "a plan must be offered" in page
    assert "“You need not tell me your income." in page


def test_what_is_named_is_held_against_each_offer_and_nothing_is_kept_yet(as_maria, account):
    typed = {"can_pay_a_month": "220", "can_pay_now": "50", "monthly_income": "900"}
    page = text_of(as_maria.post(at("quote_offers", account), typed))

    assert "Offer 3, within the means" in page
    assert "Fits, with" in page and "a month to spare" in page
    assert "more a month than the 220.00 named" in page
    assert "10 percent of income" not in page.split("Offer 3")[1]
    assert not Means.objects.exists() and not Offer.objects.exists()


@pytest.mark.parametrize(
    ("typed", "reads"),
    [
        ({"down_payment": "112.40"}, "First payment, by Fri Oct 9 112.40"),
        ({"down_payment": "$ 112.40"}, "First payment, by Fri Oct 9 112.40"),
        ({"first_due_on": "2026-10-30"}, "from Fri Oct 30"),
        ({"every": "2weeks"}, "every two weeks for"),
        ({"count_3": "5", "proposed_3": "6"}, "82.48 a month for 5 months"),
        ({"count_3": "6", "proposed_3": "6", "more": "3"}, "58.92 a month for 7 months"),
        ({"count_1": "2", "proposed_1": "2", "fewer": "1"}, "412.40 a month for 1 month"),
        ({"count_3": "1000000", "proposed_3": "6"}, "68.74 a month for 6 months"),
        ({"count_3": "6\0"}, "68.74 a month for 6 months"),
    ],
)
def test_what_is_moved_redraws_the_offers(as_maria, account, typed, reads):
    assert reads in text_of(as_maria.post(at("quote_offers", account), typed))


def test_without_a_script_the_page_works_out_the_same(as_maria, account):
    page = text_of(as_maria.post(at("offers", account), {"down_payment": "112.40", "count_3": "6", "more": "3"}))

    assert "First payment, by Fri Oct 9 112.40" in page and "a month for 7 months" in page


def test_a_typed_amount_that_nobody_understands_is_marked_and_the_offers_stay(as_maria, account):
    page = text_of(as_maria.post(at("offers", account), {"down_payment": "a lot"}))

    assert "Give an amount in dollars, such as 118.20." in page and "68.74 a month for 6 months" in page


def test_a_first_payment_that_pays_it_all_says_what_to_do(as_maria, account):
    page = text_of(as_maria.post(at("quote_offers", account), {"down_payment": "412.40"}))

    assert "A first payment of 412.40 pays all of the 412.40: take it as a payment, or type less." in page


def test_nothing_that_can_be_in_a_plan_says_why(as_maria, office):
    account = factories.account()
    cast.bill(account, "60.00", date(2026, 10, 19))

    page = text_of(as_maria.get(at("offers", account)))

    assert "Nothing here can be in a plan: 60.00 is not yet due." in page
    assert "Accept" not in page.split("accept an offer")[0]


def test_beyond_the_limit_the_button_says_who_decides(as_maria, account):
    page = text_of(as_maria.post(at("quote_offers", account), {"count_3": "10", "proposed_3": "6"}))

    assert "Ten months is beyond your limit of six: a supervisor decides." in page
    assert "Accept and ask a supervisor" in page


def test_a_plan_in_force_is_said_and_can_be_replaced(as_maria, account):
    plan = agreed_plan(account, arrears="412.40")

    response = as_maria.get(at("offers", account))

    assert "This account already has a plan from Aug 3." in text_of(response)
    assert reverse("payment_plans:replace_plan", args=[plan.pk]) in response.content.decode()
    assert 'aria-describedby="in-force"' in response.content.decode()


def test_nothing_with_a_consequence_is_chosen_beforehand(as_maria, account):
    body = as_maria.get(at("offers", account)).content.decode()

    assert " checked" not in body
    declined_by = body.split('name="declined_by"')[1].split("</select>")[0]
    assert declined_by.split("<option")[1].startswith(' value="" selected') or "selected" not in declined_by


# ---- what is done ----


def test_accepting_makes_the_plan_keeps_the_means_and_leads_to_it(as_maria, account, maria):
    response = as_maria.post(at("accept_offer", account), said(can_pay_a_month="250", household="3"), follow=True)

    plan = PaymentPlan.objects.get()
    assert response.redirect_chain[-1][0] == reverse("payment_plans:plan", args=[plan.pk])
    assert (plan.arrears, plan.count, plan.accepted_by) == (Decimal("412.40"), 4, maria)
    assert plan.offer.means.can_pay_a_month == 250 and plan.offer.means.household == 3
    assert "Agreed." in text_of(response)


def test_pressed_twice_it_is_one_plan(as_maria, account):
    pressed = said()
    for _twice in range(2):
        as_maria.post(at("accept_offer", account), pressed)

    assert PaymentPlan.objects.count() == Offer.objects.count() == 1


def test_terms_that_no_longer_hold_are_refused_and_nothing_is_kept(as_maria, account):
    cast.pay(account, "100.00")

    page = text_of(as_maria.post(at("accept_offer", account), said(can_pay_now="20")))

    assert "What may be in a plan is 312.40 now and no longer 412.40." in page
    assert not Offer.objects.exists() and not Means.objects.exists()


def test_beyond_the_limits_a_supervisor_is_asked_and_the_account_counts_as_requested(as_maria, account):
    page = text_of(as_maria.post(at("accept_offer", account), said(BEYOND), follow=True))

    assert "waits for a decision. Until then it counts as requested." in page
    assert Offer.objects.get().answer == "requested"
    assert Approval.objects.get().kind == "plan_beyond_limits"
    assert "somebody who may must decide" in text_of(as_maria.get(at("offers", account)))
    assert "Open the question" in page


def test_who_changes_their_mind_while_somebody_decides_declines_it(as_maria, account):
    as_maria.post(at("accept_offer", account), said(BEYOND))
    offer = Offer.objects.get()

    as_maria.post(at("decline_offer", account), said(declined=[f"e{offer.pk}"], declined_by="phone", why="Moved in"))

    offer.refresh_from_db()
    assert offer.answer == "declined"
    assert not Approval.objects.waiting().exists()


def test_what_a_trainee_accepts_waits_for_a_specialist(client, account, mai):
    client.force_login(mai)
    assert "Accept; a specialist releases it" in text_of(client.get(at("offers", account)))

    client.post(at("accept_offer", account), said())

    assert not PaymentPlan.objects.exists()
    assert Approval.objects.get().kind == "trainee_plan"


def test_declining_locks_the_question_about_an_offer_before_the_account(as_maria, account):
    as_maria.post(at("think_about_offer", account), said(thinks="1", thinking_until="2026-10-09"))
    as_maria.post(at("accept_offer", account), said(BEYOND))
    all_of_them = [f"e{pk}" for pk in Offer.objects.values_list("pk", flat=True)]

    with CaptureQueriesContext(connection) as asked:
        as_maria.post(at("decline_offer", account), said(declined=["1", *all_of_them], declined_by="phone", why="No"))

    assert set(Offer.objects.values_list("answer", flat=True)) == {"declined"} and Offer.objects.count() == 3
    locks = [query["sql"] for query in asked if "FOR NO KEY UPDATE" in query["sql"] or "FOR UPDATE" in query["sql"]]
    tables = [sql.split(" FROM ")[1].split()[0].strip('"') for sql in locks]
    # As whoever decides it takes them (docs/locking.md): the other way round the two would wait for each other.
    assert tables[0] == Approval._meta.db_table, tables


def test_what_was_declined_is_kept_with_the_reason(as_maria, account):
    two = {"terms_2": terms_as_text(BEYOND), "declined": ["1", "2"]}
    page = text_of(
        as_maria.post(
            at("decline_offer", account), said(**two, declined_by="person", why="Wants to pay in May"), follow=True
        )
    )

    assert page.count("Declined on Oct 5: Wants to pay in May.") == 2
    assert {offer.channel for offer in Offer.objects.all()} == {"person"}


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ({"why": ""}, "Say why it was declined."),
        ({"declined_by": ""}, "Say how the customer was asked"),
        ({"declined": []}, "Say which of the offers it was."),
    ],
)
def test_a_declined_offer_says_what_is_missing_and_what_was_typed_stays(as_maria, account, missing, says):
    typed = said(**{"declined": ["1"], "declined_by": "phone", "why": "No", "can_pay_now": "33.00", **missing})
    response = as_maria.post(at("decline_offer", account), typed)

    assert says in text_of(response)
    assert 'value="33.00"' in response.content.decode()
    assert not Offer.objects.exists()


def test_an_offer_to_think_about_stands_until_a_day_and_is_accepted_later(as_maria, account):
    as_maria.post(at("think_about_offer", account), said(thinks="1", thinking_until="2026-10-09"))
    offer = Offer.objects.get()
    assert (offer.answer, offer.thinking_until) == ("thinking", date(2026, 10, 9))

    assert "The customer thinks about it until Oct 9." in text_of(as_maria.get(at("offers", account)))
    as_maria.post(at("accept_offer", account), said(earlier=offer.pk))
    assert PaymentPlan.objects.get().offer == offer


def test_an_earlier_offer_can_be_declined_too(as_maria, account):
    as_maria.post(at("think_about_offer", account), said(thinks="1", thinking_until="2026-10-09"))
    offer = Offer.objects.get()

    as_maria.post(at("decline_offer", account), said(declined=[f"e{offer.pk}"], declined_by="phone", why="Too much"))

    offer.refresh_from_db()
    assert (offer.answer, offer.answer_why) == ("declined", "Too much")


def test_longer_than_the_rulebook_an_offer_does_not_stand(as_maria, account):
    page = text_of(as_maria.post(at("think_about_offer", account), said(thinks="1", thinking_until="2027-01-01")))

    assert "An offer stands until Oct 12 at the longest." in page


def test_another_plan_takes_the_place_of_one_in_force(as_maria, account):
    old = agreed_plan(account, arrears="412.40")
    to = reverse("payment_plans:replace_plan", args=[old.pk])
    assert "This ends the plan of Aug 3." in text_of(as_maria.get(to))

    as_maria.post(to, said())

    old.refresh_from_db()
    assert old.state == "replaced"
    assert PaymentPlan.objects.in_force().get().replaces == old


# ---- who may, and what is private ----


def test_stated_means_are_closed_until_opened_and_the_opening_is_logged(as_maria, account, maria):
    record_means(account.pk, monthly_income=Decimal("1873.50"), actor=maria, today=TODAY)

    page = as_maria.get(at("offers", account)).content.decode()
    assert "1873.50" not in page and "private" in page

    opened = as_maria.post(at("show_means", account), {}).content.decode()
    assert 'value="1873.50"' in opened
    assert AccessLine.objects.filter(person=maria, account_number=account.number, what__contains="means").exists()


def test_a_trainee_never_opens_them(client, account, mai, maria):
    record_means(account.pk, monthly_income=Decimal("1873.50"), actor=maria, today=TODAY)
    client.force_login(mai)

    assert "private, closed to your role" in text_of(client.get(at("offers", account)))
    assert client.post(at("show_means", account), {}).status_code == 403


@pytest.mark.parametrize("role", ["auditor", "cashier", "dispatcher", "field-crew", "paralegal", "administrator"])
def test_a_crafted_post_of_another_role_changes_nothing(client, account, role):
    client.force_login(factories.person(role))

    for page in ("accept_offer", "decline_offer", "think_about_offer", "quote_offers", "offers"):
        response = client.post(at(page, account), said(declined=["1"], declined_by="phone", why="x", thinks="1"))
        assert response.status_code == 403 and "may offer plans" in response.content.decode(), page
    assert not Offer.objects.exists()


@pytest.mark.parametrize(
    "text", ["", "1|2|3", "x|0|4|month|2026-11-09", "NaN|0|4|month|2026-11-09", "1|0|4|yearly|2026-11-09",
             "1|0|-4|month|2026-11-09", "1|0|4|month|soon", "1e999|0|4|month|2026-11-09",
             "412.40|412.399|1|month|2026-11-09", "412.40|1e-9|1|month|2026-11-09"],
)  # fmt: skip
def test_terms_that_nobody_can_understand_are_none(as_maria, account, text):
    assert read_terms(text) is None

    page = text_of(as_maria.post(at("accept_offer", account), {**said(), "terms_1": text}))
    assert "Say which of the offers it was." in page and not Offer.objects.exists()


def test_terms_come_back_as_they_were_sent():
    assert read_terms(terms_as_text(BEYOND)) == BEYOND


def test_an_offer_of_another_account_is_not_found(as_maria, account, maria):
    other = cast.owing()
    as_maria.post(at("think_about_offer", other), said(thinks="1", thinking_until="2026-10-09"))

    assert as_maria.post(at("accept_offer", account), said(earlier=Offer.objects.get().pk)).status_code == 404


def test_the_page_asks_the_database_a_bounded_number_of_times(as_maria, account):
    as_maria.get(at("offers", account))
    with CaptureQueriesContext(connection) as page:
        as_maria.get(at("offers", account))
    with CaptureQueriesContext(connection) as redrawn:
        as_maria.post(at("quote_offers", account), {"down_payment": "50"})

    assert len(page) <= 26, len(page)
    assert len(redrawn) <= 20, len(redrawn)


def test_what_a_plan_stops_is_what_the_rulebook_says(as_maria, account):
    page = text_of(as_maria.get(reverse("payment_plans:offers", args=[account.pk])))

    assert (
        "the plan stops reminders, visits, late fees on it, a shutoff for these 412.40, write-off and legal referral."
        in page
    )
    assert "It does not stop new bills, which must be paid on time too and collection calls." in page
