import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from kombu.exceptions import OperationalError

from core.history.models import AccessLine
from core.utility import moment
from core.verdicts import Reason, Word, verdict
from notices import kinds, tasks
from notices.actions import confirm_mailed, issue_letters, make_waiting_pages, print_waiting, pull_letter
from notices.models import Batch, Letter, Mailing, Pull, Waiting
from notices.queries.versions import shipped_text
from tests import factories
from tests.notices.conftest import KIND, TODAY, facts_of
from tests.notices.reading import text_of


@pytest.fixture(autouse=True)
def what_was_told_is_forgotten(db):
    """Progress is written on a connection of its own, so no test's end rolls it back."""
    yield
    own = connection.copy()
    own.set_autocommit(True)
    with own.cursor() as cursor:
        cursor.execute("delete from core_progress")
    own.close()


@pytest.fixture
def account(kind):
    return factories.account(
        number="90041187", customer=factories.customer(first_name="Harriet", last_name="Lindqvist")
    )


@pytest.fixture
def clerk(client, specialist):
    client.force_login(specialist)
    return client


@pytest.fixture
def trainee(client):
    client.force_login(factories.person("trainee"))
    return client


def issue(*accounts):
    issued = issue_letters(KIND, [one.pk for one in accounts], cause=str(uuid.uuid4()), actor=None, today=TODAY)
    return Letter.objects.get(pk=next(iter(issued.letters.values())))


@pytest.fixture
def letter(account):
    return issue(account)


@pytest.fixture
def batch(letter):
    [number] = print_waiting(actor=None, today=TODAY).batches
    return number


def words(response):
    return " ".join(response.content.decode().split())


class TestPreview:
    def url(self, account, name="preview"):
        return reverse(f"notices:{name}", args=[account.pk, KIND])

    def test_shows_the_page_beside_its_facts_with_their_sources(self, clerk, account):
        page = words(clerk.get(self.url(account)))

        assert "<mark>$1,846.20</mark>" in page and "<mark>Tuesday, October 20, 2026</mark>" in page
        assert "Amount asked for<small>Standing</small>" in page and "1,846.20</td>" in page
        assert "Nothing is missing." in page and "how to dispute, where to get help" in page
        assert "Issue letter" in page and "disabled" not in page.split("Issue letter")[0].rsplit("<button", 1)[1]

    def test_its_pdf_is_a_pdf_and_keeps_nothing(self, clerk, account):
        answer = clerk.get(self.url(account, "preview_pdf"))

        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
        assert not Letter.objects.exists()

    def test_issues_the_letter_once_for_two_clicks(self, clerk, account):
        clicked = {"request_id": str(uuid.uuid4())}

        answers = [clerk.post(self.url(account, "issue_letter"), clicked) for _ in range(2)]

        letter = Letter.objects.get()
        assert {answer.url for answer in answers} == {reverse("notices:letter", args=[letter.pk])}

    def test_a_trainee_prepares_it_and_cannot_issue_it(self, trainee, account):
        page = words(trainee.get(self.url(account)))

        assert "You can prepare this letter. A specialist must send it." in page
        assert "Issue letter" not in page
        assert trainee.post(self.url(account, "issue_letter"), {"request_id": uuid.uuid4()}).status_code == 403

    def test_says_why_it_cannot_be_issued(self, clerk, account):
        refusal = verdict([Reason("hold", "A dispute stops letters.", Word.BLOCKED, "local policy")], otherwise="")
        kinds.register(kinds.LetterKind(KIND, "Reminder", (), facts_of, judge=lambda account_id, today: refusal))

        page = words(clerk.get(self.url(account)))

        assert "A dispute stops letters." in page
        assert "disabled" in page.split("Issue letter")[0].rsplit("<button", 1)[1]
        assert "When it leaves and to whom" not in page and "Ctrl" not in page

    def test_an_account_with_nothing_to_say_has_an_empty_state(self, clerk, account):
        kinds.register(kinds.LetterKind(KIND, "Reminder", (), lambda ids, today: {}))

        assert "There is nothing to say to this account" in words(clerk.get(self.url(account)))

    @pytest.mark.parametrize(
        ("changed", "warning"),
        [
            ({"language": "es"}, "This customer reads Spanish."),
            ({"mailing_zip": ""}, "No mailing address is known."),
            ({"last_name": "Wolfeschlegelsteinhausenberger " * 9}, "The name is too long for the window"),
            ({"last_name": "你好"}, "Some signs cannot be printed: 你好"),
        ],
    )
    def test_warns_before_it_is_issued(self, clerk, account, changed, warning):
        for field, value in changed.items():
            setattr(account.customer, field, value)
        account.customer.save()

        assert warning in words(clerk.get(self.url(account))).replace("</strong>", "")

    def test_old_balances_are_said_and_refused(self, clerk, account):
        factories.utility(balances_on=date(2026, 9, 30))

        assert "Balances are 5 days old" in words(clerk.get(self.url(account)))
        clerk.post(self.url(account, "issue_letter"), {"request_id": uuid.uuid4()})
        assert not Letter.objects.exists()

    def test_markup_in_a_name_is_text(self, clerk, account):
        account.customer.last_name = "<script>alert(1)</script> **bold** {{ amount }}"
        account.customer.save()

        page = words(clerk.get(self.url(account)))

        assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt; **bold** {{ amount }}" in page

    def test_a_kind_that_nobody_registered_is_not_found(self, clerk, account):
        assert clerk.get(reverse("notices:preview", args=[account.pk, "winter_notice"])).status_code == 404

    def test_looking_is_logged(self, clerk, account, specialist):
        clerk.get(self.url(account))

        assert AccessLine.objects.get().account_number == "90041187"


