"""Does the one statement stand every plan where the policy does, whatever its books went through?"""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.holds.models import Hold
from core.utility import moment
from ledger.models import Posting, Transaction
from payment_plans import standings
from payment_plans.models import PaymentPlan, PlanStanding
from payment_plans.policy.compliance import judge
from payment_plans.queries.facts import plan_facts, rules_of, standing_of
from tests import factories
from tests.ledger.books import rolled_back, take_back
from tests.payment_plans.cast import ACCEPTED, agreed_plan, figure, in_parts, pay

pytestmark = pytest.mark.django_db

money = st.integers(min_value=1, max_value=20_000).map(lambda n: Decimal(n) / 100)
round_money = st.sampled_from([Decimal(n) for n in ("49.00", "50.00", "51.00", "87.50", "100.00", "175.00")])
amounts = money | round_money
days = st.integers(min_value=-40, max_value=110).map(lambda n: ACCEPTED + timedelta(days=n))
happenings = st.lists(
    st.fixed_dictionaries(
        {
            "what": st.sampled_from(
                ["bill", "bill", "bill", "pay", "pay", "pay", "adjust", "fee", "take back", "correct", "correct"]
            ),
            "on": days,
            "amount": amounts,
            "lasts": st.integers(min_value=0, max_value=40),
            "which": st.integers(min_value=0, max_value=30),
            "moves": st.sampled_from([0, 0, 0, -30, 30]),
        }
    ),
    max_size=9,
)
figures = st.just({}) | st.fixed_dictionaries(
    {
        "grace_days": st.integers(min_value=0, max_value=12),
        "bill_grace_days": st.integers(min_value=0, max_value=12),
        "tolerance": st.sampled_from(["0.00", "1.00", "5.00"]),
        "misses_allowed": st.integers(min_value=0, max_value=2),
        "current_bills_count": st.booleans(),
    }
)
plans = st.fixed_dictionaries(
    {
        "before": happenings,
        "after": happenings,
        "arrears": amounts.map(lambda amount: amount + 20),
        "down": st.sampled_from(["0.00", "0.00", "10.00"]),
        "count": st.integers(min_value=1, max_value=4),
        "apart": st.sampled_from([7, 14, 30]),
        "first": st.integers(min_value=0, max_value=30),
        "state": st.sampled_from(["active", "active", "accepted"]),
        "needs_signature": st.booleans(),
        "signed": st.booleans(),
        "figures": figures,
        "dispute": st.none() | st.tuples(st.integers(min_value=0, max_value=9), amounts | st.none()),
    }
)


@pytest.fixture(autouse=True)
def office(db):
    factories.utility()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cases=st.lists(plans, min_size=1, max_size=2),
    after=st.integers(min_value=0, max_value=130),
    days_old=st.integers(min_value=0, max_value=4),
)
def test_the_statement_stands_every_plan_where_the_policy_does(cases, after, days_old):
    as_of = ACCEPTED + timedelta(days=after)
    with rolled_back():
        factories.utility(balances_on=as_of - timedelta(days=days_old))
        made = [a_plan(**case) for case in cases]
        standings.renew(None, as_of=as_of)
        of_all = list(PlanStanding.objects.order_by("pk").values())
        for plan in made:
            check(plan, as_of)
        # One by one nothing is found that all together did not find.
        assert not sum(standings.renew([plan.pk], as_of=as_of) for plan in made)
        assert list(PlanStanding.objects.order_by("pk").values()) == of_all


def check(plan, as_of):
    kept = judge(plan_facts(plan, as_of), today=as_of, rules=rules_of(plan, as_of))
    row = PlanStanding.objects.get(pk=plan.pk)
    assert {name: getattr(row, name) for name in standings.FIELDS} == {
        "as_of": as_of,
        "down_paid": kept.down_paid,
        "paid": kept.paid,
        "left": kept.left,
        "paid_count": kept.paid_count,
        "missed_count": len(kept.missed),
        "missed_amount": sum(one.lacking for one in kept.missed),
        "missed_since": kept.missed[0].due_on if kept.missed else None,
        "bills_count": len(kept.missed_bills),
        "bills_amount": sum(one.lacking for one in kept.missed_bills),
        "bills_since": kept.missed_bills[0].due_on if kept.missed_bills else None,
        "next_due_on": kept.next_due_on,
        "next_amount": kept.next_amount,
        "breaks_on": kept.breaks_on,
        "breaks_amount": kept.breaks_amount,
    }
    standings.count([plan.pk], as_of=as_of)
    with standings.connection.cursor() as cursor:
        cursor.execute("select word, runs and state = 'accepted', misses from plan_judged")
        word, may_begin, misses = cursor.fetchone()
    standings.drop_counted()
    assert (word, may_begin) == (kept.word, kept.may_begin and plan.state == "accepted")
    found = json.loads(misses, parse_float=Decimal) if misses else []
    assert [(one["kind"] == "bill", one["due_on"], one["lacking"]) for one in found] == [
        (one.is_bill, one.due_on.isoformat(), one.lacking)
        for one in sorted([*kept.missed, *kept.missed_bills], key=lambda one: (one.due_on, one.is_bill))
    ]


