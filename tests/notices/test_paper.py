"""The paper itself: what stands on it and where, and whether readers, windows and machines can use it."""

import hashlib
import io
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime

import pikepdf
import pytest
from pdfua import validate

from notices.paper import body, page, pile, press, window, words
from notices.queries.versions import shipped_text
from tests.notices.reading import bar_code, runs, text_of

FACTS = {
    "account_number": "90041187",
    "holder_name": "Harriet Lindqvist",
    "mailing_lines": ["Harriet Lindqvist", "318 North 12th Avenue East", "Demo City, MN 55805"],
    "service_address": "318 North 12th Avenue East",
    "amount": "1846.20",
    "oldest_due_on": "2026-05-26",
    "days_past_due": 132,
    "bills_past_due": 5,
    "pay_by": "2026-10-20",
    "balance": "1908.44",
    "utility_name": "Demo City Utilities",
    "office_lines": ["411 Harbor Street", "Demo City, MN 55800"],
    "office_phone": "218-555-0100",
    "office_hours": "weekdays 8:00 to 4:30",
    "help_line": "Dial 211, free and at any hour, and ask about energy assistance.",
    "issued_on": "2026-10-05",
}
TEXT = shipped_text("past_due_reminder", "en")
REMINDER = page.Writing("Past-due reminder", "en", TEXT, FACTS, 412)

# Where the window of a #10 envelope shows the sheet whichever way it has slid (docs/letters.md).
WINDOW_LEFT, WINDOW_RIGHT, WINDOW_TOP, WINDOW_BOTTOM = 0.875, 4.375, 2.042, 3.167
# Where the window may pass in any position: nothing but the address may stand there.
SWEEP_RIGHT, SWEEP_TOP, SWEEP_BOTTOM = 5.375, 2.042, 3.625
LONG = "Wolfeschlegelsteinhausenbergerdorff"


def with_facts(**changed):
    return replace(REMINDER, facts={**FACTS, **changed})


def addressed(*lines, **more):
    return with_facts(mailing_lines=list(lines), holder_name=lines[0], **more)


@pytest.fixture(scope="module")
def reminder():
    return press.print_letter(REMINDER)


class TestWhatItSays:
    def test_states_the_facts_in_plain_language(self, reminder):
        said = text_of(reminder.content)

        for fact in ("$1,846.20", "May 26, 2026", "Tuesday, October 20, 2026", "9004 1187", "218-555-0100", "Dial 211"):
            assert fact in said, fact
        assert said.index("Dear Harriet Lindqvist,") < said.index("If you think this is wrong,")

    def test_says_nothing_of_cutting_off(self):
        for word in ("shut", "disconnect", "cut off", "turn off", "collection agency"):
            assert word not in TEXT.lower()

    def test_holds_both_required_parts(self):
        assert body.understand(TEXT).parts == {"how_to_dispute", "where_to_get_help"}

    def test_is_one_page_and_says_so(self, reminder):
        assert reminder.pages == 1 and "1 of 1" in text_of(reminder.content)

    def test_a_long_letter_goes_on_and_keeps_its_stub_whole_on_the_last_page(self):
        long = press.print_letter(replace(REMINDER, text=TEXT + "\n\nAnd one more thing to say." * 14))

        first, last = runs(long.content)
        assert long.pages == 2
        assert "2 of 2" in " ".join(run.text for run in last)
        assert bar_code(long.content)[0] == "90041187+184620"
        assert not any("tear off" in run.text for run in first)


