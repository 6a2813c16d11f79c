"""A call, a note or a visit that was written on the wrong account, and the page that takes it out of view."""

from uuid import uuid4

import pytest

from accounts.contacts.actions import correct_contact, log_call
from accounts.contacts.papers import attach_paper
from accounts.contacts.queries import contacted_today, last_contacts
from accounts.contacts.withdrawing import withdraw_contact
from accounts.notes.actions import write_note
from core.errors import RuleViolation
from tests import factories
from tests.factories import TODAY
from tests.privacy.conftest import logged_in, own

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(office):
    account = factories.account()
    factories.bill(account, "311.07", billed_on=TODAY.replace(month=6), due_on=TODAY.replace(month=7))
    return account


def called(account, samuel, note="can pay on Friday"):
    return log_call(
        account.pk, direction="in", outcome="wants_plan", spoken_to="Harriet", note=note, actor=samuel, today=TODAY,
        request_id=uuid4(),
    )  # fmt: skip


def test_leaves_the_timeline_the_last_contact_and_the_banner(account, samuel):
    call, client = called(account, samuel), logged_in(samuel)
    before = client.get(f"/accounts/{account.pk}/").content.decode()
    assert "can pay on Friday" in before and "Contacted today" in before

    client.post(f"/lines/contact/{call.pk}/withdraw/", {"why": "Written on the wrong account"})

    after = client.get(f"/accounts/{account.pk}/").content.decode()
    assert "can pay on Friday" not in after and "Contacted today" not in after
    assert "1 line withdrawn by Samuel Acheva: Written on the wrong account" in after
    assert last_contacts([account.pk]) == {} and contacted_today(account.pk, TODAY) is None


def test_the_correspondence_says_that_one_was_withdrawn(account, samuel):
    call, client = called(account, samuel), logged_in(samuel)

    client.post(f"/lines/contact/{call.pk}/withdraw/", {"why": "Written on the wrong account"})

    page = client.get(f"/accounts/{account.pk}/correspondence/").content.decode()
    assert "can pay on Friday" not in page
    assert "1 line withdrawn by Samuel Acheva" in page


def test_takes_a_note_out_of_view(account, samuel):
    note = write_note(text="Rings at the back door", account_id=account.pk, actor=samuel, today=TODAY)
    client = logged_in(samuel)

    client.post(f"/lines/note/{note.pk}/withdraw/", {"why": "Another house"})

    for page in ("", "people/", "timeline/"):
        assert "back door" not in client.get(f"/accounts/{account.pk}/{page}").content.decode(), page


def test_asks_for_a_reason_and_keeps_the_line_until_then(account, samuel):
    call, client = called(account, samuel), logged_in(samuel)
    assert "can pay on Friday" in client.get(f"/lines/contact/{call.pk}/withdraw/").content.decode()

    refused = client.post(f"/lines/contact/{call.pk}/withdraw/", {"why": ""})

    assert refused.status_code == 422
    assert last_contacts([account.pk])


def test_says_who_was_quicker(account, samuel):
    call, client = called(account, samuel), logged_in(samuel)
    client.post(f"/lines/contact/{call.pk}/withdraw/", {"why": "Wrong account"})

    again = client.post(f"/lines/contact/{call.pk}/withdraw/", {"why": "Wrong account"})

    assert "already withdrawn by Samuel Acheva" in again.content.decode()


def test_what_is_no_line_is_not_there(account, samuel):
    client = logged_in(samuel)

    assert client.get("/lines/contact/4711/withdraw/").status_code == 404
    assert client.get(f"/lines/account/{account.pk}/withdraw/").status_code == 404


def test_is_refused_on_an_account_that_is_closed_to_who_withdraws(account, samuel):
    call = called(account, samuel)
    own(account, samuel)

    with pytest.raises(RuleViolation, match="your own account"):
        withdraw_contact(call.pk, reason="Wrong account", actor=samuel, today=TODAY)
    assert logged_in(samuel).post(f"/lines/contact/{call.pk}/withdraw/", {"why": "x"}).status_code == 403


def test_its_papers_leave_view_with_it_and_nothing_brings_it_back(account, samuel):
    call, client = called(account, samuel), logged_in(samuel)
    said = {"actor": samuel, "today": TODAY, "request_id": uuid4()}
    paper = attach_paper(call.pk, content=b"%PDF-1.7 of somebody else", name="stranger.pdf", **said)
    assert client.get(f"/papers/{paper.pk}/").status_code == 200
    withdraw_contact(call.pk, reason="Written on the wrong account", actor=samuel, today=TODAY)

    assert client.get(f"/papers/{paper.pk}/").status_code == 403
    for page in ("correct", "paper"):
        answer = client.get(f"/correspondence/{call.pk}/{page}/", follow=True).content.decode()
        assert "can pay on Friday" not in answer
    for act in (
        lambda: correct_contact(call.pk, note="Thursday", actor=samuel, today=TODAY, request_id=uuid4()),
        lambda: attach_paper(
            call.pk, content=b"%PDF-1.7", name="more.pdf", actor=samuel, today=TODAY, request_id=uuid4()
        ),
    ):
        with pytest.raises(RuleViolation, match="withdrawn from view"):
            act()
