"""Are the situations of plans, promises and budgets what they say, each with the timeline that made it so?"""

import html
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.contacts.models import Contact
from accounts.holds.models import Hold
from collections_app.desk.demo import plan_days
from collections_app.desk.demo.extracts import NIGHTS, SUMMER
from collections_app.desk.demo.plan_households import GIVEN_UP, JOINED_LATE, LEVEL, MADE_GOOD
from core.approvals.models import Approval
from core.history.models import HistoryLine
from core.staff.models import Person
from ledger.models import Standing
from notices.models import Letter
from payment_plans.budgets.models import BudgetPlan
from payment_plans.models import Miss, Offer, PaymentPlan
from payment_plans.promises import page as promises
from payment_plans.promises.models import Promise
from payment_plans.queries import watch
from payment_plans.queries.facts import standing_of
from tests.demo.pages import situation

pytestmark = [pytest.mark.django_db]

MONDAY = date(2026, 10, 5)


def plan_of(number):
    return PaymentPlan.objects.get(account=situation(number))


def story(number, *, of="payment_plan."):
    """What happened to an account, in the order in which it did: (day, action)."""
    lines = HistoryLine.objects.filter(account_number=situation(number).number, action__startswith=of)
    return [(f"{line.business_date:%b %-d}", line.action.removeprefix(of)) for line in lines.order_by("at", "pk")]


def letters(number):
    found = Letter.objects.filter(account=situation(number), kind__startswith="plan_").order_by("issued_on", "pk")
    return [(f"{letter.issued_on:%b %-d}", letter.kind) for letter in found]


def test_what_people_do_is_played_on_days_that_have_an_extract():
    mornings = {day.toordinal() + 1 for day in [*SUMMER, *NIGHTS[:-1]]}

    assert {day.toordinal() for day in plan_days.DAYS} <= mornings


def test_21_waits_for_120_by_oct_9(demo):
    plan = plan_of(21)

    assert (plan.state, plan.arrears, plan.down_payment, plan.count) == ("accepted", 612, 120, 6)
    assert plan.starts_by_on == date(2026, 10, 9)
    assert Hold.objects.in_force(MONDAY).get(account=plan.account).kind == "plan_in_force"
    assert story(21) == [("Oct 5", "means_stated"), ("Oct 5", "offered"), ("Oct 5", "accepted")]


def test_22_is_kept_with_4_of_6(demo):
    kept = standing_of(plan_of(22), MONDAY)

    assert (kept.word, kept.paid_count, kept.left, kept.next_due_on) == ("on track", 4, 160, date(2026, 10, 15))
    assert not kept.missed_bills
    assert story(22) == [("Jun 1", "offered"), ("Jun 1", "accepted"), ("Jun 10", "signed")]
    assert letters(22) == [(day, "plan_reminder") for day in ("Jun 10", "Jul 13", "Aug 12", "Sep 10")]


def test_23_was_missed_last_night(demo):
    kept = standing_of(plan_of(23), MONDAY)

    assert (kept.word, [one.number for one in kept.missed], kept.missed[0].lacking) == ("behind", [3], Decimal("87.50"))
    assert Miss.objects.open().get(plan=plan_of(23)).flagged_on == MONDAY
    assert story(23)[-1] == ("Oct 5", "missed")
    assert letters(23)[-1] == ("Oct 5", "plan_missed")


def test_24_paid_the_installment_and_not_the_bill(demo):
    kept = standing_of(plan_of(24), MONDAY)

    assert (kept.word, kept.paid_count, kept.missed, kept.next_due_on) == ("behind", 2, (), date(2026, 10, 15))
    assert [(one.due_on, one.lacking) for one in kept.missed_bills] == [(date(2026, 9, 25), Decimal("64.12"))]
    assert (kept.breaks_on, kept.breaks_amount) == (date(2026, 10, 21), Decimal("64.12"))
    assert story(24)[-1] == ("Oct 1", "missed")


def test_25_broke_in_august_and_was_reinstated_in_september(demo):
    plan = plan_of(25)
    kept = standing_of(plan, MONDAY)

    assert (plan.state, plan.reinstated_times, plan.every) == ("active", 1, "2weeks")
    assert (kept.word, kept.paid_count, kept.next_due_on) == ("on track", 6, date(2026, 10, 9))
    assert story(25) == [
        ("Jul 13", "offered"), ("Jul 13", "accepted"), ("Aug 6", "missed"), ("Aug 20", "missed"), ("Aug 20", "broken"),
        ("Sep 10", "reinstated"), ("Sep 11", "cured"), ("Sep 11", "cured"),
    ]  # fmt: skip
    assert ("Aug 20", "plan_broken") in letters(25)


def test_26_waits_for_a_supervisor(demo):
    offer = Offer.objects.get(account=situation(26))
    asked = Approval.objects.waiting().get(kind="plan_beyond_limits")

    assert (offer.answer, offer.count, asked.subject_key) == ("requested", 10, str(offer.pk))
    assert (asked.asked_by.username, asked.deadline_on) == ("specialist-2", date(2026, 11, 5))
    assert asked.sentence.startswith("Ten months at 67.10 for Birgit Haugerud, account 900")
    assert "731.00 past due, 60.00 at once. Longer than whoever asks may agree on alone." in asked.sentence


def test_27_declined_and_the_log_says_what_was_offered(demo):
    offer = Offer.objects.get(account=situation(27))
    line = Contact.objects.get(account=situation(27))

    assert (offer.answer, offer.installment, offer.channel) == ("declined", Decimal("131.20"), "phone")
    assert (line.outcome, line.on) == ("wants_plan", date(2026, 10, 2))
    assert "three months at 131.20 with 30.00 at once" in line.note