class TestTheWindow:
    def address_of(self, writing):
        lines = window.address_block(words.plain_facts(writing.facts)["mailing_lines"]).lines
        [first, *_rest] = runs(press.print_letter(writing).content)
        address = [run for run in first if run.text.strip() in lines and run.y < WINDOW_BOTTOM]
        assert [run.text.strip() for run in address] == lines
        return address, first

    @pytest.mark.parametrize(
        "writing",
        [
            REMINDER,
            addressed("Harriet Lindqvist", "318 North 12th Avenue East", "Apartment 4", "Demo City, MN 55805"),
            addressed("W" * 60, "318 North 12th Avenue East", "Demo City, MN 55805"),
            addressed(f"{LONG} {LONG} {LONG} {LONG} {LONG}", "1 A Street", "Unit 6", "Demo City, MN 55805"),
            addressed("x" * 900, "y" * 400, "Demo City, MN 55805"),
        ],
        ids=["usual", "four lines", "wide letters", "long name", "absurd"],
    )
    def test_shows_the_whole_address_and_nothing_else(self, writing):
        address, everything = self.address_of(writing)

        for run in address:
            assert run.x > WINDOW_LEFT and run.right < WINDOW_RIGHT, run
            assert run.y - 0.09 > WINDOW_TOP and run.y + 0.04 < WINDOW_BOTTOM, run
        for run in everything:
            inside = run.x < SWEEP_RIGHT and SWEEP_TOP < run.y < SWEEP_BOTTOM
            assert not inside or run in address, run

    def test_a_usual_address_shows_wherever_the_sheet_has_slid(self):
        address, _everything = self.address_of(
            addressed("Harriet Lindqvist", "318 North 12th Avenue East", "Demo City, MN 55805")
        )

        assert min(run.y - 0.11 for run in address) > 2.5

    def test_a_name_too_long_loses_its_end_and_never_the_address(self):
        block = window.address_block([f"{LONG} " * 12, "318 North 12th Avenue East", "Demo City, MN 55805"])

        assert not block.is_whole and block.setting == "tight"
        assert block.lines[-2:] == ["318 North 12th Avenue East", "Demo City, MN 55805"]
        assert len(block.lines) == 7


class TestTheStub:
    def test_a_machine_reads_account_and_amount(self, reminder):
        said, narrowest = bar_code(reminder.content)

        assert said == "90041187+184620"
        assert narrowest >= 0.01, "ten thousandths of an inch, what office scanners read"
        assert "90041187 0000184620 0" in text_of(reminder.content)

    def test_its_check_digit_passes_the_luhn_test(self):
        assert page.check_digit("7992739871") == 3

    @pytest.mark.parametrize("number", ["A-77 ñ", "x" * 40, "=1+1", "12/34"])
    def test_an_account_number_that_no_code_holds_goes_by_the_number_of_its_letter(self, number):
        assert page.stub({**FACTS, "account_number": number}, 412).bars.code == "L412+184620"

    @pytest.mark.parametrize("text", ["7", "90041187+5", "A1+123456", "12+34", "L9+100", "1234567890123456789"])
    def test_the_code_reads_back_whatever_it_holds(self, text):
        from tests.notices.reading import _decoded

        modules = [int(width) for value in page.code128.symbols(text) for width in page.code128.PATTERNS[value]]
        assert _decoded(modules) == text

    def test_a_letter_that_asks_for_no_money_has_none(self):
        facts = {name: value for name, value in FACTS.items() if name != "amount"}
        printed = press.print_letter(replace(REMINDER, text="# Hello\n\nDear {{ holder_name }}", facts=facts))

        assert "tear off" not in text_of(printed.content)


