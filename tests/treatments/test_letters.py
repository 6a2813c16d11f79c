"""Does the reminder say what is true of the account it goes to?"""

from datetime import timedelta

import pytest

from collections_app.treatments.letters import REMINDER, bills_past_due
from collections_app.treatments.queries import why_not_reminded
from ledger import standings
from notices.page.preview import preview
from notices.paper import body, words
from notices.queries.versions import shipped_text
from tests import factories
from tests.treatments.standings import TODAY, owing

pytestmark = pytest.mark.django_db

ONE = "Your account has a bill that is past due. It was due on"
SEVERAL = "Your account has bills that are past due. The oldest was due on"


def bill(account, amount, *, days, service="gas"):
    due_on = TODAY - timedelta(days=days)
    factories.bill(account, amount, billed_on=due_on - timedelta(days=21), due_on=due_on, service=service)
    standings.renew([account.pk], as_of=TODAY)


def text_to(account):
    factories.utility()
    facts = preview(REMINDER.code, account, today=TODAY).shown.facts
    return body.fill(shipped_text(REMINDER.code, "en"), words.plain_facts(facts))


def test_speaks_of_one_bill_where_there_is_one():
    assert ONE in text_to(owing("96.30", days=34))


def test_gas_and_water_of_one_day_are_one_bill():
    account = owing("96.30", days=34)
    bill(account, "30.00", days=34, service="water")
    bill(account, "51.00", days=0)  # billed, and due today: not past due

    assert ONE in text_to(account)


def test_speaks_of_bills_where_there_are_several_and_of_one_again_once_the_oldest_is_paid():
    account = owing("96.30", days=64)
    bill(account, "80.00", days=34)
    assert SEVERAL in text_to(account)

    factories.payment(account, "96.30", received_on=TODAY)
    standings.renew([account.pk], as_of=TODAY)

    assert ONE in text_to(account)


def test_counts_the_bills_of_many_accounts_at_once():
    one, two, none = owing("96.30", days=34), owing("40.00", days=64), factories.account()
    bill(two, "41.00", days=20)

    assert bills_past_due([one.pk, two.pk, none.pk], TODAY) == {one.pk: 1, two.pk: 2}


def test_an_organization_gets_no_household_letter_though_its_account_is_residential():
    landlord = owing(
        "411.00", days=34, customer=factories.customer(kind="organization", organization_name="Pinehollow")
    )

    verdict = why_not_reminded(landlord, TODAY)

    assert verdict.strongest.code == "business"
    assert verdict.strongest.text == "The reminder is for households; a business or an organization holds this account."
