"""The pages about letters."""

from notices.views.comparing import compare, compare_pages
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
from notices.views.templates import begin_version, template, templates
from notices.views.versions import (
    discard_version,
    save_version,
    send_version,
    version,
    version_pdf,
    version_preview,
)

__all__ = [
    "affidavit",
    "approve_office",
    "batch",
    "batch_pdf",
    "begin_version",
    "choose_email",
    "compare",
    "compare_pages",
    "confirm_mailed",
    "discard_version",
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
    "save_version",
    "send_version",
    "stop_held",
    "take_out_overtaken",
    "template",
    "templates",
    "try_again",
    "undo_letter",
    "version",
    "version_pdf",
    "version_preview",
]