class TestForReaders:
    def test_passes_the_pdf_ua_checks_that_we_have(self, reminder, tmp_path):
        file = tmp_path / "letter.pdf"
        file.write_bytes(reminder.content)

        assert [finding for finding in validate(str(file)).findings if finding.severity.name == "ERROR"] == []

    def test_has_a_language_a_title_and_tags(self, reminder):
        with pikepdf.open(io.BytesIO(reminder.content)) as pdf:
            root = pdf.Root
            assert str(root.Lang) == "en" and bool(root.MarkInfo.Marked)
            assert str(pdf.docinfo["/Title"]) == "Past-due reminder"
            parts = tags(root.StructTreeRoot)
        assert {"/H1", "/P", "/Table", "/TH", "/TD", "/Figure"} <= {str(part.S) for part in parts}
        assert {str(part.A.Scope) for part in parts if part.S == "/TH"} == {"/Row"}
        assert [str(part.Alt) for part in parts if part.S == "/Figure"] == [
            "Bar code of account 90041187 and amount $1,846.20",
            "Letter 412",
        ]

    def test_a_package_in_two_languages_passes_them_too_and_says_which_page_is_in_which(self, tmp_path):
        leaves = (page.Leaf("# Your rights\n\nCall {{ office_phone }}.\n"),)
        printed = press.print_letter(replace(REMINDER, language="es", text="# Hola", english=TEXT, leaves=leaves))
        file = tmp_path / "package.pdf"
        file.write_bytes(printed.content)

        assert [finding for finding in validate(str(file)).findings if finding.severity.name == "ERROR"] == []
        with pikepdf.open(file) as pdf:
            assert printed.pages == len(pdf.pages) == 3 and str(pdf.Root.Lang) == "es"
            spoken = {pdf.pages.index(pikepdf.Page(part.Pg)): str(part.get("/Lang", "")) for part in top_tags(pdf)}
        assert spoken == {0: "", 1: "en", 2: "en"}

    def test_uses_no_font_but_ours(self):
        printed = press.print_letter(with_facts(holder_name="Łódź Xiong Ñandú Hassaan ʼ «a» º"))

        with pikepdf.open(io.BytesIO(printed.content)) as pdf:
            names = {str(font.BaseFont).split("+")[1] for font in pdf.pages[0].Resources.Font.values()}
        assert names == {"Public-Sans", "Public-Sans-Bold", "Public-Sans-Ext"}
        assert "Łódź Xiong Ñandú Hassaan ʼ «a» º" in text_of(printed.content).replace("  ", " ").replace(
            "Ł ód ź", "Łódź"
        )


def top_tags(pdf):
    [document] = [part for part in pdf.Root.StructTreeRoot.K if part.S == "/Document"]
    return [part for part in document.K if isinstance(part, pikepdf.Dictionary)]


def tags(root):
    found, left = [], list(root.K)
    while left:
        part = left.pop()
        if isinstance(part, pikepdf.Dictionary):
            found.append(part)
            kids = part.get("/K", [])
            left += list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return found


class TestTheBytes:
    def test_are_the_same_twice_and_in_another_process(self, reminder):
        again = press.print_letter(REMINDER)
        other = subprocess.run(
            [sys.executable, "-c", "import django; django.setup()\n" + PRINT_ELSEWHERE],
            capture_output=True,
            text=True,
            check=True,
        )

        assert again.content == reminder.content
        assert other.stdout.strip() == hashlib.sha256(reminder.content).hexdigest()

    def test_hold_no_date_of_their_making(self, reminder):
        with pikepdf.open(io.BytesIO(reminder.content)) as pdf:
            assert "/CreationDate" not in pdf.docinfo and "/ModDate" not in pdf.docinfo


PRINT_ELSEWHERE = """
import hashlib
from notices.paper import press
from tests.notices.test_paper import REMINDER
print(hashlib.sha256(press.print_letter(REMINDER).content).hexdigest())
"""


class TestTextFromOutside:
    def test_markup_prints_as_text(self):
        name = "<b>Eve</b> **Roe** {{ amount }} # x <script>1</script> &amp; [a](b)"

        printed = press.print_letter(addressed(name, "1 A Street", "Demo City, MN 55805"))

        assert f"Dear {name}," in text_of(printed.content).replace("  ", " ")

    def test_marks_that_turn_or_hide_text_are_gone(self):
        assert words.plain("a\u202eb\u200bc\x00d\x07 e\r\n\tf\u2028g\ufeff") == "abcd e f g"

    def test_signs_that_our_fonts_lack_are_simplified_and_named(self):
        assert words.plain("Nguyễn 你 ☃ ﬁ") == "Nguyen ? ? fi"
        assert words.unprintable("Nguyễn 你") == "ễ你"

    def test_a_letter_fetches_nothing(self):
        with pytest.raises(ValueError, match="fetches nothing"):
            press.fetch_nothing("file:///etc/passwd")

    def test_a_name_of_a_thousand_signs_still_prints(self):
        printed = press.print_letter(addressed("Q" * 1000, "1 A Street", "Demo City, MN 55805"))

        for run in (run for one in runs(printed.content) for run in one):
            assert run.right < 8.5, run


