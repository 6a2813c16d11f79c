"""How do Markdown and Liquid become the text of a letter?

The Markdown is read once per version with every Liquid expression set aside, so a fact can never be taken for markup:
Liquid fills the finished HTML and escapes each value. What may stand in a text is said by `paper/grammar.py`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.utils.translation import gettext as _
from liquid import Environment, RenderContext, StrictUndefined
from liquid.builtin.content import Literal
from liquid.builtin.illegal import Illegal
from liquid.builtin.output import Output
from liquid.builtin.tags.for_tag import ForTag
from liquid.builtin.tags.if_tag import IfTag
from liquid.builtin.tags.unless_tag import UnlessTag
from liquid.exceptions import LiquidError, ResourceLimitError, UndefinedError
from liquid.template import BoundTemplate
from liquid.utils import ReadOnlyChainMap
from markdown_it import MarkdownIt

from core.errors import RuleViolation
from notices.kinds import FRAME, OF_THE_OFFICE, TO_WRITE_ON, LetterKind
from notices.paper import grammar, words
from notices.paper.grammar import PART, Piece, Trouble

ROUNDS, OUTPUT = 400, 100_000  # of a list gone through; bytes of one filled letter
BLOCKS, INSIDE = 1_000, 12  # paragraphs, points and line breaks of one letter; elements in one another
SAID = 200  # signs of what a refusal repeats

ASIDE = re.compile("\ue000(\\d+)\ue001")
LONE_TAG = re.compile("<p>((?:\ue000\\d+\ue001\\s*)+)</p>")
# Around the points of a list Markdown closes the list each time; all that a fact lists is one list.
LIST_OF_ONE = re.compile("\ue000(\\d+)\ue001\\s*<ul>((?:(?!</?ul>).)*)</ul>\\s*\ue000(\\d+)\ue001", re.DOTALL)
STEP = re.compile("<(/?)(h[1-6]|p|ul|ol|li|em|strong)\\b[^>]*>|\ue000(\\d+)\ue001")
NOTHING = re.compile(r"<(p|li|ul|ol|h[1-6])>\s*</\1>\n?")
# What the frame says in the example that a text is tried on.
OF_EVERYBODY = {
    **{field.name: "example" for field in FRAME},
    "mailing_lines": ["example"],
    "office_lines": ["example"],
    "issued_on": "2026-10-05",
}
HAS_WORDS = re.compile(r"[^\W\d_]{2}")


class CannotBeFilled(RuleViolation):
    """A body that is no template, or a fact that it needs and does not get; the sentence says which."""


@dataclass(frozen=True)
class Body:
    """A version's text, ready to be filled: HTML with Liquid in it, the parts it surely holds and the fields it names.

    A text with troubles is never filled.
    """

    html: str
    parts: frozenset[str]
    fields: frozenset[str]
    pieces: tuple[Piece, ...]
    troubles: tuple[Trouble, ...]


class _Context(RenderContext):
    """Only the facts of the letter: Liquid's own `now` and `today` would read the clock of the machine."""

    def __init__(self, *given: Any, **named: Any):
        super().__init__(*given, **named)
        self.scope = ReadOnlyChainMap(self.locals, self.globals)


class _Template(BoundTemplate):
    context_class = _Context


class _Environment(Environment):
    """Liquid with the few tags and filters that letters know, each of them listed here."""

    block_nesting_limit = grammar.DEPTH + 2
    context_depth_limit = grammar.DEPTH + 4
    loop_iteration_limit = ROUNDS
    output_stream_limit = OUTPUT
    template_class = _Template

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        for tag in (Literal, Illegal, Output, IfTag, UnlessTag, ForTag):
            self.add_tag(tag)


@lru_cache(maxsize=8)
def _liquid(language: str) -> Environment:
    liquid = _Environment(autoescape=True, undefined=StrictUndefined)
    liquid.add_filter("dollars", partial(words.dollars, language=language))
    liquid.add_filter("day", partial(words.day_in_words, language=language))
    liquid.add_filter("full_day", partial(words.full_day_in_words, language=language))
    liquid.add_filter("spoken", words.spoken_number)
    return liquid


# Paragraphs, headings, lists, bold, line breaks; no links, no pictures, no markup, no entities, no code, no quotes.
_markdown = MarkdownIt("zero", {"maxNesting": 12}).enable(["heading", "list", "emphasis", "escape", "newline"])


def understand(source: str) -> Body:
    """Read a version's Markdown and Liquid; `{#name}` at the end of a paragraph names a required part. Never raises."""
    return _too_long() if len(source) > grammar.LENGTH else _understood(source)


