"""Who needs a person, who is left alone until when, and how is it said?"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.contacts.models import Contact
from accounts.tasks.models import Task
from collections_app.treatments import next_steps, sentences
from collections_app.treatments.models import NextStep
from core.utility import moment
from ledger import standings
from tests import factories
from tests.treatments.standings import TODAY, hold, owing

pytestmark = pytest.mark.django_db


def step_of(account):
    next_steps.renew(today=TODAY)
    return NextStep.objects.filter(pk=account.pk).first()


def spoke_with(account, on):
    return Contact.objects.create(account=account, at=moment(on), on=on, direction="out", outcome="no_answer")


def paid_late_each_month(account, *, months, days_late, amount="80.00"):
    """Bills of the months before the open one, each paid in full some days after it fell due."""
    for month in range(2, months + 2):
        due_on = TODAY - timedelta(days=30 * month)
        factories.bill(account, amount, billed_on=due_on - timedelta(days=21), due_on=due_on)
        factories.payment(account, amount, received_on=due_on + timedelta(days=days_late))
    standings.renew([account.pk], as_of=TODAY)


def test_big_old_money_that_nobody_spoke_about_needs_a_person():
    account = owing("1846.20", days=132)
    spoke_with(account, TODAY - timedelta(days=45))

    step = step_of(account)

    assert (step.rank, step.reason, step.amount) == (5, "silent", Decimal("1846.20"))
    assert sentences.why(step, TODAY) == "1,846.20 past due, oldest 132 days, no contact in 45 days."


def test_the_first_time_in_years_may_need_only_a_call():
    account = owing("96.30", days=34, opened_on=date(2017, 3, 1))
    paid_late_each_month(account, months=24, days_late=0)

    step = step_of(account)

    assert (step.rank, step.reason, step.what) == (5, "first_time", "reminder")
    assert sentences.why(step, TODAY) == "First time past due in nine years: 96.30, 34 days. A call may be enough."


def test_an_account_that_was_late_last_year_is_not_late_for_the_first_time():
    account = owing("96.30", days=34, opened_on=date(2017, 3, 1))
    paid_late_each_month(account, months=24, days_late=40)

    assert step_of(account).reason == "reminder_due"


def test_an_account_whose_check_came_back_last_year_is_not_late_for_the_first_time():
    account = owing("96.30", days=34, opened_on=date(2017, 3, 1))
    paid_late_each_month(account, months=3, days_late=0)
    bounced = factories.payment(account, "50.00", received_on=date(2025, 9, 20))
    legs = [{"book": "receivable:unapplied", "amount": "50.00"}, {"book": "bank:lockbox", "amount": "-50.00"}]
    factories.transaction(account, "reversal", legs, effective_on=date(2025, 10, 1), reverses=bounced)

    assert step_of(account).reason == "reminder_due"


def test_who_pays_in_full_every_month_twenty_days_late_is_left_alone():
    account = owing("80.00", days=20)
    paid_late_each_month(account, months=12, days_late=20)

    step = step_of(account)

    assert step.rank is None
    assert sentences.why_not_here(step, TODAY) == "Hidden until Oct 19: a reminder goes out Oct 5."


@pytest.mark.parametrize(
    ("case", "amount", "days", "reason", "says"),
    [
        ("small", "24.10", 40, "small", "Not on this list: past due is 24.10 and the list begins at 50.00."),
        ("young", "96.30", 4, "reminder_due", "Hidden until Nov 1: a reminder goes out Oct 11."),
    ],
)
def test_what_is_not_on_the_list_says_why(case, amount, days, reason, says):
    step = step_of(owing(amount, days=days))

    assert (step.rank, step.reason, sentences.why_not_here(step, TODAY)) == (None, reason, says), case


def test_a_business_waits_until_it_is_old_enough():
    step = step_of(owing("96.30", days=30, account_class="commercial"))

    assert sentences.why_not_here(step, TODAY) == "Not on this list: it is 30 days past due and the list begins at 31."


def test_a_contact_keeps_others_from_calling_again():
    account = owing("1846.20", days=132)
    spoke_with(account, date(2026, 9, 28))

    assert sentences.why_not_here(step_of(account), TODAY) == "Hidden until Oct 12: contacted on Sep 28."


def test_a_plan_that_is_kept_hides_the_account_to_its_last_day():
    account = owing("1846.20", days=132)
    hold(account, "plan_in_force", until_on=date(2026, 10, 11))

    assert sentences.why_not_here(step_of(account), TODAY) == "Hidden until Oct 12: on a plan that is kept."


def test_a_task_hides_the_account_until_its_day_and_then_brings_it_up():
    account = owing("1846.20", days=132)
    task = Task.objects.create(
        account=account, what="Call back", due_on=date(2026, 10, 9), owner=factories.person(), made_at=moment(TODAY)
    )
    assert sentences.why_not_here(step_of(account), TODAY).startswith("Hidden until Oct 9: ")

    task.due_on = TODAY
    task.save()

    step = step_of(account)
    assert (step.rank, step.reason, step.more) == (3, "task_due", 1)


def test_a_dispute_leaves_the_rest_to_be_chased():
    account = owing("1846.20", days=132)
    hold(account, "dispute", scope="charges", charges=["B1"], amount=Decimal("118.20"))

    step = step_of(account)

    assert step.chaseable == Decimal("1728.00")
    assert sentences.next_step(step, TODAY) == "Reminder goes out Monday, Oct 5, unless 1,728.00 is paid."


def test_a_closed_account_with_money_owed_to_its_holder_is_tidied_up():
    account = factories.account(status="inactive", closed_on=date(2026, 9, 30))
    factories.payment(account, "61.00", received_on=date(2026, 9, 20))
    standings.renew([account.pk], as_of=TODAY)

    step = step_of(account)

    assert (step.rank, step.reason) == (6, "closed_credit")
    assert "61.00 owed to the holder" in sentences.why(step, TODAY)


def test_a_small_debt_of_a_closed_account_is_tidied_up():
    step = step_of(owing("8.40", days=70, status="inactive"))

    assert (step.rank, step.reason, step.amount) == (6, "closed_debt", Decimal("8.40"))


def test_who_moved_within_the_city_is_asked_to_take_the_debt_along():
    account = owing("118.75", days=20, status="inactive", closed_on=date(2026, 9, 30))
    factories.account(customer=account.customer)

    step = step_of(account)

    assert step.rank == 6
    assert sentences.why(step, TODAY) == (
        "The holder moved out Sep 30 and has another account here with 0.00 owed: transfer 118.75?"
    )


def test_without_address_and_phone_somebody_must_find_them():
    nowhere = factories.customer(mailing_line1="", phone="")

    assert step_of(owing("40.00", days=20, customer=nowhere)).reason == "unreachable"
    assert step_of(owing("90.00", days=90, customer=nowhere)).more == 1


def test_only_rows_that_changed_are_written_again():
    account = owing("1846.20", days=132)
    owing("96.30", days=4)

    assert next_steps.renew(today=TODAY) == 2
    assert next_steps.renew(today=TODAY) == 0
    assert next_steps.renew(today=TODAY + timedelta(days=1)) == 1  # the reminder that went not out yesterday

    factories.payment(account, "1846.20", received_on=TODAY)
    standings.renew([account.pk], as_of=TODAY)

    assert next_steps.of(account.pk, today=TODAY) is None
    assert sentences.why_not_here(None, TODAY) == "Not on this list: nothing is past due."


def test_one_account_and_all_of_them_give_the_same_step():
    account = owing("1846.20", days=132)
    owing("60.00", days=80)
    next_steps.renew([account.pk], today=TODAY)
    alone = NextStep.objects.values().get(pk=account.pk)

    next_steps.renew(today=TODAY)

    assert NextStep.objects.values().get(pk=account.pk) == alone
    assert NextStep.objects.count() == 2


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (132, "Somebody calls. No reminder goes out: business account."),
        (20, "A person looks at it on Friday, Oct 16, unless 96.30 is paid. No reminder goes out: business account."),
    ],
)
def test_an_account_that_gets_no_reminder_has_another_next_step(days, says):
    step = step_of(owing("96.30", days=days, account_class="commercial"))

    assert sentences.next_step(step, TODAY) == says


def test_a_closed_account_whose_last_bill_is_not_due_yet_is_left_alone():
    step = step_of(owing("96.30", days=-9, status="inactive"))

    assert sentences.why_not_here(step, TODAY) == "Not on this list: nothing is past due."