class TestOneLetterChanged:
    """A single letter may be edited before it goes; what was changed is kept."""

    def url(self, account, name="preview"):
        return reverse(f"notices:{name}", args=[account.pk, KIND])

    def text(self):
        return shipped_text("past_due_reminder", "en")

    def test_shows_the_changed_text_on_the_page_and_keeps_nothing(self, clerk, account):
        changed = self.text().replace("Dear {{ holder_name }}", "Good day {{ holder_name }}")

        page = words(clerk.post(self.url(account), {"own_text": changed}))

        assert "Good day <mark>Harriet Lindqvist</mark>" in page and "Changed for this one letter." in page
        assert "disabled" not in page.split("Issue letter")[0].rsplit("<button", 1)[1]
        assert not Letter.objects.exists()

    def test_is_issued_as_it_was_changed(self, clerk, account):
        changed = self.text().replace("Dear {{ holder_name }}", "Good day {{ holder_name }}").replace("\n", "\r\n")

        clerk.post(self.url(account, "issue_letter"), {"request_id": uuid.uuid4(), "own_text": changed})

        letter = Letter.objects.get()
        assert "Good day {{ holder_name }}" in letter.own_text and "\r" not in letter.own_text
        page = words(clerk.get(reverse("notices:letter", args=[letter.pk])))
        assert "Good day <mark>Harriet Lindqvist</mark>" in page
        assert "What was changed for this letter" in page
        assert "Dear</del>" in page and "Good day</ins>" in page
        compared = page[page.index("What was changed for this letter") :].split("</section>")[0]
        assert "Harriet Lindqvist" in compared and "$1,846.20" in compared
        assert "{{" not in compared and "{#" not in compared and "{%" not in compared

    def test_a_field_of_a_branch_that_is_not_taken_is_not_among_its_facts(self, clerk, account):
        told = "{% if bills_past_due == 1 %}One bill, of {{ oldest_due_on | day }}.{% endif %}"
        text = self.text().replace("{{ oldest_due_on | day }}", "this summer") + f"\n\n{told}\n"

        facts = words(clerk.post(self.url(account), {"own_text": text})).split("What the letter says, and where")[1]

        assert "Oldest bill" not in facts and "Bills past due" in facts and "Amount asked for" in facts

    def test_a_text_that_was_not_changed_is_the_versions(self, clerk, account):
        typed = self.text().replace("\n", "\r\n")

        page = words(clerk.post(self.url(account), {"own_text": typed}))
        clerk.post(self.url(account, "issue_letter"), {"request_id": uuid.uuid4(), "own_text": typed})

        assert "Changed for this one letter." not in page
        assert Letter.objects.get().own_text == ""

    def test_a_part_that_the_letter_must_have_cannot_be_left_out(self, clerk, account):
        changed = self.text().replace("{#how_to_dispute}", "")

        page = words(clerk.post(self.url(account), {"own_text": changed}))
        answer = clerk.post(self.url(account, "issue_letter"), {"request_id": uuid.uuid4(), "own_text": changed})

        assert "A part is missing that this letter must have:" in page and "15 U.S.C. 3204(a)" in page
        assert "disabled" in page.split("Issue letter")[0].rsplit("<button", 1)[1]
        assert answer.status_code == 422 and "Put it back" in words(answer)
        typed = words(answer).split('id="own-text"')[1].split("</textarea>")[0]
        assert "{#where_to_get_help}" in typed and "{#how_to_dispute}" not in typed  # what was typed is still there
        assert not Letter.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("{% include 'settings' %}", "The text cannot be read. Line 3: "),
            ("{{ amount | evil }}", "The text cannot be read. Line 3: "),
            ("{% for x in missed %}", "The text cannot be read. Line 3: "),
            ("{{ secret_key }}", "The text cannot be read. Line 3: This letter has no field “secret_key”."),
        ],
    )
    def test_a_text_that_is_no_letter_says_why_and_keeps_what_was_typed(self, clerk, account, typed, sentence):
        answer = clerk.post(self.url(account), {"own_text": f"Hello\n\n{typed}"})

        page = words(answer)
        assert answer.status_code == 200 and 'id="own-text"' in page
        assert sentence in page.replace("</strong>", "")
        assert "disabled" in page.split("Issue letter")[0].rsplit("<button", 1)[1]

    def test_the_pdf_of_a_changed_text_can_be_looked_at(self, clerk, account):
        changed = self.text().replace("Dear {{ holder_name }}", "Good day {{ holder_name }}")

        answer = clerk.post(self.url(account, "preview_pdf"), {"own_text": changed})

        assert "Good day Harriet Lindqvist" in text_of(answer.content)

    def test_a_trainee_changes_nothing(self, trainee, account):
        page = words(trainee.post(self.url(account), {"own_text": "Give me all your money"}))

        assert "all your money" not in page and 'id="own-text"' not in page

    def test_markup_in_a_changed_text_is_text(self, clerk, account):
        page = words(clerk.post(self.url(account), {"own_text": self.text() + "\n\n<script>alert(1)</script>"}))

        assert "<script>alert" not in page


