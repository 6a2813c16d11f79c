"""What does `?` say on the pages of the correspondence log and of next steps?"""

from django.utils.translation import gettext_lazy as _

from collections_app.desk.help import CONTACT, FILE_KEYS, Help

TABS = tuple(line for line in FILE_KEYS if line[0] not in ("c", "l", "h", "y", "o", "$"))
SAVE = (("Ctrl Enter", _("save")), ("Esc", _("back")))
CORRECTION = (
    _("correction"),
    _("a line of its own that says how another should read; both stay, and the newer one counts"),
)
PRIVATE = (_("private paper"), _("closed until somebody opens it; the opening is written to the access log"))

CORRESPONDENCE = Help(
    _(
        "Everything that was written and said on this account, newest first: letters out and in, calls, visits, "
        "e-mails, and the papers that came with them."
    ),
    (("a", _("add a paper")), ("j k", _("move")), ("Enter", _("open")), *TABS),
    (
        CONTACT, CORRECTION, PRIVATE,
        (_("issued"), _("written and frozen; it waits to be printed")),
        (_("mailed"), _("a person confirmed the day it left; printed is not mailed")),
    ),
)  # fmt: skip
CONTACT_LINE = Help(
    _("One line of the log with all that it holds. Nothing is edited here: what was wrong is corrected by a new line."),
    (("a", _("add a paper")), ("e", _("correct it")), ("Esc", _("back to the log"))),
    (CONTACT, CORRECTION, PRIVATE),
)
ADD_PAPER = Help(
    _(
        "Keep a letter, an e-mail or another paper that came in: who sent it, what it says in a line, and the paper "
        "itself. PDF, PNG, JPEG, text and e-mail files up to 10 MB are kept as they are."
    ),
    (("1 … 7", _("what it says")), *SAVE),
    (CONTACT, PRIVATE),
)
CORRECT_CONTACT = Help(
    _("Say how a line should read and what was wrong. The wrong line stays in sight with the correction under it."),
    (("1 … 9", _("outcome")), *SAVE),
    (CONTACT, CORRECTION),
)
MOVE_TASK = Help(
    _("Give a next step another day, time or owner, and say why. On its day it stands on top of the worklist."),
    (("- +", _("a day earlier, a day later")), *SAVE),
    ((_("next step"), _("what is done next on the account, by whom and when")),),
)
