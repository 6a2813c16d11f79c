"""What does `?` say on the pages about promises?"""

from django.utils.translation import gettext_lazy as _

WORDS = [
    (_("promise"), _("somebody said that they pay so much by a day; no agreement, and it stops no letter")),
    (_("kept"), _("enough of the amount was received by the promised day or in its grace")),
    (_("grace"), _("days after the promised one on which money is still in time")),
    (_("withdrawn"), _("it no longer binds, and counts neither as kept nor as broken")),
]
HELP_LIST = {
    "purpose": _(
        "Who promised how much by when, what has come of it, and what follows if it does not. Start with what falls "
        "due; a promise is recorded on its account, with the key y."
    ),
    "keys": [("j k", _("move")), ("Enter", _("open the account")), ("1 2 3 4", _("tabs"))],
    "words": WORDS,
}
HELP_FORM = {
    "purpose": _(
        "One promise. The account is left alone until its day and grace are over; what is paid from now on counts for "
        "the promise that is due first."
    ),
    "keys": [
        ("- +", _("a day earlier, later")),
        ("1 … 7", _("how it will be paid")),
        ("Ctrl Enter", _("save")),
        ("Esc", _("back")),
    ],
    "words": WORDS,
}
HELP_WITHDRAW = {
    "purpose": _(
        "A promise that was written down wrongly, or that a plan or another promise replaces. It stays on file with "
        "your reason."
    ),
    "keys": [("Ctrl Enter", _("save")), ("Esc", _("back"))],
    "words": WORDS,
}
