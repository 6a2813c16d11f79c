"""Where our balances and billing's differ, and money made here that comes home (rule 6)."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.models import Account
from collections_app.interchange.actions import explain_difference, load_extract
from collections_app.interchange.models import Difference
from core.errors import RuleViolation
from core.history.models import HistoryLine
from ledger.actions import post_payment
from ledger.aging import aging
from ledger.models import Confirmation, Transaction
from tests.factories import person
from tests.interchange.extracts import FIRST, SECOND, THIRD, account, night, payment, usage, written

pytestmark = pytest.mark.django_db
FILLER = [usage(1, date.fromordinal(date(2020, 1, 1).toordinal() + n).isoformat()) for n in range(200)]


@pytest.fixture
def nights(tmp_path):
    """A loader of nights that counts its own sequence; the town is loaded already."""
    load_extract(written(tmp_path / "night1"), actor=None)
    sequence = 1

    def load(on=SECOND, kind="nightly", **rows):
        nonlocal sequence
        sequence += 1
        tables = night(**({} if kind == "payments" else {"usage": FILLER}), **rows)
        folder = written(tmp_path / f"night{sequence}", tables, sequence=sequence, on=on, kind=kind)
        return load_extract(folder, actor=None)

    return load


def take(amount, number="A1", on=FIRST):
    return post_payment(
        Account.objects.get(number=number).pk, Decimal(amount), method="cash", received_on=on, actor=None, today=on,
        request_id=uuid4(),
    )  # fmt: skip


def balance(number, as_of=SECOND):
    return {row.account_number: row.balance for row in aging(as_of)}[number]


def open_differences():
    return [(d.kind, d.account.number, d.ours, d.theirs, d.cause) for d in Difference.objects.open()]


def test_a_balance_that_differs_is_an_exception_with_both_figures(nights):
    loaded = nights(accounts=[account(1, stated_balance="95.00")])

    assert loaded.exceptions == 1
    assert open_differences() == [("balance", "A1", Decimal("90.00"), Decimal("95.00"), "late_charge")]
    assert Difference.objects.get().since == loaded.extract


def test_it_stays_with_its_first_extract_and_goes_when_the_balances_agree(nights):
    first = nights(accounts=[account(1, stated_balance="95.00")])
    second = nights(on=THIRD, accounts=[account(1, stated_balance="97.00")])

    difference = Difference.objects.get()
    assert (difference.since, difference.theirs, second.exceptions) == (first.extract, Decimal("97.00"), 1)

    third = nights(on=THIRD, accounts=[account(1, stated_balance="90.00")])
    difference.refresh_from_db()
    assert (difference.gone_on, third.exceptions) == (THIRD, 0)


def test_a_rejected_row_is_named_as_the_likely_cause(nights):
    nights(payments=[payment("Y9", 1, "5.001")], accounts=[account(1, stated_balance="85.00")])

    assert open_differences()[0][-1] == "rejected_row"


def test_a_payments_extract_is_not_compared(nights):
    loaded = nights(kind="payments", payments=[payment("Y9", 1, "5.00")])

    assert (loaded.exceptions, loaded.is_clean) == (0, True)


def test_money_taken_here_is_no_difference_before_it_comes_home(nights):
    take("25.00")

    assert nights(accounts=[account(1, stated_balance="90.00")]).is_clean
    assert balance("A1") == Decimal("65.00")


def test_money_that_comes_home_is_confirmed_and_never_posted_again(nights):
    ours = take("25.00")
    home = payment("Y9", 1, "25.00", reference=ours.reference)

    loaded = nights(payments=[home], accounts=[account(1, stated_balance="65.00")])

    assert loaded.is_clean
    confirmation = Confirmation.objects.get()
    assert (confirmation.transaction, confirmation.billing_id, confirmation.file) == (ours, "Y9", "payments.csv")
    assert balance("A1") == Decimal("65.00")
    again = nights(on=THIRD, payments=[home])
    assert again.is_clean
    assert again.extract.counts["payments.csv"]["unchanged"] == 1


def test_money_at_home_stays_so_when_billing_later_leaves_its_reference_out(nights):
    ours = take("25.00")
    nights(
        payments=[payment("Y9", 1, "25.00", reference=ours.reference)], accounts=[account(1, stated_balance="65.00")]
    )

    assert nights(on=THIRD, payments=[payment("Y9", 1, "25.00")]).is_clean
    assert Transaction.objects.filter(account__number="A1", kind="payment").count() == 2


@pytest.mark.parametrize(("number", "amount", "cause"), [(1, "24.00", "other_amount"), (2, "25.00", "other_account")])
def test_money_that_comes_home_otherwise_is_an_exception(nights, number, amount, cause):
    ours = take("25.00")

    loaded = nights(payments=[payment("Y9", number, amount, reference=ours.reference)])

    assert loaded.exceptions
    home = Difference.objects.get(kind="home")
    assert (home.account.number, home.ours, home.theirs, home.cause, home.reference) == (
        f"A{number}", Decimal("25.00"), Decimal(amount), cause, ours.reference,
    )  # fmt: skip


@pytest.mark.parametrize("reference", ["GS-999999", "GS-", "GS-abc", "GS-99999999999999999999999"])
def test_a_reference_that_was_not_made_here_is_an_exception_and_not_posted(nights, reference):
    nights(payments=[payment("Y9", 1, "25.00", reference=reference)])

    assert [d[-1] for d in open_differences()] == ["unknown"]
    assert balance("A1") == Decimal("90.00")


def test_money_that_comes_home_twice_is_an_exception(nights):
    ours = take("25.00")
    nights(
        payments=[payment(i, 1, "25.00", reference=ours.reference) for i in ("Y8", "Y9")],
        accounts=[account(1, stated_balance="40.00")],
    )

    assert [(d[0], d[-1]) for d in open_differences()] == [("home", "twice"), ("balance", "made_here")]


def test_money_unconfirmed_for_more_than_five_days_is_an_exception_until_it_comes(nights):
    ours = take("25.00")

    assert nights(on=FIRST + timedelta(days=5)).is_clean
    assert nights(on=FIRST + timedelta(days=6)).exceptions == 1
    assert [(d[0], d[2], d[-1]) for d in open_differences()] == [("unconfirmed", Decimal("25.00"), "not_home")]

    nights(
        on=FIRST + timedelta(days=7), payments=[payment("Y9", 1, "25.00", reference=ours.reference)],
        accounts=[account(1, stated_balance="65.00")],
    )  # fmt: skip
    assert not open_differences()


def test_billing_takes_back_money_that_was_made_here(nights):
    ours = take("25.00")
    nights(
        payments=[payment("Y9", 1, "25.00", reference=ours.reference)], accounts=[account(1, stated_balance="65.00")]
    )

    loaded = nights(
        on=THIRD, accounts=[account(1, stated_balance="90.00")],
        payments=[payment("Y10", 1, "-25.00", received_on="2026-10-05", reverses="Y9")],
    )  # fmt: skip

    assert loaded.is_clean
    assert Transaction.objects.get(kind="reversal").reverses == ours


def test_explaining_a_difference_keeps_owner_and_note(nights):
    nights(accounts=[account(1, stated_balance="95.00")])
    worker, owner = person("specialist"), person("supervisor")

    explain_difference(
        Difference.objects.get().pk, owner=owner, note="Billing posts the fee on Friday.", actor=worker, today=SECOND
    )

    difference = Difference.objects.get()
    assert (difference.owner, difference.note) == (owner, "Billing posts the fee on Friday.")
    assert difference.explained_at
    line = HistoryLine.objects.get(action="difference.explained")
    assert (line.actor, line.account_number) == (worker, "A1")


def test_what_agrees_again_is_not_explained(nights):
    nights(accounts=[account(1, stated_balance="95.00")])
    nights(on=THIRD, accounts=[account(1, stated_balance="90.00")])

    with pytest.raises(RuleViolation, match="agree again"):
        explain_difference(Difference.objects.get().pk, owner=None, note="Late", actor=person(), today=THIRD)
