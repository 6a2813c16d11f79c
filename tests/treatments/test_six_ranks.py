"""Does each reason come in its rank, with its day and its sentence, and go when it should?"""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from accounts.contacts.models import Contact
from accounts.people.actions import add_number, judge_number
from accounts.people.queries import numbers_of
from accounts.tasks.models import Task
from collections_app.desk.queries.worklist import KEYS, PERSON
from collections_app.treatments import next_steps, sentences, why_here
from collections_app.treatments.models import NextStep
from core import history
from core.utility import moment
from ledger import standings
from notices.actions import good_again, record_returned
from tests import factories
from tests.notices.mailed import mailed
from tests.treatments.standings import TODAY, hold, owing

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 10, 9)


def square(**fields):
    """An account that owes nothing."""
    account = factories.account(**fields)
    standings.renew([account.pk], as_of=TODAY)
    return account


def step_of(account):
    next_steps.renew([account.pk], today=TODAY)
    alone = NextStep.objects.filter(pk=account.pk).values().first()
    next_steps.renew(today=TODAY)
    step = NextStep.objects.filter(pk=account.pk).first()
    assert alone == NextStep.objects.filter(pk=account.pk).values().first(), "one account and all give the same"
    return step


def says(account, **who):
    step = step_of(account)
    return (step.rank, sentences.why(step, TODAY, **who)) if step else None


def task(account, what, *, due_on=TODAY, at=None, owner=None):
    owner = owner or factories.person(full_name="Karen Lindholm")
    return Task.objects.create(
        account=account, what=what, due_on=due_on, due_at=at, owner=owner, made_by=owner, made_at=moment(TODAY)
    )


def spoke_with(account, on):
    return Contact.objects.create(account=account, at=moment(on), on=on, direction="out", outcome="no_answer")


def came_back(account, amount="212.40", *, paid_on, on, fee=None, method="check", memo="taken back"):
    paid = factories.payment(account, amount, received_on=paid_on, method=method)
    legs = [{"book": "receivable:unapplied", "amount": amount}, {"book": "bank:lockbox", "amount": f"-{amount}"}]
    made = factories.transaction(account, "reversal", legs, effective_on=on, reverses=paid, memo=memo)
    if fee:
        factories.bill(account, fee, billed_on=on, due_on=on + timedelta(days=21), kind="returned_payment_fee")
    standings.renew([account.pk], as_of=TODAY)
    return made


# ---- 1 someone may be harmed ----


def test_a_medical_certificate_that_ends_comes_first_and_stays_unnamed_in_the_list():
    account = square()
    hold(account, "medical", until_on=FRIDAY)

    assert says(account) == (1, "A private protection ends Friday, Oct 9, and no renewal is on file.")
    step = step_of(account)
    assert why_here.why_here(step, TODAY, opened=True) == (
        "The medical certificate ends Friday, Oct 9, and no renewal is on file."
    )
    assert step.by_on == FRIDAY


@pytest.mark.parametrize(
    ("case", "until_on", "renewed_until"),
    [("not yet near", date(2026, 10, 13), None), ("renewed", FRIDAY, date(2027, 4, 9))],
)
def test_a_certificate_that_goes_on_needs_nobody(case, until_on, renewed_until):
    account = square()
    hold(account, "medical", until_on=until_on)
    if renewed_until:
        hold(account, "medical", scope="customer", from_on=until_on + timedelta(days=1), until_on=renewed_until)

    assert step_of(account) is None, case


def test_a_certificate_of_the_person_counts_for_every_open_account_of_theirs():
    account = square()
    closed = square(customer=account.customer, status="inactive")
    hold(account, "medical", scope="customer", until_on=FRIDAY)

    assert (step_of(account).rank, step_of(closed)) == (1, None)


# ---- 2 the law's clock runs ----


def test_a_dispute_that_ends_is_decided():
    account = owing("1846.20", days=132)
    hold(account, "dispute", until_on=FRIDAY)

    assert says(account) == (2, "The hold “Dispute” ends Friday, Oct 9: decide what follows.")


