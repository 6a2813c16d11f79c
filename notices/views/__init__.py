"""The pages about letters."""

from notices.views.letters import (
    issue_letter,
    letter,
    letter_pdf,
    preview,
    preview_pdf,
    print_despite_hold,
    pull,
    try_again,
)
from notices.views.mail_room import batch, batch_pdf, confirm_mailed, mail_room, print_waiting, progress

__all__ = [
    "batch",
    "batch_pdf",
    "confirm_mailed",
    "issue_letter",
    "letter",
    "letter_pdf",
    "mail_room",
    "preview",
    "preview_pdf",
    "print_despite_hold",
    "print_waiting",
    "progress",
    "pull",
    "try_again",
]
