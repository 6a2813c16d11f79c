"""A trainee's letter waits until a specialist releases it under their own name; the history says who prepared it."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from accounts.people.models import LockedAccount
from core.approvals.actions import approve, return_
from core.approvals.models import Approval
from core.approvals.queries import waiting_for
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import moment
from core.verdicts import Reason, Word, verdict
from notices import kinds
from notices.actions import prepare_letter
from notices.models import Letter
from tests import factories
from tests.notices.conftest import KIND, TODAY, facts_of


@pytest.fixture
def account(kind):
    return factories.account(
        number="90041187", customer=factories.customer(first_name="Harriet", last_name="Lindqvist")
    )


@pytest.fixture
def maria(db):
    return factories.person("specialist", full_name="Maria Olson")


@pytest.fixture
def mai(maria):
    return factories.person("trainee", full_name="Mai Lor", mentor=maria)


def prepare(account, by, request_id=None):
    return prepare_letter(KIND, account.pk, actor=by, today=TODAY, request_id=request_id or uuid.uuid4())


def test_waits_with_the_mentor_and_leaves_nothing(account, mai, maria):
    asked = prepare(account, mai)

    assert not Letter.objects.exists()
    assert (asked.for_person, asked.asked_by, asked.account_number) == (maria, mai, "90041187")
    assert "Harriet Lindqvist, account 9004 1187" in asked.sentence
    assert list(waiting_for(maria, today=TODAY)) == [asked]


def test_another_specialist_may_release_it_too_but_the_trainee_may_not(account, mai):
    asked = prepare(account, mai)
    tou = factories.person("specialist")

    assert list(waiting_for(tou, today=TODAY)) == [asked]
    with pytest.raises(RuleViolation, match="You asked for this one"):
        approve(asked.pk, actor=mai, today=TODAY)
    with pytest.raises(RuleViolation, match="Only a specialist or supervisor may release what a trainee prepared"):
        approve(asked.pk, actor=factories.person("trainee"), today=TODAY)


def test_released_it_is_the_specialist_s_letter_and_the_history_says_who_prepared_it(account, mai, maria):
    approve(prepare(account, mai).pk, actor=maria, today=TODAY)

    letter = Letter.objects.get()
    told = HistoryLine.objects.get(action="letter.released")
    assert letter.actor == maria
    assert (told.actor, told.facts["prepared_by"], told.subject_key) == (maria, "Mai Lor", str(letter.pk))


def test_returned_it_was_never_written_and_can_be_prepared_again(account, mai, maria):
    return_(prepare(account, mai).pk, reason="Call first.", actor=maria, today=TODAY)

    assert not Letter.objects.exists()
    assert prepare(account, mai).state == "waiting"


def test_is_judged_again_when_it_is_released(account, mai, maria):
    asked = prepare(account, mai)
    refusal = verdict([Reason("hold", "A dispute stops letters.", Word.BLOCKED, "local policy")], otherwise="")
    kinds.register(kinds.LetterKind(KIND, "Reminder", (), facts_of, judge=lambda account_id, today: refusal))

    with pytest.raises(RuleViolation, match="A dispute stops letters"):
        approve(asked.pk, actor=maria, today=TODAY)

    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_what_could_not_be_issued_is_not_prepared(account, mai):
    refusal = verdict([Reason("hold", "A dispute stops letters.", Word.BLOCKED, "local policy")], otherwise="")
    kinds.register(kinds.LetterKind(KIND, "Reminder", (), facts_of, judge=lambda account_id, today: refusal))

    with pytest.raises(RuleViolation, match="A dispute stops letters"):
        prepare(account, mai)
    kinds.register(kinds.LetterKind(KIND, "Reminder", (), facts_of))
    factories.utility(balances_on=date(2026, 9, 1))
    with pytest.raises(RuleViolation, match="days old"):
        prepare(account, mai)


def test_what_nobody_issues_by_hand_is_not_prepared_either(account, mai):
    kinds.register(kinds.LetterKind(KIND, "Reminder", (), facts_of, issued_by_hand=False))

    with pytest.raises(RuleViolation, match="not issued by hand"):
        prepare(account, mai)


def test_a_double_click_asks_once(account, mai):
    request_id = uuid.uuid4()

    assert prepare(account, mai, request_id) == prepare(account, mai, request_id)


def test_a_second_letter_to_the_same_account_waits_for_the_first(account, mai):
    prepare(account, mai)

    with pytest.raises(RuleViolation, match="already waits"):
        prepare(account, mai)


def test_a_specialist_needs_nobody(account, maria):
    with pytest.raises(RuleViolation, match="issue this letter yourself"):
        prepare(account, maria)


@pytest.mark.parametrize("change", [{"is_active": False}, {"roles": ["auditor"]}])
def test_without_a_mentor_who_may_it_waits_with_every_specialist(account, mai, maria, change):
    for field, value in change.items():
        setattr(maria, field, value)
    maria.save()

    assert prepare(account, mai).for_person is None


def test_an_account_that_is_closed_to_the_trainee_or_the_mentor_stays_closed(account, mai, maria):
    def lock(person):
        return LockedAccount.objects.create(
            account=account, person=person, why="own", from_on=TODAY, entered_at=moment(TODAY)
        )

    lock(maria)
    asked = prepare(account, mai)
    with pytest.raises(RuleViolation, match="your own account"):
        approve(asked.pk, actor=maria, today=TODAY)
    lock(mai)
    with pytest.raises(RuleViolation, match="your own account"):
        prepare(account, mai)


# ---- pages ----


def url(account, name="preview"):
    return reverse(f"notices:{name}", args=[account.pk, KIND])


def test_the_page_says_with_whom_it_waits_and_a_mentor_finds_it_there(client, account, mai, maria):
    client.force_login(mai)
    before = client.get(url(account)).content.decode()
    answer = client.post(url(account, "prepare_letter"), {"request_id": uuid.uuid4()}, follow=True).content.decode()

    assert "it waits with your mentor, Maria Olson" in before
    assert "A specialist must send it; it now waits with your mentor, Maria Olson." in answer
    assert "disabled" in answer.split("Prepare letter")[0].rsplit("<button", 1)[1]

    client.force_login(maria)
    page = client.get(url(account)).content.decode()
    assert "Prepared by Mai Lor." in page
    assert reverse("desk:approval", args=[Approval.objects.get().pk]) in page


def test_a_crafted_form_issues_nothing(client, account, mai):
    client.force_login(mai)

    assert client.post(url(account, "issue_letter"), {"request_id": uuid.uuid4()}).status_code == 403
    assert not Letter.objects.exists()


def test_the_timeline_tells_who_prepared_and_who_released(client, account, mai, maria):
    approve(prepare(account, mai).pk, actor=maria, today=TODAY)
    client.force_login(maria)

    page = client.get(reverse("desk:timeline", args=[account.pk])).content.decode()

    assert "Put before a second person: Letter of a trainee." in page
    assert "Past-due reminder released; Mai Lor had prepared it." in page