def _too_long() -> Body:
    says = _("The text is longer than %(limit)s signs.") % {"limit": f"{grammar.LENGTH:,}"}
    return Body("", frozenset(), frozenset(), (), (Trouble("too_long", says),))


@lru_cache(maxsize=64)
def _understood(source: str) -> Body:
    read = grammar.read(words.plain_text(source))
    bare = "".join(
        piece.liquid if not piece.tag else f"\ue000{number}\ue001" for number, piece in enumerate(read.pieces)
    )
    html = _markdown.render(PART.sub("", bare))
    html = LONE_TAG.sub(lambda found: _lone(found, read.pieces), html)
    html = LIST_OF_ONE.sub(lambda found: _one_list(found, read.pieces), html)
    troubles = [*read.troubles, *_crossing(html, read.pieces), *_empty_parts(bare)]
    return Body(html, frozenset(read.parts), frozenset(read.fields), tuple(read.pieces), tuple(troubles))


def _lone(found: re.Match, pieces: Sequence[Piece]) -> str:
    """A paragraph of tags alone is none."""
    numbers = ASIDE.findall(found.group(1))
    return found.group(1) if all(pieces[int(number)].tag != "say" for number in numbers) else found.group()


def _one_list(found: re.Match, pieces: Sequence[Piece]) -> str:
    begin, points, end = int(found.group(1)), found.group(2), int(found.group(3))
    is_loop = pieces[begin].tag == "for" and pieces[begin].end == end
    return f"<ul>\ue000{begin}\ue001{points}\ue000{end}\ue001</ul>" if is_loop else found.group()


def _crossing(html: str, pieces: Sequence[Piece]) -> Iterator[Trouble]:
    """Blocks that begin in one paragraph, point or heading and end in another kind: what is left would be torn."""
    inside: list[str] = []
    begun: list[tuple[str, ...]] = []
    deepest = 0
    for step in STEP.finditer(html):
        closes, element, number = step.groups()
        if element:
            if closes:
                inside.pop()
            else:
                inside.append(element)
                deepest = max(deepest, len(inside))
            continue
        piece = pieces[int(number)]
        if piece.tag in ("if", "unless", "for"):
            begun.append(tuple(inside))
        elif piece.tag != "say" and begun:
            if begun[-1] != tuple(inside):
                yield Trouble("torn", _("A block begins inside a paragraph or a point and ends outside."), piece.line)
            if piece.tag in grammar.ENDS:
                begun.pop()
    if deepest > INSIDE:
        yield Trouble("too_deep", _("Lists or bold words stand in one another more than %(n)s deep.") % {"n": INSIDE})


def _empty_parts(bare: str) -> Iterator[Trouble]:
    """Parts that say nothing: a required part is a paragraph and not only its mark."""
    for part in PART.finditer(bare):  # of a paragraph that is two parts, both marks stand at its end
        begins = bare.rfind("\n\n", 0, part.start())
        if not HAS_WORDS.search(PART.sub("", ASIDE.sub("", bare[max(begins, 0) : part.start()]))):
            line = bare.count("\n", 0, part.start()) + 1
            says = _("The part {#%(part)s} marks a paragraph without words: it goes behind them, at the end.") % {
                "part": part.group(1)
            }
            yield Trouble("empty_part", says, line)


def check(source: str, kind: LetterKind) -> list[Trouble]:
    """All that keeps a text from being a letter of this kind, line by line; nothing when it may be approved."""
    text = understand(source)
    if len(source) > grammar.LENGTH:
        return list(text.troubles)
    known = {field.name for field in kind.fields} | _known_to_all(kind)
    troubles = [*text.troubles, *_unknown_fields(source, known), *_not_printable(source)]
    troubles = troubles or list(_not_fitting(source, text, kind))
    troubles.sort(key=lambda trouble: trouble.line or 0)
    return troubles + [
        Trouble(
            "missing_part",
            _("This letter lacks “%(part)s” (%(citation)s): end that paragraph with {#%(code)s}.")
            % {"part": part.words, "citation": part.citation, "code": part.code},
            citation=part.citation,
        )
        for part in kind.required
        if part.code not in text.parts
    ]


def _known_to_all(kind: LetterKind) -> set[str]:
    """A leaf is printed once for everybody, so it knows the office and lines to write on, and nobody's account."""
    return {*OF_THE_OFFICE, *TO_WRITE_ON} if kind.is_leaf else {field.name for field in FRAME}


