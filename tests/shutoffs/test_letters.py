"""Does the winter package carry what the law asks for, and can none of it leave before its app decides?"""

import pytest

from notices import kinds
from notices.actions import issue_letters
from notices.paper import body
from notices.queries.versions import shipped_text
from shutoffs import letters
from shutoffs.letters import WINTER_NOTICE
from tests import factories
from tests.factories import TODAY


def parts_of(code):
    return body.understand(shipped_text(code, "en")).parts


def test_the_package_is_the_notice_and_four_leaves():
    assert all(kinds.kind_of(code).is_leaf for code in WINTER_NOTICE.leaves)
    assert len(WINTER_NOTICE.leaves) == 4


@pytest.mark.parametrize(
    "part",
    [letters.RIGHTS, letters.RESPONSIBILITIES, letters.PROVIDERS, letters.FORM, letters.WAYS, letters.APPEAL],
    ids=lambda part: part.code,
)
def test_what_the_statute_lists_is_required_of_the_notice_and_of_the_leaf_that_says_it(part):
    leaves = [kinds.kind_of(code) for code in WINTER_NOTICE.leaves]

    assert part in WINTER_NOTICE.required
    assert [leaf.code for leaf in leaves if part in leaf.required and part.code in parts_of(leaf.code)]


@pytest.mark.parametrize("code", [*WINTER_NOTICE.leaves])
def test_a_leaf_says_nothing_of_the_account_and_so_is_the_same_behind_every_letter(code):
    office = {name: name for name in kinds.OF_THE_OFFICE}
    filled = body.fill(shipped_text(code, "en"), kinds.leaf_facts({**office, "holder_name": "Ruth Halvorsen"}))

    assert "Halvorsen" not in filled


def test_the_form_says_what_becomes_of_private_answers():
    assert "13.04" in next(part.citation for part in letters.INABILITY_TO_PAY.required if part.code == "privacy_notice")
    assert "You do not have to answer" in shipped_text("inability_to_pay", "en")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [WINTER_NOTICE, letters.TENANT_POSTING], ids=lambda kind: kind.code)
def test_nobody_gets_what_leads_to_a_shutoff_before_the_app_that_decides_is_there(kind, settings):
    settings.OFFICE_ADDRESS = ["411 Harbor Street", "Demo City, MN 55800"]
    settings.OFFICE_PHONE, settings.OFFICE_HOURS = "218-555-0100", "weekdays 8:00 to 4:30"
    factories.utility()
    account = factories.account()

    issued = issue_letters(kind.code, [account.pk], cause="by mistake", actor=None, today=TODAY)

    assert kind.after_protections and not issued.letters
    assert issued.skipped == {"no_facts": [account.pk]}
