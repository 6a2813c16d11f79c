"""What a batch says to the print shop, and a part of it printed again."""

import csv
import io
import uuid

import pikepdf
import pytest
from django.urls import reverse

from accounts.documents import files
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.rulebook import rules
from core.rulebook.models import RuleChange
from core.utility import moment
from notices import papers_of_mailing, queries
from notices.actions import issue_letters, numbers_in, print_part_again, print_waiting, pull_letter
from notices.models import Batch, Letter
from notices.policy import PrintRules
from notices.queries.versions import shipped_text
from tests import factories
from tests.notices.conftest import KIND, TODAY
from tests.notices.reading import text_of
from tests.privacy.conftest import own


@pytest.fixture
def batch(kind):
    """Five letters in one batch, of Anna, Bertha, Clara, Dora and Edda."""
    for n, name in enumerate(("Anna", "Bertha", "Clara", "Dora", "Edda"), start=1):
        customer = factories.customer(first_name=name, last_name="Lind", mailing_line1=f"{n} Oak St")
        factories.account(number=f"9004{n:04}", customer=customer)
    accounts = list(factories.Account.objects.order_by("pk").values_list("pk", flat=True))
    issue_letters(KIND, accounts, cause=str(uuid.uuid4()), actor=None, today=TODAY)
    [number] = print_waiting(actor=None, today=TODAY).batches
    return queries.batches().get(pk=number)


@pytest.fixture
def clerk(client, specialist):
    client.force_login(specialist)
    return client


def letter_of(name) -> Letter:
    return Letter.objects.select_related("batch_line").get(facts__holder_name__startswith=name)


def pages_of(content: bytes, first: int, last: int) -> str:
    with pikepdf.open(io.BytesIO(content)) as whole, pikepdf.new() as part:
        part.pages.extend(list(whole.pages)[first - 1 : last])
        file = io.BytesIO()
        part.save(file)
    return text_of(file.getvalue())


def again(batch, actor=None, **asked):
    return print_part_again(batch.pk, **{"why": "the printer jammed", **asked}, actor=actor, today=TODAY)


# ---- the manifest ----


def test_says_where_each_letter_begins_in_the_file(batch):
    content = files.read(batch.document.sha256)

    found = papers_of_mailing.pieces(batch, content)

    assert [piece.place for piece in found] == [1, 2, 3, 4, 5]
    for piece in found:
        said = pages_of(content, piece.first_page, piece.last_page)
        assert f"Dear {piece.address[0]}" in said and said.count("Dear ") == 1


def test_a_batch_is_read_as_it_was_laid_whatever_the_rulebook_says_since(batch):
    before = [piece.first_page for piece in papers_of_mailing.pieces(batch, files.read(batch.document.sha256))]
    RuleChange.objects.create(
        rules="PrintRules", field="is_two_sided", value=True, in_force_from=TODAY, citation="test",
        proposed_at=moment(TODAY), proposed_by=factories.person(), approved_by=factories.person(),
        approved_at=moment(TODAY),
    )  # fmt: skip
    assert rules(PrintRules, on=TODAY).is_two_sided

    again = [piece.first_page for piece in papers_of_mailing.pieces(batch, files.read(batch.document.sha256))]

    assert again == before


def test_a_file_that_has_lost_its_pages_is_damaged(batch):
    with pikepdf.new() as empty:
        empty.add_blank_page()
        file = io.BytesIO()
        empty.save(file)

    with pytest.raises(files.Damaged):
        papers_of_mailing.pieces(batch, file.getvalue())


