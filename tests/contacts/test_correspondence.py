"""Are letters, visits, corrections and papers kept, once, and refused in a sentence?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.contacts import queries
from accounts.contacts.actions import correct_contact, log_call, log_email_in, log_letter_in, log_visit
from accounts.contacts.models import Contact, Paper
from accounts.contacts.papers import MOST_BYTES, Upload, attach_paper, attach_papers, keep_paper, name_of, type_of
from accounts.contacts.sentences import told
from accounts.documents import files
from accounts.tasks.models import Task
from core.errors import RuleViolation
from core.history.models import HistoryLine
from tests.factories import TODAY

PDF = b"%PDF-1.7 a letter"
PNG = b"\x89PNG\r\n\x1a\n picture"


def wrote(account, actor, **said):
    defaults = {"outcome": "asks", "spoken_to": "Harriet Lindqvist", "note": "Why is it so much?"}
    return log_letter_in(account.pk, **{**defaults, "request_id": uuid4(), **said}, actor=actor, today=TODAY)


def spoke(account, actor, **said):
    defaults = {"direction": "in", "outcome": "promised", "spoken_to": "Harriet", "request_id": uuid4()}
    return log_call(account.pk, **{**defaults, **said}, actor=actor, today=TODAY)


def test_a_letter_counts_from_the_day_it_came(account, samuel):
    kept = wrote(account, samuel, on=date(2026, 10, 1), papers=[Upload(PDF, "letter.pdf")])

    assert (kept.on, kept.channel, kept.direction) == (date(2026, 10, 1), "letter", "in")
    assert kept.at.date() == TODAY
    assert str(told(kept)) == "Harriet Lindqvist wrote: asks a question."
    document = kept.papers.get().document
    assert (document.name, document.media_type, files.read(document.sha256)) == ("letter.pdf", "application/pdf", PDF)


def test_an_email_that_came_in_brings_a_next_step(account, samuel):
    log_email_in(
        account.pk, outcome="disputes", spoken_to="Harriet", note="", next_step="Answer", next_on=TODAY,
        actor=samuel, today=TODAY, request_id=uuid4(),
    )  # fmt: skip

    assert Task.objects.get().what == "Answer"


def test_the_same_letter_twice_is_kept_once_with_its_papers(account, samuel):
    request_id = uuid4()
    for _n in range(2):
        wrote(account, samuel, request_id=request_id, papers=[Upload(PDF, "letter.pdf")])

    assert Contact.objects.count() == Paper.objects.count() == 1


def test_a_visit_says_how_it_ended_and_keeps_its_photo(account, samuel):
    photo = keep_paper(Upload(PNG, "door.png"), account, actor=samuel, today=TODAY)

    kept = log_visit(
        account.pk, outcome="left_card", note="Dog behind the fence", photo_document=photo, on=date(2026, 10, 2),
        actor=samuel, today=TODAY, request_id=uuid4(),
    )  # fmt: skip

    assert str(told(kept)) == "Samuel Acheva went there: left a card."
    assert kept.papers.get().document == photo


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"outcome": "no_answer"}, "choose one of the outcomes"),
        ({"spoken_to": " "}, "Say who sent it."),
        ({"on": date(2026, 10, 6)}, "Oct 6 is still to come"),
        ({"note": "my SSN is 123-45-6789"}, "Social Security number"),
        ({"papers": [Upload(b"MZ\x90\x00\x03", "letter.pdf")]}, "Only PDF, PNG, JPEG"),
        ({"papers": [Upload(PDF, "a.pdf"), Upload(b"", "b.pdf")]}, "The file is empty."),
    ],
)
def test_refuses_a_letter_and_keeps_nothing(account, samuel, said, says):
    with pytest.raises(RuleViolation, match=says):
        wrote(account, samuel, **said)

    assert not Contact.objects.exists() and not Paper.objects.exists()


# ---- corrections ----


def test_a_correction_is_a_line_of_its_own_and_the_wrong_one_stays(account, samuel):
    wrong = spoke(account, samuel)

    right = correct_contact(
        wrong.pk, outcome="disputes", note="They dispute it.", actor=samuel, today=TODAY, request_id=uuid4()
    )

    assert (right.corrects, right.outcome, right.spoken_to, right.on) == (wrong, "disputes", "Harriet", wrong.on)
    assert Contact.objects.count() == 2
    assert list(queries.contacts_of(account.pk)) == [right]
    assert queries.last_contacts([account.pk]) == {account.pk: right}
    assert HistoryLine.objects.latest("pk").action == "contact.corrected"


def test_a_corrected_call_counts_once(account, samuel):
    for _n in range(7):
        line = log_call(account.pk, direction="out", outcome="no_answer", actor=samuel, today=TODAY, request_id=uuid4())
    correct_contact(line.pk, outcome="wrong_number", note="A bakery.", actor=samuel, today=TODAY, request_id=uuid4())

    assert queries.call_verdict(account, today=TODAY).allowed


def test_a_line_is_corrected_once_and_then_its_correction(account, samuel):
    wrong = spoke(account, samuel)
    terms = {"actor": samuel, "today": TODAY}
    newer = correct_contact(wrong.pk, note="on the 2nd", request_id=uuid4(), **terms)

    with pytest.raises(RuleViolation, match="already corrected on Oct 5 by Samuel Acheva"):
        correct_contact(wrong.pk, note="again", request_id=uuid4(), **terms)
    assert correct_contact(newer.pk, note="again", request_id=uuid4(), **terms).corrects == newer


def test_a_correction_says_what_was_wrong(account, samuel):
    with pytest.raises(RuleViolation, match="what was wrong and what is right"):
        correct_contact(
            spoke(account, samuel).pk, note=" ", outcome="disputes", actor=samuel, today=TODAY, request_id=uuid4()
        )


@pytest.mark.django_db(transaction=True)
def test_two_people_who_correct_a_line_at_once_correct_it_once(account, samuel):
    wrong = spoke(account, samuel)

    def correct(note):
        try:
            return bool(correct_contact(wrong.pk, note=note, actor=samuel, today=TODAY, request_id=uuid4()))
        except RuleViolation:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as people:
        assert sorted(people.map(correct, ["first", "second"])) == [False, True]
    assert Contact.objects.filter(corrects=wrong).count() == 1


def test_the_database_corrects_a_line_once(account, samuel):
    wrong = spoke(account, samuel)
    correct_contact(wrong.pk, note="x", actor=samuel, today=TODAY, request_id=uuid4())

    with pytest.raises(IntegrityError, match="a_line_is_corrected_once"), transaction.atomic():
        Contact.objects.create(
            account=account, at=wrong.at, on=TODAY, direction="in", outcome="promised", corrects=wrong
        )


# ---- papers ----


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0 JFIF", "image/jpeg"),
        ("Sehr geehrte Frau, ñandú".encode(), "text/plain"),
        (b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Bill\r\n\r\nHello", "message/rfc822"),
    ],
)
def test_a_paper_is_what_its_bytes_say(content, media_type):
    assert type_of(content)[0] == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00",
        b"PK\x03\x04 zip",
        b"<html><script>x</script>",
        b"  <svg onload=x>",
        b"<?xml version='1.0'?>",
        b"\x00\x01",
    ],
)
def test_other_files_are_refused_whatever_they_are_called(content):
    with pytest.raises(RuleViolation, match="Only PDF, PNG, JPEG"):
        type_of(content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("..\\..\\C:\\scan.PDF", "scan.PDF"),
        ("/etc/passwd", "passwd.pdf"),
        ("in\u202evoice.exe", "invoice.pdf"),
        ("", "paper.pdf"),
        ("a" * 300 + ".pdf", "a" * 180 + ".pdf"),
    ],
)
def test_a_paper_keeps_its_name_with_the_ending_of_its_content(name, kept):
    assert name_of(name, ".pdf") == kept


def test_a_paper_over_ten_megabytes_is_refused(account, samuel):
    with pytest.raises(RuleViolation, match="larger than 10 MB"):
        keep_paper(Upload(PDF + b"x" * MOST_BYTES, "big.pdf"), account, actor=samuel, today=TODAY)


def test_a_name_with_a_card_number_is_refused(account, samuel):
    with pytest.raises(RuleViolation, match="card number"):
        keep_paper(Upload(PDF, "4111 1111 1111 1111.pdf"), account, actor=samuel, today=TODAY)


def test_a_paper_is_hung_once_by_a_request_and_stays(account, samuel):
    line, request_id = spoke(account, samuel), uuid4()
    terms = {"content": PNG, "name": "scan.png", "is_private": True, "request_id": request_id}

    first, second = (attach_paper(line.pk, **terms, actor=samuel, today=TODAY) for _n in range(2))

    assert first == second and first.document.privacy == "private"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Paper.objects.filter(pk=first.pk).delete()


def test_without_a_file_nothing_is_hung(account, samuel):
    with pytest.raises(RuleViolation, match="Choose a file first"):
        attach_papers(spoke(account, samuel).pk, [], actor=samuel, today=TODAY, request_id=uuid4())


def test_the_database_hangs_a_paper_on_something(account, samuel):
    document = keep_paper(Upload(PDF, "a.pdf"), account, actor=samuel, today=TODAY)

    with pytest.raises(IntegrityError, match="a_paper_hangs_on_one_line_or_one_hold"), transaction.atomic():
        Paper.objects.create(document=document)
