"""Does a letter carry this office's own address, and does none leave without one?"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from collections_app.treatments.actions import propose_reminders, release_run
from collections_app.treatments.models import LetterRun
from core.errors import RuleViolation
from core.rulebook.models import RuleChange
from notices.actions import issue_letter, issue_letters
from notices.models import Letter
from notices.office import OfficeNotSet, approve_office, office, on_paper, pending, propose_office
from tests import factories
from tests.notices.conftest import KIND, TODAY

LINES = {
    "return_line1": "12 Mill Road",
    "return_line2": "Springfield, MN 55111",
    "phone": "218-555-0177",
    "hours": "weekdays 9:00 to 3:00",
}


@pytest.fixture
def nothing_set(settings):
    settings.OFFICE_ADDRESS, settings.OFFICE_PHONE, settings.OFFICE_HOURS = [], "", ""


@pytest.fixture
def in_production(nothing_set, settings):
    settings.LETTERS_MAY_LACK_OFFICE = False


def proposed(actor, **lines):
    return propose_office(LINES | lines, in_force_from=TODAY, citation="Council, Sep 1", actor=actor, today=TODAY)


def agreed():
    changes = proposed(factories.person("supervisor"))
    return approve_office([change.pk for change in changes], actor=factories.person("director"), today=TODAY)


def test_ships_with_nobodys_address(nothing_set):
    assert office(TODAY).lacks == ["return address", "phone number", "hours"]
    assert "not set" in on_paper(office(TODAY))["office_lines"][0]


def test_a_look_on_one_machine_prints_a_placeholder_that_nobody_takes_for_an_address(nothing_set, kind):
    account = factories.account()

    issue_letters(KIND, [account.pk], cause="run 1", actor=None, today=TODAY)

    assert Letter.objects.get().facts["office_lines"] == ["[Return address not set: see The office on letters]"]


def test_production_issues_nothing_without_a_return_address(in_production, kind):
    account = factories.account()

    with pytest.raises(OfficeNotSet, match="return address, phone number and hours"):
        issue_letters(KIND, [account.pk], cause="run 1", actor=None, today=TODAY)
    with pytest.raises(OfficeNotSet):
        issue_letter(KIND, account.pk, actor=None, today=TODAY, request_id=uuid4())

    assert not Letter.objects.exists()


def test_the_nights_run_waits_for_the_address_and_goes_out_once_it_is_set(in_production):
    factories.bill(factories.account(), "100.00", billed_on=TODAY - timedelta(40), due_on=TODAY - timedelta(20))
    from ledger.standings import renew_all

    renew_all(as_of=TODAY)
    run = propose_reminders(TODAY, actor=None, today=TODAY)

    assert run.state == LetterRun.State.WAITING
    assert "Not set for this office: return address" in run.waits_because[-1]["text"]
    with pytest.raises(OfficeNotSet):
        release_run(run.pk, actor=factories.person("supervisor"), today=TODAY)

    agreed()
    assert release_run(run.pk, actor=factories.person("supervisor"), today=TODAY).issued == 1
    assert Letter.objects.get().facts["office_lines"] == ["12 Mill Road", "Springfield, MN 55111"]


def test_the_rulebook_wins_over_the_setting():
    assert office(TODAY).lines == ("411 Harbor Street", "Demo City, MN 55800")

    agreed()

    assert office(TODAY).lines == ("12 Mill Road", "Springfield, MN 55111") and office(TODAY).phone == "218-555-0177"
    assert office(TODAY - timedelta(days=1)).phone == "218-555-0100"


def test_a_proposal_that_was_overtaken_is_not_approved():
    first = [change.pk for change in proposed(factories.person("supervisor"))]
    second = proposed(factories.person("supervisor"), phone="218-555-0199")

    with pytest.raises(RuleViolation, match="changed meanwhile"):
        approve_office(first, actor=factories.person("director"), today=TODAY)
    assert pending() == second


def test_one_proposes_and_another_approves_on_the_page(client, nothing_set):
    supervisor, director = factories.person("supervisor"), factories.person("director")
    client.force_login(supervisor)
    form = LINES | {"in_force_from": TODAY.isoformat(), "citation": "Council, Sep 1"}

    said = client.post(reverse("notices:propose_office"), form, follow=True).content.decode()
    assert "Another supervisor, or a director, must approve it." in said and "12 Mill Road" in said

    ids = [change.pk for change in RuleChange.objects.all()]
    own = client.post(reverse("notices:approve_office"), {"change": ids}, follow=True).content.decode()
    assert "You asked for this one." in own and office(TODAY).lacks

    client.force_login(director)
    said = client.post(reverse("notices:approve_office"), {"change": ids}, follow=True).content.decode()
    assert "Approved." in said and "Council, Sep 1" in said and not office(TODAY).lacks


def test_a_page_says_what_to_mend(client):
    client.force_login(factories.person("supervisor"))

    answer = client.post(reverse("notices:propose_office"), LINES | {"phone": ""})

    assert answer.status_code == 422 and not RuleChange.objects.exists()


def test_a_refusal_leads_to_the_page(client, in_production, kind):
    client.force_login(factories.person("specialist"))
    account = factories.account()

    preview = client.get(reverse("notices:preview", args=[account.pk, KIND])).content.decode()
    refused = client.post(
        reverse("notices:issue_letter", args=[account.pk, KIND]), {"request_id": uuid4()}, follow=True
    ).content.decode()

    assert f'href="{reverse("notices:office")}"' in preview and "No letter can leave until" in preview
    assert refused.count(f'href="{reverse("notices:office")}"') > preview.count(f'href="{reverse("notices:office")}"')
