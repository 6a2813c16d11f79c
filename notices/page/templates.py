"""Which letters does the office write, in which languages, in force since when, and what is in work?"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from core.templatetags.money import bare_day
from notices.kinds import LetterKind, all_kinds
from notices.models import Letter, TemplateVersion
from notices.page.compare import where_it_stands
from notices.queries.versions import ENGLISH, LANGUAGES, newest, shipped_text

LATELY = 30  # days


@dataclass(frozen=True)
class InLanguage:
    """A kind in one language: the version in force, one that begins later, a draft; or the shipped text, or nothing."""

    language: str
    name: str
    in_force: TemplateVersion | None
    coming: TemplateVersion | None
    draft: TemplateVersion | None
    is_shipped: bool
    is_older_than_english: bool

    @property
    def is_missing(self) -> bool:
        return self.in_force is None and not (self.language == ENGLISH and self.is_shipped)

    @property
    def since(self) -> str:
        return bare_day(self.in_force.in_force_from) if self.in_force and self.in_force.in_force_from else ""

    @property
    def draft_says(self) -> tuple[str, str]:
        return where_it_stands(self.draft) if self.draft else ("", "")


@dataclass(frozen=True)
class Written:
    """One kind of letter as a row of the list."""

    kind: LetterKind
    languages: list[InLanguage]
    used: int

    @property
    def present(self) -> list[InLanguage]:
        return [one for one in self.languages if not one.is_missing]

    @property
    def missing(self) -> list[InLanguage]:
        return [one for one in self.languages if one.is_missing]

    @property
    def has_shipped(self) -> bool:
        return any(one.is_shipped for one in self.missing)

    @property
    def drafts(self) -> list[InLanguage]:
        return [one for one in self.languages if one.draft]


def written(*, today: date) -> list[Written]:
    """Every kind there is, by title; what is in work first."""
    rows: dict[str, list[TemplateVersion]] = defaultdict(list)
    for version in TemplateVersion.objects.select_related("written_by", "second_reader").defer("body"):
        rows[version.kind].append(version)
    used = used_lately(today)
    found = [Written(kind, languages(kind, rows[kind.code], today=today), used[kind.code]) for kind in all_kinds()]
    return sorted(found, key=lambda one: (not one.drafts, str(one.kind.title).lower()))


def languages(kind: LetterKind, rows: Sequence[TemplateVersion], *, today: date) -> list[InLanguage]:
    english = newest(_begun(ENGLISH, rows, today))
    return [
        _in_language(kind, code, [row for row in rows if row.language == code], english, today) for code in LANGUAGES
    ]


def _begun(code: str, rows: Sequence[TemplateVersion], today: date) -> list[TemplateVersion]:
    approved = [row for row in rows if row.language == code and row.approved_at]
    return [row for row in approved if row.in_force_from is None or row.in_force_from <= today]


def _in_language(
    kind: LetterKind, code: str, rows: Sequence[TemplateVersion], english: TemplateVersion | None, today: date
) -> InLanguage:
    begun = _begun(code, rows, today)
    later = [row for row in rows if row.approved_at and row not in begun]
    in_force = newest(begun)
    return InLanguage(
        language=code,
        name=LANGUAGES[code],
        in_force=in_force,
        coming=newest(later),
        draft=next((row for row in rows if not row.approved_at), None),
        is_shipped=shipped_text(kind.code, code) is not None,
        is_older_than_english=_is_older(in_force, english),
    )


def _is_older(translation: TemplateVersion | None, english: TemplateVersion | None) -> bool:
    """Whether the English was written anew after a translation was approved, which then says what no longer holds."""
    if translation is None or english is None or english.is_shipped or translation.pk == english.pk:
        return False
    return bool(english.approved_at and translation.approved_at and english.approved_at > translation.approved_at)


def used_lately(today: date) -> Counter[str]:
    """Letters of each kind in the last thirty days."""
    since = today - timedelta(days=LATELY)
    rows = Letter.objects.filter(issued_on__gt=since).order_by().values("kind").annotate(n=Count("pk"))
    return Counter({row["kind"]: row["n"] for row in rows})


def used_by_version(versions: Sequence[TemplateVersion]) -> Counter[int]:
    """Letters that carry each version, of these few."""
    if not versions:
        return Counter()
    first = versions[0]
    rows = Letter.objects.filter(kind=first.kind, version__in=[version.pk for version in versions])
    return Counter(dict(rows.order_by().values_list("version").annotate(n=Count("pk"))))
