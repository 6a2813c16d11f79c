"""Everything that can happen to letters: issued, printed, mailed, taken out. One function per business action."""

from notices.actions.despite import print_despite_hold
from notices.actions.issuing import Issued, issue_letter, issue_letters
from notices.actions.mailing import confirm_mailed
from notices.actions.preparing import mentor_of, prepare_letter, prepared
from notices.actions.printing import Printed, make_pages, make_waiting_pages, print_waiting, try_again
from notices.actions.returning import good_again, makes_bad, record_returned
from notices.actions.taking_out import pull_letter, undo_letter

__all__ = [
    "Issued",
    "Printed",
    "confirm_mailed",
    "good_again",
    "issue_letter",
    "issue_letters",
    "make_pages",
    "make_waiting_pages",
    "makes_bad",
    "mentor_of",
    "prepare_letter",
    "prepared",
    "print_despite_hold",
    "print_waiting",
    "pull_letter",
    "record_returned",
    "try_again",
    "undo_letter",
]
