"""Letters laid out together look as each does alone, share what is alike, and never touch one another."""

import io
import re
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops

from notices.paper import body, galley, page, pile, press
from tests.notices.reading import bar_codes, runs
from tests.notices.test_paper import FACTS, REMINDER, SWEEP_TOP, TEXT

LEAF = page.Leaf("# Your rights\n\nCall {{ office_phone }}.\n\n## Ways to pay\n\n- by mail\n- at our office\n")
SPANISH = "# Pague {{ amount | dollars }}\n\nEstimado {{ holder_name }}:\n\nPague antes del {{ pay_by | day }}.\n"
LISTS = (
    "# Hello\n\n## First\n\nDear {{ holder_name }},\n\n- one\n- two\n\n1. first\n2. second\n\n### Then\n\n"
    "A **bold** word, an *odd* one\nand a line.\n"
)


def letter(number, **facts):
    own = {
        "account_number": f"9{number:07}",
        "holder_name": f"Harriet Lindqvist {number}",
        "amount": f"{number}.20",
        "mailing_lines": [f"Harriet Lindqvist {number}", "318 North 12th Avenue East", "Demo City, MN 55805"],
    }
    return replace(REMINDER, number=number, facts={**FACTS, **own, **facts})


def image(content, number, scale=2.0):
    pdf = pypdfium2.PdfDocument(content)
    try:
        return pdf[number - 1].render(scale=scale).to_pil().convert("L")
    finally:
        pdf.close()


def look_alike(one, other):
    """No dot of two images differs by more than the last bit of a rounded edge."""
    return one.size == other.size and ImageChops.difference(one, other).getextrema()[1] <= 2


def alone_and_plainly(writing):
    return press.press_parts(page.parts(writing), tagged=False)


NO_STUB = {name: value for name, value in FACTS.items() if name != "amount"}
LETTERS = {
    "usual": letter(1),
    "another": letter(2_345),
    "a name that wraps": letter(3, mailing_lines=["W" * 60, "1 A Street", "Demo City, MN 55805"], holder_name="W" * 60),
    "a name from elsewhere": letter(4, holder_name="Łódź Xiong Ñandú Hassaan ʼ «a» º"),
    "a long address served": letter(5, service_address="318 North 12th Avenue East, Building C, Apartment 412, rear"),
    "due at once": replace(letter(6), facts={k: v for k, v in letter(6).facts.items() if k != "pay_by"}, text="# Pay"),
    "no stub": replace(letter(7), text=LISTS, facts=NO_STUB),
    "lists": replace(letter(8), text=LISTS),
    "set closer": replace(letter(9), text=TEXT + "\n\n" + "More to say about it. " * 20),
    "two pages": replace(letter(10), text=TEXT + "\n\nAnd one more thing to say." * 14),
    "full to the last line": replace(letter(11), text="\n\n".join(["A line."] * 9)),
    "an account number too wide for its cell": letter(12, account_number="AB" * 40),
    "in two languages with enclosures": replace(
        letter(13), language="es", text=SPANISH, english=TEXT, leaves=(LEAF, LEAF)
    ),
    "a preview": replace(letter(14), number=None),
}


@pytest.fixture(scope="module")
def together():
    return press.print_handful(list(LETTERS.values()))


@pytest.mark.parametrize("place", range(len(LETTERS)), ids=list(LETTERS))
def test_a_page_looks_as_it_does_alone_and_laid_out_plainly(together, place):
    writing, lies = list(LETTERS.values())[place], together.letters[place]
    plain = alone_and_plainly(writing)

    assert lies.pages == plain.pages
    for number in range(plain.pages):
        assert look_alike(image(together.content, lies.first_page + number), image(plain.content, number + 1)), number


def test_the_readers_copy_looks_as_the_printed_page(together):
    copy = press.print_letter(LETTERS["usual"])

    assert look_alike(image(together.content, 1), image(copy.content, 1))


def test_nothing_in_a_page_lies_where_weasyprint_alone_would_not_put_it(together):
    """Its own rounding of widths moves a line by less than half a dot at 96 to the inch (paper/widths.py)."""
    from weasyprint import HTML

    style = f"<style>{press.faces()}{press.text_of('stationery/letter.css')}</style>"
    html = page.page(LETTERS["usual"]).replace("</head>", f"{style}</head>")
    untouched = image(HTML(string=html).write_pdf(), 1, scale=4 / 3)
    ours = image(together.content, 1, scale=4 / 3)

    difference = ImageChops.difference(ours, untouched).histogram()
    dark = ours.histogram()
    assert sum(n * level for level, n in enumerate(difference)) < 0.1 * sum(
        n * (255 - level) for level, n in enumerate(dark)
    )


def test_the_images_would_tell_a_word_that_moved():
    moved = replace(LETTERS["usual"], text=TEXT.replace("Thank you,", "Thank  you, all"))

    assert not look_alike(
        image(alone_and_plainly(moved).content, 1), image(press.print_letter(LETTERS["usual"]).content, 1)
    )


