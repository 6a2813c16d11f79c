from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from accounts.holds.actions import change_hold, end_hold
from accounts.holds.models import Hold
from accounts.holds.queries import holds_of
from core.errors import RuleViolation
from core.history.models import HistoryLine
from tests.factories import TODAY
from tests.holds.cast import opened


def ended(hold, **terms):
    defaults = {"ended_on": TODAY, "why": "answered", "actor": None, "today": TODAY}
    return end_hold(hold.pk, **{**defaults, **terms})


def test_stops_protecting_on_that_day_and_says_why(account, specialist, dispute):
    hold = ended(dispute, actor=specialist)

    assert (hold.ended_on, hold.ended_why, hold.ended_by) == (TODAY, "answered", specialist)
    assert list(holds_of(account, on=date(2026, 10, 4))) == [hold]
    assert list(holds_of(account, on=TODAY)) == []
    assert HistoryLine.objects.first().action == "hold.ended"


def test_leaves_the_other_holds(account, dispute):
    other = opened(account, kind="office", until_on=None, review_on=date(2026, 11, 2))

    ended(dispute)

    assert list(holds_of(account, on=TODAY)) == [other]


@pytest.mark.parametrize(
    ("case", "terms", "says"),
    [
        ("no reason", {"why": " "}, "why the hold ends"),
        ("a day to come", {"ended_on": date(2026, 10, 6)}, "today or earlier"),
        ("before it began", {"ended_on": date(2026, 9, 21)}, "cannot end before"),
        ("a card number", {"why": "paid by 4111-1111-1111-1111"}, "card number"),
    ],
)
def test_refuses(dispute, case, terms, says):
    with pytest.raises(RuleViolation, match=says):
        ended(dispute, **terms)

    dispute.refresh_from_db()
    assert dispute.ended_on is None, case


def test_refuses_what_ran_out_by_itself(account):
    hold = opened(account, until_on=date(2026, 9, 30))

    with pytest.raises(RuleViolation, match="ran out on Sep 30"):
        ended(hold)


def test_cannot_happen_twice(dispute):
    ended(dispute)

    with pytest.raises(RuleViolation, match="already ended on Oct 5"):
        ended(dispute)

    assert HistoryLine.objects.filter(action="hold.ended").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_end_it_once(dispute):
    def try_to_end(why):
        try:
            ended(dispute, why=why)
        except RuleViolation:
            return "refused"
        finally:
            connection.close()
        return "ended"

    with ThreadPoolExecutor(max_workers=2) as clerks:
        outcomes = list(clerks.map(try_to_end, ["answered", "withdrawn"]))

    assert sorted(outcomes) == ["ended", "refused"]
    assert HistoryLine.objects.filter(action="hold.ended").count() == 1


def test_changing_ends_one_and_opens_another_without_a_gap(account, specialist, dispute):
    new = change_hold(dispute.pk, until_on=date(2026, 10, 30), why="more time to answer", actor=specialist, today=TODAY)

    dispute.refresh_from_db()
    assert (dispute.ended_on, new.from_on, new.until_on) == (TODAY, TODAY, date(2026, 10, 30))
    assert (new.kind, new.source, new.facts) == (dispute.kind, dispute.source, dispute.facts)
    for day in (date(2026, 10, 4), TODAY, date(2026, 10, 30)):
        assert holds_of(account, on=day).count() == 1


def test_a_refused_change_leaves_the_old_hold(account, dispute):
    with pytest.raises(RuleViolation, match="before the first"):
        change_hold(dispute.pk, until_on=date(2026, 10, 4), why="typed wrong", actor=None, today=TODAY)

    assert list(holds_of(account, on=TODAY)) == [dispute]


def test_the_same_change_twice_is_made_once(dispute):
    request_id = uuid4()
    for _ in range(2):
        change_hold(
            dispute.pk, until_on=date(2026, 10, 30), why="more time", actor=None, today=TODAY, request_id=request_id
        )

    assert Hold.objects.count() == 2
