"""Which papers does an office hand out that are no letters, and how is one made and kept?

A receipt and a statement have no text to be approved, no mailing and no one to wait for: who decides what they say
registers the kind when it starts, `templates/notices/stationery/<code>.html` and `.css` draw it, and its bytes are
frozen like any paper's (docs/decisions/, "A receipt is a paper and no letter").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.functional import Promise

from accounts.documents.actions import keep_document
from accounts.documents.models import Document
from notices.paper import press, window, words


@dataclass(frozen=True)
class Paper:
    """A kind of paper; its code names the page and the style sheet of the stationery."""

    code: str
    title: str | Promise


_register: dict[str, Paper] = {}


def register(paper: Paper) -> Paper:
    """Enter a kind, once, when its app starts (`AppConfig.ready`)."""
    _register[paper.code] = paper
    return paper


def print_paper(code: str, facts: Mapping[str, Any]) -> press.Printed:
    """The PDF of one paper. The same facts give the same bytes, today and on any machine."""
    paper, said = _register[code], words.plain_facts(facts)
    lines = said.get("mailing_lines")
    context = {"title": str(paper.title), "facts": said, "address": window.address_block(lines) if lines else None}
    return press.press(render_to_string(f"notices/stationery/{code}.html", context), code)


@transaction.atomic
def keep_paper(code: str, facts: Mapping[str, Any], *, name: str, account, actor, today: date) -> Document:
    """Make a paper and freeze its bytes."""
    printed = print_paper(code, facts)
    return keep_document(
        printed.content, name=name, kind=code, media_type="application/pdf", account=account, actor=actor, today=today
    )
