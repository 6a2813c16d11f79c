"""A letter kind of our own, as an app upstairs would enter it, and the office that sends it."""

from datetime import date
from decimal import Decimal

import pytest

from core.utility import moment
from notices import kinds
from notices.models import TemplateVersion
from notices.queries.versions import shipped_text
from tests import factories
from tests.notices.at_a_desk import Desk

TODAY = factories.TODAY
KIND = "test_reminder"


def facts_of(account_ids, *, today):
    return {
        account_id: {
            "amount": Decimal("1846.20"),
            "oldest_due_on": date(2026, 5, 26),
            "days_past_due": 132,
            "bills_past_due": 5,
            "pay_by": date(2026, 10, 20),
            "balance": Decimal("1908.44"),
        }
        for account_id in account_ids
    }


@pytest.fixture(autouse=True)
def office(db, settings):
    """The utility, and what its machine is set up to say on letters."""
    settings.OFFICE_ADDRESS = ["411 Harbor Street", "Demo City, MN 55800"]
    settings.OFFICE_PHONE, settings.OFFICE_HOURS = "218-555-0100", "weekdays 8:00 to 4:30"
    return factories.utility(name="Demo City Utilities")


@pytest.fixture
def kind(db, monkeypatch):
    """A kind with the reminder's text and the same facts for everybody."""
    monkeypatch.setattr(kinds, "_register", dict(kinds._register))
    TemplateVersion.objects.create(
        kind=KIND,
        number=1,
        body=shipped_text("past_due_reminder", "en"),
        is_shipped=True,
        approved_at=moment(TODAY),
    )
    return kinds.register(
        kinds.LetterKind(
            KIND,
            "Past-due reminder",
            (
                kinds.Field("amount", "Amount asked for", "Standing"),
                kinds.Field("oldest_due_on", "Oldest bill", "Ledger"),
                kinds.Field("pay_by", "Pay by", "Reminder rule"),
                kinds.Field("bills_past_due", "Bills past due", "Ledger"),
            ),
            facts_of,
            (kinds.HOW_TO_DISPUTE, kinds.WHERE_TO_GET_HELP),
        )
    )


@pytest.fixture
def desk(page, live_server, client):
    return Desk(page, live_server.url, client)


@pytest.fixture
def specialist(db):
    return factories.person("specialist", full_name="Marit Oyelaran")
