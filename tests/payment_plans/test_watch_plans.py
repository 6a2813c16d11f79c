"""What does the night do to plans: flag, cure, begin, break, keep, lapse, write, and everything once?"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.holds.models import Hold
from core.history.models import HistoryLine
from core.utility import current, moment
from notices.actions import holding_back
from notices.models import HeldRun, Letter
from notices.policy import FuseRules
from payment_plans import night
from payment_plans.models import Miss, PlanStanding
from payment_plans.night import watch_plans
from tests.ledger.books import take_back
from tests.payment_plans.cast import agreed_plan, bill, figure, pay
from tests.payment_plans.watching import everything, letters_of, night_of, office_of_letters, told

pytestmark = pytest.mark.django_db

AUG, SEP, OCT = date(2026, 8, 28), date(2026, 9, 28), date(2026, 10, 28)


@pytest.fixture(autouse=True)
def letters(settings, office):
    office_of_letters(settings)


def state(plan):
    plan.refresh_from_db()
    return plan.state


def test_flags_what_was_missed_on_the_first_day_after_its_grace():
    plan = agreed_plan()

    assert night_of(date(2026, 9, 2)).counts["missed"] == 0
    watched = night_of(date(2026, 9, 3))

    assert (watched.counts["missed"], watched.sentence) == (
        1, "1 payment missed, 0 made good. 1 letter issued, 0 skipped.",
    )  # fmt: skip
    miss = Miss.objects.get()
    assert (miss.plan, miss.kind, miss.due_on, miss.amount, miss.lacking, miss.flagged_on) == (
        plan, "installment", AUG, Decimal("87.50"), Decimal("87.50"), date(2026, 9, 3),
    )  # fmt: skip
    assert told(plan) == ["missed"]
    line = HistoryLine.objects.get(action="payment_plan.missed")
    assert line.facts == {"kind": "installment", "due_on": "2026-08-28", "amount": "87.50", "lacking": "87.50"}
    assert (line.actor, line.subject_key, line.business_date) == (None, str(plan.pk), date(2026, 9, 3))
    assert letters_of(plan) == [("plan_missed", "missed 2026-09-03")]


def test_cures_what_was_made_good_and_may_flag_it_again():
    plan = agreed_plan()
    night_of(date(2026, 9, 3))
    check = pay(plan.account, "87.50", on=date(2026, 9, 4))

    assert night_of(date(2026, 9, 5)).counts["cured"] == 1
    assert Miss.objects.get().cured_on == date(2026, 9, 5)

    take_back(check, on=date(2026, 9, 9))
    night_of(date(2026, 9, 10))
    assert [miss.flagged_on for miss in Miss.objects.open()] == [date(2026, 9, 10)]
    assert told(plan) == ["missed", "cured", "missed"]


def test_breaks_a_plan_beyond_the_allowed_misses_and_ends_its_hold():
    plan = agreed_plan()
    night_of(date(2026, 9, 3))
    night_of(date(2026, 10, 3))
    assert state(plan) == "active"  # Sep 28 and five days: the last day of grace

    night_of(date(2026, 10, 4))

    assert state(plan) == "broken"
    assert plan.end_why == "Installment due Aug 28 (87.50), installment due Sep 28 (87.50) missed."
    assert (plan.ended_on, plan.ended_by) == (date(2026, 10, 4), None)
    assert (plan.hold.ended_on, plan.hold.ended_why) == (date(2026, 10, 4), plan.end_why)
    assert told(plan) == ["missed", "missed", "broken"]
    assert letters_of(plan) == [
        ("plan_missed", "missed 2026-09-03"),
        ("plan_broken", "broken 2026-10-04"),
    ]


def test_a_missed_bill_is_flagged_as_one():
    plan = agreed_plan()
    bill(plan.account, "64.12", date(2026, 8, 20))
    night_of(date(2026, 8, 26))

    assert list(Miss.objects.values_list("kind", "due_on", "lacking")) == [
        ("bill", date(2026, 8, 20), Decimal("64.12"))
    ]


def test_keeps_a_plan_with_nothing_left_whatever_became_of_its_bills():
    plan = agreed_plan()
    pay(plan.account, "525.00", on=date(2026, 8, 10))
    bill(plan.account, "64.12", OCT)
    night_of(date(2026, 8, 11))

    assert (state(plan), plan.end_why) == ("kept", "All 525.00 is paid.")
    assert plan.hold.ended_on == date(2026, 8, 11)
    assert told(plan) == ["kept"] and letters_of(plan) == []


def test_begins_a_plan_whose_first_payment_came_and_lapses_the_other():
    paid = agreed_plan(state="accepted", down="100.00", starts_by_on=date(2026, 8, 7))
    unpaid = agreed_plan(state="accepted", down="100.00", starts_by_on=date(2026, 8, 7))
    pay(paid.account, "100.00", on=date(2026, 8, 6))
    pay(unpaid.account, "60.00", on=date(2026, 8, 6))

    assert night_of(date(2026, 8, 7)).counts["begun"] == 1
    assert (state(paid), state(unpaid)) == ("active", "accepted")  # the last day
    assert paid.hold.until_on == paid.last_due_on + timedelta(days=5)
    watched = night_of(date(2026, 8, 8))

    assert (state(unpaid), unpaid.end_why) == (
        "lapsed", "By Aug 7 the first payment was not here: 40.00 of it is lacking.",
    )  # fmt: skip
    assert (watched.counts["lapsed"], told(paid), told(unpaid)) == (1, ["begun"], ["lapsed"])


def test_a_signature_is_awaited_too():
    plan = agreed_plan(state="accepted", needs_signature=True, starts_by_on=date(2026, 8, 14))
    night_of(date(2026, 8, 14))
    assert state(plan) == "accepted"

    night_of(date(2026, 8, 15))
    assert (state(plan), plan.end_why) == ("lapsed", "By Aug 14 it was not signed.")


def test_a_plan_may_begin_and_be_kept_in_one_night():
    plan = agreed_plan(state="accepted", down="100.00")
    pay(plan.account, "525.00", on=date(2026, 8, 4))
    night_of(date(2026, 8, 5))
    assert (state(plan), told(plan)) == ("kept", ["begun", "kept"])


def test_reminds_of_an_installment_once_and_not_of_one_that_is_paid():
    plan, paid = agreed_plan(), agreed_plan()
    pay(paid.account, "87.50", on=date(2026, 8, 20))

    night_of(date(2026, 8, 22))
    assert not Letter.objects.exists()
    for day in range(23, 28):
        night_of(date(2026, 8, day))

    letter = Letter.objects.get()
    assert (letter.account, letter.kind, letter.cause, letter.issued_on) == (
        plan.account, "plan_reminder", "due 2026-08-28", date(2026, 8, 23),
    )  # fmt: skip
    assert letter.facts["amount"] == "87.50"


def test_more_letters_than_the_fuse_allows_wait_for_a_supervisor_and_the_night_says_so(monkeypatch):
    plans = [agreed_plan() for _n in range(3)]
    tight = FuseRules(most_letters=2, few_letters=1)
    monkeypatch.setattr(holding_back, "rules", lambda _cls, on: tight)

    watched = night_of(date(2026, 9, 3))

    assert watched.sentence == (
        "3 payments missed, 0 made good. 3 letters issued, 0 skipped. 3 held back for a supervisor."
    )
    run = HeldRun.objects.get()
    assert run.why == "3 letters are more than the 2 the rulebook allows."
    assert sorted(run.waiting.values_list("letter__account", flat=True)) == sorted(p.account_id for p in plans)


def test_the_rulebook_may_do_without_reminders():
    agreed_plan()
    figure("reminder_days", 0, from_on=date(2026, 8, 1))
    for day in range(23, 30):
        night_of(date(2026, 8, day))
    assert not Letter.objects.exists()


def test_nobody_is_judged_on_old_balances():
    plan = agreed_plan()
    office = current()
    office.business_date, office.balances_on = date(2026, 9, 3), date(2026, 9, 1)
    office.save()

    watched = watch_plans(actor=None, today=date(2026, 9, 3), tell=lambda percent, sentence: None)

    assert watched.waits
    assert watched.sentence == "Balances are too old to say which plans are kept; they are judged when they come."
    assert not Miss.objects.exists() and not PlanStanding.objects.exists() and state(plan) == "active"


def test_without_an_address_of_the_office_plans_are_watched_and_letters_wait(settings):
    plan = agreed_plan()
    settings.OFFICE_ADDRESS, settings.LETTERS_MAY_LACK_OFFICE = [], False

    watched = night_of(date(2026, 9, 3))
    assert watched.waits and "return address" in watched.sentence
    assert Miss.objects.count() == 1 and not Letter.objects.exists()

    settings.OFFICE_ADDRESS = ["411 Harbor Street", "Demo City, MN 55800"]
    assert not night_of(date(2026, 9, 4)).waits
    assert letters_of(plan) == [("plan_missed", "missed 2026-09-03")]


def test_a_letter_that_nobody_may_get_is_skipped_and_holds_nothing_up():
    plan, other = agreed_plan(), agreed_plan()
    Hold.objects.create(
        kind="bankruptcy", scope="account", account=plan.account, from_on=date(2026, 8, 30),
        review_on=date(2026, 12, 1), source="a petition", facts={}, recorded_at=moment(date(2026, 8, 30)),
    )  # fmt: skip
    watched = night_of(date(2026, 9, 3))

    assert (watched.counts["letters"], watched.counts["skipped"]) == (1, 1)
    assert letters_of(plan) == [] and letters_of(other) == [("plan_missed", "missed 2026-09-03")]


def test_only_plans_of_which_something_changed_are_touched(monkeypatch):
    for _n in range(3):
        agreed_plan()
    on_track = agreed_plan()
    pay(on_track.account, "87.50", on=AUG)
    turned = []
    real = night._turn
    monkeypatch.setattr(night, "_turn", lambda plan_ids, today: (turned.append(list(plan_ids)), real(plan_ids, today)))
    monkeypatch.setattr(night, "CHUNK", 2)

    night_of(date(2026, 9, 3))

    assert [len(plan_ids) for plan_ids in turned] == [2, 1]
    assert all(on_track.pk not in plan_ids for plan_ids in turned)
    night_of(date(2026, 9, 4))
    assert len(turned) == 2


def test_stopped_between_two_lots_the_next_run_ends_like_one_that_was_not(monkeypatch):
    def three_plans():
        return [agreed_plan(first_due_on=date(2026, 7, 28), accepted_on=date(2026, 7, 6)) for _n in range(3)]

    three_plans()
    night_of(date(2026, 9, 3))
    whole = everything()
    assert {plan[1] for plan in whole["plans"]} == {"broken"} and len(whole["letters"]) == 3

    three_plans()
    monkeypatch.setattr(night, "CHUNK", 1)
    real, seen = night._turn, []

    def dies_at_the_second(plan_ids, today):
        if len(seen) == 1:
            raise KeyboardInterrupt
        seen.append(plan_ids)
        real(plan_ids, today)

    monkeypatch.setattr(night, "_turn", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        night_of(date(2026, 9, 3), times=1)
    assert sorted(plan[1] for plan in everything()["plans"][3:]) == ["active", "active", "broken"]
    monkeypatch.setattr(night, "_turn", real)

    night_of(date(2026, 9, 3))
    assert without_numbers(everything()) == without_numbers(whole, twice=True)


def without_numbers(found, twice=False):
    """What became of each plan, whoever's it was."""
    times = 2 if twice else 1
    return {what: sorted([str(row[1:]) for row in rows] * times) for what, rows in found.items()}