class TestUndo:
    def issued(self, clerk, account):
        clerk.post(reverse("notices:issue_letter", args=[account.pk, KIND]), {"request_id": uuid.uuid4()})
        return Letter.objects.get()

    def test_whoever_issued_it_sees_the_minutes_left_and_takes_it_back(self, clerk, account):
        letter = self.issued(clerk, account)

        page = words(clerk.get(reverse("notices:letter", args=[letter.pk])))
        answer = clerk.post(reverse("notices:undo_letter", args=[letter.pk]), follow=True)

        assert "Undo, 10 minutes left" in page
        assert f"Letter {letter.pk} is undone. It will not be printed." in words(answer)
        assert Pull.objects.get().letter == letter

    def test_nobody_else_is_offered_it_and_a_crafted_post_is_refused(self, clerk, client, account):
        letter = self.issued(clerk, account)
        client.force_login(factories.person("supervisor"))

        page = words(client.get(reverse("notices:letter", args=[letter.pk])))
        answer = client.post(reverse("notices:undo_letter", args=[letter.pk]), follow=True)

        assert "Undo," not in page and "Only whoever issued a letter by hand can undo it." in words(answer)
        assert not Pull.objects.exists()

    def test_what_the_night_issued_cannot_be_undone(self, clerk, letter):
        assert "Undo," not in words(clerk.get(reverse("notices:letter", args=[letter.pk])))

    def test_the_button_is_gone_when_the_time_is_over(self, clerk, account):
        letter = self.issued(clerk, account)
        Waiting.objects.update(not_before=moment(TODAY) - timedelta(seconds=1))

        assert "Undo," not in words(clerk.get(reverse("notices:letter", args=[letter.pk])))


