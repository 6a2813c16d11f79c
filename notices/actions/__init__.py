"""Everything that can happen to letters: issued, printed, mailed, taken out. One function per business action."""

from notices.actions.despite import print_despite_hold
from notices.actions.emailing import OnPaper, choose_email, end_email, record_bounce, send_emails
from notices.actions.holding_back import judge_night, let_go, night_of, stop_held
from notices.actions.issuing import Issued, issue_letter, issue_letters
from notices.actions.mailing import confirm_mailed, take_out_overtaken
from notices.actions.pages import accessible_copy, make_pages, make_waiting_pages, printed_pages, try_again
from notices.actions.preparing import mentor_of, prepare_letter, prepared
from notices.actions.printing import Printed, print_waiting
from notices.actions.pulling import pull_letter, undo_letter
from notices.actions.reprinting import PrintedAgain, numbers_in, print_part_again
from notices.actions.returning import good_again, makes_bad, record_returned
from notices.actions.versions import (
    ChangedMeanwhile,
    begin_version,
    discard_version,
    question_about,
    save_version,
    send_version,
)

__all__ = [
    "ChangedMeanwhile",
    "Issued",
    "OnPaper",
    "Printed",
    "PrintedAgain",
    "accessible_copy",
    "begin_version",
    "choose_email",
    "confirm_mailed",
    "discard_version",
    "end_email",
    "good_again",
    "issue_letter",
    "issue_letters",
    "judge_night",
    "let_go",
    "make_pages",
    "make_waiting_pages",
    "makes_bad",
    "mentor_of",
    "night_of",
    "numbers_in",
    "prepare_letter",
    "prepared",
    "print_despite_hold",
    "print_part_again",
    "print_waiting",
    "printed_pages",
    "pull_letter",
    "question_about",
    "record_bounce",
    "record_returned",
    "save_version",
    "send_emails",
    "send_version",
    "stop_held",
    "take_out_overtaken",
    "try_again",
    "undo_letter",
]
