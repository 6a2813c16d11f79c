"""Which letters and batches are there, what became of them, and where may they go? One module per noun."""

from notices.queries.batches import (
    PRINTED_AGAIN,
    Again,
    batches,
    batches_to_mail,
    envelopes_of,
    last_mailed,
    lines_of,
    overtaken,
    printed_again,
    printed_again_with,
)
from notices.queries.letters import (
    LetterLine,
    Pile,
    copies_of,
    letter_with_all,
    letters_aside,
    letters_of,
    letters_to_email,
    letters_to_print,
    timeline_lines,
    waiting_by_kind,
)

__all__ = [
    "PRINTED_AGAIN",
    "Again",
    "LetterLine",
    "Pile",
    "batches",
    "batches_to_mail",
    "copies_of",
    "envelopes_of",
    "last_mailed",
    "letter_with_all",
    "letters_aside",
    "letters_of",
    "letters_to_email",
    "letters_to_print",
    "lines_of",
    "overtaken",
    "printed_again",
    "printed_again_with",
    "timeline_lines",
    "waiting_by_kind",
]
