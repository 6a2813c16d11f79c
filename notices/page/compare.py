"""What changes between two texts, and for whom who decides about it?"""

import difflib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.approvals.models import Approval
from core.approvals.queries import may_decide
from core.history.models import HistoryLine
from core.staff.models import Person
from core.templatetags.money import bare_day, harmless
from notices.actions import question_about
from notices.actions.versions import READING, why_no_reader
from notices.kinds import kind_of
from notices.models import Letter, TemplateVersion
from notices.page.look import PartShown, parts
from notices.paper import body, words
from notices.queries.versions import ENGLISH, LANGUAGES, newest, troubles, versions_in_force, writers

TAG, BLOCK_ENDS = re.compile(r"<[^>]+>"), re.compile(r"</(?:p|li|h[1-6])>")
TOKENS = re.compile(r"\s+|[^\s]+")
KEPT, ADDED, REMOVED = "", "ins", "del"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the text difference: stretches of (what became of it, words)."""

    stretches: list[tuple[str, str]]

    @property
    def is_changed(self) -> bool:
        return any(became for became, _words in self.stretches)


def difference(before: str, after: str) -> list[Paragraph]:
    """What was added and removed, paragraph by paragraph, and word by word where a paragraph was changed."""
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[Paragraph] = []
    for became, begin, end, first, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if became == "equal":
            found += [Paragraph([(KEPT, text)]) for text in old[begin:end]]
        elif end - begin == last - first:
            found += [Paragraph(list(_words(*pair))) for pair in zip(old[begin:end], new[first:last], strict=True)]
        else:
            found += [Paragraph([(REMOVED, text)]) for text in old[begin:end]]
            found += [Paragraph([(ADDED, text)]) for text in new[first:last]]
    return found


def changed_as_read(letter: Letter) -> list[Paragraph]:
    """What was changed in a letter's text for this one account, in the words that its reader gets; where one of the two
    texts cannot be filled with the letter's facts, as they are written."""
    before, after = letter.version.body, letter.own_text
    facts = words.plain_facts(letter.facts, letter.language)
    try:
        return difference(*(_plainly(body.fill(text, facts, letter.language)) for text in (before, after)))
    except body.CannotBeFilled:
        return difference(before, after)


def _plainly(filled: str) -> str:
    """The words of a filled text: a paragraph stays one, a point of a list begins with its dot."""
    lines = filled.replace("\n", " ").replace("<br />", "\n").replace("<br>", "\n").replace("<li>", "• ")
    return html.unescape(TAG.sub("", BLOCK_ENDS.sub("\n\n", lines)))


def _paragraphs(text: str) -> list[str]:
    return [
        paragraph.strip("\n") for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if paragraph.strip()
    ]


def _words(before: str, after: str) -> Iterator[tuple[str, str]]:
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    for became, begin, end, first, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if became == "equal":
            yield KEPT, "".join(old[begin:end])
            continue
        if end > begin:
            yield REMOVED, "".join(old[begin:end])
        if last > first:
            yield ADDED, "".join(new[first:last])


def compared_with(version: TemplateVersion, wanted: str, *, today: date) -> TemplateVersion | None:
    """What a version is read beside: the English that a translation translates, or the version before it.

    While a translation waits for its second reader that is the English, unless the version before it is asked for.
    """
    is_read = version.language != ENGLISH and version.approved_at is None and version.read_at is None
    if version.language != ENGLISH and (wanted == ENGLISH or (is_read and wanted != "before")):
        return versions_in_force(version.kind, today=today).get(ENGLISH)
    return version_before(version)


def version_before(version: TemplateVersion) -> TemplateVersion | None:
    """The version that was approved last before this one, in the same language."""
    rows = TemplateVersion.objects.approved().filter(kind=version.kind, language=version.language)
    return rows.filter(number__lt=version.number).order_by("-number").first()


