import dataclasses
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import moment
from core.verdicts import Reason, Word, verdict
from notices import kinds
from notices.actions import issue_letter, issue_letters, record_returned
from notices.models import EmailChoice, Letter, TemplateVersion, Waiting
from tests import factories
from tests.notices.conftest import KIND, TODAY, facts_of
from tests.notices.mailed import mailed


def issue(*accounts, cause="run 1", **more):
    return issue_letters(KIND, [a.pk for a in accounts], cause=cause, actor=None, today=TODAY, **more)


def test_freezes_facts_version_and_address_and_queues_the_letter(kind):
    account = factories.account(number="90041187")

    issued = issue(account)

    letter = Letter.objects.get(pk=issued.letters[account.pk])
    assert issued.count == 1 and not issued.skipped
    assert letter.facts["amount"] == "1846.20" and letter.facts["pay_by"] == "2026-10-20"
    assert letter.facts["utility_name"] == "Demo City Utilities"
    assert letter.address == [account.customer.name, "318 North 12th Avenue East", "Demo City, MN 55805"]
    assert letter.version.number == 1 and letter.issued_on == TODAY
    assert Waiting.objects.get().letter == letter


def test_writes_one_line_of_history_per_letter(kind):
    account = factories.account()

    issue(account)

    line = HistoryLine.objects.get()
    assert (line.action, line.account_number, line.business_date) == ("letter.issued", account.number, TODAY)
    assert line.facts == {"kind": KIND, "cause": "run 1", "amount": "1846.20"}


def test_the_same_cause_issues_nothing_twice(kind):
    account, late = factories.account(), factories.account()
    issue(account)

    again = issue(account, late)

    assert list(again.letters) == [late.pk]
    assert again.skipped == {"already_issued": [account.pk]}
    assert Letter.objects.count() == Waiting.objects.count() == HistoryLine.objects.count() == 2


def test_a_few_thousand_go_in_a_handful_of_statements(kind, django_assert_max_num_queries):
    accounts = [factories.account() for _ in range(30)]

    with django_assert_max_num_queries(20):
        issued = issue(*accounts)

    assert issued.count == 30


@pytest.mark.parametrize("missing", ["mailing_line1", "mailing_city", "mailing_state", "mailing_zip"])
def test_skips_an_account_without_an_address(kind, missing):
    account = factories.account(customer=factories.customer(**{missing: ""}))

    assert issue(account).skipped == {"no_address": [account.pk]}


def test_skips_an_account_that_its_kind_has_nothing_to_say_to(kind, monkeypatch):
    account, silent = factories.account(), factories.account()
    kinds.register(kinds.LetterKind(KIND, "Reminder", (), lambda ids, today: facts_of([account.pk], today=today)))

    assert issue(account, silent).skipped == {"no_facts": [silent.pk]}


def test_skips_a_letter_that_would_have_a_gap(kind):
    account = factories.account()
    kinds.register(kinds.LetterKind(KIND, "Reminder", (), lambda ids, today: {account.pk: {"amount": "10.00"}}))

    assert issue(account).skipped == {"fact_missing": [account.pk]}


@pytest.mark.parametrize(
    ("balances_on", "sentence"),
    [
        (date(2026, 10, 1), "Balances are 4 days old: no letter is issued until last night's extract is loaded."),
        (None, "No extract has been loaded yet: no letter is issued before one is."),
    ],
)
def test_refuses_balances_that_are_not_fresh(kind, balances_on, sentence):
    factories.utility(balances_on=balances_on)

    with pytest.raises(RuleViolation) as refused:
        issue(factories.account())

    assert str(refused.value) == sentence
    assert not Letter.objects.exists()


def test_refuses_a_kind_that_nobody_registered():
    with pytest.raises(RuleViolation, match="There is no letter of the kind winter_notice"):
        issue_letters("winter_notice", [], cause="run 1", actor=None, today=TODAY)


def test_refuses_a_text_that_lacks_a_required_part(kind):
    newer = TemplateVersion.objects.get(kind=KIND)
    TemplateVersion.objects.create(
        kind=KIND,
        number=2,
        body="Dear {{ holder_name }}, please pay. {#how_to_dispute}",
        is_shipped=True,
        approved_at=newer.approved_at,
    )

    with pytest.raises(RuleViolation, match="Version 2 of this letter lacks a part it must have: Where to get help"):
        issue(factories.account())


def test_the_shipped_reminder_is_entered_when_it_is_first_needed():
    account = factories.account()
    kinds_reminder = kinds.LetterKind("past_due_reminder", "Past-due reminder", (), facts_of)
    before, kinds._register["past_due_reminder"] = kinds._register.get("past_due_reminder"), kinds_reminder
    try:
        issue_letters("past_due_reminder", [account.pk], cause="run 1", actor=None, today=TODAY)
    finally:
        kinds._register["past_due_reminder"] = before or kinds_reminder

    version = TemplateVersion.objects.get(kind="past_due_reminder")
    assert version.is_shipped and version.number == 1 and version.approved_by is None
    assert Letter.objects.get().version == version


def test_writes_in_the_language_of_the_customer_where_there_is_a_text(kind):
    TemplateVersion.objects.create(
        kind=KIND,
        language="es",
        number=1,
        body="Estimada {{ holder_name }} {#how_to_dispute} {#where_to_get_help}",
        is_shipped=True,
        second_reader=factories.person(),
        read_at=TemplateVersion.objects.get().approved_at,
        approved_at=TemplateVersion.objects.get().approved_at,
    )
    spanish = factories.account(customer=factories.customer(language="es"))
    somali = factories.account(customer=factories.customer(language="so"))

    issue(spanish, somali)

    assert spanish.letters.get().language == "es"
    assert somali.letters.get().language == "en"


