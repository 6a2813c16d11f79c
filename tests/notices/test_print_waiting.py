import io
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pikepdf
import pytest
from django.db import IntegrityError, connection, transaction
from pdfua import validate

from accounts.documents import files
from accounts.documents.models import Document
from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.rulebook.models import RuleChange
from core.utility import moment
from notices.actions import (
    accessible_copy,
    issue_letters,
    make_pages,
    make_waiting_pages,
    pages,
    print_waiting,
    printed_pages,
    printing,
    pull_letter,
    try_again,
)
from notices.models import AccessibleCopy, Batch, BatchLine, HeldRun, Letter, Rendering, Waiting
from notices.paper import press
from tests import factories
from tests.notices.conftest import KIND, TODAY
from tests.notices.reading import runs, text_of


class Killed(BaseException):
    """What a SIGKILL is to the code that it hits: nothing after it runs."""


def issue(count):
    accounts = [factories.account().pk for _ in range(count)]
    issued = issue_letters(KIND, accounts, cause=str(uuid.uuid4()), actor=None, today=TODAY)
    return list(Letter.objects.filter(pk__in=issued.letters.values()).order_by("pk"))


def print_all(**more):
    return print_waiting(actor=None, today=TODAY, **more)


@pytest.fixture
def quick_press(monkeypatch):
    """Pages that differ by letter and cost nothing, for tests that print many."""
    real = press.print_handful

    def quick(writings):
        if not hasattr(quick, "one"):
            quick.one = real(writings[:1]).content
        pdf = pikepdf.open(io.BytesIO(quick.one))
        for _more in writings[1:]:
            pdf.pages.append(pdf.pages[0])
        pdf.docinfo["/Subject"] = " ".join(str(writing.number) for writing in writings)
        file = io.BytesIO()
        pdf.save(file)
        return press.Handful(file.getvalue(), [press.Placed(place, 1) for place, _one in enumerate(writings, 1)])

    monkeypatch.setattr(press, "print_handful", quick)


def test_keeps_each_letters_bytes_and_joins_them_under_a_cover_sheet(kind):
    letters = issue(3)

    printed = print_all()

    batch = Batch.objects.get()
    assert (printed.batches, printed.letters, printed.sheets, printed.aside) == ([batch.pk], 3, 3, 0)
    assert [line.letter for line in batch.lines.order_by("place")] == letters
    assert not Waiting.objects.exists()
    pages = runs(files.read(batch.document.sha256))
    assert len(pages) == 4 and "Batch" in pages[0][1].text
    for page, letter in zip(pages[1:], letters, strict=True):
        assert f"Letter {letter.pk}" in [run.text for run in page]
        [own] = runs(printed_pages(letter.rendering))
        assert [run.text for run in own] == [run.text for run in page]


def test_records_the_batch_once(kind):
    issue(2)

    print_all()

    [line] = HistoryLine.objects.filter(action="batch.printed")
    assert line.facts == {"kind": KIND, "letters": 2, "sheets": 2}


def test_says_how_far_it_is(kind):
    issue(2)
    said = []

    print_all(tell=lambda percent, sentence: said.append((percent, sentence)))

    assert said == [(95, "Pages of 2 of 2 letters made"), (100, "2 letters in 1 batch")]


def test_nothing_that_waits_prints_nothing(kind):
    assert print_all().batches == [] and not Batch.objects.exists()


def test_a_second_printing_finds_nothing_left(kind):
    issue(1)
    print_all()

    assert print_all().letters == 0


def test_a_letter_taken_out_before_is_not_printed(kind, specialist):
    first, second = issue(2)
    pull_letter(first.pk, reason="paid", actor=specialist, today=TODAY)

    print_all()

    assert [line.letter for line in BatchLine.objects.all()] == [second]


def test_many_letters_become_several_batches(kind, quick_press):
    RuleChange.objects.create(
        rules="PrintRules",
        field="letters_in_a_batch",
        value=2,
        in_force_from=TODAY,
        citation="test",
        proposed_by=factories.person("supervisor"),
        proposed_at=moment(TODAY),
        approved_by=factories.person("director"),
        approved_at=moment(TODAY),
    )
    issue(5)

    printed = print_all()

    assert [batch.letter_count for batch in Batch.objects.order_by("pk")] == [2, 2, 1]
    assert printed.letters == 5


