"""What does a text look like for one account: the real pages, the fields with today's values, the parts, the grade?"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Account
from notices.frame import office_facts
from notices.kinds import FRAME, Field, LetterKind, leaf_facts
from notices.page.preview import Stated, stated_fact
from notices.page.samples import is_real, sample_facts
from notices.paper import body, press, words
from notices.paper.grade import grade_of
from notices.paper.page import ENGLISH, Leaf, Writing, leaf_part, sheet
from notices.paper.picture import pictures
from notices.papers import is_paper, print_paper

AIM = 8  # years of school that a letter may ask of its reader
LISTED = "- {{{{ {one} }}}}"


@dataclass(frozen=True)
class FieldShown:
    """A field of the kind beside the text: what it means, what it says today, and whether the text uses it."""

    stated: Stated
    is_used: bool
    insert: str

    @property
    def is_red(self) -> bool:
        return self.is_used and self.stated.is_missing


@dataclass(frozen=True)
class PartShown:
    """A part that the kind must have: whether it is in, and who asks for it."""

    code: str
    words: str
    citation: str
    is_in: bool

    @property
    def mark(self) -> str:
        return f"{{#{self.code}}}"


@dataclass(frozen=True)
class Look:
    """One text for one account. `pages` is empty where no page can be made; `troubles` then say why."""

    account: Account | None
    is_real: bool
    troubles: list[str]
    parts: list[PartShown]
    fields: list[FieldShown]
    pages: list[str]
    enclosures: int
    has_english: bool
    grade: float | None

    @property
    def grade_says(self) -> str:
        if self.grade is None:
            return ""
        said = _("reading grade %(grade)s") % {"grade": self.grade}
        return _("%(said)s, aim at %(aim)s") % {"said": said, "aim": AIM} if self.is_hard_to_read else said

    @property
    def is_hard_to_read(self) -> bool:
        return self.grade is not None and self.grade > AIM

    @property
    def pages_say(self) -> str:
        if not self.pages:
            return _("no page")
        said = [ngettext("%(n)s page", "%(n)s pages", len(self.pages)) % {"n": len(self.pages)}]
        if self.has_english:
            said.append(_("the English behind it"))
        if self.enclosures:
            behind = ngettext("%(n)s enclosure behind it", "%(n)s enclosures behind it", self.enclosures)
            said.append(behind % {"n": self.enclosures})
        return ", ".join(said)


def look(kind: LetterKind, text: str, language: str, account: Account | None, *, today: date) -> Look:
    """The text as it would be printed for the account today."""
    facts = facts_for(kind, account, today=today)
    found = body.check(text, kind)
    troubles = [trouble.sentence for trouble in found if trouble.code != "missing_part"]
    understood = body.understand(text)
    content, said = b"", text
    if not understood.troubles:
        try:
            content = paper(kind, text, language, facts)
            said = body.fill(text, words.plain_facts(facts, language), language)
        except body.CannotBeFilled as refused:
            # What the check found says it already, and in which line.
            if not troubles:
                troubles.append(str(refused))
    return Look(
        account=account,
        is_real=account is not None and not kind.is_leaf and is_real(kind, account, today=today),
        troubles=troubles,
        parts=parts(kind, understood.parts),
        fields=list(fields(kind, understood.fields, facts)),
        pages=as_pictures(content) if content else [],
        enclosures=len(kind.leaves),
        has_english=kind.has_legal_effect and language != ENGLISH,
        grade=grade_of(said, language),
    )


def facts_for(kind: LetterKind, account: Account | None, *, today: date) -> dict[str, Any]:
    """An enclosure knows only the office; without any account the office and what the kind gives as a sample."""
    if kind.is_leaf:
        return leaf_facts(office_facts(today))
    if account is None:
        nobody = {field.name: "" for field in FRAME} | {"mailing_lines": ["", ""]}
        return {**nobody, **office_facts(today), **kind.sample}
    return sample_facts(kind, account, today=today)


def paper(kind: LetterKind, text: str, language: str, facts: Mapping[str, Any]) -> bytes:
    """The PDF of a text. Raises `body.CannotBeFilled` where a fact is missing or the text cannot be read."""
    if is_paper(kind.code):
        return print_paper(kind.code, facts, text=text).content
    facts = words.plain_facts(facts, language)
    if kind.is_leaf:
        return press.press_parts([leaf_part(Leaf(text, language), facts)]).content
    if kind.form:
        return press.press_parts([sheet(text, language, facts)]).content
    return press.print_letter(Writing(str(kind.title), language, text, facts)).content


@lru_cache(maxsize=16)
def as_pictures(content: bytes) -> list[str]:
    """The pages of a PDF as addresses of pictures that stand in the page itself: they are nowhere kept."""
    return [f"data:image/png;base64,{base64.b64encode(picture).decode()}" for picture in pictures(content)]


def parts(kind: LetterKind, present: frozenset[str]) -> list[PartShown]:
    return [PartShown(part.code, str(part.words), part.citation, part.code in present) for part in kind.required]


def fields(kind: LetterKind, used: frozenset[str], facts: Mapping[str, Any]):
    """The kind's own fields, then those of every letter; as each would stand in the text."""
    known = [field for field in FRAME if field.name in facts] if kind.is_leaf else [*kind.fields, *FRAME]
    plain = words.plain_facts(facts)
    for number, field in enumerate(known, start=1):
        stated = stated_fact(number, field, {**dict.fromkeys([field.name]), **plain})
        yield FieldShown(stated, field.name in used, _insert(field, facts.get(field.name)))


def _insert(field: Field, value: Any) -> str:
    """How a field is written in a text: an amount and a day in words, a list line by line."""
    if isinstance(value, list | tuple):
        one = field.name.removesuffix("s") if field.name.endswith("s") else f"one_{field.name}"
        return f"{{% for {one} in {field.name} %}}\n{LISTED.format(one=one)}\n{{% endfor %}}"
    if isinstance(value, Decimal):
        return f"{{{{ {field.name} | dollars }}}}"
    if isinstance(value, date | datetime):
        return f"{{{{ {field.name} | day }}}}"
    return f"{{{{ {field.name} }}}}"
