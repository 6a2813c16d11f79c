"""Which text of a kind is in force, in which language?"""

from datetime import date

from core.errors import RuleViolation
from core.utility import moment
from notices.models import TemplateVersion
from notices.paper.shelf import text_of

ENGLISH = "en"


def versions_in_force(kind: str, *, today: date) -> dict[str, TemplateVersion]:
    """The newest approved version of a kind by language; the shipped first one is entered when there is none.

    Refuses a kind without an English text, the one that every other language falls back to.
    """
    found = _approved(kind)
    if ENGLISH not in found:
        _enter_shipped(kind, today)
        found = _approved(kind)
    if ENGLISH not in found:
        raise RuleViolation(f"No text is approved for letters of the kind {kind}.")
    return found


def _approved(kind: str) -> dict[str, TemplateVersion]:
    approved = TemplateVersion.objects.filter(kind=kind, approved_at__isnull=False).order_by("number")
    return {version.language: version for version in approved}


def _enter_shipped(kind: str, today: date) -> None:
    body = shipped_text(kind, ENGLISH)
    if body is not None:
        # Two letters at once may both find none: the second insert finds the first.
        TemplateVersion.objects.get_or_create(
            kind=kind,
            language=ENGLISH,
            number=1,
            defaults={"body": body, "is_shipped": True, "approved_at": moment(today)},
        )


def shipped_text(kind: str, language: str) -> str | None:
    """The text that came with the product, or None."""
    return text_of(f"letters/{kind}.{language}.md")
