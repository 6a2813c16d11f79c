"""Do letters go by e-mail where the customer chose it: once, with the letter beside plain words, and on paper after all
when they do not arrive?"""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.urls import reverse

from accounts.holds.actions import open_hold
from accounts.models import EarlierHolder
from accounts.people.models import LockedAccount, ProtectedAddress
from collections_app.treatments.queries import why_not_reminded
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import moment
from notices import kinds
from notices.actions import (
    accessible_copy,
    choose_email,
    emailing,
    end_email,
    print_despite_hold,
    pull_letter,
    record_bounce,
    record_returned,
    send_emails,
)
from notices.actions.emailing import message_id
from notices.models import AccessibleCopy, Bounce, EmailChoice, Emailed, HeldRun, Letter, Pull, Waiting
from notices.queries.addresses import email_choice_of, emails_chosen
from tests import factories
from tests.notices.conftest import KIND, facts_of
from tests.notices.mailed import issued, mailed
from tests.notices.test_confirm_mailed import outcome
from tests.treatments.standings import owing

TODAY = factories.TODAY
EMAIL = "harriet@example.org"


@pytest.fixture
def emailed_kind(kind):
    """The kind of the tests, which may go by e-mail."""
    return kinds.register(kinds.LetterKind(KIND, kind.title, kind.fields, facts_of, may_be_emailed=True))


@pytest.fixture
def account(emailed_kind, specialist):
    made = factories.account(customer=factories.customer(first_name="Harriet", last_name="Lindqvist"))
    choose_email(made.pk, email=EMAIL, source="Form of Oct 1", actor=specialist, today=TODAY)
    return made


def by_email(account, **queued):
    """A letter that waits to go by e-mail, since its customer chose that."""
    [letter] = issued(account)
    assert (letter.channel, letter.email) == ("email", EMAIL)
    Waiting.objects.filter(letter=letter).update(**{"not_before": None, **queued})
    return letter


def say(what, account, **facts):
    return HistoryLine.objects.filter(action=what, account_number=account.number, **facts)


