"""Plans in the lives of accounts, told by the days on which something happens; every night is run twice.

What an accountant may check by hand: what came, what it paid, what was left, and on which day a plan broke and why.
"""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.holds.models import Hold
from core.money import in_words
from ledger.actions import post_payment, return_payment
from ledger.checks import verify
from payment_plans.actions.reinstating import reinstate_plan
from payment_plans.models import Miss, PaymentPlan
from payment_plans.queries.facts import standing_of
from tests import factories
from tests.payment_plans.cast import accept, bill, figure, in_arrears, offer_of, pay
from tests.payment_plans.watching import letters_of, night_of, office_of_letters, told

pytestmark = pytest.mark.django_db
AGREED = date(2026, 8, 3)


@pytest.fixture(autouse=True)
def office(settings):
    office_of_letters(settings)
    return factories.utility(business_date=AGREED, balances_on=date(2026, 8, 2))


@pytest.fixture
def ingrid(office):
    return factories.person("supervisor", full_name="Ingrid Halvorsen")


def agreed(ingrid, arrears, *, count, first=date(2026, 8, 28), due_on=date(2026, 7, 20)) -> PaymentPlan:
    """Monthly installments of the whole arrears, agreed on the phone on Monday, Aug 3."""
    account = in_arrears(arrears, due_on=due_on)
    offer = offer_of(account, ingrid, arrears, count=count, first=first, today=AGREED)
    return accept(offer, ingrid, today=AGREED).plan


def stands(plan, day):
    """How it stands: the word, what is left of the arrears, and what breaks it when."""
    kept = standing_of(PaymentPlan.objects.get(pk=plan.pk), day)
    return kept.word.value, f"{in_words(kept.left)} left", kept.what_breaks_it


def protected(plan, day):
    return Hold.objects.in_force(day).filter(account=plan.account, kind="plan_in_force").exists()


def missed(plan):
    """What stands as missed: its kind, due date and what it lacked when it was flagged."""
    return [
        (miss.kind, f"{miss.due_on:%b %-d}", in_words(miss.lacking)) for miss in Miss.objects.open().filter(plan=plan)
    ]


def test_kept_late_missed_cured_broken_reinstated_and_kept(ingrid):
    plan = agreed(ingrid, "787.50", count=9)
    account = plan.account
    assert [f"{one.due_on:%a %b %-d} {one.amount}" for one in plan.installments.all()] == [
        "Fri Aug 28 87.50",
        "Mon Sep 28 87.50",
        "Wed Oct 28 87.50",
        "Mon Nov 30 87.50",  # Nov 28 is a Saturday
        "Mon Dec 28 87.50",
        "Thu Jan 28 87.50",
        "Mon Mar 1 87.50",  # Feb 28 is a Sunday
        "Mon Mar 29 87.50",  # Mar 28 is one too
        "Wed Apr 28 87.50",
    ]
    night_of(date(2026, 8, 4))
    assert stands(plan, date(2026, 8, 4)) == ("on track", "787.50 left", "on Oct 4 if 87.50 is not here")

    # Two are kept, each after a reminder five days before.
    night_of(date(2026, 8, 23))
    pay(account, "87.50", on=date(2026, 8, 27))
    night_of(date(2026, 8, 28))
    assert stands(plan, date(2026, 8, 28)) == ("on track", "700.00 left", "on Nov 3 if 87.50 is not here")
    night_of(date(2026, 9, 23))
    pay(account, "87.50", on=date(2026, 9, 25))
    night_of(date(2026, 9, 28))
    assert stands(plan, date(2026, 9, 28))[:2] == ("on track", "612.50 left")
    assert letters_of(plan) == [("plan_reminder", "due 2026-08-28"), ("plan_reminder", "due 2026-09-28")]

    # October's comes on the last day of its grace, which is on time.
    night_of(date(2026, 10, 23))
    night_of(date(2026, 11, 2))
    pay(account, "87.50", on=date(2026, 11, 2))
    night_of(date(2026, 11, 3))
    assert (stands(plan, date(2026, 11, 3))[:2], missed(plan)) == (("on track", "525.00 left"), [])

    # November's does not come: missed on the first day after its grace, and a letter says so.
    night_of(date(2026, 11, 25))
    night_of(date(2026, 12, 5))
    assert missed(plan) == []
    night_of(date(2026, 12, 6))
    assert missed(plan) == [("installment", "Nov 30", "87.50")]
    assert stands(plan, date(2026, 12, 6)) == ("behind", "525.00 left", "on Jan 3 if 87.50 is not here")
    assert letters_of(plan)[-1] == ("plan_missed", "missed 2026-12-06")

    # It is made good.
    pay(account, "87.50", on=date(2026, 12, 10))
    night_of(date(2026, 12, 11))
    assert (stands(plan, date(2026, 12, 11))[:2], missed(plan)) == (("on track", "437.50 left"), [])

    # December's and January's do not come. One may be open, two break the plan, and what it protected is open again.
    night_of(date(2026, 12, 23))
    night_of(date(2027, 1, 3))
    assert stands(plan, date(2027, 1, 3)) == ("behind", "437.50 left", "on Feb 3 if 87.50 is not here")
    night_of(date(2027, 1, 23))
    night_of(date(2027, 2, 2))
    assert protected(plan, date(2027, 2, 2))
    night_of(date(2027, 2, 3))
    plan.refresh_from_db()
    assert (plan.state, plan.ended_on, plan.end_why) == (
        "broken", date(2027, 2, 3), "Installment due Dec 28 (87.50), installment due Jan 28 (87.50) missed.",
    )  # fmt: skip
    assert not protected(plan, date(2027, 2, 3))
    assert letters_of(plan)[-1] == ("plan_broken", "broken 2027-02-03")

    # Both are paid and the plan goes on by its schedule; the night un-flags what was missed.
    pay(account, "175.00", on=date(2027, 2, 5))
    night_of(date(2027, 2, 6))
    reinstate_plan(plan.pk, actor=ingrid, today=date(2027, 2, 8))
    assert protected(plan, date(2027, 2, 8))
    night_of(date(2027, 2, 9))
    assert (stands(plan, date(2027, 2, 9))[:2], missed(plan)) == (("on track", "262.50 left"), [])

    # The last three are kept, and so is the plan.
    for day in (date(2027, 3, 1), date(2027, 3, 29), date(2027, 4, 27)):
        pay(account, "87.50", on=day)
        night_of(day)
    plan.refresh_from_db()
    assert (plan.state, plan.ended_on, plan.end_why) == ("kept", date(2027, 4, 27), "All 787.50 is paid.")
    assert not protected(plan, date(2027, 4, 27))
    assert told(plan) == [
        "offered", "accepted", "missed", "cured", "missed", "missed", "broken", "reinstated", "cured", "cured", "kept",
    ]  # fmt: skip
    assert verify() == []