def test_says_each_letters_own_facts_and_no_others(together):
    for name, lies in zip(LETTERS, together.letters, strict=True):
        own = pile.pages_of(together.content, lies.first_page, lies.pages)
        number = LETTERS[name].number
        said = " ".join(run.text for page in runs(own) for run in page)
        others = [f"Letter {one.number}" for one in LETTERS.values() if one.number != number]

        assert not [other for other in others if re.search(rf"{other}\b", said)], name
        assert number is None or re.search(rf"(Letter|Carta) {number}\b", said), name


def test_a_letters_pages_taken_out_hold_nothing_that_others_were_told(together):
    alone = pile.pages_of(together.content, 2, 1)

    assert image(alone, 1) == image(together.content, 2)
    with pikepdf.open(io.BytesIO(alone)) as pdf, pikepdf.open(io.BytesIO(together.content)) as whole:
        assert len(pdf.pages[0].Resources.XObject) < len(whole.pages[1].Resources.XObject)


def test_what_letters_share_is_stored_once():
    many = press.print_handful([letter(number) for number in range(1, 31)])
    ten = press.print_handful([letter(number) for number in range(1, 11)])

    assert (len(many.content) - len(ten.content)) / 20 < 2_500, "bytes that one more letter takes"


def test_gives_the_same_bytes_whatever_was_printed_before():
    letters = [replace(letter(number), leaves=(LEAF,)) for number in range(1, 4)]
    press.the_galley.cache_clear()
    first = press.print_handful(letters).content
    press.print_handful([letter(number) for number in range(20, 24)])

    assert press.print_handful(letters).content == first


def test_embeds_every_font_and_no_date():
    with pikepdf.open(io.BytesIO(press.print_handful([letter(1)]).content)) as pdf:
        fonts = [font.DescendantFonts[0].FontDescriptor for font in pdf.pages[0].Resources.Font.values()]
        assert fonts and all("/FontFile2" in font for font in fonts)
        assert "/CreationDate" not in pdf.docinfo


def test_the_practice_site_marks_every_page(settings):
    settings.PRACTICE = True
    printed = press.print_handful([letter(1), replace(letter(2), leaves=(LEAF,))])

    assert look_alike(image(printed.content, 1), image(alone_and_plainly(letter(1)).content, 1))
    for page_of_it in runs(printed.content):
        assert "PRACTICE" in [run.text for run in page_of_it]


def test_a_piece_is_set_in_its_own_language():
    english, spanish = (galley.take_apart(page.parts(replace(letter(1), language=one))[0]) for one in ("en", "es"))

    assert {piece.language for piece in english.pieces} == {"en"}
    assert {piece.language for piece in spanish.pieces} == {"es"}


class TestOneThatCannotBeSet:
    def test_leaves_the_others_alone(self):
        bad = replace(letter(2), text="{{ nobody_knows }}")

        printed = press.print_handful([letter(1), bad, letter(3)])

        first, trouble, third = printed.letters
        assert isinstance(trouble, body.CannotBeFilled)
        assert (first.first_page, third.first_page) == (1, 2)

    def test_is_found_when_it_breaks_the_press_itself(self, monkeypatch):
        real = galley.Galley.set

        def breaks(self, letters):
            if any("No. 2" in part.html for letter in letters for part in letter):
                raise ValueError("a glyph from elsewhere")
            return real(self, letters)

        monkeypatch.setattr(galley.Galley, "set", breaks)

        printed = press.print_handful([letter(1), letter(2, holder_name="No. 2"), letter(3)])

        assert str(printed.letters[1]) == "a glyph from elsewhere"
        assert [one.first_page for one in printed.letters if not isinstance(one, Exception)] == [1, 2]

    def test_none_at_all_gives_no_document(self):
        assert press.print_handful([replace(letter(1), text="{{ x }}")]).content == b""


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n", ["<p>a</p>", "<ul>\n<li>b</li>\n</ul>"]),
        ("<p>a<br />b</p>", ["<p>a<br />b</p>"]),
        ("<p>a &lt;p&gt;</p>", ["<p>a &lt;p&gt;</p>"]),
        ("text <p>a</p>", [None]),
        ("<p>a</p> text", ["<p>a</p>", None]),
        ("<table></table>", [None]),
        ("<p>never closed", [None]),
        ("", []),
    ],
)
def test_a_text_falls_into_blocks_or_is_set_plainly(html, blocks):
    assert list(galley.blocks_of(html)) == blocks


def test_the_letters_number_is_a_code_for_the_scanner_outside_the_window(together):
    mark, stub = bar_codes(together.content, page=1)

    assert mark.text == "L1" and stub.text.startswith("90000001+")
    assert mark.narrowest >= 0.01, "inches, what office scanners read"
    assert mark.x > 0.5 and mark.y + 14 / 96 < SWEEP_TOP


def test_a_preview_has_no_code_that_a_scanner_would_take_for_a_letters(together):
    assert len(bar_codes(together.content, page=together.letters[-1].first_page)) == 1