def test_a_protection_without_a_last_day_is_looked_at_when_its_review_comes():
    account = square()
    hold(account, "estate", until_on=None, review_on=date(2026, 10, 2))

    assert says(account) == (2, "The hold “Estate: the holder died” was to be looked at by Friday, Oct 2.")


def test_a_protection_that_ends_where_nothing_is_owed_needs_nobody():
    account = square()
    hold(account, "military", until_on=FRIDAY)

    assert step_of(account) is None


def test_assurance_after_a_petition_has_its_day():
    account = owing("96.30", days=4)
    hold(account, "bankruptcy", from_on=date(2026, 9, 29), until_on=None, review_on=date(2027, 3, 1),
         facts={"filed_on": "2026-09-29", "chapter": 7})  # fmt: skip

    assert says(account) == (2, "The petition was filed Sep 29; assurance of payment is due by Oct 19.")


def test_six_years_on_a_bill_end():
    account = owing("640.00", days=(TODAY - date(2020, 12, 14)).days)

    rank, sentence = says(account)

    assert (rank, sentence) == (2, "Six years on the oldest bill end on Dec 14: decide on legal referral. (and 1 more)")
    assert why_here.further(step_of(account)) == ["past due and nobody spoke to them"]


@pytest.mark.parametrize("due_on", [date(2021, 1, 4), date(2020, 10, 4)])
def test_long_before_and_after_the_six_years_money_is_the_reason(due_on):
    assert step_of(owing("640.00", days=(TODAY - due_on).days)).reason == "silent"


# ---- 3 we gave our word ----


def test_a_call_back_stands_on_top_of_its_rank_with_its_hour():
    me = factories.person(full_name="Karen Lindholm")
    later, first = square(), square()
    task(later, "Check whether the payment came", at=time(16, 0), owner=me)
    task(first, "Call back about the October bill", at=time(15, 0), owner=me)

    assert says(first, me=me) == (3, "You promised to call back today at 3:00 about the October bill.")
    assert says(first) == (3, "Karen Lindholm promised to call back today at 3:00 about the October bill.")
    assert says(later, me=me) == (3, "You promised for today at 4:00: Check whether the payment came.")
    assert in_order() == [first.pk, later.pk]


def in_order():
    rows = NextStep.objects.filter(rank__isnull=False).order_by(*KEYS[PERSON])
    return list(rows.values_list("pk", flat=True))


def test_a_promise_that_was_not_kept_comes_before_those_of_today():
    today, overdue = square(), square()
    task(today, "Call back", at=time(8, 0))
    task(overdue, "Call back", due_on=date(2026, 10, 2), at=time(15, 0))

    assert says(overdue) == (3, "Karen Lindholm promised to call back Friday, Oct 2 at 3:00 (3 days ago).")
    step_of(today)
    assert in_order() == [overdue.pk, today.pk]


def test_several_promises_of_a_day_are_counted():
    account = owing("1846.20", days=132)
    task(account, "Call back", at=time(15, 0))
    task(account, "Send the bill again")

    assert says(account)[1].endswith("today at 3:00. (and 2 more)")


def test_a_step_for_a_later_day_says_so_even_where_nothing_is_owed():
    account = square()
    task(account, "Call back", due_on=FRIDAY)

    assert sentences.why_not_here(step_of(account), TODAY) == (
        "Hidden until Oct 9: somebody took the next step for that day."
    )


def test_a_step_for_a_later_day_hides_what_runs_out_after_it_and_nothing_else():
    account = square()
    hold(account, "medical", until_on=FRIDAY)
    taken = task(account, "Ask for the renewal", due_on=date(2026, 10, 8))
    assert step_of(account).reason == "task"

    taken.due_on = date(2026, 10, 12)
    taken.save()

    assert step_of(account).reason == "medical_ends"


