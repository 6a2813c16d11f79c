"""The pages about letters."""

from notices.views.email import choose_email, end_email, record_bounce
from notices.views.forms_shelf import filled_form_pdf, form_pdf, forms_for, forms_shelf
from notices.views.held_run import held_run, let_go, stop_held
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
    undo_letter,
)
from notices.views.mail_room import (
    affidavit,
    batch,
    batch_pdf,
    confirm_mailed,
    mail_room,
    manifest,
    overtaken,
    print_part_again,
    print_waiting,
    progress,
    take_out_overtaken,
)
from notices.views.office import approve_office, office, propose_office
from notices.views.returned import find_returned, good_again, record_returned, returned

__all__ = [
    "affidavit",
    "approve_office",
    "batch",
    "batch_pdf",
    "choose_email",
    "confirm_mailed",
    "end_email",
    "filled_form_pdf",
    "find_returned",
    "form_pdf",
    "forms_for",
    "forms_shelf",
    "good_again",
    "held_run",
    "issue_letter",
    "let_go",
    "letter",
    "letter_pdf",
    "mail_room",
    "manifest",
    "office",
    "overtaken",
    "prepare_letter",
    "preview",
    "preview_pdf",
    "print_despite_hold",
    "print_part_again",
    "print_waiting",
    "progress",
    "propose_office",
    "pull",
    "record_bounce",
    "record_returned",
    "returned",
    "stop_held",
    "take_out_overtaken",
    "try_again",
    "undo_letter",
]