def test_what_came_on_the_last_day_of_grace_a_saturday_lies_in_monday_s_extract():
    # The second installment's grace ends on Saturday, Oct 3; the first was missed before.
    plan = agreed_plan()
    night_of(date(2026, 9, 3))
    before = everything()["history"]
    for day in (date(2026, 10, 4), date(2026, 10, 5)):
        night_of(day, balances_on=date(2026, 10, 2))
        assert state(plan) == "active"
        assert everything()["history"] == before, day
        assert PlanStanding.objects.get().missed_count == 1

    pay(plan.account, "175.00", on=date(2026, 10, 3))
    assert night_of(date(2026, 10, 6)).counts["cured"] == 1
    assert (state(plan), Miss.objects.open().count()) == ("active", 0)


def test_what_did_not_come_by_then_breaks_it_once_that_extract_is_there():
    plan = agreed_plan()
    night_of(date(2026, 10, 5), balances_on=date(2026, 10, 2))
    assert state(plan) == "active"

    assert night_of(date(2026, 10, 6)).counts["broken"] == 1


def test_a_plan_of_small_installments_is_not_kept_with_nothing_paid():
    weeks = [date(2026, 8, 10) + timedelta(weeks=n) for n in range(12)]
    plan = agreed_plan(arrears="12.00", amounts=["1.00"] * 12, due_dates=weeks)

    night_of(date(2026, 11, 3))

    assert state(plan) == "broken"
