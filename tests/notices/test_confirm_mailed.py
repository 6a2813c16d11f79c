import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import moment
from notices import policy
from notices.actions import confirm_mailed, issue_letters, print_waiting, pull_letter
from notices.actions.pages import writing_of
from notices.models import Batch, Letter, Mailing, Pull
from notices.paper import press
from tests import factories
from tests.notices.conftest import KIND, TODAY

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def letters(kind):
    accounts = [factories.account().pk for _ in range(3)]
    issue_letters(KIND, accounts, cause=str(uuid.uuid4()), actor=None, today=TODAY)
    return list(Letter.objects.order_by("pk"))


@pytest.fixture
def batch(letters, monkeypatch):
    one = press.print_letter(writing_of(letters[0]))
    monkeypatch.setattr(press, "print_letter", lambda writing: one)
    [number] = print_waiting(actor=None, today=TODAY).batches
    return Batch.objects.get(pk=number)


def confirm(batch, *, by, mailed_on=TODAY, count=3, today=TODAY):
    return confirm_mailed(batch.pk, mailed_on=mailed_on, mail_class="first_class", count=count, actor=by, today=today)


def test_writes_down_day_class_count_and_who(batch, specialist):
    confirm(batch, by=specialist, mailed_on=TODAY, today=TOMORROW)

    mailing = Mailing.objects.get()
    assert (mailing.mailed_on, mailing.confirmed_on, mailing.expected, mailing.counted) == (TODAY, TOMORROW, 3, 3)
    line = HistoryLine.objects.get(action="batch.mailed")
    assert line.actor == specialist
    assert line.facts == {"mailed_on": "2026-10-05", "class": "first_class", "letters": 3}


@pytest.mark.parametrize(
    ("case", "facts", "sentence"),
    [
        ("counted", {}, "3 letters were mailed on Oct 5, 2026."),
        ("yesterday's word", {"today": TOMORROW}, "3 letters were mailed on Oct 5, 2026."),
        (
            "tomorrow",
            {"mailed_on": TOMORROW},
            "Oct 6, 2026 is still to come. Confirm a mailing on the day it leaves, or later.",
        ),
        (
            "too early",
            {"mailed_on": date(2026, 10, 4)},
            "The batch was printed on Oct 5, 2026. It cannot have been mailed before.",
        ),
        (
            "one short",
            {"counted": 2},
            "3 letters are expected, 2 counted. Count again, or take out each letter that is missing.",
        ),
        ("empty", {"expected": 0, "counted": 0}, "Every letter of this batch was taken out. Nothing is left to mail."),
    ],
)
def test_the_rule_answers_in_a_sentence(case, facts, sentence):
    usual = {"printed_on": TODAY, "expected": 3, "mailed_on": TODAY, "counted": 3, "today": TODAY}

    verdict = policy.mailing_verdict(policy.MailingFacts(**{**usual, **facts}))

    assert verdict.sentence == sentence, case
    assert verdict.allowed == (case in ("counted", "yesterday's word"))


def test_refuses_what_the_rule_refuses(batch, specialist):
    with pytest.raises(RuleViolation, match="3 letters are expected, 2 counted"):
        confirm(batch, by=specialist, count=2)
    assert not Mailing.objects.exists()


def test_a_letter_taken_out_is_no_longer_expected(batch, letters, specialist):
    pull_letter(letters[0].pk, reason="paid at the counter", actor=specialist, today=TODAY)

    with pytest.raises(RuleViolation, match="2 letters are expected, 3 counted"):
        confirm(batch, by=specialist)
    assert confirm(batch, by=specialist, count=2).expected == 2


def test_cannot_happen_twice(batch, specialist):
    confirm(batch, by=specialist)

    with pytest.raises(RuleViolation, match="already confirmed as mailed on Oct 5, 2026, by Marit Oyelaran"):
        confirm(batch, by=specialist)
    assert Mailing.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_confirm_it_once(batch, specialist):
    def run(_n):
        try:
            confirm(batch, by=specialist)
        except RuleViolation:
            return "refused"
        finally:
            connection.close()
        return "confirmed"

    with ThreadPoolExecutor(max_workers=2) as people:
        assert sorted(people.map(run, range(2))) == ["confirmed", "refused"]
    assert Mailing.objects.count() == HistoryLine.objects.filter(action="batch.mailed").count() == 1


