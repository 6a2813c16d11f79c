"""The pages about letters."""

from notices.views.letters import (
    issue_letter,
    letter,
    letter_pdf,
    prepare_letter,
    preview,
    preview_pdf,
    print_despite_hold,
    pull,
    try_again,
)
from notices.views.mail_room import batch, batch_pdf, confirm_mailed, mail_room, print_waiting, progress
from notices.views.office import approve_office, office, propose_office

__all__ = [
    "approve_office",
    "batch",
    "batch_pdf",
    "confirm_mailed",
    "issue_letter",
    "letter",
    "letter_pdf",
    "mail_room",
    "office",
    "prepare_letter",
    "preview",
    "preview_pdf",
    "print_despite_hold",
    "print_waiting",
    "progress",
    "propose_office",
    "pull",
    "try_again",
]