class TestTheText:
    def test_a_missing_fact_is_named(self):
        with pytest.raises(body.CannotBeFilled, match="pay_by"):
            body.fill("Pay by {{ pay_by | day }}", {})

    def test_what_cannot_be_read_is_said(self):
        with pytest.raises(body.CannotBeFilled, match="cannot be read"):
            body.fill("{% if amount %} never closed", {"amount": "1.00"})

    def test_a_fact_that_is_no_date_is_said(self):
        with pytest.raises(body.CannotBeFilled, match="cannot be filled"):
            body.fill("{{ pay_by | day }}", {"pay_by": "soon"})

    def test_conditions_stand_around_whole_paragraphs(self):
        source = "{% if late %}\n\nVery **late**.\n\n{% endif %}\n\nEnd."

        assert body.fill(source, {"late": False}).split() == ["<p>End.</p>"]
        assert "<p>Very <strong>late</strong>.</p>" in body.fill(source, {"late": True})

    def test_raw_markup_of_an_author_is_text_too(self):
        assert body.fill("<img src=x> hello", {}) == "<p>&lt;img src=x&gt; hello</p>\n"

    @pytest.mark.parametrize(
        ("expression", "value", "said"),
        [
            ("dollars", "1846.2", "$1,846.20"),
            ("dollars", "-12.40", "$12.40 credit"),
            ("day", "2026-05-06", "May 6, 2026"),
            ("full_day", "2026-10-20", "Tuesday, October 20, 2026"),
            ("spoken", "90041187", "9004 1187"),
            ("spoken", "A-1", "A-1"),
        ],
    )
    def test_the_filters_say_amounts_and_dates(self, expression, value, said):
        assert body.fill(f"{{{{ x | {expression} }}}}", {"x": value}) == f"<p>{said}</p>\n"


class TestThePile:
    cover = pile.Cover(
        number=12,
        title="Past-due reminder",
        printed_on=date(2026, 10, 5),
        printed_at=datetime(2026, 10, 5, 1, 4),
        printed_by="Marit Oyelaran",
        letters=[413, 412, 415],
        envelopes=[(1, 3)],
    )

    def test_lies_under_a_cover_sheet_that_says_what_is_in_it(self, reminder):
        joined = pile.join(self.cover, [pile.Lying(reminder.content, 1, 1)] * 3, two_sided=False)

        pages = runs(joined)
        cover = " ".join(run.text for run in pages[0])
        assert len(pages) == 4
        for said in (
            "Batch 12",
            "Past-due reminder",
            "412–413, 415",
            "3 with 1 sheet. Each by ZIP code",
            "Monday, October 5, 2026, 1:04, by Marit Oyelaran",
        ):
            assert said in cover, said
        assert [run.text for run in pages[1]] == [run.text for run in runs(reminder.content)[0]]

    def test_on_two_sided_paper_each_letter_begins_a_new_sheet(self, reminder):
        joined = pile.join(self.cover, [pile.Lying(reminder.content, 1, 1)] * 3, two_sided=True)

        with pikepdf.open(io.BytesIO(joined)) as pdf:
            assert len(pdf.pages) == 8

    def test_gives_the_same_bytes_again(self, reminder):
        lies = [pile.Lying(reminder.content, 1, 1)]

        assert pile.join(self.cover, lies, False) == pile.join(self.cover, lies, False)


class TestTheSetting:
    def test_a_text_that_needs_more_room_is_set_closer_and_stays_on_its_page(self):
        spanish = press.print_letter(replace(REMINDER, language="es", text=shipped_text("past_due_reminder", "es")))

        assert 'class="text snug"' in page.page(
            replace(REMINDER, language="es", text=shipped_text("past_due_reminder", "es"))
        )
        assert spanish.pages == 1

    def test_a_short_one_is_not(self):
        assert 'class="text"' in page.page(replace(REMINDER, text="# Pay\n\nPlease."))

    @pytest.mark.parametrize(("words", "snug"), [(40, ""), (60, "snug")])
    def test_goes_by_the_widths_of_our_own_font(self, words, snug):
        assert page.setting("<p>Some words to read.</p>\n" * 4 + f"<p>{'word ' * words * 4}</p>", has_stub=True) == snug

    def test_a_letter_without_a_stub_has_more_room(self):
        text = "<p>One more thing to say.</p>\n" * 14

        assert page.setting(text, has_stub=True) == "snug" and page.setting(text, has_stub=False) == ""
