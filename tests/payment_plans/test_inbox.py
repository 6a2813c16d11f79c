"""What is asked about plans stands in the inbox of whoever decides, with a page where one reads all of it."""

import pytest
from django.urls import reverse

from core.approvals import KINDS
from core.approvals.models import Approval
from payment_plans.actions import break_plan, reinstate_plan
from tests.desk.cast import text_of
from tests.factories import TODAY
from tests.payment_plans.cast import accept, agreed_plan, offer_of, pay


def beyond_limits(account, maria, mai):
    accept(offer_of(account, maria, count=10), maria)


def beyond_a_supervisor(account, maria, mai):
    accept(offer_of(account, maria, count=18), maria)


def of_a_trainee(account, maria, mai):
    accept(offer_of(account, mai), mai)


def to_reinstate(account, maria, mai):
    plan = break_plan(agreed_plan().pk, actor=None, today=TODAY)
    pay(plan.account, "87.50")
    reinstate_plan(plan.pk, why="Paid elsewhere.", actor=maria, today=TODAY)


@pytest.mark.parametrize(
    ("asked", "who", "title"),
    [
        (beyond_limits, "ingrid", "Plan beyond limits"),
        (beyond_a_supervisor, "eleanor", "Plan beyond a supervisor’s limits"),
        (of_a_trainee, "maria", "Plan that a trainee agreed on"),
        (to_reinstate, "ingrid", "Plan to reinstate"),
    ],
)
def test_who_decides_finds_it_in_the_inbox_with_its_page(request, client, account, maria, mai, asked, who, title):
    asked(account, maria, mai)
    client.force_login(request.getfixturevalue(who))

    inbox = text_of(client.get(reverse("desk:inbox")))

    approval = Approval.objects.get()
    assert title in inbox and approval.sentence in inbox
    assert client.get(KINDS[approval.kind].url(approval)).status_code == 200
