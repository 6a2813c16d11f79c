"""What does the night make of promises: on the day, once, and never while the money may still lie elsewhere?"""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.history.models import HistoryLine
from ledger.actions import void_receipt
from payment_plans.promises import night as the_night
from payment_plans.promises.actions import withdraw_promise
from payment_plans.promises.models import Promise
from payment_plans.promises.policy import State
from payment_plans.promises.queries import SQL_BROKEN, outcomes, to_judge
from tests import factories
from tests.factories import TODAY
from tests.ledger.books import rolled_back, take_back
from tests.promises.cast import FRIDAY, became, corrected, night, owing, pays, promised

SATURDAY, SUNDAY, MONDAY = date(2026, 10, 10), date(2026, 10, 11), date(2026, 10, 12)


def rows():
    return list(Promise.objects.order_by("pk").values())


def lines():
    return list(HistoryLine.objects.filter(action__startswith="promise.").order_by("pk").values_list("pk", flat=True))


def broken_rows(today, days=30):
    with connection.cursor() as cursor:
        cursor.execute(SQL_BROKEN, {"today": today, "broken_days": days})
        return cursor.fetchall()


def test_enough_keeps_it_the_same_night():
    account = owing()
    promise = promised(account, "150.00")
    pays(account, "135.00", on=date(2026, 10, 6))

    judged = night(date(2026, 10, 7))

    assert became(promise) == ("kept", "135.00")
    assert promise.decided_on == date(2026, 10, 7)
    assert judged.sentence == "1 promise kept, 0 not kept."
    line = HistoryLine.objects.get(action="promise.kept")
    assert (line.actor, line.facts["paid"], line.facts["amount"]) == (None, "135.00", "150.00")


@pytest.mark.parametrize(("on", "state"), [(SATURDAY, "open"), (SUNDAY, "broken")])
def test_breaks_on_the_first_day_after_its_grace_and_not_before(on, state):
    account = owing()
    promise = promised(account, "150.00")
    pays(account, "60.00", on=date(2026, 10, 6))

    night(on)

    assert became(promise) == (state, "60.00")


def test_what_is_received_in_time_and_recorded_later_still_keeps_it():
    account = owing()
    promise = promised(account)
    assert night(SUNDAY, balances_on=FRIDAY).counts["broken"] == 0, "Saturday's payments lie in the next extract"

    factories.payment(account, "150.00", received_on=SATURDAY, recorded_at=None)
    night(MONDAY)

    assert became(promise) == ("kept", "150.00")


def test_nobody_is_judged_while_balances_are_too_old():
    account = owing()
    promise = promised(account)
    pays(account, "150.00")

    judged = night(MONDAY, balances_on=date(2026, 10, 7))

    assert judged.waits and "too old" in judged.sentence
    assert became(promise) == ("open", "0.00")


def test_a_payment_that_comes_back_while_it_is_open_takes_its_share_back(maria):
    account = owing()
    promise = promised(account, "150.00")
    payment = pays(account, "100.00")
    night(date(2026, 10, 6))
    assert became(promise) == ("open", "100.00")

    void_receipt(payment.receipt.pk, reason="Wrong account", actor=maria, today=date(2026, 10, 6), request_id=uuid4())
    night(date(2026, 10, 7))

    assert became(promise) == ("open", "0.00")


def test_a_kept_promise_stays_kept_when_its_payment_comes_back():
    account = owing()
    promise = promised(account, "150.00")
    payment = factories.payment(account, "150.00", received_on=TODAY)
    night(date(2026, 10, 6))

    take_back(payment, on=date(2026, 10, 8))
    for on in (date(2026, 10, 9), SUNDAY):
        night(on)

    assert became(promise) == ("kept", "150.00")


def test_several_promises_are_served_in_the_order_of_their_days():
    account = owing()
    later = promised(account, "100.00", SATURDAY)
    sooner = promised(account, "150.00", FRIDAY)
    pays(account, "180.00")

    night(date(2026, 10, 6))
    assert (became(sooner), became(later)) == (("kept", "150.00"), ("open", "30.00"))

    pays(account, "70.00", on=date(2026, 10, 6))
    night(date(2026, 10, 7))
    assert became(later) == ("kept", "100.00")


def test_a_payment_in_hand_before_it_was_promised_keeps_nothing_nor_does_its_correction_but_for_what_it_adds():
    account = owing()
    known = factories.payment(account, "100.00", received_on=date(2026, 10, 2))
    promise = promised(account, "150.00")
    corrected(known, "120.00")

    night(date(2026, 10, 6))

    assert became(promise) == ("open", "20.00")


def test_a_credit_by_billing_counts_as_money():
    account = owing()
    promise = promised(account, "150.00")
    factories.bill(account, "-150.00", billed_on=TODAY, due_on=TODAY, kind="adjustment")

    night(date(2026, 10, 6))

    assert became(promise) == ("kept", "150.00")