def _unknown_fields(source: str, known: set[str]) -> Iterator[Trouble]:
    for name, line in grammar.read(words.plain_text(source)).fields.items():
        if name not in known:
            yield Trouble("unknown_field", _("This letter has no field “%(name)s”.") % {"name": name[:SAID]}, line)


def _not_fitting(source: str, text: Body, kind: LetterKind) -> Iterator[Trouble]:
    """A text that reads well and yet fits no letter, as one that asks for the day of a name: tried on the example."""
    facts = words.plain_facts({**OF_EVERYBODY, **kind.sample})
    if text.fields <= facts.keys():
        try:
            fill(source, facts)
        except CannotBeFilled as refusal:
            yield Trouble("does_not_fit", _("Tried on an example: %(why)s") % {"why": refusal})


def _not_printable(source: str) -> Iterator[Trouble]:
    for number, line in enumerate(source.splitlines(), start=1):
        if lost := words.unprintable(line):
            says = _("The font of letters lacks %(signs)s.") % {"signs": " ".join(lost[:20])}
            yield Trouble("not_printable", says, number)


def blank(kind: LetterKind) -> dict[str, Any]:
    """The facts of a blank form: a line to write on wherever an account's own facts would stand.

    What the office says of itself is no part of it (`frame.office_facts`).
    """
    own = ("account_number", "holder_name", "service_address", "issued_on")
    lines = {field.name: _blank_of(kind.sample.get(field.name)) for field in kind.fields}
    return {**dict.fromkeys(own, words.LINE), "mailing_lines": [words.LINE], **lines}


def _blank_of(sample: Any) -> Any:
    if isinstance(sample, list | tuple):
        return [words.LINE] * max(len(sample), 1)
    return sample if isinstance(sample, bool) else words.LINE


def fill(source: str, facts: Mapping[str, Any], language: str = "en") -> str:
    """The text of one letter as HTML. Raises `CannotBeFilled` when a fact is missing or the text cannot be read."""
    text = understand(source)
    _refuse(text)
    return _filled(_template(source, language), facts)


def fill_with_marks(source: str, facts: Mapping[str, Any], numbers: Mapping[str, int], language: str = "en") -> str:
    """The same with each merged value marked by the number of its field, for the page beside the facts."""
    text = understand(source)
    _refuse(text)

    def mark(found: re.Match) -> str:
        piece = text.pieces[int(found.group(1))]
        number = numbers.get(piece.field) if piece.tag == "say" else None
        return f"<mark>{found.group()}</mark><sup>{number}</sup>" if number else found.group()

    return _filled(_parsed(ASIDE.sub(mark, text.html), text.pieces, language), facts)


def _refuse(text: Body) -> None:
    for trouble in text.troubles:
        raise CannotBeFilled(_("The text cannot be read: %(why)s") % {"why": trouble.sentence})


def _filled(template: BoundTemplate, facts: Mapping[str, Any]) -> str:
    try:
        filled = template.render(facts)
    except UndefinedError as trouble:
        raise CannotBeFilled(_("A fact is missing: %(why)s.") % {"why": str(trouble.message)[:SAID]}) from trouble
    except ResourceLimitError as trouble:
        raise CannotBeFilled(_("The letter cannot be filled: it would be far too long.")) from trouble
    except LiquidError as trouble:
        why = str(trouble.message)[:SAID]
        raise CannotBeFilled(_("The letter cannot be filled: %(why)s.") % {"why": why}) from trouble
    except (ValueError, ArithmeticError, TypeError, RecursionError) as trouble:
        why = str(trouble)[:SAID]
        raise CannotBeFilled(_("The letter cannot be filled: %(why)s.") % {"why": why}) from trouble
    filled = NOTHING.sub("", NOTHING.sub("", filled))  # a list without points goes with its last point
    if sum(map(filled.count, ("<p>", "<li>", "<br"))) > BLOCKS:
        raise CannotBeFilled(_("The letter cannot be filled: it would be far too long."))
    return filled


@lru_cache(maxsize=64)
def _template(source: str, language: str) -> BoundTemplate:
    text = understand(source)
    return _parsed(text.html, text.pieces, language)


def _parsed(html: str, pieces: Sequence[Piece], language: str) -> BoundTemplate:
    # Braces of the text itself are no Liquid: only what was read as an expression is one.
    safe = html.replace("{", "&#123;").replace("}", "&#125;")
    liquid = ASIDE.sub(lambda found: pieces[int(found.group(1))].liquid, safe)
    try:
        return _liquid(language).from_string(liquid)
    except LiquidError as trouble:
        raise CannotBeFilled(_("The text cannot be read: %(why)s.") % {"why": str(trouble.message)[:SAID]}) from trouble
