"""Can one read off a plan's page whether it is kept, what breaks it and when, and do what is due about it?"""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.approvals.models import Approval
from core.history.models import AccessLine
from core.utility import moment
from payment_plans.actions.accepting import accept_offer
from payment_plans.actions.offers import make_offer
from payment_plans.models import Miss, PaymentPlan
from payment_plans.policy.schedule import Terms
from tests import factories
from tests.desk.cast import text_of
from tests.factories import TODAY
from tests.payment_plans.cast import agreed_plan, bill, owing, pay


@pytest.fixture
def as_maria(client, maria):
    client.force_login(maria)
    return client


def at(name, plan):
    return reverse(f"payment_plans:{name}", args=[plan.pk])


def broken(ended_on=date(2026, 10, 1), **fields):
    why = {"ended_on": ended_on, "ended_at": moment(ended_on), "end_why": "Two installments were missed."}
    return agreed_plan(state="broken", **why, **fields)


def accepted(account, maria, *, down="0.00", **said):
    """A plan made as somebody at the desk makes it, with its agreement."""
    terms = Terms(Decimal("412.40"), Decimal(down), 4, date(2026, 11, 9), "month")
    offer = make_offer(account.pk, terms=terms, actor=maria, today=TODAY)
    return accept_offer(offer.pk, actor=maria, today=TODAY, **said).plan


# ---- where it stands ----


def test_a_plan_on_track_says_what_is_due_next_and_what_is_left(as_maria):
    plan = agreed_plan()
    pay(plan.account, "175.00", date(2026, 9, 27))

    page = text_of(as_maria.get(at("plan", plan)))

    assert "On track. Installment 3 of 6 (87.50) is due Wed Oct 28." in page
    assert "Less installments 175.00 Left in the plan 350.00" in page
    assert page.count("87.50 87.50 Paid") == 2 and page.count("To come") == 4
    assert "An installment counts as missed 5 days after it was due" in page


def test_a_plan_behind_says_what_was_missed_and_the_day_it_breaks(as_maria):
    plan = agreed_plan()
    pay(plan.account, "87.50", date(2026, 8, 27))

    page = text_of(as_maria.get(at("plan", plan)))

    assert "Behind. Installment 2 of 6 (87.50, due Sep 28) was missed." in page
    assert "It breaks on Nov 3 if 87.50 is not here." in page
    assert "Missed grace ended Oct 3" in page
    assert "Write about it" in page


def test_new_bills_since_the_start_stand_apart_and_say_whether_they_are_paid(as_maria):
    plan = agreed_plan()
    bill(plan.account, "64.12", date(2026, 9, 14))
    pay(plan.account, "175.00", date(2026, 9, 27))

    page = text_of(as_maria.get(at("plan", plan)))

    assert "Bill Mon Sep 14, 2026 64.12 64.12 Paid" in page
    assert "Installment 2 Mon Sep 28, 2026 87.50 23.38 Missed" in page


def test_no_new_bill_says_so(as_maria):
    assert "No bill has fallen due since Aug 3." in text_of(as_maria.get(at("plan", agreed_plan())))


def test_what_was_made_good_says_when(as_maria):
    plan = agreed_plan()
    pay(plan.account, "175.00", date(2026, 10, 4))
    Miss.objects.create(
        plan=plan, kind="installment", due_on=date(2026, 9, 28), amount=Decimal("87.50"), lacking=Decimal("87.50"),
        flagged_on=date(2026, 10, 4), cured_on=TODAY,
    )  # fmt: skip

    assert "Paid made good on Oct 5" in text_of(as_maria.get(at("plan", plan)))


def test_a_plan_that_waits_says_for_what_and_begins_as_the_page_opens_once_it_is_there(as_maria, account, maria):
    plan = accepted(account, maria, down="120.00")
    page = text_of(as_maria.get(at("plan", plan)))
    assert "Waits for its start. Starts when 120.00 arrives by Oct 9." in page
    assert "First payment Fri Oct 9, 2026 120.00 0.00 Waits" in page
    assert "Take the first payment" in page

    pay(account, "120.00")

    assert "On track." in text_of(as_maria.get(at("plan", plan)))
    plan.refresh_from_db()
    assert plan.state == "active"


def test_the_history_tells_offer_and_agreement(as_maria, account, maria):
    plan = accepted(account, maria)

    page = text_of(as_maria.get(at("plan", plan)))

    assert "Plan offered: 103.10 a month for 4 months." in page
    assert "Plan agreed: 103.10 a month for 4 months." in page
    assert "Offered on Oct 5 by phone by Maria Olson" in page


# ---- papers ----


def test_the_agreement_is_a_download_and_the_look_is_logged(as_maria, account, maria):
    plan = accepted(account, maria)
    assert at("agreement", plan) in as_maria.get(at("plan", plan)).content.decode()

    answer = as_maria.get(at("agreement", plan))

    assert answer.content.startswith(b"%PDF") and answer["Content-Disposition"].startswith("attachment")
    assert AccessLine.objects.filter(what="plan agreement", person=maria).exists()


def test_a_plan_without_a_paper_has_none_to_download(as_maria):
    plan = agreed_plan()

    assert "no paper was made" in text_of(as_maria.get(at("plan", plan)))
    assert as_maria.get(at("agreement", plan)).status_code == 404