def test_where_nothing_is_owed_any_more_it_is_let_go_and_not_broken():
    account = factories.account()
    bill = factories.bill(account, "150.00", billed_on=date(2026, 7, 1), due_on=date(2026, 7, 22))
    promise = promised(account, "150.00")
    take_back(bill, on=date(2026, 10, 7))

    judged = night(SUNDAY)

    assert became(promise) == ("withdrawn", "0.00")
    assert promise.withdrawn_why == "Nothing is owed any more."
    assert (judged.counts["let_go"], judged.counts["broken"]) == (1, 0)


def test_a_withdrawn_promise_is_left_alone_and_frees_its_money(maria):
    account = owing()
    first, second = promised(account, "100.00", FRIDAY), promised(account, "100.00", SATURDAY)
    withdraw_promise(first.pk, why="Made a plan", actor=maria, today=TODAY)
    pays(account, "100.00")

    night(date(2026, 10, 6))

    assert (became(first), became(second)) == (("withdrawn", "0.00"), ("kept", "100.00"))


def three_nights_worth():
    """Accounts of every kind: kept, broken, part paid, let go, still open."""
    for paid in ("150.00", "60.00", "0.00", "135.00", "134.99"):
        account = owing()
        promised(account, "150.00")
        if Decimal(paid):
            pays(account, paid)
    promised(owing(), "10.00", date(2026, 10, 30))


def test_a_night_twice_is_a_night_once():
    three_nights_worth()
    first = night(SUNDAY)
    after, told = rows(), lines()

    again = night(SUNDAY)

    assert first.counts == {"kept": 2, "broken": 3, "let_go": 0, "open": 1}
    assert again == first
    assert (rows(), lines()) == (after, told)


class Killed(Exception):
    pass


@pytest.mark.parametrize("chunks", [0, 1, 2, 4])
def test_killed_after_any_chunk_and_run_again_it_is_as_if_undisturbed(monkeypatch, chunks):
    three_nights_worth()
    with rolled_back():
        whole = night(SUNDAY)
        undisturbed = [(row["id"], row["state"], row["paid"], row["decided_on"]) for row in rows()]
        told = len(lines())
    left = iter(range(chunks))
    judge_chunk = the_night._judge_chunk

    def until_killed(*args, **terms):
        if next(left, None) is None:
            raise Killed
        judge_chunk(*args, **terms)

    monkeypatch.setattr(the_night, "CHUNK", 1)
    monkeypatch.setattr(the_night, "_judge_chunk", until_killed)
    with pytest.raises(Killed):
        night(SUNDAY)
    monkeypatch.setattr(the_night, "_judge_chunk", judge_chunk)

    assert night(SUNDAY) == whole
    assert [(row["id"], row["state"], row["paid"], row["decided_on"]) for row in rows()] == undisturbed
    assert len(lines()) == told


def test_a_night_with_nothing_to_say_asks_one_statement_of_promises_and_writes_nothing():
    for _n in range(5):
        promised(owing())

    with CaptureQueriesContext(connection) as asked:
        judged = night(date(2026, 10, 6))

    assert judged.sentence == "No promise was kept or broken." and judged.counts["open"] == 5
    assert not [query["sql"] for query in asked if query["sql"].lower().startswith('update "promises')]
    assert to_judge(date(2026, 10, 6)) == []


def test_what_was_not_kept_is_told_for_a_while_and_until_something_is_promised_again():
    account = owing()
    promise = promised(account, "150.00")
    pays(account, "60.00")
    night(SUNDAY)

    row = (account.pk, promise.pk, Decimal("150.00"), Decimal("60.00"), FRIDAY, SUNDAY)
    assert broken_rows(SUNDAY) == [row]
    assert broken_rows(SUNDAY + timedelta(days=29)) == [row]
    assert broken_rows(SUNDAY + timedelta(days=30)) == []
    assert broken_rows(SATURDAY) == []

    promised(account, "90.00", date(2026, 10, 16), today=MONDAY)
    assert broken_rows(MONDAY) == []


# ---- the screen passes whatever the policy would change ----

a_day = st.integers(0, 9).map(lambda n: TODAY + timedelta(days=n))
an_amount = st.integers(1, 200).map(lambda n: Decimal(n))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    promises=st.dictionaries(a_day, an_amount, min_size=1, max_size=3),
    payments=st.lists(st.tuples(a_day, an_amount, st.booleans()), max_size=4),
    on=st.integers(0, 14).map(lambda n: TODAY + timedelta(days=n)),
)
def test_the_statement_finds_every_account_on_which_the_policy_says_something_new(promises, payments, on):
    with rolled_back():
        factories.utility(balances_on=on)
        account = owing("5000.00")
        for due_on, amount in promises.items():
            promised(account, str(amount), due_on)
        for received_on, amount, comes_back in payments:
            payment = factories.payment(account, amount, received_on=received_on)
            if comes_back:
                take_back(payment, on=received_on + timedelta(days=1))
        kept = {one.pk: (State(one.state), one.paid) for one in Promise.objects.open()}
        said = {pk: (found.state, found.paid) for pk, found in outcomes([account.pk], today=on).items()}

        assert said == kept or to_judge(on) == [account.pk]
