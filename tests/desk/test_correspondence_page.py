"""Does the correspondence page show what was written and said, and do its forms keep what was typed?"""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.contacts.actions import correct_contact, log_call, log_letter_in
from accounts.contacts.models import Contact, Paper
from accounts.contacts.papers import Upload
from accounts.people.models import LockedAccount
from accounts.tasks.actions import add_task
from core import history
from core.history.models import AccessLine
from core.utility import moment
from tests import factories
from tests.desk.cast import aged, owing, text_of
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a letter"


@pytest.fixture
def account():
    account = owing()
    aged(account)
    return account


def letter(account, actor, **said):
    defaults = {"outcome": "disputes", "spoken_to": "Harriet Lindqvist", "note": "A toilet leaked."}
    return log_letter_in(account.pk, **{**defaults, "request_id": uuid4(), **said}, actor=actor, today=TODAY)


def path(page, pk):
    return reverse(f"desk:{page}", args=[pk])


def test_shows_letters_calls_and_papers_newest_first(client, specialist, account):
    letter(account, specialist, on=date(2026, 10, 1), papers=[Upload(PDF, "letter.pdf")])
    log_call(account.pk, direction="out", outcome="no_answer", actor=specialist, today=TODAY, request_id=uuid4())

    page = client.get(path("correspondence", account.pk))
    says = text_of(page)

    assert [row.kind for row in page.context["rows"]] == ["Call out", "Letter in"]
    assert "Harriet Lindqvist wrote: disputes the bill. A toilet leaked." in says and "letter.pdf" in says


def test_an_empty_log_says_why_and_what_comes(client, specialist, account):
    says = text_of(client.get(path("correspondence", account.pk)))

    assert "No letters, calls or visits on file." in says and "Add a paper" in says


def test_a_correction_stands_under_the_line_it_corrects(client, specialist, account):
    wrong = letter(account, specialist)
    correct_contact(
        wrong.pk, outcome="asks", note="It was a question.", actor=specialist, today=TODAY, request_id=uuid4()
    )

    page = client.get(path("correspondence", account.pk))

    (row,) = page.context["rows"]
    assert row.outcome == "disputes the bill." and [line.outcome for line in row.corrections] == ["asks a question."]
    assert "Corrected Oct 5 by Marit Oyelaran. asks a question. It was a question." in text_of(page)


def test_a_withdrawn_line_leaves_only_by_whom_and_why(client, specialist, account):
    wrong = letter(account, specialist, note="Somebody else entirely")
    history.withdraw(wrong, "Wrong account", actor=specialist, today=TODAY, account=account.number)

    says = text_of(client.get(path("correspondence", account.pk)))

    assert "1 line withdrawn by Marit Oyelaran: Wrong account" in says and "Somebody else entirely" not in says
    assert "Somebody else entirely" not in text_of(client.get(path("contact", wrong.pk)))


def test_one_line_shows_all_that_it_holds(client, specialist, account):
    line = log_call(
        account.pk, direction="in", outcome="wants_plan", spoken_to="Ana Lopez", verified_by="photo identification",
        interpreter="Spanish, line 7", may_be_told="balance", is_right_party=False, actor=specialist, today=TODAY,
        request_id=uuid4(),
    )  # fmt: skip

    says = text_of(client.get(path("contact", line.pk)))

    for fact in ("Ana Lopez", "photo identification", "Spanish, line 7", "The balance only", "Wants a plan"):
        assert fact in says
    assert AccessLine.objects.filter(account_number=account.number, what="line of the log").exists()


def added(**changed):
    return {
        "channel": "letter", "on": TODAY.isoformat(), "spoken_to": "Harriet", "outcome": "encloses", "note": "Form",
        "next_step": "", "request_id": str(uuid4()), **changed,
    }  # fmt: skip


def test_adds_a_letter_with_two_files_and_a_next_step(client, specialist, account):
    files = [SimpleUploadedFile(name, PDF) for name in ("a.pdf", "b.pdf")]

    answer = client.post(
        path("add_paper", account.pk),
        added(files=files, next_step="Call back", next_about="the form", next_on="2026-10-07"),
        follow=True,
    )

    assert "Kept: Letter." in text_of(answer)
    assert sorted(paper.document.name for paper in Paper.objects.all()) == ["a.pdf", "b.pdf"]
    assert account.tasks.get().what == "Call back: the form"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"channel": ""}, "Say whether it is a letter"),
        ({"outcome": ""}, "choose one of the outcomes"),
        ({"on": "2026-10-06"}, "Oct 6 is still to come"),
        ({"note": "card 4111 1111 1111 1111 keep"}, "This looks like a card number"),
        ({"files": SimpleUploadedFile("run.exe", b"MZ\x90\x00")}, "Only PDF, PNG, JPEG"),
        ({"next_step": "Call back"}, "the next step has no date"),
    ],
)
def test_what_was_typed_stays_when_a_paper_is_refused(client, specialist, account, changed, sentence):
    answer = client.post(path("add_paper", account.pk), added(**{"note": "keep me", **changed}))

    assert sentence in text_of(answer) and "keep" in answer.content.decode()
    assert not Contact.objects.exists() and not Paper.objects.exists()