class TestChoice:
    def test_is_kept_with_its_source_for_every_account_of_the_customer(self, account, specialist):
        second = factories.account(customer=account.customer)

        choice = email_choice_of(account)
        assert (choice.email, choice.source, choice.from_on) == (EMAIL, "Form of Oct 1", TODAY)
        assert choice.entered_by == specialist
        assert emails_chosen([account.pk, second.pk, factories.account().pk], today=TODAY) == {
            account.pk: EMAIL,
            second.pk: EMAIL,
        }
        assert say("email.chosen", account).get().facts == {"why": "Form of Oct 1"}

    def test_counts_from_its_day(self, account):
        assert emails_chosen([account.pk], today=TODAY - timedelta(days=1)) == {}

    def test_sends_nothing_by_email_where_there_is_no_server(self, account, settings):
        settings.LETTERS_MAY_BE_EMAILED = False

        assert emails_chosen([account.pk], today=TODAY) == {}

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({"email": "harriet"}, "reads like name@example.org"),
            ({"email": "a@example.org\nBcc: b@example.org"}, "reads like name@example.org"),
            ({"source": "  "}, "Say what it rests on"),
            ({"source": "SSN 470-11-1234"}, "Social Security number"),
        ],
    )
    def test_refuses_what_cannot_be(self, emailed_kind, said, sentence):
        other = factories.account()

        with pytest.raises(RuleViolation, match=sentence):
            choose_email(other.pk, **{"email": EMAIL, "source": "Call"} | said, actor=None, today=TODAY)
        assert email_choice_of(other) is None

    def test_refuses_a_second_one_until_the_first_ends(self, account, specialist):
        with pytest.raises(RuleViolation, match=f"already, to {EMAIL}. End that first."):
            choose_email(account.pk, email="new@example.org", source="Call", actor=specialist, today=TODAY)

        assert end_email(account.pk, why="new address", actor=specialist, today=TODAY).letters == []
        choose_email(account.pk, email="new@example.org", source="Call", actor=specialist, today=TODAY)

        assert emails_chosen([account.pk], today=TODAY) == {account.pk: "new@example.org"}
        ended = EmailChoice.objects.get(email=EMAIL)
        assert (ended.ended_on, ended.ended_why) == (TODAY, "new address")

    def test_refuses_whoever_the_account_is_closed_to(self, account, specialist):
        LockedAccount.objects.create(
            account=account, person=specialist, why="own", from_on=TODAY, entered_at=moment(TODAY)
        )
        for act in (
            lambda: choose_email(account.pk, email=EMAIL, source="me", actor=specialist, today=TODAY),
            lambda: end_email(account.pk, why="me", actor=specialist, today=TODAY),
        ):
            with pytest.raises(RuleViolation, match="your own account"):
                act()

    @pytest.mark.django_db(transaction=True)
    def test_two_people_at_once_keep_one(self, emailed_kind):
        other = factories.account()

        def work(_n):
            try:
                return outcome(lambda: choose_email(other.pk, email=EMAIL, source="Call", actor=None, today=TODAY))
            finally:
                connection.close()

        with ThreadPoolExecutor(max_workers=2) as people:
            assert sorted(people.map(work, range(2))) == ["done", "refused"]
        assert EmailChoice.objects.count() == 1

    def test_that_ends_sends_what_waits_on_paper(self, account, specialist):
        letter = by_email(account)

        anew = end_email(account.pk, why="wants paper", actor=specialist, today=TODAY)

        assert Pull.objects.get().letter == letter
        [paper] = Letter.objects.filter(pk__in=anew.letters)
        assert (paper.channel, paper.kind, paper.account) == ("paper", letter.kind, account)
        assert Waiting.objects.get().letter == paper

    def test_that_ends_leaves_what_a_supervisor_holds_back(self, account, specialist):
        """Made anew it would leave although its run may still be stopped."""
        held = by_email(account)
        run = HeldRun.objects.create(kind=KIND, cause="night", issued_on=TODAY, letter_count=1, why="More than usual.")
        Waiting.objects.filter(letter=held).update(held=run)

        assert end_email(account.pk, why="moved", actor=specialist, today=TODAY).letters == []

        assert Waiting.objects.get().letter == held and not Pull.objects.exists()
        Waiting.objects.update(held=None)
        assert send_emails(today=TODAY).aside == 1
        assert "no longer takes letters at this e-mail" in Waiting.objects.get().trouble

    def test_that_is_not_there_or_has_no_reason_does_not_end(self, account, specialist):
        with pytest.raises(RuleViolation, match="Say why letters go on paper again"):
            end_email(account.pk, why=" ", actor=specialist, today=TODAY)
        with pytest.raises(RuleViolation, match="do not go by e-mail"):
            end_email(factories.account().pk, why="paper", actor=specialist, today=TODAY)