class TestOneThatFails:
    @pytest.fixture
    def one_breaks(self, monkeypatch):
        real, broken = press.parts, set()

        def breaks(writing):
            if writing.number in broken:
                raise ValueError("a glyph from elsewhere")
            return real(writing)

        monkeypatch.setattr(press, "parts", breaks)
        return broken

    def test_steps_aside_and_lets_the_others_through(self, kind, one_breaks):
        bad, good = issue(2)
        one_breaks.add(bad.pk)

        printed = print_all()

        assert printed.aside == 1 and printed.letters == 1
        assert Waiting.objects.get().letter == bad
        assert (
            Waiting.objects.get().trouble == "Its pages cannot be made: an error of the program. Tell whoever runs it."
        )
        assert good.batch_line.place == 1
        assert HistoryLine.objects.get(action="letter.set_aside").account_number == bad.account.number

    def test_is_printed_when_tried_again(self, kind, one_breaks, specialist):
        [letter] = issue(1)
        one_breaks.add(letter.pk)
        print_all()
        one_breaks.clear()
        assert print_all().letters == 0

        try_again(letter.pk, actor=specialist, today=TODAY)

        assert print_all().letters == 1

    def test_only_one_that_stands_aside_is_tried_again(self, kind, specialist):
        [letter] = issue(1)

        with pytest.raises(RuleViolation, match="does not stand aside"):
            try_again(letter.pk, actor=specialist, today=TODAY)

    def test_damaged_pages_step_aside_until_they_are_restored(self, kind, specialist):
        bad, good = issue(2)
        make_pages(bad.pk, actor=specialist, today=TODAY)  # alone in its document
        make_waiting_pages(actor=None, today=TODAY)
        file = files.place(bad.rendering.document.sha256)
        whole = file.read_bytes()
        file.write_bytes(whole[:-1])

        assert print_all().letters == 1 and good.batch_line
        assert Waiting.objects.get().trouble == "Its kept pages are damaged. Restore the files, then try again."
        file.write_bytes(whole)
        try_again(bad.pk, actor=specialist, today=TODAY)
        assert print_all().letters == 1


@pytest.mark.django_db(transaction=True)
class TestKilled:
    """Killed anywhere and started again, no letter is lost and none is printed twice."""

    @pytest.mark.parametrize("at", ["second handful", "keeping the bytes", "joining", "after the batch row"])
    def test_and_started_again_prints_every_letter_once(self, kind, quick_press, monkeypatch, at):
        monkeypatch.setattr(pages, "HANDFUL", 2)
        letters = issue(5)
        with monkeypatch.context() as attack:
            self.kill(attack, at)
            with pytest.raises(Killed):
                print_all()
        assert not Batch.objects.exists() and Waiting.objects.count() == 5

        print_all()

        assert sorted(BatchLine.objects.values_list("letter", flat=True)) == [letter.pk for letter in letters]
        assert Rendering.objects.count() == 5 and not Waiting.objects.exists()
        assert Document.objects.filter(kind="batch").count() == 1

    def kill(self, attack, at):
        calls = []

        def dies_at(number, real):
            def call(*args, **kwargs):
                calls.append(1)
                if len(calls) == number:
                    raise Killed
                return real(*args, **kwargs)

            return call

        match at:
            case "second handful":
                attack.setattr(press, "print_handful", dies_at(2, press.print_handful))
            case "keeping the bytes":
                attack.setattr(files, "keep", dies_at(2, files.keep))
            case "joining":
                attack.setattr(printing.pile, "join", dies_at(1, printing.pile.join))
            case "after the batch row":
                attack.setattr(Batch.objects, "create", self.dies_after(Batch.objects.create))

    def dies_after(self, real):
        def call(*args, **kwargs):
            real(*args, **kwargs)
            raise Killed

        return call