def ended(account, kind, on, **fields):
    found = hold(account, kind, **fields)
    found.ended_on, found.ended_at, found.ended_why = on, moment(on), "The bill is right"
    found.save()
    return found


def test_who_disputed_a_bill_hears_the_answer():
    account = owing("1846.20", days=132)
    ended(account, "dispute", date(2026, 9, 30), scope="service", service="water")

    assert says(account) == (
        3,
        "The dispute over the water bill was answered on Sep 30; tell the customer the result. (and 1 more)",
    )

    spoke_with(account, date(2026, 10, 1))

    assert step_of(account).reason == "contacted"


def test_a_dispute_that_was_only_changed_is_not_answered():
    account = owing("1846.20", days=132)
    ended(account, "dispute", date(2026, 9, 30))
    hold(account, "dispute", from_on=date(2026, 9, 30))

    assert step_of(account).reason == "held"


# ---- 4 they broke theirs ----


def test_a_check_that_came_back_is_open_again_with_its_fee():
    account = owing("212.40", days=30)
    came_back(account, paid_on=date(2026, 9, 24), on=date(2026, 10, 1), fee="30.00")

    step = step_of(account)

    assert sentences.why(step, TODAY) == "The check of Sep 24 came back; 212.40 is open again, with a 30.00 fee."
    assert (step.rank, step.amount) == (4, Decimal("212.40"))


@pytest.mark.parametrize(
    ("case", "method", "sentence"),
    [
        ("card", "card", "The card payment of Sep 24 came back; 100.00 is open again."),
        ("cash", "cash", "The payment of Sep 24 came back; 100.00 is open again."),
    ],
)
def test_what_was_paid_in_the_meantime_is_not_open_again(case, method, sentence):
    account = owing("212.40", days=30)
    came_back(account, paid_on=date(2026, 9, 24), on=date(2026, 10, 1), method=method)
    factories.payment(account, "112.40", received_on=TODAY)
    standings.renew([account.pk], as_of=TODAY)

    assert says(account)[1] == sentence, case


@pytest.mark.parametrize(
    ("case", "memo", "on", "paid_since"),
    [
        ("billing corrected it", "corrected by billing", date(2026, 9, 24), "0.00"),
        ("too long ago", "taken back", date(2026, 9, 5), "0.00"),
        ("paid again", "taken back", date(2026, 10, 1), "212.40"),
    ],
)
def test_what_is_no_broken_payment(case, memo, on, paid_since):
    account = owing("212.40", days=30)
    came_back(account, paid_on=min(on, date(2026, 9, 24)), on=on, memo=memo)
    if paid_since != "0.00":
        factories.payment(account, paid_since, received_on=TODAY)
        standings.renew([account.pk], as_of=TODAY)

    step = step_of(account)

    assert step is None or step.reason != "returned", case


def test_a_contact_since_a_payment_came_back_leaves_it_alone_for_a_while():
    account = owing("212.40", days=30)
    came_back(account, paid_on=date(2026, 9, 24), on=date(2026, 10, 1))
    spoke_with(account, date(2026, 9, 30))
    assert step_of(account).reason == "returned"

    spoke_with(account, date(2026, 10, 2))

    assert step_of(account).reason == "contacted"


def test_a_hold_that_stops_calls_stops_this_one_too():
    account = owing("212.40", days=30)
    came_back(account, paid_on=date(2026, 9, 24), on=date(2026, 10, 1))
    hold(account, "billing_review")

    assert step_of(account).reason == "held"


# ---- 5 and 6 ----


def test_a_pledge_that_runs_out_comes_before_money_without_a_day():
    account, other = owing("300.00", days=132), owing("1846.20", days=132)
    hold(account, "pledge", until_on=FRIDAY)
    step_of(other)

    assert says(account) == (5, "A private protection ends Friday, Oct 9: decide what follows. (and 1 more)")
    assert in_order() == [account.pk, other.pk]


