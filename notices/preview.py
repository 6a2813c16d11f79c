"""What would this letter say to this account, from what, and what should a person know before issuing it?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.models import Account
from core.errors import RuleViolation
from core.verdicts import Verdict, Word
from ledger import standings
from notices.actions.issuing import refuse_stale_balances
from notices.frame import frames
from notices.kinds import FRAME, Field, LetterKind, kind_of
from notices.models import Letter, TemplateVersion
from notices.office import office, why_no_letter
from notices.paper import body, page, window, words
from notices.versions import ENGLISH, LANGUAGES, versions_in_force

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
    """A letter before it is issued. `shown` is None when nothing can be written; then the banners say why."""

    kind: LetterKind
    version: TemplateVersion
    writing: page.Writing | None
    shown: Shown | None
    banners: list[dict[str, str]]
    verdict: Verdict | None

    @property
    def can_be_issued(self) -> bool:
        return self.shown is not None and all(banner["state"] != "blocked" for banner in self.banners)

    @property
    def empty_sentence(self) -> str:
        return _("There is nothing to say to this account in this letter, so none can be made.")


def preview(kind_code: str, account: Account, *, today: date) -> Preview:
    """The letter that `issue_letter` would issue now, or why it would refuse."""
    kind = kind_of(kind_code)
    versions = versions_in_force(kind_code, today=today)
    standings.bring_up_to_date([account.pk], as_of=today)
    frame = frames([account.pk], today=today)[account.pk]
    version = versions.get(frame.language) or versions[ENGLISH]
    verdict = kind.judge(account.pk, today=today) if kind.judge else None
    own = kind.facts([account.pk], today=today).get(account.pk)

    banners = [*_stale(today), *_judged(verdict), *_about_the_office(today)]
    if own is None:
        if not any(banner["state"] == "blocked" for banner in banners):
            banners.append(_banner("blocked", _("There is nothing to say to this account in this letter."), ""))
        return Preview(kind, version, None, None, banners, verdict)
    facts = {**frame.facts, **own}
    writing = page.Writing(str(kind.title), version.language, version.body, words.plain_facts(facts, version.language))
    try:
        shown = show(writing, kind)
    except body.CannotBeFilled as trouble:
        banners.append(_banner("blocked", _("A fact is missing."), str(trouble)))
        return Preview(kind, version, None, None, banners, verdict)
    banners += [*_about_the_address(frame), *_about_the_facts(facts, shown, version)]
    banners += [*_about_the_language(frame.language, version), *_about_the_parts(kind, version, banners)]
    return Preview(kind, version, writing, shown, banners, verdict)


def show(writing: page.Writing, kind: LetterKind) -> Shown:
    """A writing as a page of this product, each merged value marked with the number of its fact."""
    facts = writing.facts
    in_text = body.understand(writing.text).fields
    said = [field for field in (*kind.fields, *FRAME) if field.name in in_text or field.name in ON_THE_SHEET]
    said = [field for field in said if field.name in facts and field.name != "holder_name"]
    said.sort(key=lambda field: field.name != "mailing_lines")
    stated = [_stated(number, field, facts) for number, field in enumerate(said, start=1)]
    # The name stands first in the address, so both are one fact.
    numbers = {fact.name: fact.number for fact in stated} | {"holder_name": 1}
    return Shown(
        title=str(writing.title),
        facts=facts,
        address=window.address_block(facts["mailing_lines"]).lines,
        # Liquid escaped each value and Markdown let no markup through (paper/body.py).
        text=mark_safe(_without_headings(body.fill_with_marks(writing.text, facts, numbers, writing.language))),
        stub=page.stub(facts, writing.number),
        stated=stated,
    )


def _without_headings(html: str) -> str:
    """The letter's headings as bold lines: this page has headings of its own."""
    return HEADING_ENDS.sub("</strong></p>", HEADING.sub("<p><strong>", html))


def shown_again(letter: Letter) -> Shown:
    """An issued letter as a page of this product, from what was frozen."""
    from notices.actions.printing import writing_of

    writing = writing_of(letter)
    try:
        kind = kind_of(letter.kind)
    except RuleViolation:
        kind = LetterKind(letter.kind, writing.title, (), lambda account_ids, *, today: {})
    return show(writing, kind)


def _stated(number: int, field: Field, facts: Mapping[str, Any]) -> Stated:
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


def _banner(state: str, strong: str, text: str) -> dict[str, str]:
    return {"state": state, "strong": str(strong), "text": str(text)}


def _stale(today: date) -> Iterator[dict[str, str]]:
    try:
        refuse_stale_balances(today)
    except RuleViolation as refusal:
        yield _banner("blocked", _("Not today."), str(refusal))


def _about_the_office(today: date) -> Iterator[dict[str, str]]:
    lacks = office(today).why_not
    if not lacks:
        return
    link = {"url": reverse("notices:office"), "link": str(_("The office on letters"))}
    if why := why_no_letter(today):
        yield _banner("blocked", _("Not yet."), why) | link
    else:
        yield _banner("person", _("This letter carries a placeholder, not an address."), "") | link


def _judged(verdict: Verdict | None) -> Iterator[dict[str, str]]:
    for reason in verdict.reasons if verdict else ():
        if reason.word is not Word.ALLOWED:
            yield _banner("blocked", reason.text, reason.citation)


def _about_the_address(frame) -> Iterator[dict[str, str]]:
    if not frame.has_address:
        yield _banner(
            "blocked", _("No mailing address is known."), _("A letter needs a line, a city, a state and a ZIP code.")
        )
        return
    lines = words.plain_facts(frame.facts)["mailing_lines"]
    if not window.address_block(lines).is_whole:
        yield _banner(
            "person", _("The name is too long for the window"), _("and is cut there; the letter itself says all of it.")
        )
    lost = words.unprintable(" ".join(frame.facts["mailing_lines"]))
    if lost:
        yield _banner(
            "person",
            _("Some signs cannot be printed:"),
            _("%(signs)s. They are simplified on paper.") % {"signs": lost},
        )


def _about_the_facts(facts: Mapping[str, Any], shown: Shown, version: TemplateVersion) -> Iterator[dict[str, str]]:
    for name in body.understand(version.body).fields:
        if facts.get(name) in (None, ""):
            yield _banner("blocked", _("A fact is missing:"), name.replace("_", " "))
    for fact in shown.stated:
        value = facts.get(fact.name)
        if fact.is_money and isinstance(value, Decimal) and value <= 0:
            yield _banner("person", _("%(fact)s is zero or a credit.") % {"fact": fact.meaning}, "")


def _about_the_language(language: str, version: TemplateVersion) -> Iterator[dict[str, str]]:
    if language != version.language:
        named = LANGUAGES.get(language, language)
        yield _banner(
            "person",
            _("This customer reads %(language)s.") % {"language": named},
            _("No text in it is approved, so the letter is in English."),
        )


def _about_the_parts(kind: LetterKind, version: TemplateVersion, banners) -> Iterator[dict[str, str]]:
    parts = body.understand(version.body).parts
    missing = [str(part.words) for part in kind.required if part.code not in parts]
    if missing:
        yield _banner("blocked", _("A part is missing that this letter must have:"), ", ".join(missing))
    elif kind.required and not banners:
        present = ", ".join(str(part.words).lower() for part in kind.required)
        yield _banner(
            "allowed", _("Nothing is missing."), _("The required parts are in: %(parts)s.") % {"parts": present}
        )