class TestTakenOut:
    def test_says_why_and_who(self, letters, specialist):
        pull_letter(letters[0].pk, reason="  paid at the counter ", actor=specialist, today=TODAY)

        pull = Pull.objects.get()
        assert (pull.reason, pull.actor, pull.pulled_on) == ("paid at the counter", specialist, TODAY)
        assert not hasattr(Letter.objects.get(pk=letters[0].pk), "waiting")
        line = HistoryLine.objects.get(action="letter.pulled")
        assert line.account_number == letters[0].account.number

    def test_needs_a_reason(self, letters, specialist):
        with pytest.raises(RuleViolation, match="Say why"):
            pull_letter(letters[0].pk, reason=" ", actor=specialist, today=TODAY)

    def test_cannot_happen_twice(self, letters, specialist):
        pull_letter(letters[0].pk, reason="paid", actor=specialist, today=TODAY)

        with pytest.raises(RuleViolation, match="already taken out"):
            pull_letter(letters[0].pk, reason="paid", actor=specialist, today=TODAY)

    def test_cannot_happen_once_it_is_mailed(self, batch, letters, specialist):
        confirm(batch, by=specialist)

        with pytest.raises(RuleViolation, match="was mailed on Oct 5, 2026"):
            pull_letter(letters[0].pk, reason="paid", actor=specialist, today=TODAY)

    @pytest.mark.django_db(transaction=True)
    def test_while_it_is_confirmed_either_leaves_or_stays(self, batch, letters, specialist):
        def mail(_x):
            return outcome(lambda: confirm(batch, by=specialist))

        def pull(_x):
            return outcome(lambda: pull_letter(letters[0].pk, reason="paid", actor=specialist, today=TODAY))

        with ThreadPoolExecutor(max_workers=2) as people:
            done = [people.submit(work, None) for work in (mail, pull)]
            done = [one.result() for one in done]

        assert sorted(done) == ["done", "refused"]
        assert Mailing.objects.count() + Pull.objects.count() == 1


def outcome(work):
    try:
        work()
    except RuleViolation:
        return "refused"
    finally:
        connection.close()
    return "done"


class TestLaws:
    def mailing(self, batch, **changed):
        usual = {
            "batch": batch,
            "mailed_on": TODAY,
            "confirmed_on": TODAY,
            "mail_class": "first_class",
            "expected": 3,
            "counted": 3,
            "recorded_at": moment(TODAY),
        }
        return Mailing.objects.create(**{**usual, **changed})

    @pytest.mark.parametrize(
        ("changed", "law"),
        [
            ({"mailed_on": TOMORROW}, "mailed_is_never_in_the_future"),
            ({"mailed_on": date(2026, 10, 4)}, "cannot be mailed before it is printed"),
            ({"counted": 2}, "every_letter_mailed_was_counted"),
            ({"expected": 4, "counted": 4}, "holds 3 letters, not 4"),
        ],
    )
    def test_the_database_refuses_a_mailing_that_cannot_be_true(self, batch, changed, law):
        with pytest.raises(IntegrityError, match=law), transaction.atomic():
            self.mailing(batch, **changed)

    def test_the_database_mails_a_batch_once(self, batch):
        self.mailing(batch)

        with pytest.raises(IntegrityError, match="batch_id"), transaction.atomic():
            self.mailing(batch)

    def test_the_database_lets_no_mailed_letter_be_taken_out(self, batch, letters):
        self.mailing(batch)

        with pytest.raises(IntegrityError, match="is mailed"), transaction.atomic():
            Pull.objects.create(letter=letters[0], reason="paid", pulled_on=TODAY, recorded_at=moment(TODAY))

    @pytest.mark.parametrize("table", ["mailing", "pull"])
    def test_the_database_keeps_a_mailing_and_a_pull(self, batch, letters, specialist, table):
        pull_letter(letters[0].pk, reason="paid", actor=specialist, today=TODAY)
        confirm(batch, by=specialist, count=2)

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"delete from notices_{table}")
