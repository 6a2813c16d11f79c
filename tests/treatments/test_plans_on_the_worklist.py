"""Does a plan or promise that is not kept reach the worklist, and does one that is kept hide its account?"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.contacts.models import Contact
from collections_app.treatments import next_steps, sentences
from collections_app.treatments.models import NextStep
from collections_app.treatments.queries import judged
from core.utility import moment
from ledger import standings
from payment_plans.actions.begin_and_end import end_plans
from payment_plans.models import Miss, PlanStanding
from payment_plans.promises.models import Promise
from tests import factories
from tests.factories import TODAY
from tests.payment_plans.cast import agreed_plan, bill

pytestmark = pytest.mark.django_db
SEP_28 = date(2026, 9, 28)


def step_of(account):
    """The account's step, the same whether it is renewed alone or with all."""
    standings.renew([account.pk], as_of=TODAY)
    next_steps.renew([account.pk], today=TODAY)
    alone = NextStep.objects.filter(pk=account.pk).values().first()
    next_steps.renew(today=TODAY)
    assert alone == NextStep.objects.filter(pk=account.pk).values().first()
    return NextStep.objects.filter(pk=account.pk).first()


def standing(plan, **fields):
    given = {"as_of": TODAY, "left": plan.arrears, **fields}
    return PlanStanding.objects.update_or_create(plan=plan, defaults=given)[0]


def missed(plan, *, kind="installment", due_on=SEP_28, amount="87.50", flagged_on=date(2026, 10, 4)):
    return Miss.objects.create(
        plan=plan, kind=kind, due_on=due_on, amount=amount, lacking=amount, flagged_on=flagged_on
    )


def spoke(account, on):
    Contact.objects.create(account=account, at=moment(on), on=on, direction="out", outcome="no_answer")


@pytest.fixture
def plan():
    factories.utility()
    return agreed_plan(
        arrears="525.00", due_dates=[date(2026, m, 28) for m in range(7, 13)], accepted_on=date(2026, 7, 1)
    )


def test_a_plan_that_is_kept_hides_its_account(plan):
    standing(plan, left="350.00")

    step = step_of(plan.account)

    assert (step.rank, step.reason) == (None, "held")
    assert sentences.why(step, TODAY) == "Hidden until Jan 3: on a plan that is kept."


def test_a_plan_that_waits_for_its_first_payment_says_so():
    factories.utility()
    account = agreed_plan(down="60.00", state="accepted", accepted_on=TODAY, first_due_on=date(2026, 11, 5)).account

    step = step_of(account)

    assert sentences.why(step, TODAY) == "Hidden until Oct 10: a plan waits for its first payment or a signature."


def test_a_missed_installment_asks_for_a_person_with_its_number_and_the_end_of_its_grace(plan):
    standing(
        plan, left="350.00", missed_count=1, missed_amount="87.50", missed_since=SEP_28, breaks_on=date(2026, 11, 3)
    )
    missed(plan)

    step = step_of(plan.account)

    assert sentences.why(step, TODAY) == "Installment 3 of 6 (87.50, due Sep 28) was missed; grace ended Saturday."
    assert (step.rank, step.amount, step.by_on, step.what) == (4, Decimal("87.50"), date(2026, 11, 3), "call")


def test_the_grace_of_a_missed_installment_is_the_one_that_was_agreed(plan):
    plan.figures = {**plan.figures, "grace_days": 6}
    plan.save(update_fields=["figures"])
    standing(plan, missed_count=1, missed_amount="87.50", missed_since=SEP_28)
    missed(plan)

    assert "grace ended Sunday" in sentences.why(step_of(plan.account), TODAY)


def test_a_new_bill_is_named_where_the_installment_is_paid(plan):
    bill(plan.account, "64.12", date(2026, 9, 25))
    standing(plan, bills_count=1, bills_amount="64.12", bills_since=date(2026, 9, 25))
    missed(plan, kind="bill", due_on=date(2026, 9, 25), amount="64.12", flagged_on=date(2026, 10, 1))

    assert (
        sentences.why(step_of(plan.account), TODAY) == "The installment is paid, but the September bill (64.12) is not."
    )