def test_has_a_row_per_letter_and_marks_what_was_taken_out(clerk, batch, specialist):
    pull_letter(letter_of("Bertha").pk, reason="paid", actor=specialist, today=TODAY)

    answer = clerk.get(reverse("notices:manifest", args=[batch.pk]))

    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    assert f"batch-{batch.pk}-manifest.csv" in answer["Content-Disposition"]
    assert {row["name"]: row["taken_out"] for row in rows} == {
        "Anna Lind": "", "Bertha Lind": "yes", "Clara Lind": "", "Dora Lind": "", "Edda Lind": "",
    }  # fmt: skip
    anna = next(row for row in rows if row["name"] == "Anna Lind")
    assert (anna["letter"], anna["account"], anna["line_1"]) == (str(letter_of("Anna").pk), "90040001", "1 Oak St")
    assert anna["zip"] and anna["line_2"].endswith(anna["zip"])
    assert sum(int(row["sheets"]) for row in rows) == batch.sheet_count


def test_a_name_that_a_spreadsheet_would_run_is_text(clerk, kind):
    evil = factories.customer(organization_name='=HYPERLINK("http://x","y")', kind="organization")
    issue_letters(KIND, [factories.account(customer=evil).pk], cause="once", actor=None, today=TODAY)
    [number] = print_waiting(actor=None, today=TODAY).batches

    said = clerk.get(reverse("notices:manifest", args=[number])).getvalue().decode()

    [row] = csv.DictReader(io.StringIO(said))
    assert row["name"].startswith("'=HYPERLINK")


def test_a_long_address_loses_nothing(batch):
    line = batch.lines.select_related("letter").first()
    piece = papers_of_mailing.Piece(1, line.letter_id, "1", 1, "en", [*"abcdefgh", "Town, MN 55802"], 1, 1, 2, False)

    [row] = papers_of_mailing.manifest(batch, [piece])

    said = dict(zip(papers_of_mailing.MANIFEST, row, strict=True))
    assert (said["name"], said["line_1"], said["line_5"], said["zip"]) == ("a", "b", "f, g, h, Town, MN 55802", "55802")


@pytest.mark.parametrize("page", ["manifest", "affidavit"])
def test_stays_closed_to_whom_one_of_its_letters_is_closed(clerk, specialist, batch, page):
    own(letter_of("Clara").account, specialist)

    assert clerk.get(reverse(f"notices:{page}", args=[batch.pk])).status_code == 403


# ---- a part, printed again ----


def test_prints_the_places_that_were_asked_for_and_no_others(batch):
    made = again(batch, places=(2, 3))

    wanted = [line.letter for line in batch.lines.select_related("letter").filter(place__in=(2, 3))]
    said = text_of(made.content)
    assert made.letters == [letter.pk for letter in wanted]
    assert said.count("Dear ") == 2 and all(f"Dear {letter.facts['holder_name']}" in said for letter in wanted)
    assert f"Part of batch {batch.pk}" in said and "the printer jammed" in said


def test_prints_single_letters_in_the_order_of_the_pile(batch):
    edda, anna = letter_of("Edda"), letter_of("Anna")

    made = again(batch, letters=[edda.pk, anna.pk])

    assert made.letters == sorted([edda.pk, anna.pk], key=lambda pk: Letter.objects.get(pk=pk).batch_line.place)


def test_a_part_holds_nothing_of_the_other_letters_not_even_unseen(kind):
    """The pages of a batch share forms, and those of letters with another text say what was told to others."""
    accounts = [factories.account().pk for _n in range(4)]
    own_text = shipped_text("past_due_reminder", "en") + "\n\nThe meter at your sister's house was read again.\n"
    issue_letters(KIND, accounts[:2], cause="1", actor=None, today=TODAY, own_text=own_text)
    plain = issue_letters(KIND, accounts[2:], cause="2", actor=None, today=TODAY).letters[accounts[3]]
    [number] = print_waiting(actor=None, today=TODAY).batches
    batch = queries.batches().get(pk=number)

    everything = _forms(files.read(batch.document.sha256))

    assert _forms(again(batch, letters=[plain]).content) < everything


def _forms(content: bytes) -> set[bytes]:
    with pikepdf.open(io.BytesIO(content)) as part:
        streams = [thing for thing in part.objects if isinstance(thing, pikepdf.Stream)]
        return {thing.read_bytes() for thing in streams if thing.get("/Subtype") == "/Form"}


