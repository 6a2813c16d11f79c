"""A month in an account's life: a bill goes unpaid, a reminder is mailed, the customer pays, and is late again."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.contacts.actions import log_call
from collections_app.night.actions import run_night
from collections_app.treatments import next_steps, sentences
from collections_app.treatments.actions import release_run
from collections_app.treatments.models import LetterRun
from core.history.models import HistoryLine
from core.utility import business_date, current
from ledger.actions import post_payment
from ledger.checks import verify
from ledger.models import Standing
from notices.actions import confirm_mailed
from notices.models import Batch, Letter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor(db):
    factories.utility(business_date=date(2026, 10, 3))
    return factories.person("supervisor", full_name="Marie Okafor")


def night_of(day):
    """Yesterday's extract is there, and the night runs."""
    office = current()
    office.balances_on = day - timedelta(days=1)
    office.save()
    assert run_night(day, actor=None).finished_at
    return LetterRun.objects.get(night_on=day).counts


def test_a_first_reminder(supervisor):
    specialist = factories.person("specialist", full_name="Samuel Acheva")
    account = factories.account(opened_on=date(2017, 3, 1))
    factories.bill(account, "118.40", billed_on=date(2026, 9, 2), due_on=date(2026, 9, 24))

    # Nine days late is too early for a letter, ten is not. The first run of all waits for a supervisor.
    assert night_of(date(2026, 10, 3)) == {"young": 1}
    assert night_of(date(2026, 10, 4)) == {"issue": 1}
    assert not Letter.objects.exists()
    release_run(LetterRun.objects.waiting().get().pk, actor=supervisor, today=business_date())
    letter = Letter.objects.get()
    assert (letter.facts["amount"], letter.facts["pay_by"]) == ("118.40", "2026-10-18")

    # The next night prints it, and on Oct 5 somebody takes it to the post office.
    assert night_of(date(2026, 10, 5)) == {"waiting": 1}
    batch = Batch.objects.get()
    confirm_mailed(
        batch.pk,
        mailed_on=date(2026, 10, 5),
        mail_class="first_class",
        count=1,
        actor=supervisor,
        today=date(2026, 10, 5),
    )
    assert night_of(date(2026, 10, 6)) == {"reminded": 1}
    step = next_steps.of(account.pk, today=date(2026, 10, 6))
    assert sentences.why_not_here(step, date(2026, 10, 6)) == "Hidden until Oct 19: a reminder was mailed on Oct 5."
    assert sentences.next_step(step, date(2026, 10, 6)) == (
        "Reminder goes out Wednesday, Nov 4, unless 118.40 is paid."
    )

    # The customer calls on Oct 8 and pays on Oct 9.
    night_of(date(2026, 10, 8))
    log_call(
        account.pk,
        direction="in",
        outcome="promised",
        spoken_to="Harriet Lindqvist",
        verified_by="address",
        note="Pays tomorrow at the counter.",
        actor=specialist,
        today=date(2026, 10, 8),
        request_id=uuid4(),
    )
    step = next_steps.of(account.pk, today=date(2026, 10, 8))
    assert sentences.why_not_here(step, date(2026, 10, 8)) == "Hidden until Oct 22: contacted on Oct 8."

    night_of(date(2026, 10, 9))
    post_payment(
        account.pk,
        Decimal("118.40"),
        method="check",
        received_on=date(2026, 10, 9),
        actor=specialist,
        today=date(2026, 10, 9),
        request_id=uuid4(),
    )
    assert Standing.objects.get(pk=account.pk).past_due == 0
    assert next_steps.of(account.pk, today=date(2026, 10, 9)) is None
    assert night_of(date(2026, 10, 10)) == {}

    # October's bill goes unpaid too. Ten days late it is old enough, but thirty days have not passed.
    factories.bill(account, "96.30", billed_on=date(2026, 10, 2), due_on=date(2026, 10, 24))
    assert night_of(date(2026, 11, 3)) == {"reminded": 1}
    assert night_of(date(2026, 11, 4)) == {"issue": 1}
    assert Letter.objects.count() == 2

    told = HistoryLine.objects.filter(account_number=account.number).order_by("pk").values_list("action", flat=True)
    assert list(told) == ["letter.issued", "contact.logged", "payment.posted", "letter.issued"]
    assert verify() == []
