from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.holds import policy, queries
from accounts.holds.actions import end_hold
from accounts.holds.kinds import STOPPABLE, HoldRules, kinds_that_stop
from core.rulebook.models import RuleChange
from core.utility import moment
from tests import factories
from tests.factories import TODAY
from tests.holds.cast import opened

LAST = date(2026, 10, 13)


@pytest.mark.parametrize(
    ("day", "protects"),
    [
        (date(2026, 9, 21), False),
        (date(2026, 9, 22), True),
        (LAST, True),
        (LAST + timedelta(days=1), False),
    ],
)
def test_a_hold_protects_from_its_first_through_its_last_day(account, dispute, day, protects):
    assert queries.holds_of(account, on=day).exists() is protects
    assert (account.pk in queries.held("letters", on=day)) is protects


def test_as_known_on_a_day_a_later_hold_and_a_later_end_are_not_known(account, dispute):
    end_hold(dispute.pk, ended_on=date(2026, 9, 30), why="answered", actor=None, today=date(2026, 10, 7))

    on = date(2026, 10, 1)
    assert not queries.holds_of(account, on=on).exists()
    assert queries.holds_of(account, on=on, known_on=date(2026, 10, 6)).exists()
    assert not queries.holds_of(account, on=on, known_on=date(2026, 10, 7)).exists()
    assert not queries.holds_of(account, on=on, known_on=date(2026, 10, 4)).exists()


def test_a_customer_hold_protects_every_account_of_the_customer(account):
    other, stranger = factories.account(customer=account.customer), factories.account()
    opened(account, scope="customer")

    assert queries.held("letters", on=TODAY) == {account.pk, other.pk}
    assert queries.holds_of(other, on=TODAY).exists()
    assert not queries.holds_of(stranger, on=TODAY).exists()


def test_only_the_kinds_that_stop_it_hold(account):
    opened(account, kind="medical", facts={"certified_by": "Dr. Amara Nwosu"})

    assert queries.held("shutoff", on=TODAY) == {account.pk}
    assert queries.held("letters", on=TODAY) == set()


def test_holds_on_named_charges_do_not_hold_the_account(account):
    opened(account, scope="charges", charges=["B1"], amount=Decimal("118.20"))
    opened(account, scope="charges", charges=["B2"], amount=Decimal("20.00"), kind="billing_review")
    opened(account, scope="charges", charges=["B1"], amount=Decimal("100.00"), kind="billing_review")
    opened(account, scope="charges", service="water", amount=Decimal("5.00"))
    opened(
        account, scope="charges", charges=["B9"], amount=Decimal("9.00"), kind="medical", facts={"certified_by": "A"}
    )

    assert queries.held("letters", on=TODAY) == set()


def test_a_hold_on_a_service_does_not_hold_the_account(account):
    opened(account, scope="service", service="water")

    assert queries.held("letters", on=TODAY) == set()


def test_the_same_charges_are_left_out_once_and_the_larger_amount_counts():
    charges = [policy.OpenPart(id, "gas", Decimal("20")) for id in ("B1", "B2", "B3")]
    holds = [(("B2", "B1"), "10"), (("B1", "B2"), "12"), ((), "1"), ((), "2")]
    parts = [policy.HeldPart(charges=named, service="", amount=Decimal(amount)) for named, amount in holds]

    assert policy.left_out_of(charges, parts) == Decimal("15")
    assert policy.left_out_of(charges, []) == Decimal("0.00")


def test_the_rulebook_says_what_a_kind_stops(account):
    supervisor, director = factories.person("supervisor"), factories.person("director")
    RuleChange.objects.create(
        rules="HoldRules", field="dispute", value="shutoff", in_force_from=TODAY, citation="Council, Oct 1",
        proposed_by=supervisor, proposed_at=moment(TODAY), approved_by=director, approved_at=moment(TODAY),
    )  # fmt: skip
    opened(account)

    assert "dispute" in queries.stopping("letters", on=date(2026, 10, 4))
    assert "dispute" not in queries.stopping("letters", on=TODAY)
    assert queries.held("letters", on=TODAY) == set()


@pytest.mark.parametrize("what", STOPPABLE)
def test_something_stops_each_step(what):
    assert kinds_that_stop(what, HoldRules())


def test_every_word_of_the_rulebook_is_a_step():
    rules = HoldRules()
    for kind in HoldRules.__dataclass_fields__:
        assert set(getattr(rules, kind).split()) <= set(STOPPABLE), kind


def test_ends_this_week_has_last_days_and_reviews_through_sunday(account):
    sunday = date(2026, 10, 11)
    soon = opened(account, until_on=sunday)
    opened(account, until_on=sunday + timedelta(days=1))
    review = opened(account, until_on=None, review_on=sunday)
    later = opened(account, until_on=None, review_on=sunday + timedelta(days=1))

    assert set(queries.ends_this_week(TODAY)) == {soon, review}
    assert set(queries.without_end(TODAY)) == {review, later}
    assert queries.every_running(TODAY).count() == 4


@pytest.mark.parametrize(
    ("case", "holds", "expected"),
    [
        ("nothing is held", [], "0.00"),
        ("a named charge up to its amount", [policy.HeldPart(("B1",), "", Decimal("40.00"))], "40.00"),
        ("no more than is open of it", [policy.HeldPart(("B1",), "", Decimal("500.00"))], "100.00"),
        ("a charge that is paid leaves out nothing", [policy.HeldPart(("B0",), "", Decimal("40.00"))], "0.00"),
        ("all that is open of a service", [policy.HeldPart((), "water", None)], "30.00"),
        ("an amount of a service, at most what is open", [policy.HeldPart((), "water", Decimal("70.00"))], "30.00"),
        (
            "a charge and its service once",
            [policy.HeldPart((), "gas", None), policy.HeldPart(("B1",), "", Decimal("100.00"))],
            "100.00",
        ),
        (
            "the same charge once, the larger amount",
            [policy.HeldPart(("B1",), "", Decimal("10.00")), policy.HeldPart(("B1",), "", Decimal("40.00"))],
            "40.00",
        ),
        (
            "charges that overlap, each dollar once",
            [policy.HeldPart(("B1", "B2"), "", Decimal("130.00")), policy.HeldPart(("B1",), "", Decimal("100.00"))],
            "130.00",
        ),
        ("an amount of anything", [policy.HeldPart((), "", Decimal("120.00"))], "120.00"),
    ],
)
def test_holds_leave_out_at_most_what_is_open(case, holds, expected):
    charges = [policy.OpenPart("B1", "gas", Decimal("100.00")), policy.OpenPart("B2", "water", Decimal("30.00"))]

    assert policy.left_out_of(charges, holds) == Decimal(expected), case