def test_installments_are_paid_and_bills_are_not(ingrid):
    """What comes pays whatever fell due first, so who pays only the installments has soon not paid them either."""
    plan = agreed(ingrid, "600.00", count=12)
    account = plan.account
    pay(account, "50.00", on=date(2026, 8, 28))
    bill(account, "60.00", date(2026, 9, 15))

    night_of(date(2026, 9, 20))
    assert missed(plan) == []
    night_of(date(2026, 9, 21))
    assert missed(plan) == [("bill", "Sep 15", "60.00")]
    assert standing_of(plan, date(2026, 9, 21)).why == (
        "The installment is paid, but the September bill (60.00, due Sep 15) is not.",
        "It breaks on Oct 4 if 60.00 is not here.",
    )

    # The 50.00 of Sep 28 pays the bill but for 10.00, and nothing of September's installment.
    pay(account, "50.00", on=date(2026, 9, 28))
    night_of(date(2026, 9, 29))
    assert stands(plan, date(2026, 9, 29)) == ("behind", "550.00 left", "on Oct 4 if 10.00 is not here")
    night_of(date(2026, 10, 4))
    plan.refresh_from_db()
    assert (plan.state, plan.end_why) == ("broken", "Bill due Sep 15 (10.00), installment due Sep 28 (50.00) missed.")


def test_a_year_of_it_where_the_office_lets_everything_pass(ingrid):
    """Twelve times 50.00 comes and twelve installments of 50.00 fall due; half of it paid bills."""
    figure("misses_allowed", 99, from_on=date(2026, 1, 1))
    plan = agreed(ingrid, "600.00", count=12)
    account, dues = plan.account, [one.due_on for one in plan.installments.all()]
    year = []
    for due_on in dues:
        pay(account, "50.00", on=due_on)
        bill(account, "60.00", (due_on.replace(day=1) + (date(2026, 2, 1) - date(2026, 1, 1))).replace(day=15))
        night_of(due_on)
        kept = standing_of(plan, due_on)
        year.append((f"{due_on:%b}", kept.paid_count, kept.paid, sum(one.paid for one in kept.bills)))
    # The month, installments paid in full, and of all that came so much to installments and so much to bills.
    assert [(month, count, int(to_plan), int(to_bills)) for month, count, to_plan, to_bills in year] == [
        ("Aug", 1, 50, 0),
        ("Sep", 1, 50, 50),
        ("Oct", 1, 90, 60),
        ("Nov", 2, 100, 100),
        ("Dec", 2, 130, 120),
        ("Jan", 3, 150, 150),
        ("Mar", 3, 170, 180),
        ("Mar", 4, 200, 200),
        ("Apr", 4, 210, 240),
        ("May", 5, 250, 250),
        ("Jun", 5, 250, 300),
        ("Jul", 6, 300, 300),
    ]
    # With the last grace over nothing may be missing.
    last = dues[-1]
    night_of(date(2027, 8, 2))
    assert stands(plan, last)[1] == "300.00 left"
    night_of(date(2027, 8, 3))
    assert PaymentPlan.objects.get().state == "broken"


