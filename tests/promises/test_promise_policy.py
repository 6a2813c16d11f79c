"""What may be promised, and when is a promise kept? Tables, and any promises with any payments."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleViolation
from payment_plans.promises.policy import (
    Credit,
    Promised,
    PromiseFacts,
    PromiseRules,
    State,
    Stop,
    judge,
    least,
    may_promise,
    standing_parts,
)
from tests.factories import TODAY

RULES = PromiseRules()
FRIDAY, SATURDAY, SUNDAY = date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 11)
D = Decimal


@pytest.fixture(autouse=True)
def office():
    """Rules need no database."""


# ---- may this be promised? ----


def facts(**fields):
    return PromiseFacts(**{"amount": D("150.00"), "due_on": FRIDAY, "owed": D("310.15"), **fields})


@pytest.mark.parametrize(
    ("case", "told", "code"),
    [
        ("nothing speaks against it", facts(), "ok"),
        ("today", facts(due_on=TODAY), "ok"),
        ("yesterday", facts(due_on=TODAY - timedelta(days=1)), "over"),
        ("the last day one may promise", facts(due_on=TODAY + timedelta(days=30)), "ok"),
        ("a day beyond it", facts(due_on=TODAY + timedelta(days=31)), "far"),
        ("nothing", facts(amount=D("0.00")), "amount"),
        ("less than nothing", facts(amount=D("-5.00")), "amount"),
        ("no number", facts(amount=D("NaN")), "amount"),
        ("parts of a cent", facts(amount=D("1.005")), "amount"),
        ("all that is owed", facts(amount=D("310.15")), "ok"),
        ("a cent more", facts(amount=D("310.16")), "more"),
        ("what others have promised counts", facts(promised=D("160.15")), "ok"),
        ("a cent too much of it", facts(promised=D("160.16")), "more"),
        ("nothing owed", facts(owed=D("0.00")), "nothing"),
        ("a credit", facts(owed=D("-12.40")), "nothing"),
        ("a bankruptcy", facts(stops=(Stop("bankruptcy", "until further notice"),)), "held"),
        ("the same day again", facts(open_amounts=((FRIDAY, D("60.00")),)), "twice"),
        ("another day", facts(open_amounts=((SATURDAY, D("60.00")),)), "ok"),
    ],
)
def test_may_promise(case, told, code):
    assert may_promise(told, RULES, today=TODAY).strongest.code == code, case


def test_the_refusals_say_what_can_be_done_instead():
    said = {
        reason.text
        for reason in may_promise(
            facts(due_on=date(2026, 12, 1), amount=D("400.00"), stops=(Stop("bankruptcy", "through Oct 30"),)),
            RULES,
            today=TODAY,
        ).reasons
    }
    assert said == {
        "A hold stops plans and promises through Oct 30: bankruptcy.",
        "Dec 1 is too far: a promise reaches 30 days ahead. Choose an earlier day, or offer a plan.",
        "Only 310.15 is owed; nobody promises more than that.",
    }


@pytest.mark.parametrize("figures", [{"threshold_percent": 0}, {"threshold_percent": 101}, {"grace_days": -1}])
def test_the_rulebook_refuses_figures_that_mean_nothing(figures):
    with pytest.raises(RuleViolation):
        PromiseRules(**figures)


# ---- was it kept? ----


def promise(pk=1, amount="150.00", due_on=FRIDAY, *, after=10, grace=1, percent=90, **fields):
    return Promised(pk, D(amount), due_on, due_on + timedelta(days=grace), percent, after, **fields)


def came(amount, on=FRIDAY, transaction=11):
    return Credit(transaction, on, D(amount))


def judged(promises, credits, *, today=SUNDAY, balances_on=SATURDAY, owed="500.00"):
    found = judge(promises, credits, owed=D(owed), today=today, balances_on=balances_on)
    return {pk: (outcome.state, outcome.paid) for pk, outcome in found.items()}


@pytest.mark.parametrize(
    ("case", "credits", "today", "expected"),
    [
        ("nothing came yet", [], FRIDAY, ("open", "0.00")),
        ("the last day of grace", [], SATURDAY, ("open", "0.00")),
        ("the first day after it", [], SUNDAY, ("broken", "0.00")),
        ("all of it", [came("150.00")], FRIDAY, ("kept", "150.00")),
        ("more than all of it", [came("400.00")], FRIDAY, ("kept", "150.00")),
        ("just enough", [came("135.00")], FRIDAY, ("kept", "135.00")),
        ("a cent too little, in time", [came("134.99")], SATURDAY, ("open", "134.99")),
        ("a cent too little, too late", [came("134.99")], SUNDAY, ("broken", "134.99")),
        ("received on the last day of grace", [came("150.00", SATURDAY)], SUNDAY, ("kept", "150.00")),
        ("received a day later", [came("150.00", SUNDAY)], SUNDAY, ("broken", "0.00")),
        ("in two parts", [came("60.00"), came("90.00", SATURDAY, 12)], SUNDAY, ("kept", "150.00")),
        ("known before it was promised", [came("150.00", transaction=10)], SUNDAY, ("broken", "0.00")),
        ("dated before it was promised, known after", [came("150.00", TODAY)], FRIDAY, ("kept", "150.00")),
    ],
)
def test_one_promise(case, credits, today, expected):
    state, paid = judged([promise()], credits, today=today)[1]

    assert (state.value, str(paid)) == expected, case


@pytest.mark.parametrize(
    ("amount", "percent", "cents"), [("150.00", 90, "135.00"), ("0.01", 1, "0.01"), ("33.33", 90, "30.00")]
)
def test_the_least_that_keeps_it_is_rounded_up(amount, percent, cents):
    assert least(promise(amount=amount, percent=percent)) == D(cents)


def test_nothing_is_broken_before_billing_has_told_of_its_last_day():
    assert judged([promise()], [], balances_on=FRIDAY)[1] == (State.OPEN, D("0.00"))
    assert judged([promise()], [], balances_on=None)[1] == (State.OPEN, D("0.00"))
    assert judged([promise()], [came("150.00")], balances_on=None)[1] == (State.KEPT, D("150.00"))


def test_a_promise_is_let_go_where_nothing_is_owed_any_more():
    assert judged([promise()], [], owed="0.00")[1] == (State.WITHDRAWN, D("0.00"))


def test_several_are_served_in_the_order_of_their_days_whatever_the_order_they_were_made_in():
    later, sooner = promise(1, "100.00", SUNDAY), promise(2, "150.00", FRIDAY)

    shared = judged([later, sooner], [came("180.00")], today=FRIDAY)

    assert shared == {1: (State.OPEN, D("30.00")), 2: (State.KEPT, D("150.00"))}


def test_a_credit_passes_over_what_was_promised_after_it_was_known():
    first, second = promise(1, "100.00", SUNDAY, after=10), promise(2, "100.00", FRIDAY, after=11)

    assert judged([first, second], [came("100.00", transaction=11)], today=FRIDAY) == {
        1: (State.KEPT, D("100.00")),
        2: (State.OPEN, D("0.00")),
    }


def test_what_a_decided_promise_got_is_spent():
    was_kept = promise(1, state=State.KEPT, paid=D("135.00"))

    assert judged([was_kept, promise(2, "100.00", SUNDAY)], [came("200.00")], today=FRIDAY) == {
        2: (State.OPEN, D("65.00"))
    }


def test_a_decided_promise_is_not_judged_again():
    assert judged([promise(state=State.BROKEN, paid=D("60.00"))], [came("150.00")]) == {}


@pytest.mark.parametrize(
    ("case", "amounts", "parts"),
    [
        ("never corrected", ["100"], {1: "100"}),
        ("corrected up: what was added is new", ["100", "120"], {1: "100", 2: "20"}),
        ("corrected down: nothing is new", ["100", "80"], {1: "80"}),
        ("up and down again", ["100", "120", "90"], {1: "90"}),
        ("down and up again", ["100", "80", "110"], {1: "80", 3: "30"}),
        ("twice up", ["100", "120", "150"], {1: "100", 2: "20", 3: "30"}),
        ("a charge that became a credit", ["-40", "25"], {2: "25"}),
    ],
)
def test_what_a_correction_adds_is_known_with_the_correction(case, amounts, parts):
    said = [(n, D(amount)) for n, amount in enumerate(amounts, 1)]

    assert dict(standing_parts(said)) == {known: D(part) for known, part in parts.items()}, case


# ---- any promises, any payments ----

days = st.integers(min_value=-20, max_value=20).map(lambda n: FRIDAY + timedelta(days=n))
cents = st.integers(min_value=1, max_value=30_000).map(lambda n: D(n) / 100)
transactions = st.integers(min_value=1, max_value=20)


@st.composite
def accounts(draw):
    promises = [
        promise(
            pk, str(draw(cents)), draw(days), after=draw(transactions), grace=draw(st.integers(0, 3)),
            percent=draw(st.integers(1, 100)),
        )
        for pk in range(1, draw(st.integers(1, 4)) + 1)
    ]  # fmt: skip
    credits = [Credit(draw(transactions), draw(days), draw(cents)) for _n in range(draw(st.integers(0, 6)))]
    return promises, credits, draw(days)


@given(accounts())
def test_no_money_is_counted_twice_and_no_promise_gets_more_than_it_asks_for(told):
    promises, credits, today = told
    found = judge(promises, credits, owed=D(1), today=today, balances_on=today)

    assert sum(outcome.paid for outcome in found.values()) <= sum(credit.amount for credit in credits)
    for one in promises:
        in_time = [c for c in credits if c.transaction > one.after and c.received_on <= one.keep_by_on]
        outcome = found[one.pk]
        assert 0 <= outcome.paid <= min(one.amount, sum(credit.amount for credit in in_time))
        assert (outcome.state == State.KEPT) == (outcome.paid * 100 >= one.amount * one.threshold_percent)
        if outcome.state != State.KEPT:
            assert (outcome.state == State.BROKEN) == (today > one.keep_by_on)


@given(accounts(), st.data())
def test_taking_a_payment_back_never_serves_all_promises_together_better(told, data):
    promises, credits, today = told
    if not credits:
        return
    gone = data.draw(st.integers(0, len(credits) - 1))

    def total(came):
        return sum(
            outcome.paid for outcome in judge(promises, came, owed=D(1), today=today, balances_on=today).values()
        )

    lost = total(credits) - total([credit for n, credit in enumerate(credits) if n != gone])
    assert 0 <= lost <= credits[gone].amount


@given(accounts())
def test_the_order_in_which_rows_are_read_decides_nothing(told):
    promises, credits, today = told
    terms = {"owed": D(1), "today": today, "balances_on": today}

    assert judge(promises, credits, **terms) == judge(promises[::-1], credits[::-1], **terms)
