"""What should a person know before they issue a letter, as banners above its page?"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Account
from core.errors import RuleViolation
from core.templatetags.money import bare_day, harmless
from core.verdicts import Verdict, Word
from notices.actions.issuing import refuse_stale_balances
from notices.frame import Frame
from notices.kinds import LetterKind
from notices.models import TemplateVersion
from notices.office import office, why_no_letter
from notices.paper import body, page, window, words
from notices.queries.addresses import bad_addresses
from notices.queries.versions import LANGUAGES

Banners = Iterator[dict[str, str]]


def banner(state: str, strong: str, text: str) -> dict[str, str]:
    return {"state": state, "strong": str(strong), "text": str(text)}


def about_the_kind(kind: LetterKind, own_text: str = "") -> Banners:
    if kind.is_only_written:
        says = _("It can be written, previewed and approved; it is issued by nobody yet.")
        yield banner("blocked", _("This letter does not leave yet."), says)
    elif not kind.issued_by_hand:
        yield banner("blocked", _("This letter is not issued by hand."), _("It leaves by itself when it is due."))
    elif kind.is_blank and not own_text:
        yield banner("blocked", _("This letter says nothing yet."), _("Write its text below, then issue it."))


def stale(today: date) -> Banners:
    try:
        refuse_stale_balances(today)
    except RuleViolation as refusal:
        yield banner("blocked", _("Not today."), str(refusal))


def about_the_office(today: date) -> Banners:
    lacks = office(today).why_not
    if not lacks:
        return
    link = {"url": reverse("notices:office"), "link": str(_("The office on letters"))}
    if why := why_no_letter(today):
        yield banner("blocked", _("Not yet."), why) | link
    else:
        yield banner("person", _("This letter carries a placeholder, not an address."), "") | link


def judged(verdict: Verdict | None) -> Banners:
    for reason in verdict.reasons if verdict else ():
        if reason.word is not Word.ALLOWED:
            yield banner("blocked", reason.text, reason.citation)


def about_the_address(frame: Frame) -> Banners:
    if not frame.has_address:
        yield banner(
            "blocked", _("No mailing address is known."), _("A letter needs a line, a city, a state and a ZIP code.")
        )
        return
    lines = words.plain_facts(frame.facts)["mailing_lines"]
    if not window.address_block(lines).is_whole:
        yield banner(
            "person", _("The name is too long for the window"), _("and is cut there; the letter itself says all of it.")
        )
    lost = words.unprintable(" ".join(frame.facts["mailing_lines"]))
    if lost:
        yield banner(
            "person",
            _("Some signs cannot be printed:"),
            _("%(signs)s. They are simplified on paper.") % {"signs": lost},
        )


def about_the_way(email: str) -> Banners:
    if email:
        says = _("to %(email)s, as the customer chose. Nothing is printed.") % {"email": harmless(email)}
        yield banner("person", _("It goes by e-mail"), says)


def about_mail_that_came_back(account: Account, email: str) -> Banners:
    bad = bad_addresses([account.pk]).get(account.pk)
    if bad is None or email:
        return
    says = ngettext(
        "A letter came back from it, the last on %(day)s.",
        "%(count)s letters came back from it, the last on %(day)s.",
        bad.letters,
    )
    yield banner(
        "blocked", _("The mailing address is bad."), says % {"count": bad.letters, "day": bare_day(bad.last_on)}
    )


def about_the_facts(facts: Mapping[str, Any], stated: Iterable[Any], fields: Collection[str]) -> Banners:
    for name in fields:
        if facts.get(name) in (None, ""):
            yield banner("blocked", _("A fact is missing:"), name.replace("_", " "))
    for fact in stated:
        value = facts.get(fact.name)
        if fact.is_money and isinstance(value, Decimal) and value <= 0:
            yield banner("person", _("%(fact)s is zero or a credit.") % {"fact": fact.meaning}, "")


def about_what_cannot_be_read(kind: LetterKind, text: str, trouble: RuleViolation) -> Banners:
    """A text that is no letter, line by line; or the fact that it misses."""
    troubles = [one for one in body.check(text, kind) if one.code != "missing_part"]
    for one in troubles:
        yield banner("blocked", _("The text cannot be read."), one.sentence)
    if not troubles:
        yield banner("blocked", str(trouble), "")


def about_the_change(own_text: str, writing: page.Writing) -> Banners:
    if own_text and writing.english:
        says = _("It goes together with its English text, so it cannot be changed for one account.")
        yield banner("blocked", _("The changes cannot leave."), says)
    elif own_text:
        says = _("What was changed is kept and shown beside the letter.")
        yield banner("person", _("Changed for this one letter."), says)


def about_the_language(language: str, version: TemplateVersion) -> Banners:
    if language != version.language:
        named = LANGUAGES.get(language, language)
        yield banner(
            "person",
            _("This customer reads %(language)s.") % {"language": named},
            _("No text in it is approved, so the letter is in English."),
        )


def about_the_parts(kind: LetterKind, text: str, banners: Iterable[Any]) -> Banners:
    parts = body.understand(text).parts
    missing = [f"{part.words} ({part.citation})" for part in kind.required if part.code not in parts]
    if missing:
        yield banner("blocked", _("A part is missing that this letter must have:"), ", ".join(missing))
    elif kind.required and not banners:
        present = ", ".join(str(part.words).lower() for part in kind.required)
        yield banner(
            "allowed", _("Nothing is missing."), _("The required parts are in: %(parts)s.") % {"parts": present}
        )