def test_one_check_for_both(ingrid):
    plan = agreed(ingrid, "525.00", count=6)
    account = plan.account
    bill(account, "64.12", date(2026, 8, 28))

    # On one day the installment is paid first, the bill with the rest.
    pay(account, "100.00", on=date(2026, 8, 28))
    night_of(date(2026, 8, 29))
    kept = standing_of(plan, date(2026, 8, 29))
    assert (kept.paid, kept.left, [(one.paid, one.lacking) for one in kept.bills]) == (
        Decimal("87.50"), Decimal("437.50"), [(Decimal("12.50"), Decimal("51.62"))],
    )  # fmt: skip
    night_of(date(2026, 9, 3))
    assert missed(plan) == [("bill", "Aug 28", "51.62")]

    # One check for what is missed and for September's two: nothing is missed, and nothing is left over.
    bill(account, "71.40", date(2026, 9, 28))
    pay(account, "210.52", on=date(2026, 9, 24))
    night_of(date(2026, 9, 25))
    kept = standing_of(plan, date(2026, 9, 25))
    assert (kept.word, kept.left, [one.lacking for one in kept.bills], missed(plan)) == ("on track", 350, [0, 0], [])
    assert (kept.next_due_on, kept.next_amount) == (date(2026, 10, 28), Decimal("87.50"))


def test_assistance_money_in_the_middle(ingrid):
    plan = agreed(ingrid, "525.00", count=6)
    account = plan.account
    pay(account, "87.50", on=date(2026, 8, 28))
    night_of(date(2026, 8, 29))

    # 300.00 from an agency pays three installments ahead and 37.50 of the fifth.
    pay(account, "300.00", on=date(2026, 9, 10), method="assistance")
    night_of(date(2026, 9, 11))
    kept = standing_of(plan, date(2026, 9, 11))
    assert (kept.word, kept.left, kept.paid_count) == ("on track", Decimal("137.50"), 4)
    assert (kept.next_due_on, kept.next_amount) == (date(2026, 12, 28), Decimal("50.00"))

    # A bill falls due before them, so it is paid before them: they move back by what it took.
    bill(account, "64.12", date(2026, 9, 21))
    night_of(date(2026, 9, 22))
    kept = standing_of(plan, date(2026, 9, 22))
    assert (kept.left, [one.lacking for one in kept.bills]) == (Decimal("201.62"), [0])
    assert (kept.next_due_on, kept.next_amount) == (date(2026, 11, 30), Decimal("26.62"))

    # No reminder goes out for what is paid ahead.
    night_of(date(2026, 9, 24))
    night_of(date(2026, 10, 24))
    assert letters_of(plan) == []
    night_of(date(2026, 11, 25))
    assert letters_of(plan) == [("plan_reminder", "due 2026-11-30")]


def test_a_returned_payment(ingrid):
    plan = agreed(ingrid, "525.00", count=6)
    account = plan.account
    check = post_payment(
        account.pk, Decimal("87.50"), method="check", received_on=date(2026, 8, 27), actor=ingrid,
        today=date(2026, 8, 27), request_id=uuid4(),
    )  # fmt: skip
    night_of(date(2026, 9, 3))
    assert stands(plan, date(2026, 9, 3))[:2] == ("on track", "437.50 left")

    # It comes back on Sep 8: what it paid is open again, and its grace is long over. The plan stops the fee.
    returned = return_payment(
        check.pk, reason="insufficient", returned_on=date(2026, 9, 8), actor=ingrid, today=date(2026, 9, 8),
        request_id=uuid4(),
    )  # fmt: skip
    assert returned.fee is None
    night_of(date(2026, 9, 9))
    assert stands(plan, date(2026, 9, 9)) == ("behind", "525.00 left", "on Oct 4 if 87.50 is not here")
    assert missed(plan) == [("installment", "Aug 28", "87.50")]
    assert letters_of(plan) == [("plan_missed", "missed 2026-09-09")]

    # Cash takes its place.
    pay(account, "87.50", on=date(2026, 9, 11), method="cash")
    night_of(date(2026, 9, 12))
    assert (stands(plan, date(2026, 9, 12))[:2], missed(plan)) == (("on track", "437.50 left"), [])
    assert verify() == []


def test_a_check_from_before_the_plan_comes_back_beside_it(ingrid):
    account = in_arrears("625.00", due_on=date(2026, 7, 20))
    check = post_payment(
        account.pk, Decimal("100.00"), method="check", received_on=AGREED, actor=ingrid, today=AGREED,
        request_id=uuid4(),
    )  # fmt: skip
    offer = offer_of(account, ingrid, "525.00", count=6, first=date(2026, 8, 28), today=AGREED)
    plan = accept(offer, ingrid, today=AGREED).plan
    pay(account, "87.50", on=date(2026, 8, 28))

    return_payment(
        check.pk, reason="insufficient", returned_on=date(2026, 9, 1), actor=ingrid, today=date(2026, 9, 1),
        request_id=uuid4(),
    )  # fmt: skip
    night_of(date(2026, 9, 3))

    # 100.00 is past due again, but the plan holds what it held and is kept.
    assert stands(plan, date(2026, 9, 3))[:2] == ("on track", "437.50 left")
    assert account.standing.past_due == Decimal("537.50")
