"""Which papers may be kept, and on what do they hang? Judged by content, never by name."""

import email
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email import policy
from pathlib import PurePath
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.contacts.models import Contact, Paper
from accounts.contacts.withdrawing import refuse_withdrawn
from accounts.documents.actions import keep_document
from accounts.documents.models import Document
from accounts.holds.models import Hold
from accounts.models import Account
from accounts.people.doors import refuse_closed
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.templatetags.money import harmless

MOST_BYTES = 10 * 1024 * 1024
ATTACHMENT = "attachment"
PRIVATE = "private"
BEGINNINGS = (  # what the bytes begin with, media type, ending
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
)
NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")
LETTER_HEADS = {"from", "to", "subject", "date", "message-id", "received"}


@dataclass(frozen=True)
class Upload:
    """A file as somebody chose it: its bytes, the name it had, and whether it is private by law."""

    content: bytes
    name: str
    is_private: bool = False


def attach_paper(
    contact_id: int, *, content: bytes, name: str, is_private: bool = False, actor, today: date, request_id: UUID | None
) -> Paper:
    """Hang one paper on a line of the log. The same `request_id` again answers the paper already kept."""
    upload = Upload(content, name, is_private)
    return attach_papers(contact_id, [upload], actor=actor, today=today, request_id=request_id)[0]


@transaction.atomic
def attach_papers(
    contact_id: int, uploads: Sequence[Upload], *, actor, today: date, request_id: UUID | None
) -> list[Paper]:
    """Hang papers on a line of the log, all or none. The same `request_id` again answers what was kept."""
    contact = Contact.objects.get(pk=contact_id)
    Account.objects.select_for_update(no_key=True).get(pk=contact.account_id)
    refuse_closed(contact.account_id, actor)
    kept = list(Paper.objects.filter(contact=contact, request_id=request_id)) if request_id else []
    if kept:
        return kept
    refuse_withdrawn(contact_id)
    if not uploads:
        raise RuleViolation(_("Choose a file first."))
    return [hang(upload, contact, actor=actor, today=today, request_id=request_id) for upload in uploads]


def keep_paper(upload: Upload, account: Account | None, *, actor, today: date) -> Document:
    """Freeze an upload as a document; refuses what is no PDF, PNG, JPEG, text or e-mail, empty, or over 10 MB."""
    if not upload.content:
        raise RuleViolation(_("The file is empty."))
    if len(upload.content) > MOST_BYTES:
        raise RuleViolation(_("The file is larger than 10 MB. Scan it with fewer dots, or send it in parts."))
    media_type, ending = type_of(upload.content)
    name = name_of(upload.name, ending)
    refuse_private(name)
    return keep_document(
        upload.content,
        name=name,
        kind=ATTACHMENT,
        media_type=media_type,
        account=account,
        privacy=PRIVATE if upload.is_private else "open",
        actor=actor,
        today=today,
    )


def hang(paper: Upload | Document, on: Contact | Hold, *, actor, today: date, request_id: UUID | None = None) -> Paper:
    """Hang an upload, or a document that was kept already, on a line of the log or on a hold; the caller holds the
    account's lock."""
    document = paper if isinstance(paper, Document) else keep_paper(paper, on.account, actor=actor, today=today)
    where = {"hold": on} if isinstance(on, Hold) else {"contact": on}
    made = Paper.objects.create(document=document, request_id=request_id, **where)
    history.record(
        "paper.attached",
        subject=made,
        account=on.account.number if on.account else None,
        actor=actor,
        on=today,
        facts={"document": document.pk, "is_private": document.privacy == PRIVATE},
    )
    return made


def type_of(content: bytes) -> tuple[str, str]:
    """Media type and ending by the bytes themselves; refuses every other kind."""
    for beginning, media_type, ending in BEGINNINGS:
        if content.startswith(beginning):
            return media_type, ending
    text = _as_text(content)
    if text is None:
        raise RuleViolation(_("Only PDF, PNG, JPEG, plain text and e-mail files can be kept. Save it as a PDF first."))
    heads = {name.lower() for name in email.message_from_string(text[:20_000], policy=policy.compat32)}
    return ("message/rfc822", ".eml") if len(heads & LETTER_HEADS) >= 2 else ("text/plain", ".txt")


def name_of(name: str, ending: str) -> str:
    """The file's name without folders and odd marks, with the ending that its content has."""
    plain = harmless(PurePath(name.replace("\\", "/")).name).replace("\n", " ").strip() or _("paper")
    stem = PurePath(plain).stem or plain
    same = {".jpg": (".jpg", ".jpeg")}.get(ending, (ending,))
    kept = PurePath(plain).suffix if PurePath(plain).suffix.lower() in same else ending
    return f"{stem[:180]}{kept}"


def _as_text(content: bytes) -> str | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    # Markup that a browser would run is not plain text, whatever it is called.
    begins = text.lstrip()[:200].lower()
    if NOT_TEXT.search(text) or begins.startswith(("<!doctype", "<html", "<svg", "<?xml", "<script")):
        return None
    return text