def test_hangs_a_paper_on_a_line(client, specialist, account):
    line = letter(account, specialist)
    sent = {"files": SimpleUploadedFile("scan.png", b"\x89PNG\r\n\x1a\n1"), "request_id": str(uuid4())}

    client.post(path("attach_paper", line.pk), sent)

    assert line.papers.get().document.media_type == "image/png"


def test_corrects_a_line_and_refuses_without_saying_what_was_wrong(client, specialist, account):
    line = letter(account, specialist)
    typed = {"on": TODAY.isoformat(), "spoken_to": "Ana", "outcome": "asks", "request_id": str(uuid4())}

    refused = client.post(path("correct_contact", line.pk), {**typed, "note": ""})
    assert "Say in the note what was wrong" in text_of(refused) and 'value="Ana"' in refused.content.decode()

    client.post(path("correct_contact", line.pk), {**typed, "note": "It was Ana"})
    assert line.corrections.get().spoken_to == "Ana"


# ---- papers ----


def test_a_paper_comes_as_a_download_and_is_written_down(client, specialist, account):
    paper = letter(account, specialist, papers=[Upload(PDF, "letter.pdf")]).papers.get()

    answer = client.get(path("paper", paper.pk))

    assert answer.content == PDF and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert AccessLine.objects.filter(account_number=account.number, what="paper").exists()


def test_a_private_paper_is_closed_until_it_is_opened_and_the_opening_is_logged(client, specialist, account):
    paper = letter(account, specialist, papers=[Upload(PDF, "income of Harriet.pdf", True)]).papers.get()

    assert "income of Harriet" not in text_of(client.get(path("correspondence", account.pk)))
    assert client.get(path("paper", paper.pk)).status_code == 403
    assert client.get(path("open_paper", paper.pk)).status_code == 405
    assert client.post(path("open_paper", paper.pk)).content == PDF
    assert AccessLine.objects.filter(account_number=account.number, what="private paper").count() == 1

    client.force_login(factories.person("trainee"))
    assert client.post(path("open_paper", paper.pk)).status_code == 403


def test_nobody_opens_a_line_or_a_paper_of_their_own_account(client, specialist, account):
    line = letter(account, specialist, papers=[Upload(PDF, "letter.pdf")])
    task = add_task(account.pk, "Call back", due_on=TODAY, actor=specialist, today=TODAY)
    LockedAccount.objects.create(account=account, person=specialist, why="own", from_on=TODAY, entered_at=moment(TODAY))

    for page, pk in (
        ("correspondence", account.pk), ("add_paper", account.pk), ("contact", line.pk), ("correct_contact", line.pk),
        ("attach_paper", line.pk), ("paper", line.papers.get().pk), ("move_task", task.pk), ("log_call", account.pk),
    ):  # fmt: skip
        assert client.get(path(page, pk)).status_code == 403, page
        assert client.post(path(page, pk), {}).status_code == 403, page
    for page, pk in (("finish_task", task.pk), ("open_paper", line.papers.get().pk)):
        assert client.post(path(page, pk)).status_code == 403, page


# ---- next steps ----


def test_a_next_step_is_done_and_moved_from_the_account(client, specialist, account):
    task = add_task(account.pk, "Call back", due_on=TODAY, actor=specialist, today=TODAY)
    assert "Next steps that somebody took Call back" in text_of(client.get(path("account", account.pk)))

    typed = {"due_on": "2026-10-08", "owner": specialist.pk, "why": "Asked for Thursday"}
    says = text_of(client.post(path("move_task", task.pk), typed, follow=True))
    assert "Moved to Oct 8, Marit Oyelaran." in says and "Asked for Thursday" in says

    says = text_of(client.post(path("finish_task", task.pk), follow=True))
    assert "Done: Call back." in says and "Next steps that somebody took" not in says


def test_a_step_is_not_moved_into_the_past_and_what_was_typed_stays(client, specialist, account):
    task = add_task(account.pk, "Call back", due_on=TODAY, actor=specialist, today=TODAY)

    answer = client.post(path("move_task", task.pk), {"due_on": "2026-10-01", "owner": specialist.pk, "why": "keep me"})

    assert "Oct 1 is over" in text_of(answer) and "keep me" in answer.content.decode()


def test_an_auditor_reads_the_log_and_finishes_nothing(client, specialist, account):
    task = add_task(account.pk, "Call back", due_on=TODAY, actor=specialist, today=TODAY)
    client.force_login(factories.person("auditor"))

    assert "may log contacts" in text_of(client.get(path("correspondence", account.pk)))
    assert client.post(path("finish_task", task.pk)).status_code == 403


def test_a_long_log_asks_the_database_no_more_often(client, specialist, account, django_assert_max_num_queries):
    for _n in range(12):
        letter(account, specialist, papers=[Upload(PDF, "letter.pdf")])
    client.get(path("correspondence", account.pk))

    with django_assert_max_num_queries(16):
        client.get(path("correspondence", account.pk))
