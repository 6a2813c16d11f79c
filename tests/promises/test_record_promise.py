"""Is a promise kept on file once, with its terms, and refused in a sentence where it cannot be?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.contacts.actions import log_call
from accounts.holds.actions import open_hold
from accounts.people.models import LockedAccount
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import moment
from payment_plans.promises.actions import withdraw_promise
from payment_plans.promises.models import Promise
from tests import factories
from tests.factories import TODAY
from tests.promises.cast import FRIDAY, hidden, owing, pays, promised

SATURDAY = date(2026, 10, 10)


def held(account, kind, **fields):
    terms = {"scope": "account", "account": account, "from_on": TODAY, "until_on": date(2026, 10, 30)}
    return open_hold(kind=kind, **{**terms, **fields}, source="Letter", actor=None, today=TODAY)


def events_of(account):
    return list(HistoryLine.objects.filter(account_number=account.number).values_list("action", flat=True))


def test_keeps_who_promised_what_by_when_and_how(maria):
    account = owing()
    paid_before = pays(account, "20.00")

    promise = promised(account, "150.00", actor=maria, note="after payday")

    assert (promise.amount, promise.due_on, promise.keep_by_on) == (Decimal("150.00"), FRIDAY, SATURDAY)
    assert (promise.said_by, promise.method, promise.note) == ("Harriet Lindqvist", "mail", "after payday")
    assert (promise.state, promise.threshold_percent, promise.made_by) == ("open", 90, maria)
    assert promise.after_transaction == paid_before.pk
    line = HistoryLine.objects.get(action="promise.recorded")
    assert line.facts == {"amount": "150.00", "due_on": "2026-10-09", "method": "mail"}


def test_hides_the_account_through_the_soonest_day_that_may_still_be_kept():
    account, _other = owing(), owing()
    promised(account, "100.00", date(2026, 10, 16))
    promised(account, "60.00", FRIDAY)

    assert hidden(TODAY) == {account.pk: [SATURDAY, FRIDAY, Decimal("60.00")]}
    assert hidden(date(2026, 10, 11))[account.pk][0] == date(2026, 10, 17)
    assert hidden(date(2026, 10, 18)) == {}


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"amount": "0.00"}, "more than 0.00"),
        ({"amount": "500.01"}, "Only 500.00 is owed"),
        ({"due_on": date(2026, 10, 2)}, "Oct 2 is over"),
        ({"due_on": date(2026, 11, 5)}, "30 days ahead"),
        ({"method": "tea"}, "how it will be paid"),
        ({"said_by": "  "}, "who promised it"),
        ({"note": "Card 4111 1111 1111 1111"}, "card number"),
        ({"said_by": "Harriet 123-45-6789"}, "Social Security number"),
    ],
)
def test_refuses_what_cannot_be_promised(terms, says):
    account = owing()
    with pytest.raises(RuleViolation, match=says):
        promised(account, **terms)
    assert not Promise.objects.exists() and events_of(account) == []


def test_what_was_paid_of_an_open_promise_may_be_promised_again():
    account = owing("300.00")
    promised(account, "200.00")
    with pytest.raises(RuleViolation, match=r"300.00 is owed, and 200.00 of it is promised already"):
        promised(account, "100.01", SATURDAY)

    pays(account, "120.00")
    with pytest.raises(RuleViolation, match=r"180.00 is owed, and 80.00 of it"):
        promised(account, "100.01", SATURDAY)
    assert promised(account, "100.00", SATURDAY).is_open


def test_nothing_more_is_promised_for_the_same_day_until_that_is_withdrawn(maria):
    account = owing()
    first = promised(account, "60.00")
    with pytest.raises(RuleViolation, match=r"60\.00 is promised for Oct 9 already"):
        promised(account, "90.00")

    withdraw_promise(first.pk, why="Meant 90.00", actor=maria, today=TODAY)
    assert promised(account, "90.00").amount == Decimal("90.00")


@pytest.mark.parametrize(
    ("kind", "facts"), [("bankruptcy", {"chapter": "7", "filed_on": "2026-09-29", "court": "Duluth"}), ("office", {})]
)
def test_refuses_where_a_hold_stops_plans(kind, facts):
    account = owing()
    held(account, kind, facts=facts)

    with pytest.raises(RuleViolation, match="A hold stops plans and promises through Oct 30"):
        promised(account)


def test_a_hold_that_stops_only_calls_or_only_a_part_refuses_nothing():
    account = owing()
    held(account, "do_not_contact")
    held(account, "office", scope="service", service="gas")

    assert promised(account).is_open


def test_nobody_records_on_an_account_that_is_closed_to_them(maria):
    account = owing()
    promise = promised(account)
    LockedAccount.objects.create(
        account=account, person=maria, why="own", from_on=TODAY, entered_by=None, entered_at=moment(TODAY)
    )

    with pytest.raises(RuleViolation, match="your own account"):
        promised(account, "10.00", SATURDAY, actor=maria)
    with pytest.raises(RuleViolation, match="your own account"):
        withdraw_promise(promise.pk, why="x", actor=maria, today=TODAY)


def test_hangs_on_a_conversation_of_the_same_account_only(maria):
    account, other = owing(), owing()
    line = log_call(
        account.pk, direction="in", outcome="promised", number="218-555-0142", spoken_to="Harriet", note="",
        next_step="Look", next_on=FRIDAY, actor=maria, today=TODAY, request_id=uuid4(),
    )  # fmt: skip

    assert promised(account, contact=line).contact == line
    with pytest.raises(RuleViolation, match="stands on another account"):
        promised(other, contact=line)


def test_the_same_request_again_answers_the_same_promise():
    account, asked = owing(), uuid4()
    first = promised(account, request_id=asked)

    assert promised(account, request_id=asked) == first
    assert Promise.objects.count() == 1 and events_of(account) == ["promise.recorded"]
    with pytest.raises(RuleViolation, match="sent before with something else"):
        promised(account, "10.00", request_id=asked)


def test_a_withdrawn_promise_says_why_and_is_withdrawn_once(maria):
    account = owing()
    promise = promised(account)

    with pytest.raises(RuleViolation, match="Say why"):
        withdraw_promise(promise.pk, why=" ", actor=maria, today=TODAY)
    withdrawn = withdraw_promise(promise.pk, why=" Made a plan ", actor=maria, today=TODAY)
    assert (withdrawn.state, withdrawn.withdrawn_why, withdrawn.decided_by) == ("withdrawn", "Made a plan", maria)
    with pytest.raises(RuleViolation, match="withdrawn already: Made a plan"):
        withdraw_promise(promise.pk, why="again", actor=maria, today=TODAY)

    assert events_of(account) == ["promise.withdrawn", "promise.recorded"]
    assert hidden(TODAY) == {}


# ---- laws of the database ----


@pytest.mark.parametrize(
    ("law", "broken"),
    [
        ("a_promise_is_of_money", {"amount": Decimal(0)}),
        ("a_promise_is_paid_by_its_amount_at_most", {"paid": Decimal("150.01")}),
        ("nobody_promises_for_a_day_that_is_over", {"due_on": date(2026, 10, 4)}),
        ("a_promise_may_be_kept_on_its_day", {"keep_by_on": date(2026, 10, 8)}),
        ("enough_is_a_share_of_the_promise", {"threshold_percent": 0}),
        ("somebody_promised", {"said_by": ""}),
        ("only_a_decided_promise_says_when", {"state": "kept"}),
        ("only_a_decided_promise_says_when", {"decided_on": TODAY}),
        ("only_a_withdrawn_promise_says_why", {"withdrawn_why": "x"}),
        (
            "a_promise_breaks_after_its_last_day",
            {"state": "broken", "decided_on": SATURDAY, "decided_at": timezone.now()},
        ),
        ("one_open_promise_for_a_day", {}),
    ],
)
def test_the_database_refuses(law, broken):
    promise = promised(owing())
    values = {f.attname: getattr(promise, f.attname) for f in Promise._meta.concrete_fields if f.attname != "id"}
    if law != "one_open_promise_for_a_day":
        values["account_id"] = owing().pk

    with pytest.raises(IntegrityError, match=law), transaction.atomic():
        Promise.objects.create(**{**values, "request_id": None, **broken})


def test_terms_stay_and_what_is_decided_stays(maria):
    promise = promised(owing())
    with pytest.raises(IntegrityError, match="decided once"), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).update(amount=1)
    with pytest.raises(IntegrityError, match="decided once"), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).delete()

    withdraw_promise(promise.pk, why="Made a plan", actor=maria, today=TODAY)
    with pytest.raises(IntegrityError, match="decided once"), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).update(paid=1)


# ---- two at once ----


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_promise_no_more_than_is_owed():
    account = owing("200.00")
    people = [factories.person("specialist") for _ in range(2)]

    def record(person):
        try:
            promised(account, "150.00", FRIDAY if person == people[0] else SATURDAY, actor=person)
        except RuleViolation as refused:
            return str(refused)
        finally:
            connection.close()
        return "recorded"

    with ThreadPoolExecutor(2) as both:
        outcomes = set(both.map(record, people))

    assert outcomes == {"recorded", "200.00 is owed, and 150.00 of it is promised already."}
    assert Promise.objects.count() == 1