def a_plan(*, before, after, arrears, down, count, apart, first, state, needs_signature, signed, figures, dispute):
    account = factories.account()
    happen(account, before)
    if dispute:
        keep_out(account, *dispute)
    due_dates = [ACCEPTED + timedelta(days=first + apart * n) for n in range(count)]
    plan = agreed_plan(
        account,
        arrears=arrears,
        down=down,
        due_dates=due_dates,
        amounts=in_parts(arrears - Decimal(down), count),
        state=state,
        needs_signature=needs_signature,
        signed_on=ACCEPTED if signed else None,
        figures=figures,
        hold=False,
    )
    happen(account, after)
    return PaymentPlan.objects.get(pk=plan.pk)


def happen(account, story):
    for one in story:
        match one["what"]:
            case "bill":
                factories.bill(account, one["amount"], billed_on=one["on"], due_on=due(one))
            case "pay":
                factories.payment(account, one["amount"], received_on=one["on"])
            case "adjust":
                factories.bill(account, -one["amount"], billed_on=one["on"], due_on=due(one), kind="adjustment")
            case "fee":
                factories.bill(account, "30.00", billed_on=one["on"], due_on=due(one), kind="fee", source="here")
            case "take back":
                if found := standing_one(account, one["which"]):
                    take_back(found, on=found.effective_on + timedelta(days=one["lasts"]))
            case "correct":
                if found := standing_one(account, one["which"], source="cis"):
                    correct(found, one["amount"], timedelta(days=one["moves"]))


def due(one):
    return one["on"] + timedelta(days=one["lasts"])


def standing_one(account, which, **fields):
    found = list(
        Transaction.objects.filter(account=account, **fields)
        .exclude(kind="reversal")
        .exclude(reversals__isnull=False)
        .order_by("pk")
    )
    return found[which % len(found)] if found else None


def correct(original, amount, moves):
    """As billing does: taken back from its own day and posted anew under its id."""
    legs = list(original.postings.order_by("pk"))
    take_back(original, on=original.effective_on)
    sign = next(1 if leg.amount > 0 else -1 for leg in legs)
    factories.transaction(
        original.account,
        original.kind,
        [
            {
                "book": leg.book, "amount": sign * amount * (1 if leg is legs[0] else -1), "kind": leg.kind,
                "due_on": leg.due_on and leg.due_on + moves, "charge_id": leg.charge_id, "payment_id": leg.payment_id,
                "revision": leg.revision + 1 if leg.charge_id or leg.payment_id else 0,
            }
            for leg in legs
        ],
        effective_on=original.effective_on,
    )  # fmt: skip


def keep_out(account, which, amount):
    """A dispute about one charge, up to an amount, or about a whole service."""
    charges = list(Posting.objects.filter(account=account, charge_id__isnull=False).values_list("charge_id", flat=True))
    if not charges:
        return
    Hold.objects.create(
        kind="dispute",
        scope="charges" if amount else "service",
        account=account,
        charges=[charges[which % len(charges)]] if amount else [],
        service="" if amount else "gas",
        amount=amount,
        from_on=ACCEPTED - timedelta(days=3),
        review_on=ACCEPTED,
        source="a letter",
        recorded_at=moment(ACCEPTED),
    )


def test_a_negative_charge_from_before_the_plan_that_is_taken_back_takes_nothing_from_it():
    account = factories.account()
    adjustment = factories.bill(account, "-10.00", billed_on=ACCEPTED, due_on=ACCEPTED, kind="adjustment")
    plan = agreed_plan(account)
    pay(account, "87.50", on=ACCEPTED)
    take_back(adjustment, on=ACCEPTED)
    standings.renew([plan.pk], as_of=ACCEPTED)
    check(plan, ACCEPTED)
    assert PlanStanding.objects.get().paid == Decimal("87.50")


def test_renews_only_what_changed():
    plan, other = agreed_plan(), agreed_plan()
    assert standings.renew(None, as_of=ACCEPTED) == 2
    assert standings.renew(None, as_of=ACCEPTED) == 0

    pay(plan.account, "87.50", on=ACCEPTED)
    assert standings.renew(None, as_of=ACCEPTED) == 1
    assert PlanStanding.objects.get(pk=plan.pk).paid == Decimal("87.50")
    assert PlanStanding.objects.get(pk=other.pk).paid == 0


def test_leaves_plans_alone_that_ended():
    plan = agreed_plan()
    standings.renew(None, as_of=ACCEPTED)
    PaymentPlan.objects.update(state="broken", ended_on=ACCEPTED, end_why="Missed.", began_on=F("accepted_on"))
    pay(plan.account, "87.50", on=ACCEPTED)

    assert standings.renew([plan.pk], as_of=ACCEPTED) == 0
    assert standing_of(PaymentPlan.objects.get(), date(2026, 12, 1)).word == "broken"


def test_a_plan_is_held_to_the_figures_it_was_agreed_by():
    agreed = agreed_plan(figures={"grace_days": 5})
    later = agreed_plan()
    figure("grace_days", 20, from_on=ACCEPTED)
    as_of = date(2026, 9, 3)  # Aug 28 and six days

    standings.renew(None, as_of=as_of)

    assert PlanStanding.objects.get(pk=agreed.pk).missed_count == 1
    assert PlanStanding.objects.get(pk=later.pk).missed_count == 0
