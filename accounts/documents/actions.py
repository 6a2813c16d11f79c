"""How is a paper kept? Bytes first, then the row."""

from datetime import date

from django.db import transaction

from accounts.documents import files
from accounts.documents.models import Document
from core.utility import moment


@transaction.atomic
def keep_document(
    content: bytes, *, name: str, kind: str, media_type: str, account=None, privacy: str = "open", actor, today: date
) -> Document:
    """Freeze the bytes and enter the paper; the same bytes twice are one file and two papers."""
    return Document.objects.create(
        sha256=files.keep(content),
        size=len(content),
        media_type=media_type,
        name=name,
        kind=kind,
        account=account,
        privacy=privacy,
        effective_on=today,
        recorded_at=moment(today),
        actor=actor,
    )