def test_a_signature_starts_a_plan_that_waited_for_it(as_maria, account, maria):
    plan = accepted(account, maria, spoken=False)
    assert "Starts when the agreement is signed, by" in text_of(as_maria.get(at("plan", plan)))
    assert "The plan begins, and protects what it holds" in text_of(as_maria.get(at("sign_plan", plan)))

    paper = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed")
    done = as_maria.post(
        at("sign_plan", plan), {"how": "paper", "signed_on": "2026-10-05", "paper": paper}, follow=True
    )

    assert "Kept. The plan is active." in text_of(done)
    assert as_maria.get(at("signed_agreement", plan)).content == b"%PDF-1.7 signed"


def test_a_signature_of_tomorrow_is_refused_and_the_form_stays(as_maria, account, maria):
    plan = accepted(account, maria, spoken=False)

    page = text_of(as_maria.post(at("sign_plan", plan), {"how": "paper", "signed_on": "2026-10-06"}))

    assert "not after today" in page
    assert "Say how it was agreed." in text_of(as_maria.post(at("sign_plan", plan), {"signed_on": "2026-10-05"}))


# ---- ending it and letting it go on ----


def test_cancelling_says_first_what_goes_on_again_and_asks_why(as_maria):
    plan = agreed_plan()
    pay(plan.account, "87.50", date(2026, 8, 27))
    page = text_of(as_maria.get(at("cancel_plan", plan)))
    assert "Past due again 437.50" in page and "Its hold ends" in page

    assert "Say why; the customer may ask." in text_of(as_maria.post(at("cancel_plan", plan), {"why": " "}))
    done = as_maria.post(at("cancel_plan", plan), {"why": "Moved out of town"}, follow=True)

    assert "Cancelled on Oct 5: Moved out of town." in text_of(done)
    assert PaymentPlan.objects.get(pk=plan.pk).state == "cancelled"


def test_a_broken_plan_may_come_back_when_what_was_missed_is_there(as_maria):
    plan = broken()
    pay(plan.account, "175.00", date(2026, 10, 3))
    page = text_of(as_maria.get(at("plan", plan)))
    assert "Broken on Oct 1: Two installments were missed." in page
    assert "Reinstate" in page

    assert "It goes on by its own schedule" in text_of(as_maria.get(at("reinstate_plan", plan)))
    done = as_maria.post(at("reinstate_plan", plan), {}, follow=True)

    assert "Reinstated. It goes on by its schedule." in text_of(done)
    assert PaymentPlan.objects.get(pk=plan.pk).state == "active"


def test_beyond_the_rulebook_a_supervisor_is_asked(as_maria):
    plan = broken()
    pay(plan.account, "100.00", date(2026, 10, 3))

    page = text_of(as_maria.get(at("reinstate_plan", plan)))
    assert "Ask a supervisor" in page and "75.00 of what was missed has not come yet." in page
    assert "Say why it should go on." in text_of(as_maria.post(at("reinstate_plan", plan), {"why": ""}))

    done = as_maria.post(at("reinstate_plan", plan), {"why": "Paid late, new job"}, follow=True)
    assert "Asked: a supervisor decides." in text_of(done)
    assert Approval.objects.get().kind == "plan_reinstatement"


def test_what_would_break_again_tonight_is_greyed_with_the_reason(as_maria):
    response = as_maria.get(at("reinstate_plan", broken()))

    assert "it would break again tonight" in text_of(response)
    assert 'disabled aria-describedby="why-not"' in response.content.decode()


def test_too_late_for_that_another_plan_is_wanted_and_a_supervisor_can_still_be_asked(as_maria):
    plan = broken(ended_on=TODAY - timedelta(days=31), accepted_on=date(2026, 6, 1), first_due_on=date(2026, 7, 1))

    page = as_maria.get(at("plan", plan)).content.decode()

    wanted = re.search(r'btn-primary" href="([^"]+)"', page)[1]
    assert wanted == at("offers", plan.account)
    assert at("reinstate_plan", plan) in page
    assert "Ask a supervisor" in text_of(as_maria.get(at("reinstate_plan", plan)))


# ---- who may ----


@pytest.mark.parametrize("role", ["auditor", "trainee"])
def test_whoever_may_not_agree_sees_it_greyed_and_is_refused(client, role):
    plan = broken()
    client.force_login(factories.person(role))

    response = client.get(at("plan", plan))
    assert "may agree on plans and change them" in text_of(response)
    assert f'href="{at("reinstate_plan", plan)}"' not in response.content.decode()

    for name in ("sign_plan", "cancel_plan", "reinstate_plan"):
        answer = client.post(at(name, plan), {"why": "x", "how": "paper", "signed_on": "2026-10-05"})
        assert answer.status_code == 403, name
    assert PaymentPlan.objects.get().state == "broken"


def test_a_closed_account_keeps_its_plan_closed(as_maria, maria):
    from accounts.people.models import LockedAccount

    plan = agreed_plan()
    LockedAccount.objects.create(
        account=plan.account, person=maria, why="own", from_on=TODAY, entered_at=moment(TODAY)
    )  # fmt: skip

    for name in ("plan", "agreement", "sign_plan", "cancel_plan", "reinstate_plan", "replace_plan"):
        assert as_maria.get(at(name, plan)).status_code == 403, name


def test_a_plan_that_is_not_there_is_not_found(as_maria):
    assert as_maria.get(reverse("payment_plans:plan", args=[999])).status_code == 404


def test_a_long_plan_asks_the_database_no_more_often(as_maria):
    def asked(plan):
        with CaptureQueriesContext(connection) as caught:
            as_maria.get(at("plan", plan))
        return len(caught)

    short, long = agreed_plan(count=2), agreed_plan(count=24, account=owing())
    asked(short)

    assert asked(long) <= asked(short) <= 30