class TestLetter:
    def test_says_what_became_of_it(self, clerk, letter):
        page = words(clerk.get(reverse("notices:letter", args=[letter.pk])))

        assert "waits for the printer" in page and "by the system" in page and "$1,846.20" in page

    def test_its_pdf_is_the_same_bytes_every_time_and_in_the_batch(self, clerk, letter):
        url = reverse("notices:letter_pdf", args=[letter.pk])
        first = clerk.get(url).content
        print_waiting(actor=None, today=TODAY)
        clerk.get(url)

        letter.refresh_from_db()
        assert first.startswith(b"%PDF") and clerk.get(url).content == first
        assert letter.accessible_copy.document.size == len(first)
        assert b"StructTreeRoot" not in clerk.get(f"{url}?printed").content

    def test_pages_that_a_look_brought_forward_are_the_systems(self, clerk, letter):
        clerk.get(reverse("notices:letter_pdf", args=[letter.pk]))
        clerk.get(reverse("notices:letter_pdf", args=[letter.pk]), {"printed": ""})

        letter.refresh_from_db()
        assert letter.accessible_copy.document.actor is None
        assert letter.rendering.document.actor is None

    def test_every_look_is_logged(self, clerk, letter):
        clerk.get(reverse("notices:letter", args=[letter.pk]))
        clerk.get(reverse("notices:letter_pdf", args=[letter.pk]))

        assert list(AccessLine.objects.order_by("pk").values_list("what", flat=True)) == [
            f"letter {letter.pk}",
            f"letter {letter.pk}, PDF",
        ]

    def test_is_taken_out_with_a_reason(self, clerk, letter):
        url = reverse("notices:pull", args=[letter.pk])

        unsaid = clerk.post(url, {"reason": "  "})
        clerk.post(url, {"reason": "Paid this morning"})

        assert unsaid.status_code == 422 and "This field is required" in words(unsaid)
        assert Pull.objects.get().reason == "Paid this morning"
        assert "taken out" in words(clerk.get(reverse("notices:letter", args=[letter.pk])))

    def test_a_trainee_may_read_but_not_take_it_out(self, trainee, letter):
        page = words(trainee.get(reverse("notices:letter", args=[letter.pk])))

        assert "Only a specialist or supervisor may issue, print and take out letters." in page
        assert trainee.post(reverse("notices:pull", args=[letter.pk]), {"reason": "x"}).status_code == 403

    def test_one_that_stands_aside_says_why_and_is_tried_again(self, clerk, letter):
        Waiting.objects.update(trouble="Its pages cannot be made: no font")

        page = words(clerk.get(reverse("notices:letter", args=[letter.pk])))
        clerk.post(reverse("notices:try_again", args=[letter.pk]))

        assert "no font" in page
        assert Waiting.objects.get().trouble == ""

    def test_a_letter_that_is_not_there_is_not_found(self, clerk):
        assert clerk.get(reverse("notices:letter", args=[999])).status_code == 404


class TestMailRoom:
    url = "/letters/"

    def test_says_that_nothing_waits_and_what_was_mailed_last(self, clerk, batch, specialist):
        confirm_mailed(batch, mailed_on=TODAY, mail_class="first_class", count=1, actor=specialist, today=TODAY)

        assert "No letters wait. The last batch (1 letter) was mailed Oct 5." in words(clerk.get(self.url))

    def test_an_office_without_letters_says_where_they_come_from(self, clerk):
        assert "No letters wait. The night issues reminders" in words(clerk.get(self.url))

    def test_shows_what_waits_and_sends_it_to_the_worker(self, clerk, letter, specialist, monkeypatch):
        sent = []
        monkeypatch.setattr(tasks.print_waiting, "delay", sent.append)

        page = words(clerk.get(self.url))
        answer = words(clerk.post(reverse("notices:print_waiting"), follow=True))
        again = words(clerk.post(reverse("notices:print_waiting"), follow=True))

        row = 'Past-due reminder</th><td class="money" data-label="Letters">1</td>'
        assert row + '<td class="money" data-label="Sheets">1</td>' in page
        assert "The letters are being printed." in answer and "Waiting for the worker" in answer
        assert "The letters are being printed already." in again
        assert sent == [specialist.pk]

    def test_a_worker_that_cannot_be_reached_is_said_and_the_letters_wait(self, clerk, letter, monkeypatch):
        def nobody(*ids):
            raise OperationalError

        monkeypatch.setattr(tasks.print_waiting, "delay", nobody)

        answer = words(clerk.post(reverse("notices:print_waiting"), follow=True))

        assert "The worker cannot be reached. The letters still wait; print again in a minute." in answer
        assert Waiting.objects.filter(letter=letter, trouble="").exists()

    def test_ready_letters_are_joined_by_the_worker_too(self, clerk, letter, monkeypatch):
        make_waiting_pages(actor=None, today=TODAY)
        monkeypatch.setattr(tasks.print_waiting, "delay", lambda person: None)

        clerk.post(reverse("notices:print_waiting"))

        assert Waiting.objects.get().is_ready and not Batch.objects.exists()

    def test_says_so_when_nothing_waits(self, clerk, batch):
        answer = words(clerk.post(reverse("notices:print_waiting"), follow=True))

        assert "No letter waits for the printer." in answer

    def test_shows_batches_with_what_is_expected_and_the_way_to_confirm(self, clerk, batch):
        page = words(clerk.get(self.url))

        assert f"Confirm batch {batch} mailed" in page and "Printed, not yet mailed" in page

    def test_names_letters_that_stand_aside(self, clerk, letter):
        Waiting.objects.update(trouble="Its pages cannot be made")

        assert "Standing aside" in words(clerk.get(self.url))

    def test_needs_few_queries_however_many_batches(self, clerk, account, django_assert_max_num_queries):
        for _n in range(4):
            issue(account)
            print_waiting(actor=None, today=TODAY)

        with django_assert_max_num_queries(17):
            clerk.get(self.url)

    def test_a_role_that_may_not_read_letters_gets_a_403(self, client):
        client.force_login(factories.person("dispatcher"))

        assert client.get(self.url).status_code == 403


