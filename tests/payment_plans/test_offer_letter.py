"""Does the letter that offers a plan say the terms of the offer that stands, and of no other?"""

from datetime import date, timedelta

import pytest

from core.calendar import CalendarRules
from notices.paper import body, words
from notices.queries.versions import shipped_text
from payment_plans.actions import decline_offer, make_offer
from payment_plans.letters.offer import PLAN_OFFER, judge_offer, offer_facts
from payment_plans.models import Offer
from payment_plans.policy.schedule import Terms, schedule
from tests import factories
from tests.payment_plans.cast import dollars, owing

TODAY = factories.TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def ingrid():
    factories.utility()
    return factories.person("specialist", "supervisor")


def offered(ingrid, account, **terms):
    terms = {
        "arrears": dollars("412.40"), "down_payment": dollars("0.00"), "count": 5,
        "first_due_on": date(2026, 11, 8), **terms,
    }  # fmt: skip
    return make_offer(account.pk, terms=Terms(**terms), actor=ingrid, today=TODAY)


def said(account, **changes):
    facts = {
        "holder_name": "Harriet Lindqvist", "office_phone": "218-555-0100", "office_hours": "weekdays",
        "help_line": "Dial 211.", **offer_facts([account.pk], today=TODAY)[account.pk], **changes,
    }  # fmt: skip
    return body.fill(shipped_text("plan_offer", "en"), words.plain_facts(facts))


def test_states_the_schedule_that_the_plan_would_have(ingrid):
    account = owing()
    offered(ingrid, account)
    dues = schedule(dollars("412.40"), 5, date(2026, 11, 8), "month", CalendarRules())

    facts = offer_facts([account.pk], today=TODAY)[account.pk]

    assert (facts["first_due_on"], facts["last_due_on"]) == (dues[0].due_on, dues[-1].due_on)
    assert (facts["installment"], facts["last_installment"]) == (dues[0].amount, dues[-1].amount)
    assert facts["first_due_on"] == date(2026, 11, 9)  # the 8th is a Sunday


def test_says_the_first_payment_and_a_last_one_that_differs(ingrid):
    account = owing()
    offered(ingrid, account, down_payment=dollars("100.00"), count=7)

    text = said(account)

    assert "First pay <strong>$100.00</strong> by" in text
    assert "7 payments of $44.63" in text and "and is $44.62" in text


def test_says_one_payment_where_there_is_one(ingrid):
    account = owing()
    offered(ingrid, account, count=1)

    assert "Make one payment of <strong>$412.40</strong> on November 9, 2026." in said(account)


def test_the_newest_open_offer_is_the_one_that_is_sent(ingrid):
    account = owing()
    offered(ingrid, account, count=3)
    offered(ingrid, account, count=4)

    assert offer_facts([account.pk], today=TODAY)[account.pk]["count"] == 4


def test_a_declined_offer_is_not_sent(ingrid):
    account = owing()
    offer = offered(ingrid, account)
    decline_offer(offer.pk, why="Wants to pay at once", actor=ingrid, today=TODAY)

    assert offer_facts([account.pk], today=TODAY) == {}
    assert [one.code for one in judge_offer(account.pk, today=TODAY).reasons] == ["no_offer"]


def test_an_offer_that_ran_out_is_not_sent(ingrid):
    account = owing()
    offered(ingrid, account)
    Offer.objects.update(made_on=TODAY - timedelta(days=8))

    assert offer_facts([account.pk], today=TODAY) == {}
    assert [one.code for one in judge_offer(account.pk, today=TODAY).reasons] == ["run_out"]


def test_an_offer_that_stands_may_be_sent(ingrid):
    account = owing()
    offered(ingrid, account)

    assert judge_offer(account.pk, today=TODAY).allowed
    assert set(PLAN_OFFER.sample) == set(offer_facts([account.pk], today=TODAY)[account.pk])
