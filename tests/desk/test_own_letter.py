"""Can an office write a letter of its own, and only once somebody has written it?"""

from uuid import uuid4

import pytest
from django.urls import reverse

from core.errors import RuleViolation
from notices.actions import issue_letter
from notices.queries.versions import shipped_text
from tests import factories
from tests.factories import TODAY
from tests.treatments.standings import hold

pytestmark = pytest.mark.django_db

OWN = """# Your call of October 2

Dear {{ holder_name }},

As you asked, we send you the address of the meter shop: 12 Dock Street.

If you have a question, call {{ office_phone }}, {{ office_hours }}. {#whom_to_ask}
"""


@pytest.fixture(autouse=True)
def office(settings):
    settings.OFFICE_ADDRESS = ["411 Harbor Street", "Demo City, MN 55800"]
    settings.OFFICE_PHONE, settings.OFFICE_HOURS = "218-555-0100", "weekdays 8:00 to 4:30"
    return factories.utility()


def issue(account, text):
    person = factories.person("specialist")
    return issue_letter("blank_letter", account.pk, actor=person, today=TODAY, request_id=uuid4(), own_text=text)


def test_goes_out_with_the_text_that_was_written():
    assert "12 Dock Street" in issue(factories.account(), OWN).own_text


@pytest.mark.parametrize("text", ["", shipped_text("blank_letter", "en")], ids=["nothing", "as it comes"])
def test_does_not_go_out_before_somebody_wrote_it(text):
    with pytest.raises(RuleViolation, match="Write its text first"):
        issue(factories.account(), text.replace("\n", "\r\n"))


def test_does_not_go_to_an_account_whose_letters_a_bankruptcy_stops():
    account = factories.account()
    hold(account, "bankruptcy", facts={})

    with pytest.raises(RuleViolation, match="All letters stopped"):
        issue(account, OWN)


def test_answers_an_account_whose_bill_is_disputed():
    account = factories.account()
    hold(account, "billing_review", facts={})

    assert issue(account, OWN).kind == "blank_letter"


def test_the_preview_says_so_and_leads_to_every_other_letter_that_a_person_may_issue(client):
    account = factories.account()
    client.force_login(factories.person("specialist"))

    page = client.get(reverse("notices:preview", args=[account.pk, "blank_letter"])).content.decode()

    assert "This letter says nothing yet." in page and "disabled" in page
    assert "Write this letter" in page and '<details open><summary data-key="e">' in page
    for kind in ("past_due_reminder", "past_due", "final_demand", "plan_offer", "plan_missed", "budget_review"):
        assert reverse("notices:preview", args=[account.pk, kind]) in page
    assert "winter_shutoff_notice" not in page and "third_party_copy" not in page


def test_the_preview_of_what_was_written_may_be_issued(client):
    account = factories.account()
    client.force_login(factories.person("specialist"))

    answer = client.post(reverse("notices:preview", args=[account.pk, "blank_letter"]), {"own_text": OWN})

    assert answer.context["preview"].can_be_issued and "12 Dock Street" in answer.content.decode()
