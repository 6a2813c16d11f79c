"""Which papers does an office hand out that are no letters, and how is one made and kept?

A receipt and a statement have no mailing and no one to wait for: who decides what they say registers the kind when it
starts, `templates/notices/stationery/<code>.html` and `.css` draw it, and its bytes are frozen like any paper's
(docs/decisions/, "A receipt is a paper and no letter"). What a paper says in sentences is a text like a letter's,
written and approved under the same code; a line of three dashes parts it where the drawing puts figures between.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from accounts.documents.actions import keep_document
from accounts.documents.models import Document
from notices import kinds
from notices.models import TemplateVersion
from notices.paper import body, press, window, words
from notices.queries.versions import ENGLISH, versions_in_force

PARTED = re.compile(r"<p>---</p>\s*")


@dataclass(frozen=True)
class Paper:
    """A kind of paper; its code names the page and the style sheet of the stationery, and `words`, of the same code,
    the fields and the parts of its text. `blank(today=…)` is what one says that is filled in by hand."""

    code: str
    title: str | Promise
    words: kinds.LetterKind
    blank: Callable[..., Mapping[str, Any]] | None = None


_register: dict[str, Paper] = {}


def register(paper: Paper) -> Paper:
    """Enter a kind and its words, once, when its app starts (`AppConfig.ready`)."""
    kinds.register(paper.words)
    _register[paper.code] = paper
    return paper


def is_paper(code: str) -> bool:
    return code in _register


def blank_facts(code: str, *, today: date) -> Mapping[str, Any]:
    """What a paper says that is filled in by hand."""
    blank = _register[code].blank
    return blank(today=today) if blank else {}


def words_in_force(code: str, *, today: date) -> TemplateVersion:
    """The text that a paper of today carries. A paper is handed out in English."""
    return versions_in_force(code, today=today)[ENGLISH]


def print_paper(code: str, facts: Mapping[str, Any], *, text: str = "") -> press.Printed:
    """The PDF of one paper. The same facts give the same bytes, today and on any machine.

    Its words are those in force on the day that it was issued, or where the facts name it, `words_version`; `text` is a
    draft to look at in their place.
    """
    paper, said = _register[code], words.plain_facts(facts)
    lines = said.get("mailing_lines")
    context = {
        "title": str(paper.title),
        "facts": said,
        "address": window.address_block(lines) if lines else None,
        "words": _parted(body.fill(text or _text(code, said), said)),
    }
    return press.press(render_to_string(f"notices/stationery/{code}.html", context), code)


def _text(code: str, said: Mapping[str, Any]) -> str:
    if number := said.get("words_version"):
        return TemplateVersion.objects.get(kind=code, language=ENGLISH, number=number).body
    return words_in_force(code, today=date.fromisoformat(said["issued_on"])).body


def _parted(html: str) -> list[SafeString]:
    # Liquid escaped each value and Markdown let no markup through (paper/body.py).
    return [mark_safe(part) for part in PARTED.split(html)]


@transaction.atomic
def keep_paper(code: str, facts: Mapping[str, Any], *, name: str, account, actor, today: date) -> Document:
    """Make a paper and freeze its bytes."""
    printed = print_paper(code, facts)
    return keep_document(
        printed.content, name=name, kind=code, media_type="application/pdf", account=account, actor=actor, today=today
    )
