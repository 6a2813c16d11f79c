"""Release issues on the figures of today, and only to whoever may still be written to when their account is locked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from collections_app.treatments.actions import propose_reminders, release_run
from collections_app.treatments.letters import REMINDER
from collections_app.treatments.models import LetterRun
from ledger import standings
from ledger.actions import post_payment
from notices.actions import issue_letter
from notices.models import Letter
from notices.page.preview import preview
from tests import factories
from tests.treatments.standings import TODAY, hold, money, owing

YESTERDAY = TODAY - timedelta(days=1)
# In this database alone: beside it another worker's tests wait for locks of their own.
ONE_WAITS = """
select exists (
  select 1 from pg_locks waits join pg_locks here using (pid) join pg_database d on d.oid = here.database
  where not waits.granted and d.datname = current_database()
)
"""


@pytest.fixture
def office(db):
    return factories.utility(balances_on=date(2026, 10, 4))


@pytest.fixture
def overnight(office):
    """60.00 past due by yesterday's standing; since midnight a bill of 500.00 is past due too."""
    account = owing("60.00", days=34)
    factories.bill(account, "500.00", billed_on=TODAY - timedelta(days=22), due_on=YESTERDAY)
    standings.renew([account.pk], as_of=YESTERDAY)
    return account


@pytest.mark.django_db
def test_a_released_letter_states_what_is_past_due_today(overnight):
    run = _waiting_run()

    release_run(run.pk, actor=factories.person("supervisor"), today=TODAY)

    assert Letter.objects.get().facts["past_due"] == "560.00"
    assert run.decisions.get().amount == money("560.00")


@pytest.mark.django_db
def test_a_letter_by_hand_and_its_preview_state_what_is_past_due_today(overnight):
    shown = preview(REMINDER.code, overnight, today=TODAY)
    letter = issue_letter(
        REMINDER.code, overnight.pk, actor=factories.person("specialist"), today=TODAY, request_id=uuid4()
    )

    assert shown.writing.facts["past_due"] == "560.00"
    assert letter.facts["past_due"] == "560.00"


@pytest.mark.django_db(transaction=True)
def test_whoever_pays_or_is_protected_while_a_run_is_judged_gets_no_letter(office):
    paying, protected, late = owing("60.00", days=34), owing("70.00", days=34), owing("80.00", days=34)
    run = _waiting_run()

    with ThreadPoolExecutor(max_workers=1) as desk:
        with transaction.atomic():
            _pay(paying, "59.00")
            hold(protected, "bankruptcy")
            released = desk.submit(_release, run.pk)
            with connection.cursor() as cursor:
                while not (released.done() or _one_waits(cursor)):
                    pass
        released.result(timeout=20)

    run.refresh_from_db()
    assert [letter.account for letter in Letter.objects.all()] == [late]
    assert (run.issued, run.letters, run.amount) == (1, 1, money("80.00"))
    assert run.counts == {"issue": 1, "small": 1, "hold": 1}


@pytest.mark.django_db(transaction=True)
def test_whoever_paid_everything_in_between_is_counted_as_owing_nothing(office):
    paying = owing("60.00", days=34)
    run = _waiting_run()

    with ThreadPoolExecutor(max_workers=1) as desk:
        with transaction.atomic():
            _pay(paying, "60.00")
            released = desk.submit(_release, run.pk)
            with connection.cursor() as cursor:
                while not (released.done() or _one_waits(cursor)):
                    pass
        released.result(timeout=20)

    run.refresh_from_db()
    assert not Letter.objects.exists()
    assert run.counts == {"nothing": 1}


def _waiting_run():
    run = propose_reminders(TODAY, actor=None, today=TODAY)
    assert run.state == LetterRun.State.WAITING
    return run


def _release(run_id):
    try:
        return release_run(run_id, actor=factories.person("supervisor"), today=TODAY)
    finally:
        connection.close()


def _pay(account, amount):
    post_payment(
        account.pk, money(amount), method="check", received_on=TODAY, actor=None, today=TODAY, request_id=uuid4()
    )


def _one_waits(cursor):
    cursor.execute(ONE_WAITS)
    return cursor.fetchone()[0]
