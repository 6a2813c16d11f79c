"""What stands on the page of a letter, around its text?"""

import html
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from notices.kinds import leaf_facts
from notices.paper import body, code128, languages, window, words

PLAIN_REFERENCE = re.compile(r"[0-9A-Za-z.-]{1,20}")
TAG = re.compile(r"<[^>]*>")
HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
BLOCK = re.compile(r"<(h[1-3]|p|li)>(.*?)(?=</\1>|<(?:p|li|ul|ol)>)", re.DOTALL)
# What the text has on the first page, in inches, and what letter.css takes of it, in points.
HIGH, STUB, WIDE = 6.76, 2.6, 6.6
SIZE, LINE, AFTER = 10.5, 15, 7.5
HEADING_SIZE, HEADING_LINE, HEADING_AFTER = 13, 17, 9
RAGGED = 1.07  # words in bold are wider, and a line ends before the word that it has no room for
ENGLISH = languages.ENGLISH
WEIGHTS = (2, 1)  # the check digit of the scan line doubles every second digit from the right


@dataclass(frozen=True)
class Leaf:
    """An enclosure that is the same for everybody: its text names nothing but the office (`kinds.leaf_facts`)."""

    text: str
    language: str = "en"


@dataclass(frozen=True)
class Writing:
    """All that a letter is made of. `number` is the letter's own; None for a preview.

    `english` is the English text that goes behind one in another language where the letter has legal effect; `leaves`
    are the enclosures behind both, in their order."""

    title: str
    language: str
    text: str
    facts: Mapping[str, Any] = field(hash=False)
    number: int | None = None
    english: str = ""
    leaves: tuple[Leaf, ...] = ()


@dataclass(frozen=True)
class Bars:
    """A bar code: what it says, its bars as an SVG path, and how many modules wide it is."""

    code: str
    path: str
    modules: int


def bars_of(code: str) -> Bars:
    return Bars(code, *code128.bars(code))


@dataclass(frozen=True)
class Stub:
    """What the payer sends back: whom it is from and how much, for people and for a machine."""

    reference: str
    amount: str
    bars: Bars
    scan_line: str
    says: str


def stub(facts: Mapping[str, Any], number: int | None, language: str = ENGLISH) -> Stub | None:
    """The stub of a letter that asks for money; None for one that does not.

    A machine reads `<reference>+<cents>`. The reference is the account number where it is plain letters and digits,
    otherwise `L` and the letter's number, which names the account in our own books.
    """
    if facts.get("amount", words.LINE) == words.LINE:
        return None
    account = str(facts["account_number"])
    reference = account if PLAIN_REFERENCE.fullmatch(account) else f"L{number or 0}"
    amount = int(Decimal(str(facts["amount"])) * 100)
    digits = f"{''.join(filter(str.isdigit, reference))}{amount:010}"
    return Stub(
        reference=reference,
        amount=str(facts["amount"]),
        bars=bars_of(f"{reference}+{amount}"),
        scan_line=f"{reference} {amount:010} {check_digit(digits)}",
        says=languages.sheet_words(language, account=reference, amount=words.dollars(facts["amount"]))["bar_code"],
    )


def check_digit(digits: str) -> int:
    """The digit that makes the whole pass the Luhn test (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * WEIGHTS[place % 2]
        total += value - 9 if value > 9 else value
    return -total % 10


@dataclass(frozen=True)
class Part:
    """What is laid out by itself and counts its own pages: HTML and the style sheet of the stationery."""

    html: str
    sheet: str


def parts(writing: Writing) -> list[Part]:
    """The letter in its own language, the same in English where it goes along, then the enclosures."""
    own = [Part(page(writing), "letter")]
    if writing.english and writing.language != ENGLISH:
        own.append(Part(page(in_english(writing)), "letter"))
    return own + [leaf_part(leaf, writing.facts) for leaf in writing.leaves]


def in_english(writing: Writing) -> Writing:
    """The English pages of a letter that goes in two languages."""
    return replace(writing, language=ENGLISH, text=writing.english, facts=words.in_english(writing.facts))


def leaf_part(leaf: Leaf, facts: Mapping[str, Any]) -> Part:
    """An enclosure, which knows the office that sends it and nobody it is sent to."""
    return sheet(leaf.text, leaf.language, leaf_facts(words.plain_facts(facts)))


def sheet(text: str, language: str, facts: Mapping[str, Any]) -> Part:
    """A text below the office's name, without an address: an enclosure, or a form of the shelf."""
    filled = body.fill(text, facts, language)
    heading = HEADING.search(filled)
    title = TAG.sub("", heading.group(1)) if heading else ""
    context = {"title": _safe(title), "language": language, "facts": facts, "text": _safe(filled)}
    return Part(render_to_string("notices/stationery/leaf.html", context), "leaf")


def page(writing: Writing) -> str:
    """The letter's own sheet as one HTML page. Raises `body.CannotBeFilled` when its text misses a fact."""
    language, number = writing.language, writing.number
    facts = words.plain_facts(writing.facts, language)
    text = body.fill(writing.text, facts, language)
    account = words.spoken_number(facts["account_number"])
    dollars = words.dollars(facts["amount"], language) if "amount" in facts else ""
    paid_back = stub(facts, number, language)
    return render_to_string(
        "notices/stationery/letter.html",
        {
            "title": writing.title,
            "language": language,
            "facts": facts,
            "address": window.address_block(facts["mailing_lines"]),
            "text": _safe(text),
            "setting": setting(text, has_stub=paid_back is not None),
            "stub": paid_back,
            "number": number,
            "mark": bars_of(f"L{number}") if number else None,
            "issued_on": words.day_in_words(facts["issued_on"], language),
            "account_spoken": account,
            "dollars": dollars,
            "pay_by": words.day_in_words(facts["pay_by"], language) if "pay_by" in facts else "",
            "sheet": languages.sheet_words(language, utility=facts["utility_name"], account=account),
        },
    )


def setting(text: str, has_stub: bool) -> str:
    """ "snug" for a text that would need a second page if it were set as usual, by the widths of our own font."""
    needs = sum(_points(kind, inside) for kind, inside in BLOCK.findall(text)) + AFTER * (
        text.count("</ul>") + text.count("</ol>")
    )
    return "snug" if needs > (HIGH - (STUB if has_stub else 0)) * window.POINTS else ""


def _points(kind: str, inside: str) -> float:
    size, line, after = (HEADING_SIZE, HEADING_LINE, HEADING_AFTER) if kind == "h1" else (SIZE, LINE, AFTER)
    rows = [window.breadth_of(html.unescape(TAG.sub("", row))) * size * RAGGED for row in inside.split("<br />")]
    lines = sum(max(1, math.ceil(wide / (WIDE * window.POINTS))) for wide in rows)
    return line * lines + (0 if kind == "li" else after)


def _safe(written: str) -> SafeString:
    # Liquid escaped each value and Markdown let no markup through (paper/body.py).
    return mark_safe(written)