def test_a_hostile_name_is_frozen_without_what_turns_or_hides_text(kind):
    hostile = factories.customer(first_name="Eve\u202e\x07", last_name="<b>Roe</b>\n\t=cmd|x")
    account = factories.account(customer=hostile)

    issue(account)

    assert account.letters.get().facts["holder_name"] == "Eve <b>Roe</b> =cmd|x"


def test_one_letter_by_hand_is_issued_once_for_a_double_click(kind, specialist):
    account, request_id = factories.account(), uuid.uuid4()

    first = issue_letter(KIND, account.pk, actor=specialist, today=TODAY, request_id=request_id)
    again = issue_letter(KIND, account.pk, actor=specialist, today=TODAY, request_id=request_id)

    assert first == again and Letter.objects.count() == 1
    assert first.actor == specialist


def test_one_letter_by_hand_is_held_to_the_judge_of_its_kind(kind, specialist):
    refusal = verdict([Reason("hold", "A dispute stops letters.", Word.BLOCKED)], otherwise="")
    kinds.register(kinds.LetterKind(KIND, "Reminder", (), facts_of, judge=lambda account_id, today: refusal))

    with pytest.raises(RuleViolation, match="A dispute stops letters"):
        issue_letter(KIND, factories.account().pk, actor=specialist, today=TODAY, request_id=uuid.uuid4())


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [({"is_only_written": True}, "it is issued by nobody yet"), ({"issued_by_hand": False}, "not issued by hand")],
)
def test_refuses_by_hand_what_no_hand_issues(kind, specialist, flags, sentence):
    kinds.register(dataclasses.replace(kind, **flags))

    with pytest.raises(RuleViolation, match=sentence):
        issue_letter(KIND, factories.account().pk, actor=specialist, today=TODAY, request_id=uuid.uuid4())
    assert not Letter.objects.exists()


def test_one_letter_by_hand_says_what_it_lacks(kind, specialist):
    account = factories.account(customer=factories.customer(mailing_zip=""))

    with pytest.raises(RuleViolation, match="cannot be issued: no mailing address is known"):
        issue_letter(KIND, account.pk, actor=specialist, today=TODAY, request_id=uuid.uuid4())


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_issue_one_letter_for_one_click(kind, specialist):
    account, request_id = factories.account(), uuid.uuid4()

    def click(_n):
        try:
            return issue_letter(KIND, account.pk, actor=specialist, today=TODAY, request_id=request_id).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as people:
        letters = set(people.map(click, range(2)))

    assert len(letters) == 1 and Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_nights_at_once_issue_each_letter_once(kind):
    accounts = [factories.account() for _ in range(5)]

    def run(_n):
        try:
            return issue(*accounts).count
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as nights:
        assert sum(nights.map(run, range(2))) == 5
    assert Letter.objects.count() == 5


@pytest.mark.parametrize("change", ["update notices_letter set facts = '{}'", "delete from notices_letter"])
def test_the_database_keeps_an_issued_letter_as_it_was(kind, change):
    issue(factories.account())

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_database_freezes_an_approved_version_and_leaves_a_draft_open(kind):
    draft = TemplateVersion.objects.create(kind=KIND, number=9, body="draft")
    draft.body = "better draft"
    draft.save()
    approved = TemplateVersion.objects.get(kind=KIND, number=1)
    approved.body = "other"

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        approved.save()


def test_the_database_lets_no_letter_carry_a_draft(kind):
    issue(factories.account())
    draft = TemplateVersion.objects.create(kind=KIND, number=9, body="draft")
    letter = Letter.objects.get()
    letter.pk, letter.version, letter.cause = None, draft, "another"

    with pytest.raises(IntegrityError, match="not approved"), transaction.atomic():
        letter.save(force_insert=True)


class TestWhereItGoes:
    @pytest.fixture(autouse=True)
    def mail_server(self, settings):
        settings.LETTERS_MAY_BE_EMAILED = True

    def choice(self, account):
        return EmailChoice.objects.create(
            customer=account.customer, email="harriet@example.org", source="call", from_on=TODAY,
            entered_at=moment(TODAY),
        )  # fmt: skip

    def came_back(self, account):
        [letter] = mailed(account)
        record_returned(letter.pk, reason="moved", returned_on=TODAY, actor=factories.person(), today=TODAY)

    def test_by_email_where_the_customer_chose_it_and_the_kind_allows_it(self, kind):
        account = factories.account()
        self.choice(account)

        issue(account)
        kinds.register(dataclasses.replace(kind, may_be_emailed=True))
        issue(account, cause="run 2")

        by_paper, by_email = account.letters.order_by("pk")
        assert (by_paper.channel, by_paper.email) == ("paper", "")
        assert (by_email.channel, by_email.email) == ("email", "harriet@example.org")

    def test_never_by_email_where_it_has_legal_effect(self, kind):
        kinds.register(dataclasses.replace(kind, may_be_emailed=True, has_legal_effect=True))
        account = factories.account()
        self.choice(account)

        issue(account)

        assert account.letters.get().channel == "paper"

    def test_not_on_paper_to_an_address_from_which_a_letter_came_back(self, kind):
        account = factories.account()
        self.came_back(account)

        assert issue(account, cause="run 2").skipped == {"bad_address": [account.pk]}

    def test_by_email_although_the_address_is_bad(self, kind):
        account = factories.account()
        self.came_back(account)
        self.choice(account)
        kinds.register(dataclasses.replace(kind, may_be_emailed=True))

        issue(account, cause="run 2")

        assert account.letters.order_by("-pk").first().channel == "email"