def test_money_is_stronger_than_tidying():
    account = owing("300.00", days=132)
    hold(account, "do_not_contact", until_on=FRIDAY)
    quiet = owing("30.00", days=12)
    hold(quiet, "do_not_contact", until_on=FRIDAY)

    assert says(quiet) == (6, "The hold “Asked not to be contacted” ends Friday, Oct 9: decide what follows.")
    assert step_of(account).rank == 6, "nobody may call, so only the hold is left"


def test_within_money_the_higher_score_comes_first():
    old_and_small, young_and_small = owing("300.00", days=400), owing("300.00", days=100)
    big = owing("1999.00", days=100)
    for account in (old_and_small, young_and_small, big):
        step_of(account)

    assert in_order() == [big.pk, old_and_small.pk, young_and_small.pk]
    scores = list(NextStep.objects.order_by("-score").values_list("score", flat=True))
    assert scores == sorted(set(scores), reverse=True)


# ---- what is no longer so ----


def test_a_line_that_was_withdrawn_or_corrected_is_no_contact():
    account = owing("1846.20", days=132)
    wrong = spoke_with(account, date(2026, 9, 30))
    assert step_of(account).reason == "contacted"

    history.withdraw(wrong, "Wrong account", actor=None, today=TODAY, account=account.number)

    assert step_of(account).reason == "silent"


def test_only_the_strongest_reason_is_shown_and_all_others_are_counted():
    account = owing("1846.20", days=132)
    hold(account, "medical", until_on=FRIDAY)
    hold(account, "military", until_on=FRIDAY)
    task(account, "Call back")
    came_back(account, paid_on=date(2026, 9, 24), on=date(2026, 10, 1))

    step = step_of(account)

    assert (step.rank, step.more) == (1, 4)
    assert why_here.further(step) == [
        "a protection ends or must be looked at",
        "somebody promised the next step for today",
        "a payment came back",
        "past due and nobody spoke to them",
    ]


# ---- letters that came back ----


def unreachable_by_mail(count, phone=""):
    """Owes little enough that nothing else needs a person."""
    factories.utility()
    account = owing("40.00", days=20, customer=factories.customer(phone=phone))
    letters = [mailed(account, kind="past_due_reminder")[0] for _ in range(count)]
    for letter in letters:
        record_returned(letter.pk, reason="moved", returned_on=TODAY, actor=None, today=TODAY)
    return account, letters


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (1, "A letter came back from this address; no phone works."),
        (2, "Two letters came back from this address; no phone works."),
    ],
)
def test_letters_that_came_back_where_no_phone_works_are_tidied_up(count, sentence):
    account, _letters = unreachable_by_mail(count)

    assert says(account) == (6, sentence)
    assert step_of(account).what == "decide"


def test_a_phone_that_works_or_was_never_tried_is_another_way_to_them():
    account, _letters = unreachable_by_mail(2, phone="1-218-555-0142")
    assert says(account)[0] is None

    def judged(**said):
        [phone] = [number for number in numbers_of(account, TODAY) if number.kind == "phone"]
        by = factories.person()
        judge_number(account.pk, phone, **{"state": "unknown", "do_not_use": False, **said}, actor=by, today=TODAY)
        return says(account)[0]

    assert judged(state="bad") == 6
    assert judged(state="works") is None
    assert judged(do_not_use=True, why_not="asked not to be called") == 6
    add_number(account.pk, kind="phone", value="218-555-0199", source="neighbour", actor=None, today=TODAY)
    assert says(account)[0] is None


def test_an_address_that_is_good_again_or_a_paid_debt_needs_nobody():
    account, [letter] = unreachable_by_mail(1)
    good_again(letter.pk, why="called", actor=None, today=TODAY)
    assert says(account)[0] is None

    other, _letters = unreachable_by_mail(1)
    factories.payment(other, "40.00", received_on=TODAY)
    standings.renew([other.pk], as_of=TODAY)
    assert step_of(other) is None
