"""Do the past-due letter and the final demand follow what was mailed, and only what was mailed?"""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from accounts.documents.actions import keep_document
from collections_app.treatments.letters import FINAL_DEMAND, PAST_DUE, REMINDER
from core.errors import RuleViolation
from core.utility import moment
from ledger import standings
from notices import actions
from notices.models import Batch, Bounce, Emailed, Waiting
from tests import factories
from tests.treatments.standings import TODAY, owing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office(settings):
    settings.OFFICE_ADDRESS = ["411 Harbor Street", "Demo City, MN 55800"]
    settings.OFFICE_PHONE, settings.OFFICE_HOURS = "218-555-0100", "weekdays 8:00 to 4:30"
    return factories.utility()


@pytest.fixture
def specialist():
    return factories.person("specialist")


def mailed(kind, account, on):
    """A letter of that kind, printed and mailed on a day."""
    factories.utility(balances_on=on)
    actions.issue_letters(kind.code, [account.pk], cause=f"test {kind.code}", actor=None, today=on)
    Waiting.objects.update(not_before=None, held=None)
    actions.print_waiting(actor=None, today=on)
    batch = Batch.objects.latest("pk")
    actions.confirm_mailed(batch.pk, mailed_on=on, mail_class="first_class", count=1, actor=None, today=on)
    factories.utility()


def codes(kind, account):
    return [reason.code for reason in kind.judge(account.pk, today=TODAY).reasons]


def test_a_past_due_letter_follows_a_reminder_that_was_mailed_and_not_one_that_waits():
    account = owing("214.60", days=54)
    actions.issue_letters(REMINDER.code, [account.pk], cause="run 1", actor=None, today=TODAY)

    assert codes(PAST_DUE, account) == ["nothing_before"]


def test_a_past_due_letter_names_the_day_on_which_the_reminder_was_mailed():
    account = owing("214.60", days=54)
    mailed(REMINDER, account, TODAY - timedelta(days=20))

    said = PAST_DUE.facts([account.pk], today=TODAY)[account.pk]

    assert codes(PAST_DUE, account) == ["ok"]
    assert (said["wrote_before"], said["wrote_on"]) == (True, TODAY - timedelta(days=20))
    assert said["pay_by"] == TODAY + timedelta(days=14)


def test_a_reminder_of_an_older_debt_is_no_reminder_of_this_one():
    account = owing("214.60", days=70)
    mailed(REMINDER, account, TODAY - timedelta(days=50))
    factories.payment(account, "214.60", received_on=TODAY - timedelta(days=45))
    due_on = TODAY - timedelta(days=30)
    factories.bill(account, "90.00", billed_on=due_on - timedelta(days=21), due_on=due_on)
    standings.renew([account.pk], as_of=TODAY)

    assert codes(PAST_DUE, account) == ["nothing_before"]


def test_an_e_mail_that_did_not_arrive_reminded_nobody():
    account = owing("214.60", days=54)
    actions.issue_letters(REMINDER.code, [account.pk], cause="run 1", actor=None, today=TODAY - timedelta(days=14))
    letter = account.letters.get()
    Waiting.objects.all().delete()
    sent = Emailed.objects.create(
        letter=letter, email="h@example.org", message_id="<1@example.org>", sent_on=TODAY - timedelta(days=14),
        sent_at=moment(TODAY), document=keep_document(
            b"%PDF", name="1.pdf", kind="letter", media_type="application/pdf", actor=None, today=TODAY
        ),
    )  # fmt: skip
    assert codes(PAST_DUE, account) == ["ok"]

    Bounce.objects.create(emailed=sent, why="550", bounced_on=TODAY, recorded_at=moment(TODAY))

    assert codes(PAST_DUE, account) == ["nothing_before"]


def test_a_final_demand_needs_a_past_due_letter_and_waits_for_a_supervisor(specialist):
    account = owing("214.60", days=54)
    mailed(PAST_DUE, account, TODAY - timedelta(days=14))

    assert codes(FINAL_DEMAND, account) == ["ok"]
    assert FINAL_DEMAND.asks_release and FINAL_DEMAND.has_legal_effect
    letter = actions.issue_letter(FINAL_DEMAND.code, account.pk, actor=specialist, today=TODAY, request_id=uuid4())
    assert letter.facts["wrote_on"] == (TODAY - timedelta(days=14)).isoformat()


def test_a_final_demand_straight_after_the_reminder_is_refused(specialist):
    account = owing("214.60", days=54)

    with pytest.raises(RuleViolation, match="A past-due letter about this debt comes first"):
        actions.issue_letter(FINAL_DEMAND.code, account.pk, actor=specialist, today=TODAY, request_id=uuid4())


def test_no_reminder_follows_a_past_due_letter_at_once():
    account = owing("214.60", days=54)
    mailed(PAST_DUE, account, date(2026, 9, 20))

    assert codes(REMINDER, account) == ["reminded"]


def test_a_final_demand_that_was_held_back_too_long_is_written_anew_with_another_day_to_pay(specialist):
    account = owing("214.60", days=54)
    mailed(PAST_DUE, account, TODAY - timedelta(days=14))
    letter = actions.issue_letter(FINAL_DEMAND.code, account.pk, actor=specialist, today=TODAY, request_id=uuid4())
    assert (letter.facts["pay_by"], letter.mail_by) == ("2026-10-15", date(2026, 10, 10))
    later = date(2026, 10, 16)
    factories.utility(balances_on=later)
    actions.let_go(letter.waiting.held_id, actor=factories.person("supervisor"), today=later)

    actions.print_waiting(actor=None, today=later)

    anew = account.letters.filter(kind=FINAL_DEMAND.code, pull__isnull=True).get()
    assert (anew.facts["pay_by"], anew.mail_by) == ("2026-10-26", date(2026, 10, 21))
    assert anew.waiting.held and not Batch.objects.filter(kind=FINAL_DEMAND.code).exists()


@pytest.mark.parametrize(("paid", "printed"), [("214.60", 1), (None, 2)])
def test_who_paid_while_a_final_demand_was_held_back_gets_none(specialist, paid, printed):
    """What was let go is judged again before it is printed; that it waits itself is no reason."""
    account, other = owing("214.60", days=54), owing("180.00", days=54)
    for one in (account, other):
        mailed(PAST_DUE, one, TODAY - timedelta(days=14))
    for one in (account, other):
        letter = actions.issue_letter(FINAL_DEMAND.code, one.pk, actor=specialist, today=TODAY, request_id=uuid4())
        actions.let_go(letter.waiting.held_id, actor=factories.person("supervisor"), today=TODAY)
    tomorrow = TODAY + timedelta(days=1)
    factories.utility(balances_on=TODAY)
    if paid:
        factories.payment(account, paid, received_on=tomorrow)
    standings.renew([account.pk, other.pk], as_of=tomorrow)

    done = actions.print_waiting(actor=None, today=tomorrow)

    assert (done.letters, done.aside) == (printed, 2 - printed)
    if paid:
        said = account.letters.get(kind=FINAL_DEMAND.code).waiting.trouble
        assert said.startswith("It waited, and would not be issued today: ") and "Take it out" in said


@pytest.mark.parametrize("kind", [REMINDER, PAST_DUE, FINAL_DEMAND])
def test_a_letter_that_asks_for_money_is_mailed_while_days_are_left_to_pay(kind):
    account = owing("214.60", days=54)

    said = kind.facts([account.pk], today=TODAY)[account.pk]

    assert said["pay_by"] - said["mail_by"] == timedelta(days=5)