def test_of_both_the_installment_is_named_and_both_are_asked_for(plan):
    standing(plan, missed_count=1, missed_amount="87.50", bills_count=1, bills_amount="64.12")
    missed(plan, kind="bill", due_on=date(2026, 9, 25), amount="64.12", flagged_on=date(2026, 10, 1))
    missed(plan)

    step = step_of(plan.account)

    assert sentences.why(step, TODAY).startswith("Installment 3 of 6")
    assert step.amount == Decimal("151.62")


def test_one_that_was_made_good_needs_nobody(plan):
    standing(plan)
    Miss.objects.filter(pk=missed(plan).pk).update(cured_on=TODAY)

    assert step_of(plan.account).reason == "held"


@pytest.mark.parametrize(
    ("case", "spoke_on", "reason"),
    [("since it was missed", TODAY, "held"), ("before", date(2026, 10, 2), "plan_missed")],
)
def test_who_was_spoken_to_since_is_left_alone_for_a_while(case, spoke_on, reason, plan):
    standing(plan, missed_count=1, missed_amount="87.50")
    missed(plan)
    spoke(plan.account, spoke_on)

    assert step_of(plan.account).reason == reason, case


def broke(plan, on, left="437.50"):
    end_plans([plan.pk], "broken", "Two installments were missed.", actor=None, today=on)
    standing(plan, left=left)
    return plan.account


def test_a_broken_plan_says_when_it_was_agreed_and_what_is_open(plan):
    step = step_of(broke(plan, date(2026, 10, 4)))

    assert sentences.why(step, TODAY).startswith("The plan of Jul 1 broke on Oct 4; 437.50 of it is open.")
    assert (step.rank, step.amount) == (4, Decimal("437.50"))


@pytest.mark.parametrize(
    ("case", "on", "left"), [("long ago", date(2026, 9, 5), "437.50"), ("paid off since", date(2026, 10, 4), "0.00")]
)
def test_a_plan_that_broke_is_no_news_for_ever(case, on, left, plan):
    assert step_of(broke(plan, on, left)).reason != "plan_broken", case


def test_another_plan_takes_the_place_of_a_broken_one(plan):
    broke(plan, date(2026, 10, 4))
    standing(agreed_plan(plan.account, arrears="437.50", accepted_on=TODAY, first_due_on=date(2026, 10, 28)))

    assert step_of(plan.account).reason == "held"


def test_what_a_plan_holds_may_not_be_chased(plan):
    bill(plan.account, "100.00", date(2026, 9, 1))
    standing(plan, left="350.00")
    standings.renew([plan.account_id], as_of=TODAY)

    assert judged([plan.account_id], TODAY)[plan.account_id]["chased"] == Decimal("275.00")

    broke(plan, TODAY, "350.00")

    assert judged([plan.account_id], TODAY)[plan.account_id]["chased"] == Decimal("625.00")


def promise(account, *, state="open", due_on=date(2026, 10, 2), paid="60.00", decided_on=date(2026, 10, 4), **fields):
    is_open = state == "open"
    return Promise.objects.create(
        account=account, amount="150.00", due_on=due_on, threshold_percent=90,
        keep_by_on=due_on + timedelta(days=1), method="cash",
        said_by="Harriet Lindqvist", made_on=date(2026, 9, 25), made_at=moment(date(2026, 9, 25)), after_transaction=0,
        state=state, paid=paid, decided_on=None if is_open else decided_on,
        decided_at=None if is_open else moment(decided_on), **fields,
    )  # fmt: skip


@pytest.fixture
def owes():
    factories.utility()
    account = factories.account()
    bill(account, "400.00", date(2026, 7, 20))
    return account


def test_a_promise_that_was_not_kept_says_what_came(owes):
    promise(owes, state="broken")

    step = step_of(owes)

    assert sentences.why(step, TODAY).startswith("Promise of 150.00 by Oct 2 not kept: 60.00 came.")
    assert (step.rank, step.amount) == (4, Decimal("90.00"))


def test_an_open_promise_hides_its_account_until_its_last_day_is_over(owes):
    promise(owes, due_on=date(2026, 10, 9))

    step = step_of(owes)

    assert (step.rank, step.hidden_until) == (None, date(2026, 10, 11))
    assert sentences.why(step, TODAY) == "Hidden until Oct 11: 150.00 is promised by Oct 9."