@pytest.mark.django_db(transaction=True)
def test_two_printers_at_once_print_every_letter_once(kind, quick_press, monkeypatch):
    monkeypatch.setattr(pages, "HANDFUL", 3)
    letters = issue(20)
    start = Barrier(2)

    def run(_n):
        start.wait()
        try:
            return print_all().letters
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as printers:
        counts = list(printers.map(run, range(2)))

    assert sum(counts) == 20
    assert sorted(BatchLine.objects.values_list("letter", flat=True)) == [letter.pk for letter in letters]
    assert Rendering.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_a_printer_waits_for_the_last_handful_of_another(kind, quick_press):
    [letter] = issue(1)
    held, told = Barrier(2, timeout=10), []

    def helper():
        try:
            with transaction.atomic():
                waiting = Waiting.objects.select_for_update().get()
                held.wait()
                pages._make([waiting], actor=None, today=TODAY)
                told.append("made")
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as helpers:
        helpers.submit(helper)
        held.wait()
        printed = print_all()

    assert told == ["made"] and printed.letters == 1
    assert letter.rendering.pages == 1


def test_pages_made_for_a_look_are_the_pages_that_are_printed(kind, specialist):
    [letter] = issue(1)
    seen = make_pages(letter.pk, actor=specialist, today=TODAY)

    print_all()

    assert Rendering.objects.get() == seen
    assert make_pages(letter.pk, actor=specialist, today=TODAY) == seen


def test_no_pages_are_made_of_a_letter_that_was_taken_out(kind, specialist):
    [letter] = issue(1)
    pull_letter(letter.pk, reason="paid", actor=specialist, today=TODAY)

    with pytest.raises(RuleViolation, match="taken out before its pages were made"):
        make_pages(letter.pk, actor=specialist, today=TODAY)


@pytest.mark.parametrize("table", ["rendering", "batch", "batchline"])
def test_the_database_keeps_what_was_printed(kind, quick_press, table):
    issue(1)
    print_all()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"delete from notices_{table}")


def test_the_database_prints_a_letter_in_one_batch(kind, quick_press):
    [letter] = issue(1)
    print_all()
    line = BatchLine.objects.get()

    with pytest.raises(IntegrityError, match="letter_id"), transaction.atomic():
        BatchLine.objects.create(batch=line.batch, letter=letter, place=2)


def test_the_worker_prints_what_waits(kind, quick_press, specialist):
    from core import progress
    from notices.tasks import JOB
    from notices.tasks import print_waiting as task

    issue(1)
    task(specialist.pk)

    assert Batch.objects.get().actor == specialist
    assert progress.of(JOB).percent == 100


@pytest.mark.parametrize(("waiting", "called"), [(3, 0), (40, 1)])
def test_the_workers_other_processes_are_called_only_for_many(kind, monkeypatch, waiting, called):
    from notices import tasks

    calls = []
    monkeypatch.setattr(tasks.help_making_pages, "delay", lambda: calls.append(1))
    issue(waiting)

    tasks.call_help()

    assert len(calls) == called


class TestWhatIsLeftAlone:
    def test_letters_that_are_held_back(self, kind, quick_press):
        held, free = issue(2)
        run = HeldRun.objects.create(kind=KIND, cause="c", issued_on=TODAY, letter_count=1, why="More than usual.")
        Waiting.objects.filter(letter=held).update(held=run)

        print_all()

        assert [line.letter for line in BatchLine.objects.all()] == [free]
        assert not Rendering.objects.filter(letter=held).exists()

    def test_held_letters_whose_pages_somebody_looked_at(self, kind, specialist):
        [held] = issue(1)
        run = HeldRun.objects.create(kind=KIND, cause="c", issued_on=TODAY, letter_count=1, why="More than usual.")
        Waiting.objects.filter(letter=held).update(held=run)
        make_pages(held.pk, actor=specialist, today=TODAY)

        assert print_all().letters == 0 and Waiting.objects.get().is_ready

    @pytest.mark.parametrize(("minutes", "printed"), [(1, 0), (0, 1), (-1, 1)])
    def test_letters_that_may_still_be_undone(self, kind, quick_press, minutes, printed):
        issue(1)
        Waiting.objects.update(not_before=moment(TODAY) + timedelta(minutes=minutes))

        assert print_all().letters == printed

    def test_letters_that_go_by_email(self, kind, quick_press):
        paper, _other = issue(2)
        emailed = emailed_like(paper)
        Waiting.objects.create(letter=emailed)

        print_all()

        assert BatchLine.objects.count() == 2 and not Rendering.objects.filter(letter=emailed).exists()


