"""Does the log refuse a call that the rules forbid, over all accounts of a person, and keep one that was made?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from accounts.contacts.actions import log_call
from accounts.contacts.models import Contact
from accounts.contacts.queries import call_verdict, contacted_today
from accounts.holds.actions import open_hold
from accounts.people.models import ContactPoint
from accounts.people.numbers import key_of
from accounts.tasks.actions import add_task
from core.errors import RuleViolation
from core.utility import at_hour, moment
from tests import factories
from tests.factories import TODAY

NUMBER = "218-555-0142"


def called(account, actor, *, on=TODAY, outcome="no_answer", **said):
    defaults = {"direction": "out", "number": NUMBER, "request_id": uuid4()}
    return log_call(account.pk, **{**defaults, **said}, outcome=outcome, actor=actor, today=on)


def called_seven_times(account, actor):
    for days in range(7):
        called(account, actor, on=TODAY - timedelta(days=days))


def test_the_eighth_call_in_seven_days_is_refused_with_the_rule(account, samuel):
    called_seven_times(account, samuel)

    with pytest.raises(RuleViolation, match="called 7 times since Sep 29; 7 in 7 days is the most") as refused:
        called(account, samuel)

    assert "Only a supervisor may record a call that the contact rules refuse." in str(refused.value)
    assert Contact.objects.count() == 7


def test_calls_count_over_all_accounts_of_the_person(account, samuel):
    other = factories.account(customer=account.customer)
    called_seven_times(other, samuel)

    with pytest.raises(RuleViolation, match="7 in 7 days"):
        called(account, samuel)


def test_wrong_numbers_and_calls_that_come_in_count_for_nothing(account, samuel):
    for _n in range(6):
        called(account, samuel)
    called(account, samuel, outcome="wrong_number")
    called(account, samuel, direction="in", outcome="voicemail")

    assert called(account, samuel).pk


def test_calls_that_come_in_are_always_kept(account, samuel):
    called_seven_times(account, samuel)

    assert called(account, samuel, direction="in", outcome="promised", spoken_to="Harriet").direction == "in"


def test_after_a_talk_the_next_call_waits_a_week_unless_they_wait_for_it(account, samuel):
    called(account, samuel, on=date(2026, 10, 1), direction="in", outcome="calls_back", spoken_to="Harriet")

    with pytest.raises(RuleViolation, match="We spoke with this person on Oct 1; the next call waits until Oct 8"):
        called(account, samuel)

    add_task(account.pk, "Call back", due_on=TODAY, actor=samuel, today=TODAY)
    assert called(account, samuel).pk


def test_a_talk_with_somebody_else_is_no_talk_with_the_person(account, samuel):
    called(account, samuel, outcome="other", note="a child answered", spoken_to="a child", is_right_party=False)

    assert call_verdict(account, number=NUMBER, today=TODAY).allowed


@pytest.mark.parametrize(("scope", "says"), [("account", "dispute"), ("customer", "dispute")])
def test_a_hold_that_stops_calls_refuses_one_of_ours(account, samuel, scope, says):
    owner = {"account": account} if scope == "account" else {"customer": account.customer}
    open_hold(
        kind="dispute", scope=scope, **owner, from_on=TODAY, until_on=date(2026, 10, 13), source="letter",
        actor=None, today=TODAY,
    )  # fmt: skip

    with pytest.raises(RuleViolation, match=f"All calls are stopped through Oct 13: {says}"):
        called(account, samuel)


def test_a_hold_on_named_charges_stops_no_call(account, samuel):
    open_hold(
        kind="dispute", scope="charges", account=account, charges=["B1"], amount=Decimal("12.00"), from_on=TODAY,
        until_on=date(2026, 10, 13), source="letter", actor=None, today=TODAY,
    )  # fmt: skip

    assert called(account, samuel).pk


@pytest.mark.parametrize("written", ["218-555-0142", "(218) 555 0142", "1 218 555 0142"])
def test_a_number_that_somebody_asked_us_not_to_use_refuses(account, samuel, written):
    ContactPoint.objects.create(
        customer=account.customer, kind="phone", value=NUMBER, key=key_of("phone", NUMBER), source="billing",
        do_not_use=True, do_not_use_why="asked on the phone", from_on=TODAY, entered_at=moment(TODAY),
    )  # fmt: skip

    with pytest.raises(RuleViolation, match="asked us not to call"):
        called(account, samuel, number=written)
    assert called(account, samuel, number="218-555-0199").pk


def test_the_hour_counts_where_the_office_has_one(account, samuel):
    with at_hour(time(21, 5)), pytest.raises(RuleViolation, match="It is 21:05"):
        called(account, samuel)


def test_a_supervisor_records_a_call_that_was_made_all_the_same_with_a_reason(account, samuel):
    called_seven_times(account, samuel)
    ingrid = factories.person("supervisor", full_name="Ingrid Sorensen")

    with pytest.raises(RuleViolation, match=r"7 in 7 days is the most\.$"):
        called(account, ingrid)
    with pytest.raises(RuleViolation, match="Only a supervisor"):
        called(account, samuel, despite="gas leak")

    kept = called(account, ingrid, despite="Gas leak next door")
    assert kept.despite == "Gas leak next door"


@pytest.mark.django_db(transaction=True)
def test_two_people_who_call_two_accounts_of_one_person_at_once_keep_the_limit(account, samuel):
    other = factories.account(customer=account.customer)
    for _n in range(6):
        called(account, samuel)

    def call(one):
        try:
            return bool(called(one, samuel).pk)
        except RuleViolation:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as phones:
        assert sorted(phones.map(call, [account, other])) == [False, True]


def test_what_a_call_learned_of_its_number_is_kept(account, samuel):
    called(account, samuel, outcome="wrong_number")
    assert ContactPoint.objects.get(customer=account.customer).state == "bad"


def test_contacted_today_looks_at_every_account_of_the_person(account, samuel):
    other = factories.account(customer=account.customer)
    line = called(other, samuel)

    assert contacted_today(account.pk, TODAY) == line
    assert contacted_today(factories.account().pk, TODAY) is None


def test_nobody_logs_on_their_own_account(account, samuel):
    from accounts.people.models import LockedAccount

    LockedAccount.objects.create(account=account, person=samuel, why="own", from_on=TODAY, entered_at=moment(TODAY))

    with pytest.raises(RuleViolation, match="This is your own account"):
        called(account, samuel)
