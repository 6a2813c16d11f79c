"""What would this letter say to this account, from what, and what should a person know before issuing it?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.models import Account
from core.errors import RuleViolation
from core.verdicts import Verdict
from ledger import standings
from notices.frame import frames
from notices.kinds import FRAME, Field, LetterKind, kind_of, title_of
from notices.leaves import leaves_of
from notices.models import Letter, TemplateVersion
from notices.page import before_issuing
from notices.paper import body, page, window, words
from notices.queries.addresses import emails_chosen
from notices.queries.versions import ENGLISH, versions_in_force

WORD = re.compile(r"\w+")
HEADING, HEADING_ENDS = re.compile(r"<h[1-6]>"), re.compile(r"</h[1-6]>")
ON_THE_SHEET = ("mailing_lines", "account_number", "service_address", "amount", "asked_as", "pay_by")


@dataclass(frozen=True)
class Stated:
    """One fact of the letter beside its place in it: number, meaning, source, and how it reads."""

    number: int
    name: str
    meaning: str
    source: str
    said: str
    is_money: bool
    is_missing: bool


@dataclass(frozen=True)
class Shown:
    """A letter as a page of this product: the text with its marks, and what stands around it."""

    title: str
    facts: Mapping[str, Any]
    address: list[str]
    text: SafeString
    stub: page.Stub | None
    stated: list[Stated]

    @property
    def issued_on(self) -> str:
        return words.day_in_words(self.facts["issued_on"])

    @property
    def numbers(self) -> dict[str, int]:
        return {fact.name: fact.number for fact in self.stated}


@dataclass(frozen=True)
class Preview:
    """A letter before it is issued. `shown` is None when nothing can be written; then the banners say why.

    `own_text` is the text as changed for this one letter, empty where it is the version's; `english` the same letter as
    it goes along in English; `sent_to` where it goes when it goes by e-mail.
    """

    kind: LetterKind
    version: TemplateVersion
    writing: page.Writing | None
    shown: Shown | None
    banners: list[dict[str, str]]
    verdict: Verdict | None
    own_text: str = ""
    english: Shown | None = None
    sent_to: str = ""

    @property
    def can_be_issued(self) -> bool:
        return self.shown is not None and all(banner["state"] != "blocked" for banner in self.banners)

    @property
    def text(self) -> str:
        """The text as it stands in the field in which it is changed."""
        return self.own_text or self.version.body.strip()

    @property
    def goes_with_english(self) -> bool:
        return self.kind.has_legal_effect and self.version.language != ENGLISH

    @property
    def enclosures(self) -> list[str]:
        return [title_of(code) for code in self.kind.leaves]

    @property
    def empty_sentence(self) -> str:
        if self.own_text:
            return _("The changed text cannot be read, so there is no page of it. Mend it, or take the changes back.")
        return _("There is nothing to say to this account in this letter, so none can be made.")


def preview(kind_code: str, account: Account, *, today: date, own_text: str = "") -> Preview:
    """The letter that `issue_letter` would issue now, with this text if it was changed, or why it would refuse."""
    kind = kind_of(kind_code)
    versions = versions_in_force(kind_code, today=today)
    standings.bring_up_to_date([account.pk], as_of=today)
    frame = frames([account.pk], today=today)[account.pk]
    version = versions.get(frame.language) or versions[ENGLISH]
    own_text = changed_text(own_text, version)
    verdict = kind.judge(account.pk, today=today) if kind.judge else None
    own = kind.facts([account.pk], today=today).get(account.pk)
    email = emails_chosen([account.pk], today=today).get(account.pk, "") if kind.may_be_emailed else ""

    banners = [*before_issuing.about_the_kind(kind, own_text), *before_issuing.stale(today)]
    banners += before_issuing.judged(verdict)
    banners += before_issuing.about_the_office(today)
    found = partial(Preview, kind, version, banners=banners, verdict=verdict, own_text=own_text, sent_to=email)
    if own is None:
        if not any(banner["state"] == "blocked" for banner in banners):
            says = _("There is nothing to say to this account in this letter.")
            banners.append(before_issuing.banner("blocked", says, ""))
        return found(writing=None, shown=None)
    facts = {**frame.facts, **own}
    text = own_text or version.body
    writing = page.Writing(str(kind.title), version.language, text, words.plain_facts(facts, version.language))
    if kind.has_legal_effect and version.language != ENGLISH:
        writing = replace(writing, english=versions[ENGLISH].body)
    try:
        shown = show(writing, kind)
        english = show(page.in_english(writing), kind) if writing.english else None
        writing = replace(writing, leaves=leaves_of(kind, version.language, today=today))
    except RuleViolation as trouble:
        banners += before_issuing.about_what_cannot_be_read(kind, text, trouble)
        return found(writing=None, shown=None)
    fields = body.understand(text).fields
    banners += [*before_issuing.about_the_address(frame), *before_issuing.about_the_facts(facts, shown.stated, fields)]
    banners += before_issuing.about_mail_that_came_back(account, email)
    banners += before_issuing.about_the_language(frame.language, version)
    banners += before_issuing.about_the_change(own_text, writing)
    banners += before_issuing.about_the_parts(kind, text, banners)
    banners = [*before_issuing.about_the_way(email), *banners]
    return found(writing=writing, shown=shown, english=english, banners=banners)


def changed_text(typed: str, version: TemplateVersion) -> str:
    """A text as it was typed for one letter; empty where it says what the version says."""
    typed = typed.replace("\r\n", "\n").strip()
    return "" if typed == version.body.strip() else typed


def show(writing: page.Writing, kind: LetterKind) -> Shown:
    """A writing as a page of this product, each merged value marked with the number of its fact."""
    facts = writing.facts
    in_text = body.understand(writing.text).fields
    said = [field for field in (*kind.fields, *FRAME) if field.name in in_text or field.name in ON_THE_SHEET]
    said = [field for field in said if field.name in facts and field.name != "holder_name"]
    said.sort(key=lambda field: field.name != "mailing_lines")
    stated = [stated_fact(number, field, facts) for number, field in enumerate(said, start=1)]
    # Liquid escaped each value and Markdown let no markup through (paper/body.py).
    text = body.fill_with_marks(writing.text, facts, _numbers(stated), writing.language)
    left_out = _in_no_branch(writing.text, text, stated)
    if left_out:
        said = [field for field in said if field.name not in left_out]
        stated = [stated_fact(number, field, facts) for number, field in enumerate(said, start=1)]
        text = body.fill_with_marks(writing.text, facts, _numbers(stated), writing.language)
    return Shown(
        title=str(writing.title),
        facts=facts,
        address=window.address_block(facts["mailing_lines"]).lines,
        text=mark_safe(_without_headings(text)),
        stub=page.stub(facts, writing.number),
        stated=stated,
    )


def _numbers(stated: Iterable[Stated]) -> dict[str, int]:
    """The name stands first in the address, so both are one fact."""
    return {fact.name: fact.number for fact in stated} | {"holder_name": 1}


def _in_no_branch(source: str, filled: str, stated: Iterable[Stated]) -> set[str]:
    """The fields that a text names only where this letter does not come: what it never says, nobody need check."""
    pieces = body.understand(source).pieces
    said = {piece.field for piece in pieces if piece.tag == "say"}
    asked = {word for piece in pieces if piece.tag not in ("", "say") for word in WORD.findall(piece.liquid)}
    only_said = said - asked - {*ON_THE_SHEET}
    return {fact.name for fact in stated if fact.name in only_said and f"<sup>{fact.number}</sup>" not in filled}


def _without_headings(html: str) -> str:
    """The letter's headings as bold lines: this page has headings of its own."""
    return HEADING_ENDS.sub("</strong></p>", HEADING.sub("<p><strong>", html))