class TestBatch:
    def said(self, **changed):
        return {"mailed_on": "2026-10-05", "mail_class": "first_class", "count": 1, **changed}

    def test_is_confirmed_as_mailed_once(self, clerk, batch):
        url = reverse("notices:confirm_mailed", args=[batch])

        first = clerk.post(url, self.said(), follow=True)
        again = clerk.post(url, self.said(), follow=True)

        assert f"Batch {batch} is confirmed: 1 letter mailed Oct 5." in words(first)
        assert "already confirmed as mailed on Oct 5, 2026" in words(again)
        assert Mailing.objects.count() == 1

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"mailed_on": "2026-10-06"}, "Oct 6, 2026 is still to come."),
            ({"mailed_on": "2026-10-04"}, "The batch was printed on Oct 5, 2026."),
            ({"count": 2}, "1 letter is expected, 2 counted."),
            ({"mail_class": ""}, "This field is required"),
        ],
    )
    def test_refuses_in_a_sentence_and_keeps_what_was_typed(self, clerk, batch, changed, sentence):
        answer = clerk.post(reverse("notices:confirm_mailed", args=[batch]), self.said(**changed))

        assert answer.status_code == 422 and sentence in words(answer)
        assert f'value="{changed.get("count", 1)}"' in words(answer)
        assert not Mailing.objects.exists()

    def test_shows_a_letter_taken_out_and_expects_one_less(self, clerk, batch, letter, specialist):
        pull_letter(letter.pk, reason="Paid at the counter", actor=specialist, today=TODAY)

        page = words(clerk.get(reverse("notices:batch", args=[batch])))

        assert "Paid at the counter" in page and "All taken out" in page
        assert '<dt>Expected</dt><dd class="nums"><strong>0</strong></dd>' in page

    def test_its_file_is_a_pdf(self, clerk, batch):
        answer = clerk.get(reverse("notices:batch_pdf", args=[batch]))

        assert answer.content.startswith(b"%PDF") and f"batch-{batch}.pdf" in answer["Content-Disposition"]

    def test_an_auditor_reads_but_cannot_confirm(self, client, batch):
        client.force_login(factories.person("auditor"))

        assert "Only a specialist or supervisor may confirm mailings." in words(
            client.get(reverse("notices:batch", args=[batch]))
        )
        assert client.post(reverse("notices:confirm_mailed", args=[batch]), self.said()).status_code == 403


class TestRooms:
    def test_the_room_one_stands_in_is_marked_and_the_others_are_a_step_away(self, clerk):
        page = words(clerk.get("/letters/office/"))

        assert '<a href="/letters/office/" aria-current="page">The office on letters</a>' in page
        assert '<a href="/letters/">Mail room</a>' in page
