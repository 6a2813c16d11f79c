"""Which text of a kind is in force, in which language, and what keeps a text from being approved?"""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import RuleViolation
from core.history.models import HistoryLine
from core.utility import moment
from notices.kinds import LetterKind, title_of
from notices.models import TemplateVersion
from notices.paper import body, languages
from notices.paper.shelf import text_of

ENGLISH = "en"
LANGUAGES = languages.NAMES
WRITING = ("template.begun", "template.saved")


def versions_in_force(kind: str, *, today: date) -> dict[str, TemplateVersion]:
    """By language, of the approved versions of a kind that have begun the one that began last; the shipped first one
    is entered when there is none.

    Refuses a kind without an English text, the one that every other language falls back to.
    """
    found = _in_force(kind, today)
    if ENGLISH not in found:
        _enter_shipped(kind, today)
        found = _in_force(kind, today)
    if ENGLISH not in found:
        raise RuleViolation(_("No text is approved for letters of the kind %(kind)s.") % {"kind": kind})
    return found


def _in_force(kind: str, today: date) -> dict[str, TemplateVersion]:
    begun = TemplateVersion.objects.in_force(today).filter(kind=kind)
    return {version.language: version for version in sorted(begun, key=_began)}


def newest(begun: Iterable[TemplateVersion]) -> TemplateVersion | None:
    """Of versions of a kind in one language that have begun the one that holds."""
    return max(begun, key=_began, default=None)


def _began(version: TemplateVersion) -> tuple[date, int]:
    """Of two that began on the same day the later one holds; one without a day holds from the beginning."""
    return version.in_force_from or date.min, version.number


def _enter_shipped(kind: str, today: date) -> None:
    text = shipped_text(kind, ENGLISH)
    if text is not None:
        # Two letters at once may both find none: the second insert finds the first.
        TemplateVersion.objects.get_or_create(
            kind=kind,
            language=ENGLISH,
            number=1,
            defaults={"body": text, "is_shipped": True, "approved_at": moment(today)},
        )


def shipped_text(kind: str, language: str) -> str | None:
    """The text that came with the product, or None."""
    return text_of(f"letters/{kind}.{language}.md")


def first_words(kind: LetterKind, language: str, *, today: date) -> str:
    """What a new draft begins with: the approved text of its language that holds last, one that begins later too, else
    the shipped one; a translation then begins with the English it translates, and a kind without any text with the
    parts that it must have."""
    try:
        in_force = versions_in_force(kind.code, today=today)
    except RuleViolation:
        in_force = {}
    last = newest(TemplateVersion.objects.approved().filter(kind=kind.code, language=language))
    if last is not None:
        return last.body
    return shipped_text(kind.code, language) or (in_force[ENGLISH].body if ENGLISH in in_force else _bare(kind))


def _bare(kind: LetterKind) -> str:
    parts = [f"**{part.words}:** {{#{part.code}}}" for part in kind.required]
    return "\n\n".join([f"# {kind.title}", "Dear {{ holder_name }},", *parts, "{{ utility_name }}"]) + "\n"


def shape(text: str, note: str) -> str:
    """A short name of what a draft says: whoever saves gives the one that they began from, so nobody writes over what
    a colleague saved meanwhile."""
    return hashlib.sha256(f"{note}\0{text}".encode()).hexdigest()[:16]


def writers(version: TemplateVersion) -> set[int]:
    """Whose words are in a version: whoever began it or saved it. None of them may approve it or read it second."""
    found = set(writing_lines(version).order_by().values_list("actor", flat=True).distinct())
    return {pk for pk in (*found, version.written_by_id) if pk is not None}


def writing_lines(version: TemplateVersion) -> QuerySet[HistoryLine]:
    """The history of a draft's begin and of every time that it was saved."""
    return HistoryLine.objects.filter(
        subject_kind=TemplateVersion._meta.label_lower, subject_key=str(version.pk), action__in=WRITING
    )


def named(version: TemplateVersion) -> str:
    """ "Past-due reminder in Spanish, version 3" """
    language = LANGUAGES.get(version.language, version.language)
    said = {"letter": title_of(version.kind), "language": language, "number": version.number}
    return _("%(letter)s in %(language)s, version %(number)s") % said


def troubles(text: str, kind: LetterKind) -> list[str]:
    """Why a text of a kind cannot be approved, as sentences; empty when it can."""
    return [trouble.sentence for trouble in body.check(text, kind)]