class TestSent:
    def test_once_with_the_tagged_letter_beside_plain_words_that_name_no_amount(self, account):
        letter = by_email(account)

        assert send_emails(today=TODAY).letters == 1
        assert send_emails(today=TODAY).letters == 0

        [message] = mail.outbox
        assert message.to == [EMAIL] and message.subject == "A letter from Demo City Utilities"
        assert message.from_email == "Demo City Utilities <letters@example.org>"
        for private in ("1,846.20", "1846", account.number, "Harriet", "Past-due", "Harbor"):
            assert private not in message.body + message.subject
        assert "218-555-0100, weekdays 8:00 to 4:30" in message.body
        [(name, content, media_type)] = message.attachments
        assert (name, media_type) == (f"letter-{letter.pk}.pdf", "application/pdf")
        emailed = Emailed.objects.get()
        copy = AccessibleCopy.objects.get()
        assert emailed.document == copy.document and copy.document.sha256 == sha256(content).hexdigest()
        assert pikepdf.open(BytesIO(content)).Root.MarkInfo.Marked
        assert (emailed.letter, emailed.email, emailed.sent_on) == (letter, EMAIL, TODAY)
        assert message.extra_headers["Message-ID"] == emailed.message_id
        assert not Waiting.objects.exists()
        assert say("letter.emailed", account).get().facts == {"kind": KIND}

    def test_only_when_the_time_to_undo_is_over(self, account):
        by_email(account, not_before=moment(TODAY) + timedelta(minutes=10))

        assert send_emails(today=TODAY).letters == 0 and not mail.outbox
        Waiting.objects.update(not_before=moment(TODAY) - timedelta(minutes=1))
        assert send_emails(today=TODAY).letters == 1

    def test_nothing_of_what_goes_on_paper_or_was_taken_out(self, account, specialist):
        issued(factories.account())
        pull_letter(by_email(account).pk, reason="paid", actor=specialist, today=TODAY)

        assert send_emails(today=TODAY).letters == 0 and not mail.outbox

    def test_a_letter_that_went_is_not_taken_out(self, account, specialist):
        letter = by_email(account)
        send_emails(today=TODAY)

        with pytest.raises(RuleViolation, match="went by e-mail"):
            pull_letter(letter.pk, reason="paid", actor=specialist, today=TODAY)
        with pytest.raises(RuleViolation, match="cannot come back by mail"):
            record_returned(letter.pk, reason="moved", returned_on=TODAY, actor=specialist, today=TODAY)

    @pytest.mark.django_db(transaction=True)
    def test_by_two_senders_at_once_each_goes_once(self, account):
        for _ in range(4):
            by_email(account)

        def work(_n):
            try:
                return send_emails(today=TODAY).letters
            finally:
                connection.close()

        with ThreadPoolExecutor(max_workers=2) as senders:
            sent = sum(senders.map(work, range(2)))
        assert sent + send_emails(today=TODAY).letters == 4 == len(mail.outbox)
        assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 4

    def test_again_under_the_same_number_when_the_answer_was_lost(self, account, monkeypatch):
        """The process is killed, or the line breaks, after the server took it and before we wrote that down."""
        by_email(account)
        take = EmailBackend.send_messages

        def taken_and_gone(self, messages):
            take(self, messages)
            raise smtplib.SMTPServerDisconnected("gone")

        monkeypatch.setattr(EmailBackend, "send_messages", taken_and_gone)
        said = send_emails(today=TODAY)
        assert (said.letters, said.aside, said.why_stopped) == (0, 0, "SMTPServerDisconnected")
        assert Waiting.objects.count() == 1 and not Emailed.objects.exists()

        monkeypatch.setattr(EmailBackend, "send_messages", take)
        send_emails(today=TODAY)

        first, second = mail.outbox
        assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
        assert first.attachments == second.attachments and first.body == second.body

    @pytest.mark.parametrize(
        ("refusal", "aside"),
        [
            (smtplib.SMTPRecipientsRefused({EMAIL: (550, b"5.1.1 no such user")}), True),
            (smtplib.SMTPDataError(552, b"too large"), True),
            (smtplib.SMTPSenderRefused(550, b"not you", "letters@example.org"), False),
            (ConnectionRefusedError(), False),
        ],
    )
    def test_what_the_server_will_never_take_stands_aside_and_all_else_waits(
        self, account, monkeypatch, refusal, aside
    ):
        letter = by_email(account)

        def refuse(self, messages):
            raise refusal

        monkeypatch.setattr(EmailBackend, "send_messages", refuse)
        said = send_emails(today=TODAY)

        assert (said.letters, said.aside, bool(said.why_stopped)) == (0, int(aside), not aside)
        waiting = Waiting.objects.get(letter=letter)
        assert ("The mail server does not take it (55" in waiting.trouble) == aside
        assert not Emailed.objects.exists() and not say("letter.emailed", account).exists()

    @pytest.mark.parametrize(
        "refusal",
        [smtplib.SMTPRecipientsRefused({EMAIL: (452, b"mailbox full")}), smtplib.SMTPDataError(451, b"try later")],
    )
    def test_a_mailbox_that_is_full_today_keeps_nobody_elses_letter(self, account, monkeypatch, refusal):
        full, other = by_email(account), by_email(account)
        send = EmailBackend.send_messages

        is_full = True

        def refuse_the_first(self, messages):
            if is_full and message_id(full) == messages[0].extra_headers["Message-ID"]:
                raise refusal
            return send(self, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", refuse_the_first)
        said = send_emails(today=TODAY)

        assert (said.letters, said.aside, said.why_stopped) == (1, 0, "")
        assert Emailed.objects.get().letter == other
        assert Waiting.objects.get().letter == full and not Waiting.objects.get().trouble
        is_full = False
        assert send_emails(today=TODAY).letters == 1

    def test_a_letter_with_legal_effect_never(self, account, emailed_kind):
        by_email(account)
        kinds.register(kinds.LetterKind(KIND, "Notice", (), facts_of, may_be_emailed=True, has_legal_effect=True))

        assert send_emails(today=TODAY).aside == 1
        assert "never goes by e-mail alone" in Waiting.objects.get().trouble and not mail.outbox

    def test_one_that_cannot_be_made_stands_aside_and_those_behind_it_go(self, account, monkeypatch):
        first, second = by_email(account), by_email(account)

        def broken(letter_id, **said):
            if letter_id == first.pk:
                raise FileNotFoundError("no room")
            return accessible_copy(letter_id, **said)

        monkeypatch.setattr(emailing, "accessible_copy", broken)
        said = send_emails(today=TODAY)

        assert (said.letters, said.aside, said.why_stopped) == (1, 1, "")
        assert (
            Waiting.objects.get(letter=first).trouble
            == "It cannot be sent: an error of the program. Tell whoever runs it."
        )
        assert Emailed.objects.get().letter == second

    def test_what_began_since_it_was_issued_keeps_it_here(self, account, specialist):
        by_email(account)
        hold_on(account, specialist)

        assert send_emails(today=TODAY).aside == 1 and not mail.outbox
        assert "A hold that stops letters began after it was issued" in Waiting.objects.get().trouble

    def test_despite_a_hold_it_goes_on_no_paper_to_an_address_that_is_bad(self, account, specialist):
        [on_paper] = mailed(account)
        record_returned(on_paper.pk, reason="moved", returned_on=TODAY, actor=specialist, today=TODAY)
        letter = by_email(account)
        hold_on(account, specialist)
        send_emails(today=TODAY)

        with pytest.raises(RuleViolation, match="a letter came back from this account's address"):
            print_despite_hold(letter.pk, actor=specialist, today=TODAY)
        assert Waiting.objects.get().letter == letter

    def test_a_place_that_was_protected_since_keeps_it_here(self, account):
        by_email(account)
        ProtectedAddress.objects.create(
            customer=account.customer, designated_line1="PO Box 17370", designated_city="St. Paul",
            designated_state="MN", designated_zip="55117", source="Card", from_on=TODAY, entered_at=moment(TODAY),
        )  # fmt: skip

        assert send_emails(today=TODAY).aside == 1
        assert "The address was protected after this letter" in Waiting.objects.get().trouble

    def test_an_address_that_is_no_longer_chosen_keeps_it_here(self, account):
        by_email(account)
        EmailChoice.objects.update(email="new@example.org")

        assert send_emails(today=TODAY).aside == 1
        assert "no longer takes letters at this e-mail" in Waiting.objects.get().trouble

    def test_one_that_waited_over_its_last_day_is_never_sent_and_another_goes(self, account, emailed_kind):
        def dated(account_ids, *, today):
            found = facts_of(account_ids, today=today)
            return {pk: {**facts, "mail_by": today + timedelta(days=1)} for pk, facts in found.items()}

        kinds.register(replace(emailed_kind, facts=dated))
        letter, later = by_email(account), TODAY + timedelta(days=2)
        factories.utility(balances_on=later)

        assert send_emails(today=later).letters == 1

        sent = Emailed.objects.get().letter
        assert sent != letter and sent.mail_by == later + timedelta(days=1)
        assert Pull.objects.get().letter == letter

    def test_nothing_without_a_server(self, account, settings):
        by_email(account)
        settings.LETTERS_MAY_BE_EMAILED = False

        assert "no mail server" in send_emails(today=TODAY).why_stopped
        assert Waiting.objects.count() == 1

    def test_as_a_file_on_a_machine_of_ones_own(self, account, settings, tmp_path):
        by_email(account)
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        settings.EMAIL_FILE_PATH = tmp_path / "mail"

        assert send_emails(today=TODAY).letters == 1

        [file] = (tmp_path / "mail").iterdir()
        assert f"To: {EMAIL}" in file.read_text() and "application/pdf" in file.read_text()


class TestBounced:
    @pytest.fixture
    def letter(self, account):
        made = by_email(account)
        send_emails(today=TODAY)
        return made

    def test_ends_the_choice_and_goes_on_paper_anew(self, account, letter, specialist):
        anew = record_bounce(letter.pk, why="550 mailbox full", actor=specialist, today=TODAY)

        bounce = Bounce.objects.get()
        assert (bounce.emailed.letter, bounce.why, bounce.actor) == (letter, "550 mailbox full", specialist)
        assert email_choice_of(account) is None
        assert EmailChoice.objects.get().ended_why == "an e-mail did not arrive: 550 mailbox full"
        [paper] = Letter.objects.filter(pk__in=anew.letters)
        assert (paper.channel, paper.kind, paper.cause) == ("paper", KIND, f"instead of e-mail {letter.pk}")
        assert say("letter.bounced", account).get().facts == {"kind": KIND, "why": "550 mailbox full"}

    def test_takes_along_what_still_waits_to_go_there(self, account, letter, specialist):
        waits = by_email(account)

        anew = record_bounce(letter.pk, why="unknown user", actor=specialist, today=TODAY)

        assert len(anew.letters) == 2 and Pull.objects.get().letter == waits
        assert set(Letter.objects.filter(pk__in=anew.letters).values_list("channel", flat=True)) == {"paper"}

    def test_that_it_was_sent_is_no_reason_against_the_letter_on_paper(self, emailed_kind, specialist):
        """A reminder that went out yesterday keeps the next one waiting; one that did not arrive does not."""
        late = owing("96.30", days=34)
        choose_email(late.pk, email=EMAIL, source="Form", actor=specialist, today=TODAY)
        [letter] = issued(late, kind="past_due_reminder")
        Waiting.objects.update(not_before=None)
        assert send_emails(today=TODAY).letters == 1
        assert why_not_reminded(late, TODAY).strongest.code == "reminded"

        anew = record_bounce(letter.pk, why="550", actor=specialist, today=TODAY)

        assert Letter.objects.get(pk__in=anew.letters).channel == "paper"

    def test_to_an_earlier_holder_is_written_to_nobody_else(self, account, letter, specialist):
        EarlierHolder.objects.create(
            account=account, customer=account.customer, premise=account.premise, until_on=TODAY + timedelta(days=1)
        )
        account.customer = factories.customer()
        account.save()

        anew = record_bounce(letter.pk, why="550", actor=specialist, today=TODAY + timedelta(days=1))

        assert (anew.letters, anew.why_not) == ([], "It was written to an earlier holder of the account.")
        assert account.letters.count() == 1 and Bounce.objects.exists()

    def test_of_an_earlier_holder_ends_their_choice_and_leaves_the_next_ones(self, account, letter, specialist):
        earlier, next_one = account.customer, factories.customer()
        EarlierHolder.objects.create(
            account=account, customer=earlier, premise=account.premise, until_on=TODAY + timedelta(days=1)
        )
        account.customer = next_one
        account.save()
        choose_email(account.pk, email=letter.email, source="Form", actor=specialist, today=TODAY)

        record_bounce(letter.pk, why="unknown user", actor=specialist, today=TODAY + timedelta(days=1))

        assert list(EmailChoice.objects.filter(ended_on__isnull=True).values_list("customer", flat=True)) == [
            next_one.pk
        ]

    def test_leaves_a_newer_choice(self, account, letter, specialist):
        end_email(account.pk, why="new address", actor=specialist, today=TODAY)
        choose_email(account.pk, email="new@example.org", source="Call", actor=specialist, today=TODAY)

        record_bounce(letter.pk, why="unknown user", actor=specialist, today=TODAY)

        assert email_choice_of(account).email == "new@example.org"

    def test_is_kept_also_where_no_letter_can_be_made_any_more(self, account, letter, specialist, monkeypatch):
        kinds.register(kinds.LetterKind(KIND, "Reminder", (), lambda ids, today: {}, may_be_emailed=True))

        anew = record_bounce(letter.pk, why="unknown user", actor=specialist, today=TODAY)

        assert Bounce.objects.count() == 1 and anew.letters == []
        assert anew.why_not == "It is not made anew: there is nothing to say in this letter."

    def test_is_kept_also_when_balances_are_old(self, account, letter, specialist):
        later = TODAY + timedelta(days=9)

        anew = record_bounce(letter.pk, why="unknown user", actor=specialist, today=later)

        assert Bounce.objects.get().bounced_on == later
        assert anew.letters == [] and "Balances are" in anew.why_not

    def test_refuses_twice_without_a_reason_and_what_went_on_paper(self, account, letter, specialist):
        with pytest.raises(RuleViolation, match="what the mail server answered"):
            record_bounce(letter.pk, why=" ", actor=specialist, today=TODAY)
        record_bounce(letter.pk, why="unknown user", actor=specialist, today=TODAY)
        with pytest.raises(RuleViolation, match="on file already"):
            record_bounce(letter.pk, why="unknown user", actor=specialist, today=TODAY)
        [paper] = mailed(factories.account())
        with pytest.raises(RuleViolation, match="did not go by e-mail"):
            record_bounce(paper.pk, why="unknown user", actor=specialist, today=TODAY)

    @pytest.mark.django_db(transaction=True)
    def test_two_people_at_once_record_it_once(self, account, letter, specialist):
        def work(_n):
            try:
                return outcome(lambda: record_bounce(letter.pk, why="unknown", actor=specialist, today=TODAY))
            finally:
                connection.close()

        with ThreadPoolExecutor(max_workers=2) as people:
            assert sorted(people.map(work, range(2))) == ["done", "refused"]
        assert Bounce.objects.count() == Letter.objects.filter(cause__startswith="instead of").count() == 1


class TestPages:
    @pytest.fixture
    def clerk(self, client, specialist):
        client.force_login(specialist)
        return client

    def text(self, response):
        return " ".join(response.content.decode().split())

    def test_people_and_place_keeps_the_choice_with_its_source_and_ends_it(self, clerk, emailed_kind):
        account = factories.account(customer=factories.customer(email="from.billing@example.org"))
        people = reverse("desk:people", args=[account.pk])
        choose = reverse("notices:choose_email", args=[account.pk])
        assert "no, on paper" in self.text(clerk.get(people)) and choose in self.text(clerk.get(people))
        assert 'value="from.billing@example.org"' in self.text(clerk.get(choose))

        refused = clerk.post(choose, {"email": "nowhere", "source": ""})
        assert refused.status_code == 422
        assert "reads like name@example.org" in self.text(refused) and "Say what it rests on" in self.text(refused)
        done = self.text(clerk.post(choose, {"email": EMAIL, "source": "Form of Oct 1"}, follow=True))
        assert EMAIL in done and "Form of Oct 1" in done and "On paper again" in done

        waits = by_email(account)
        done = self.text(
            clerk.post(reverse("notices:end_email", args=[account.pk]), {"why": "wants paper"}, follow=True)
        )
        assert "Letters go on paper again. 1 letter is made anew." in done
        assert Pull.objects.get().letter == waits and "no, on paper" in done
        told = self.text(clerk.get(reverse("desk:account", args=[account.pk])))
        assert "Letters come by e-mail from now on: Form of Oct 1." in told
        assert "Letters no longer come by e-mail: wants paper." in told

    def test_a_bounce_leads_to_the_letter_on_paper(self, clerk, account):
        letter = by_email(account)
        send_emails(today=TODAY)
        found = clerk.post(reverse("notices:find_returned"), {"code": f"L{letter.pk}"}, follow=True)
        url = reverse("notices:record_bounce", args=[letter.pk])
        assert url in self.text(found)
        assert url in self.text(clerk.get(reverse("notices:letter", args=[letter.pk])))
        assert f"e-mail to {EMAIL}" in self.text(clerk.get(url))

        assert "Say what the mail server answered." in self.text(clerk.post(url, {"why": ""}))
        done = clerk.post(url, {"why": "550 no such user"}, follow=True)

        paper = Letter.objects.get(cause=f"instead of e-mail {letter.pk}")
        assert done.redirect_chain == [(reverse("notices:letter", args=[paper.pk]), 302)]
        assert "the e-mail did not arrive. 1 letter is made anew." in self.text(done)
        told = self.text(clerk.get(reverse("desk:account", args=[account.pk])))
        assert "The e-mail with Past-due reminder did not arrive: 550 no such user." in told

    @pytest.mark.parametrize("how", [mailed, issued])
    def test_what_went_on_paper_has_no_bounce(self, clerk, kind, how):
        [letter] = how(factories.account())
        url = reverse("notices:record_bounce", args=[letter.pk])

        asked, sent = self.text(clerk.get(url)), clerk.post(url, {"why": "550 no such user"})

        assert url not in self.text(clerk.get(reverse("notices:letter", args=[letter.pk])))
        assert ("This letter went on paper." if how is mailed else "This letter did not go by e-mail.") in asked
        assert (reverse("notices:record_returned", args=[letter.pk]) in asked) == (how is mailed)
        assert "What the mail server answered" not in asked and "Record, and send" not in asked
        assert sent.status_code == 422 and not Bounce.objects.exists()

    def test_the_preview_says_on_top_that_it_goes_by_e_mail(self, clerk, account):
        page = self.text(clerk.get(reverse("notices:preview", args=[account.pk, KIND])))

        assert page.index("It goes by e-mail") < page.index("The page")
        assert f"to {EMAIL}, as the customer chose. Nothing is printed." in page

    @pytest.mark.parametrize("page", ["desk:people", "desk:customer"])
    def test_a_bad_address_stands_where_mail_goes(self, clerk, kind, page):
        account = factories.account()
        named = account if page == "desk:people" else account.customer
        url = reverse(page, args=[named.pk])
        assert "nothing is mailed there" not in self.text(clerk.get(url))
        for letter in mailed(account) + mailed(account):
            record_returned(letter.pk, reason="moved", returned_on=TODAY, actor=None, today=TODAY)

        says = self.text(clerk.get(url))

        assert "2 letters came back, the last on Oct 5: nothing is mailed there" in says
        assert "It is good again" in says

    def test_who_may_not_keep_people_reads_it_without_the_ways(self, client, account):
        client.force_login(factories.person("auditor"))

        says = self.text(client.get(reverse("desk:people", args=[account.pk])))

        assert EMAIL in says and "On paper again" not in says


def hold_on(account, actor):
    return open_hold(
        kind="office",
        scope="account",
        account=account,
        from_on=TODAY,
        until_on=date(2026, 10, 30),
        source="Director's word",
        actor=actor,
        today=TODAY,
    )
