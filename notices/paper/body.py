"""How do Markdown and Liquid become the text of a letter?

The Markdown is read once per version with every Liquid expression set aside, so a fact can never be taken for markup:
Liquid fills the finished HTML and escapes each value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from liquid import Environment, StrictUndefined
from liquid.exceptions import LiquidError
from markdown_it import MarkdownIt

from notices.paper import words

LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
PART = re.compile(r"[ \t]*\{#([a-z_]+)\}")
FIELD = re.compile(r"\{\{-?\s*([a-z_]\w*)")
ASIDE = re.compile("\ue000(\\d+)\ue001")
LONE_TAG = re.compile("<p>((?:\ue000\\d+\ue001\\s*)+)</p>")
# What a loop calls each line, and the field that holds the lines; a text gives each field a word of its own.
LOOP = re.compile(r"\{%-?\s*for\s+(\w+)\s+in\s+([a-z_]\w*)")
# Around the points of a list Markdown closes the list each time; all that a fact lists is one list.
LIST_OF_ONE = re.compile(r"(\{% for [^%]*%\})\s*<ul>(.*?)</ul>\s*(\{% endfor %\})", re.DOTALL)


class CannotBeFilled(Exception):
    """A body that is no template, or a fact that it needs and does not get; the sentence says which."""


@dataclass(frozen=True)
class Body:
    """A version's text, ready to be filled: HTML with Liquid in it, the parts it holds and the fields it names."""

    html: str
    parts: frozenset[str]
    fields: frozenset[str]


def _environment() -> Environment:
    liquid = Environment(autoescape=True, undefined=StrictUndefined)
    liquid.add_filter("dollars", words.dollars)
    liquid.add_filter("day", words.day_in_words)
    liquid.add_filter("full_day", words.full_day_in_words)
    liquid.add_filter("spoken", words.spoken_number)
    return liquid


_liquid = _environment()
_markdown = MarkdownIt("commonmark", {"html": False, "typographer": False})


@lru_cache(maxsize=64)
def understand(source: str) -> Body:
    """Read a version's Markdown and Liquid; `{#name}` at the end of a paragraph names a required part."""
    aside: list[str] = []

    def put_aside(found: re.Match) -> str:
        aside.append(found.group())
        return f"\ue000{len(aside) - 1}\ue001"

    bare = LIQUID.sub(put_aside, source)
    html = _markdown.render(PART.sub("", bare))
    html = LONE_TAG.sub(lambda found: found.group(1) if _only_tags(found.group(1), aside) else found.group(), html)
    filled = LIST_OF_ONE.sub(r"<ul>\1\2\3</ul>", ASIDE.sub(lambda found: aside[int(found.group(1))], html))
    loops = dict(LOOP.findall(source))
    fields = {loops.get(name, name) for name in FIELD.findall(source)} | set(loops.values())
    return Body(filled, frozenset(PART.findall(bare)), frozenset(fields))


def _only_tags(text: str, aside: list[str]) -> bool:
    return all(aside[int(number)].startswith("{%") for number in ASIDE.findall(text))


@lru_cache(maxsize=64)
def _template(html: str):
    try:
        return _liquid.from_string(html)
    except LiquidError as trouble:
        raise CannotBeFilled(f"The text cannot be read: {trouble}") from trouble


def fill(source: str, facts: Mapping[str, Any]) -> str:
    """The text of one letter as HTML. Raises `CannotBeFilled` when a fact is missing."""
    return _filled(understand(source).html, facts)


def fill_with_marks(source: str, facts: Mapping[str, Any], numbers: Mapping[str, int]) -> str:
    """The same with each merged value marked by the number of its field, for the page beside the facts."""

    loops: dict[str, str] = dict(LOOP.findall(source))

    def mark(found: re.Match) -> str:
        field = FIELD.match(found.group())
        name = str(field.group(1)) if field else ""
        number = numbers.get(loops.get(name, name))
        return f"<mark>{found.group()}</mark><sup>{number}</sup>" if number else found.group()

    return _filled(LIQUID.sub(mark, understand(source).html), facts)


def _filled(html: str, facts: Mapping[str, Any]) -> str:
    try:
        return _template(html).render(**facts)
    except (LiquidError, ValueError, ArithmeticError) as trouble:
        raise CannotBeFilled(f"The letter cannot be filled: {trouble}") from trouble