def emailed_like(letter):
    """A letter that goes by e-mail, as issuing writes it."""
    emailed = Letter.objects.get(pk=letter.pk)
    emailed.pk, emailed.channel, emailed.email, emailed.cause = None, "email", "harriet@example.org", "by e-mail"
    emailed.save(force_insert=True)
    return emailed


class TestTheOrderOfABatch:
    def test_is_sheets_then_zip_code_then_letter_number(self, kind, quick_press, monkeypatch):
        zips = ["55805", "55802-1204", "M5V 2T6", "55802", "55801"]
        two_sheets = 4
        monkeypatch.setattr(press, "print_handful", with_pages(press.print_handful, {two_sheets: 2}))
        accounts = [factories.account(customer=factories.customer(mailing_zip=one)) for one in zips]
        issued = issue_letters(KIND, [one.pk for one in accounts], cause="run 1", actor=None, today=TODAY)
        letters = [issued.letters[one.pk] for one in accounts]

        print_all()

        order = list(BatchLine.objects.order_by("place").values_list("letter", flat=True))
        assert [letters.index(letter) for letter in order] == [3, 1, 0, 2, 4]


def with_pages(real, more):
    """A press whose letters at some places take more pages."""

    def press_them(writings):
        printed = real(writings)
        placed = [replace(one, first_page=1, pages=more.get(place, 1)) for place, one in enumerate(printed.letters)]
        return replace(printed, letters=placed)

    return press_them


class TestTheCopyForReaders:
    def test_is_tagged_and_carries_the_letters_number(self, kind, specialist, tmp_path):
        [letter] = issue(1)
        print_all()

        copy = accessible_copy(letter.pk, actor=specialist, today=TODAY)

        content = files.read(copy.document.sha256)
        (tmp_path / "copy.pdf").write_bytes(content)
        assert [one for one in validate(str(tmp_path / "copy.pdf")).findings if one.severity.name == "ERROR"] == []
        printed = " ".join(run.text for run in runs(printed_pages(letter.rendering))[0])
        for said in (f"Letter {letter.pk}", "$1,846.20", "Tuesday, October 20, 2026", letter.address[0]):
            assert said in text_of(content) and said in printed, said
        assert copy.document.sha256 != letter.rendering.document.sha256

    def test_is_made_once(self, kind, specialist, monkeypatch):
        [letter] = issue(1)
        first = accessible_copy(letter.pk, actor=specialist, today=TODAY)
        monkeypatch.setattr(press, "print_letter", None)

        assert accessible_copy(letter.pk, actor=None, today=TODAY) == first
        assert first.document.account == letter.account

    def test_there_is_none_of_a_letter_that_was_taken_out_before(self, kind, specialist):
        [letter] = issue(1)
        pull_letter(letter.pk, reason="paid", actor=specialist, today=TODAY)

        with pytest.raises(RuleViolation, match="taken out before its pages were made"):
            accessible_copy(letter.pk, actor=specialist, today=TODAY)

    @pytest.mark.django_db(transaction=True)
    def test_two_who_open_it_at_once_get_the_same(self, kind):
        [letter] = issue(1)
        start = Barrier(2)

        def run(_n):
            start.wait()
            try:
                return accessible_copy(letter.pk, actor=None, today=TODAY).pk
            finally:
                connection.close()

        with ThreadPoolExecutor(max_workers=2) as readers:
            made = list(readers.map(run, range(2)))

        assert made[0] == made[1] and AccessibleCopy.objects.count() == 1


def test_a_handful_is_kept_once_for_all_its_letters(kind):
    letters = issue(3)
    make_waiting_pages(actor=None, today=TODAY)

    made = [Rendering.objects.get(letter=letter) for letter in letters]
    assert {one.document for one in made} == {made[0].document} and made[0].document.account is None
    assert [one.first_page for one in made] == [1, 2, 3]