@dataclass(frozen=True)
class Decision:
    """Where a version stands, and what this person may do about it. `why_no_yes` where they may only give it back."""

    question: Approval | None
    state: str
    says: str
    why_not: str
    why_no_yes: str
    parts: list[PartShown]
    troubles: list[str]
    begins: str
    overtaken: str
    people: list[tuple[str, str]]

    @property
    def may_approve(self) -> bool:
        return bool(self.question) and not (self.why_not or self.why_no_yes or self.troubles)


def decision(version: TemplateVersion, person: Any, *, today: date) -> Decision:
    kind = kind_of(version.kind)
    question = None if version.approved_at or version.sent_at is None else question_about(version)
    state, says = where_it_stands(version, question)
    return Decision(
        question=question,
        state=state,
        says=says,
        why_not=may_decide(question, person, today=today) if question else "",
        why_no_yes=why_no_reader(version, person) if question and question.kind == READING else "",
        parts=parts(kind, body.understand(version.body).parts),
        troubles=[] if version.approved_at else troubles(version.body, kind),
        begins=_begins(version),
        overtaken=_overtaken(version, today),
        people=list(_people(version)),
    )


def where_it_stands(version: TemplateVersion, question: Approval | None = None) -> tuple[str, str]:
    """The state's shape (`components/state`) and its words."""
    if version.approved_at:
        return "allowed", _("approved")
    if version.sent_at is None:
        return "person", _("draft")
    is_read = version.language == ENGLISH or version.read_at is not None
    return "person", _("waits for approval") if is_read else _("waits for its second reader")


def _begins(version: TemplateVersion) -> str:
    if version.in_force_from:
        return bare_day(version.in_force_from)
    return _("from the beginning") if version.approved_at else _("on the day it is approved")


def _overtaken(version: TemplateVersion, today: date) -> str:
    """Which approved version takes its place on a later day than it begins, so that nobody is surprised then."""
    begins = version.in_force_from or today
    rows = TemplateVersion.objects.approved().filter(kind=version.kind, language=version.language)
    later = newest(rows.filter(in_force_from__gt=begins).exclude(pk=version.pk))
    if later is None:
        return ""
    return _("Version %(number)s takes its place on %(day)s.") % {
        "number": later.number,
        "day": bare_day(later.in_force_from),
    }


def _people(version: TemplateVersion) -> Iterator[tuple[str, str]]:
    language = LANGUAGES.get(version.language, version.language)
    names = _names(version)
    wrote = _("Written by") if version.language == ENGLISH else _("Translated by")
    yield wrote, ", ".join(names) or (_("came with the product") if version.is_shipped else "–")
    if version.second_reader:
        said = bare_day(version.read_at) if version.read_at else _("not read yet")
        yield _("Read by"), f"{harmless(str(version.second_reader))}, {language}: {said}"
    if version.approved_at:
        who = harmless(str(version.approved_by)) if version.approved_by else _("the product")
        yield _("Approved by"), f"{who}, {bare_day(version.approved_at)}"


def _names(version: TemplateVersion) -> list[str]:
    people = Person.objects.filter(pk__in=writers(version)).order_by("full_name")
    return [harmless(str(person)) for person in people]


def thrown_away(pk: int) -> HistoryLine | None:
    """The line that says who threw a draft away; None where the text is there, or never was."""
    if TemplateVersion.objects.filter(pk=pk).exists():
        return None
    return (
        HistoryLine.objects.filter(
            subject_kind=TemplateVersion._meta.label_lower, subject_key=str(pk), action="template.discarded"
        )
        .select_related("actor")
        .first()
    )


def reason_given(version: TemplateVersion) -> str:
    """Why a draft came back last, in the words of whoever gave it back; empty when it never did."""
    line = (
        HistoryLine.objects.filter(
            subject_kind=version._meta.label_lower, subject_key=str(version.pk), action="template.given_back"
        )
        .select_related("actor")
        .order_by("-pk")
        .first()
    )
    if line is None:
        return ""
    return _("%(who)s gave it back: %(why)s") % {
        "who": harmless(str(line.actor)) if line.actor else _("A colleague"),
        "why": harmless(str(line.facts.get("reason", ""))),
    }