def test_the_same_part_is_the_same_bytes(batch):
    assert again(batch, places=(1, 2)).content == again(batch, places=(1, 2)).content


def test_a_letter_that_was_taken_out_stays_out(batch, specialist):
    bertha = letter_of("Bertha")
    pull_letter(bertha.pk, reason="paid", actor=specialist, today=TODAY)

    made = again(batch)

    assert bertha.pk not in made.letters and made.left_out == [bertha.pk] and len(made.letters) == 4
    assert "Dear Bertha" not in text_of(made.content)
    with pytest.raises(RuleViolation, match="none is printed again"):
        again(batch, letters=[bertha.pk])


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"why": " "}, "Say why"),
        ({"places": (0, 2)}, "from place 1 to 5"),
        ({"places": (3, 2)}, "from place 1 to 5"),
        ({"places": (5, 6)}, "from place 1 to 5"),
        ({"letters": [10**9]}, "is not in batch"),
    ],
)
def test_refuses_what_cannot_be_printed_and_writes_nothing(batch, asked, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        again(batch, **asked)
    assert not HistoryLine.objects.filter(action="batch.printed_again").exists()


def test_an_account_that_is_closed_to_the_person_keeps_its_page(batch, specialist):
    clara = letter_of("Clara")
    own(clara.account, specialist)

    with pytest.raises(RuleViolation, match="closed to you"):
        again(batch, actor=specialist, letters=[clara.pk])
    assert again(batch, actor=specialist, letters=[letter_of("Anna").pk]).letters


def test_the_batch_says_what_was_printed_again_by_whom_and_why(clerk, batch):
    asked = {"from_place": 2, "to_place": "", "letters": "", "why": "smudged <b>"}

    answer = clerk.post(reverse("notices:print_part_again", args=[batch.pk]), asked)

    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert queries.printed_again(batch)[0].letters == [batch.lines.get(place=2).letter_id]
    page = " ".join(clerk.get(reverse("notices:batch", args=[batch.pk])).content.decode().split())
    assert "1 letter printed again by Marit Oyelaran: smudged &lt;b&gt;" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"why": "x"}, "Say either which places of the pile, or which letters."),
        ({"why": "x", "from_place": 1, "letters": "3"}, "Say either which places of the pile, or which letters."),
        ({"why": "x", "letters": "3; drop"}, "“drop” is no letter number."),
        ({"from_place": 1}, "This field is required"),
    ],
)
def test_a_form_that_asks_for_nothing_or_for_two_things_is_refused(clerk, batch, typed, sentence):
    answer = clerk.post(reverse("notices:print_part_again", args=[batch.pk]), typed)

    assert answer.status_code == 422 and sentence in answer.content.decode()


def test_an_auditor_reads_the_manifest_and_prints_nothing_again(client, batch):
    client.force_login(factories.person("auditor"))

    assert client.get(reverse("notices:manifest", args=[batch.pk])).status_code == 200
    assert client.post(reverse("notices:print_part_again", args=[batch.pk]), {"why": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("412", [412]), ("412, 415-417", [412, 415, 416, 417]), (" 5 – 6 ;9", [5, 6, 9]), ("", [])],
)
def test_letter_numbers_are_read_as_people_type_them(typed, numbers):
    assert numbers_in(typed) == numbers


@pytest.mark.parametrize("typed", ["9-5", "1-99999999", "a", "5-", "٣"])
def test_what_is_no_letter_number_is_refused(typed):
    with pytest.raises(RuleViolation):
        numbers_in(typed)


def test_the_batch_says_how_many_sheets_are_in_an_envelope(clerk, batch):
    assert queries.envelopes_of(batch) == [(1, 5)]
    assert "1 sheet: 5" in clerk.get(reverse("notices:batch", args=[batch.pk])).content.decode()
    assert Batch.objects.count() == 1