def shown_again(letter: Letter) -> Shown:
    """An issued letter as a page of this product, from what was frozen."""
    return show(_writing_again(letter), _kind_again(letter))


def english_again(letter: Letter) -> Shown | None:
    """The English that goes along with an issued letter in another language, where it has legal effect."""
    writing = _writing_again(letter)
    return show(page.in_english(writing), _kind_again(letter)) if writing.english else None


def _writing_again(letter: Letter) -> page.Writing:
    from notices.actions.pages import writing_of

    return writing_of(letter)


def _kind_again(letter: Letter) -> LetterKind:
    try:
        return kind_of(letter.kind)
    except RuleViolation:
        return LetterKind(letter.kind, title_of(letter.kind), (), lambda account_ids, *, today: {})


def stated_fact(number: int, field: Field, facts: Mapping[str, Any]) -> Stated:
    value = facts[field.name]
    said, is_money = _said(value)
    if field.name == "account_number":
        said = words.spoken_number(value)
    if isinstance(value, list) and not field.name.endswith("_lines"):
        said = "; ".join(value)
    missing = value in (None, "", [])
    return Stated(number, field.name, str(field.meaning), str(field.source), said, is_money, missing)


def _said(value: Any) -> tuple[str, bool]:
    """How a frozen fact reads on a page, and whether it is money: amounts have two decimals, dates are ISO."""
    if isinstance(value, list):
        return ", ".join(str(part) for part in value), False
    if isinstance(value, bool):
        return (_("yes") if value else _("no")), False
    text = str(value)
    if isinstance(value, str) and _is_amount(text):
        return words.dollars(text).removeprefix("$"), True
    if isinstance(value, str) and _is_day(text):
        return words.full_day_in_words(text), False
    return text, False


def _is_amount(text: str) -> bool:
    whole, point, part = text.removeprefix("-").partition(".")
    return bool(point) and whole.isdigit() and part.isdigit() and len(part) == 2


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False
