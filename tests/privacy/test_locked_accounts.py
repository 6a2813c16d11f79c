"""Whose account is whose: declared by oneself, kept by a supervisor, opened again by somebody else."""

import pytest

from accounts.people import doors
from accounts.people.models import LockedAccount
from accounts.people.privacy.actions import lock_account, unlock_account
from accounts.tasks.actions import add_task, move_task
from core.approvals.actions import ask
from core.errors import RuleViolation
from core.history.models import HistoryLine
from tests import factories
from tests.factories import TODAY
from tests.privacy.conftest import logged_in, own

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(office):
    return factories.account(number="90041187")


def test_everybody_declares_their_own_account_and_it_closes_at_once(account, samuel):
    client = logged_in(samuel)
    assert client.get(f"/accounts/{account.pk}/").status_code == 200

    client.post("/privacy/mine/", {"account": "9004 1187", "why": "own"})

    refused = client.get(f"/accounts/{account.pk}/")
    assert refused.status_code == 403
    assert "This is your own account. A colleague must work it." in refused.content.decode()
    assert "9004 1187" in client.get("/privacy/mine/").content.decode()


def test_a_role_that_reads_no_accounts_declares_too(account):
    dispatcher = factories.person("dispatcher")

    logged_in(dispatcher).post("/privacy/mine/", {"account": "90041187", "why": "relative"})

    assert LockedAccount.objects.get().person == dispatcher


def test_a_number_that_nobody_has_is_refused_and_kept(samuel):
    page = logged_in(samuel).post("/privacy/mine/", {"account": "9999", "why": "own"})

    assert page.status_code == 422
    assert "No account has this number." in page.content.decode() and 'value="9999"' in page.content.decode()


def test_says_when_it_is_closed_already(account, samuel):
    own(account, samuel)

    with pytest.raises(RuleViolation, match="closed to Samuel Acheva already"):
        own(account, samuel)


def test_tells_no_timeline_whose_relative_somebody_is(account, samuel):
    own(account, samuel, "relative")

    assert HistoryLine.objects.get(action="account.locked").account_number is None


def test_a_flagged_account_is_closed_to_colleagues_and_open_to_supervisors(account, samuel, anna):
    own(account, factories.person("specialist"), "flagged")

    assert "belongs to a colleague" in doors.why_closed(account.pk, samuel)
    assert doors.why_closed(account.pk, anna) == ""


def test_a_supervisor_closes_one_to_a_colleague_on_the_page_and_opens_it_again(account, samuel, anna):
    client = logged_in(anna)
    assert "No account is closed to anybody." in client.get("/privacy/locked/").content.decode()

    client.post("/privacy/locked/", {"account": "90041187", "person": samuel.pk, "why": "flagged"})
    lock = LockedAccount.objects.in_force().get()
    assert "Samuel Acheva" in client.get("/privacy/locked/").content.decode()

    assert client.post(f"/privacy/locked/{lock.pk}/open/", {"why": ""}).status_code == 422
    client.post(f"/privacy/locked/{lock.pk}/open/", {"why": "The holder moved out"})
    assert not LockedAccount.objects.in_force().exists()


def test_nobody_opens_their_own_again_also_by_a_crafted_post(account, anna):
    lock = own(account, anna)

    page = logged_in(anna).post(f"/privacy/locked/{lock.pk}/open/", {"why": "It is fine"})

    assert "Another supervisor must open it." in page.content.decode()
    assert doors.why_closed(account.pk, anna)


def test_opening_again_needs_a_reason_and_happens_once(account, samuel, anna):
    lock = own(account, samuel)
    with pytest.raises(RuleViolation, match="Say why"):
        unlock_account(lock.pk, why="", actor=anna, today=TODAY)

    unlock_account(lock.pk, why="Moved out", actor=anna, today=TODAY)

    with pytest.raises(RuleViolation, match="opened again before"):
        unlock_account(lock.pk, why="Moved out", actor=anna, today=TODAY)


def test_a_lock_says_why(account, samuel, anna):
    with pytest.raises(RuleViolation, match="Say why"):
        lock_account(account.pk, samuel, why="dislike", actor=anna, today=TODAY)


def test_a_hold_on_all_accounts_of_a_holder_is_closed_with_one_of_them(account, samuel):
    from accounts.holds.actions import open_hold

    hold = open_hold(
        kind="dispute", scope="customer", customer=account.customer, from_on=TODAY, review_on=TODAY, source="Letter",
        actor=None, today=TODAY,
    )  # fmt: skip
    own(account, samuel)
    client = logged_in(samuel)

    assert client.get(f"/holds/{hold.pk}/").status_code == 403
    assert f"/holds/{hold.pk}/" not in client.get("/holds/?tab=all").content.decode()


def test_the_list_of_locks_costs_the_same_for_one_and_for_many(anna, django_assert_max_num_queries):
    for _ in range(5):
        own(factories.account(), factories.person("specialist"))

    client = logged_in(anna)
    with django_assert_max_num_queries(14):
        client.get("/privacy/locked/")


def test_nobody_is_given_a_step_about_an_account_that_is_closed_to_them(account, samuel, anna):
    step = add_task(account.pk, "Call back", due_on=TODAY, actor=anna, today=TODAY)
    own(account, samuel, "relative")

    with pytest.raises(RuleViolation, match="Closed to Samuel Acheva"):
        add_task(account.pk, "Call back", due_on=TODAY, owner=samuel, actor=anna, today=TODAY)
    with pytest.raises(RuleViolation, match="Closed to Samuel Acheva"):
        move_task(step.pk, due_on=TODAY, owner=samuel, why="He knows them", actor=anna, today=TODAY)


def test_what_one_asked_about_an_account_is_gone_from_the_inbox_once_it_closes(account, samuel):
    ask(
        "trainee_letter", subject=account, account=account.number, sentence="Reminder to a neighbor",
        follows="It goes.", facts={"letter": "past_due_reminder"}, actor=samuel, today=TODAY,
    )  # fmt: skip
    client = logged_in(samuel)
    assert "Reminder to a neighbor" in client.get("/approvals/?tab=asked").content.decode()

    own(account, samuel, "relative")

    for page in ("/approvals/?tab=asked", "/approvals/", "/my-day/"):
        assert "Reminder to a neighbor" not in client.get(page).content.decode()
