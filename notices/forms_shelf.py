"""Which papers lie on the shelf to be handed out, in which languages, and how is one printed, blank or filled?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Account
from core.errors import RuleViolation
from core.templatetags.money import bare_day
from notices import kinds, papers
from notices.frame import frames, office_facts
from notices.kinds import LetterKind
from notices.models import TemplateVersion
from notices.paper import body, page, press, words
from notices.queries.versions import ENGLISH, LANGUAGES, versions_in_force


@dataclass(frozen=True)
class OnShelf:
    """A form in one language and the text it has today."""

    kind: LetterKind
    version: TemplateVersion

    @property
    def title(self) -> str:
        return str(self.kind.title).removeprefix(_("Form: ")).capitalize()

    @property
    def language(self) -> str:
        return str(LANGUAGES.get(self.version.language, self.version.language))

    @property
    def revised(self) -> str:
        """Since when its words are what they are."""
        if self.version.is_shipped or self.version.approved_at is None:
            return _("as it came with the product")
        began = self.version.in_force_from or self.version.approved_at.date()
        return _("%(day)s, version %(number)s") % {"day": bare_day(began), "number": self.version.number}


def shelf(*, today: date) -> list[OnShelf]:
    """Every form in every language that it is approved in, by title, English first."""
    forms = sorted((kind for kind in kinds.all_kinds() if kind.form), key=lambda kind: str(kind.title))
    return [
        OnShelf(kind, version)
        for kind in forms
        for _language, version in sorted(_languages(kind, today).items(), key=lambda one: one[0] != ENGLISH)
    ]


def _languages(kind: LetterKind, today: date) -> Mapping[str, TemplateVersion]:
    """A paper is drawn in English; a form is a text and comes in each language that it is approved in."""
    found = versions_in_force(kind.code, today=today)
    return {ENGLISH: found[ENGLISH]} if papers.is_paper(kind.code) else found


def taken(code: str, language: str, *, today: date) -> OnShelf:
    """One form of the shelf; refuses what does not lie on it."""
    for form in shelf(today=today):
        if (form.kind.code, form.version.language) == (code, language):
            return form
    raise RuleViolation(_("No such form lies on the shelf in this language."))


def print_form(form: OnShelf, account: Account | None, *, today: date) -> press.Printed:
    """The form as a PDF: with the lines of an account, or blank with lines to write on."""
    facts = {**body.blank(form.kind), **office_facts(today), "issued_on": words.LINE}
    if papers.is_paper(form.kind.code):
        facts |= papers.blank_facts(form.kind.code, today=today)
    if account is not None:
        facts |= _of_account(account, today)
    elif not papers.is_paper(form.kind.code):
        facts |= kinds.TO_WRITE_ON
    if papers.is_paper(form.kind.code):
        return papers.print_paper(form.kind.code, facts, text=form.version.body)
    return press.press_parts([page.sheet(form.version.body, form.version.language, words.plain_facts(facts))])


def _of_account(account: Account, today: date) -> dict[str, Any]:
    """Name, account and place, and no address that is protected; the day on which it was filled in."""
    return dict(frames([account.pk], today=today)[account.pk].facts)