def test_28_kept_one_promise_and_broke_the_other(demo):
    promises = Promise.objects.filter(account=situation(28)).order_by("made_on")

    assert [(one.state, one.amount, one.paid, one.decided_on) for one in promises] == [
        ("kept", 80, 80, date(2026, 9, 24)),
        ("broken", 150, 60, date(2026, 10, 4)),
    ]


def test_29_are_two_budgets(demo):
    first = BudgetPlan.objects.get(account=situation(29))
    second = BudgetPlan.objects.get(account__premise__line1=JOINED_LATE)

    assert first.amount == Decimal(LEVEL), "what billing says came is what the budget asks for"
    assert (first.standing.paid, first.standing.missed) == (4 * first.amount, 0)
    assert first.standing.deferred > 25
    assert first.standing.next_review_on == date(2027, 2, 2)
    assert [(row.why, row.amount, row.decided_on) for row in first.amounts.order_by("pk")] == [
        ("joined", first.amount, date(2026, 6, 1)),
        ("review", first.amount, date(2026, 10, 2)),
    ]
    assert second.proposal["months_used"] == 4
    assert second.joined_on == date(2026, 10, 2)


def test_beside_them_one_plan_was_made_good_and_one_broke(demo):
    """So that no tab of the office's plans is bare."""
    made_good = Miss.objects.get(plan__account__premise__line1=MADE_GOOD)
    given_up = PaymentPlan.objects.get(account__premise__line1=GIVEN_UP)

    assert (made_good.due_on, made_good.flagged_on, made_good.cured_on) == (
        date(2026, 9, 25), date(2026, 10, 1), date(2026, 10, 3)
    )  # fmt: skip
    assert (given_up.state, given_up.ended_on) == ("broken", date(2026, 10, 4))


def test_no_tab_of_the_offices_plans_promises_and_budgets_is_bare(demo, client):
    client.force_login(Person.objects.get(username="supervisor"))
    for page, tabs in (("payment_plans:list", watch.BY_CODE), ("promises:list", promises.TABS)):
        for tab in tabs:
            assert 'class="empty"' not in client.get(reverse(page), {"tab": tab}).content.decode(), f"{page}, {tab}"


WORKLIST = {
    23: "Installment 3 of 6 (87.50, due Sep 29) was missed; grace ended Sunday.",
    24: "The installment is paid, but the September bill (64.12) is not.",
    28: "Promise of 150.00 by Oct 2 not kept: 60.00 came.",
}
# On the account's timeline, the newest first.
TOLD = {
    21: ["Plan agreed: 120.00 first, then 82.00 a month for 6 months.", "A toilet ran all summer and is mended."],
    22: ["The agreement was signed.", "Plan agreed: 80.00 a month for 6 months.", "Back at work since May"],
    23: ["A payment under the plan was missed.", "Plan agreed: 87.50 a month for 6 months."],
    24: ["A payment under the plan was missed.", "Plan agreed: 80.00 a month for 4 months."],
    25: ["What was missed was made good.", "Plan reinstated.", "Plan broken", "End of a payment plan issued.",
         "A payment under the plan was missed.", "Plan agreed: 45.00 every two weeks for 8 payments."],
    26: ["Plan agreed by the customer, waits for a decision: 60.00 first, then 67.10 a month for 10 months."],
    27: ["Promised: 40.00 by Oct 9.", "Plan declined (30.00 first, then 131.20 a month for 3 months): Can pay 40.00",
         "Offered three months at 131.20 with 30.00 at once."],
    28: ["Promise of 150.00 by Oct 2 not kept: 60.00 came.", "Promised: 150.00 by Oct 2.",
         "Promise of 80.00 by Sep 24 kept.", "Promised: 80.00 by Sep 24."],
    29: [f"within the band of 15 %: {LEVEL} stays.", f"Budget begun: {LEVEL} a month from Jul 2 on."],
}  # fmt: skip


@pytest.mark.parametrize("number", WORKLIST)
def test_the_worklist_says_what_is_wanted(demo, client, number):
    client.force_login(Person.objects.get(username="specialist"))
    page = client.get(reverse("desk:worklist"), {"view": "person", "rows": "100"}).content.decode()

    assert WORKLIST[number] in page


@pytest.mark.parametrize("number", [21, 22, 25])
def test_whose_plan_is_kept_or_waits_is_on_no_list(demo, number):
    step = situation(number).next_step

    assert (step.rank, step.facts["hold"]) == (None, "plan_in_force")


@pytest.mark.parametrize("number", TOLD)
def test_the_timeline_tells_how_it_came_about(demo_files, client, number):
    client.force_login(Person.objects.get(username="specialist"))
    page = html.unescape(client.get(reverse("desk:timeline", args=[situation(number).pk])).content.decode())

    at = 0
    for words in TOLD[number]:
        at = page.find(words, at)
        assert at >= 0, words


def test_the_letters_of_the_summer_are_mailed(demo):
    summer = Letter.objects.filter(issued_on__lt=NIGHTS[0])

    assert summer.filter(kind__startswith="plan_").count() + summer.filter(kind="budget_review").count() == 18
    mailed = summer.values_list("issued_on", "batch_line__batch__mailing__mailed_on")
    assert all(issued_on == mailed_on for issued_on, mailed_on in mailed)


def test_nothing_that_protects_is_chased(demo):
    """A kept plan got no reminder in October; one who declined did."""
    reminded = Letter.objects.filter(kind="past_due_reminder")

    assert not reminded.filter(account__in=[situation(number) for number in (22, 23, 24, 25)]).exists()
    assert reminded.filter(account=situation(27)).exists()
    assert Standing.objects.get(account=situation(27)).past_due == Decimal("423.60")
