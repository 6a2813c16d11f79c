"""What does `?` say on the pages about visits?"""

from django.utils.translation import gettext_lazy as _

WORDS = [
    (_("visit"), _("somebody of the office goes to a door: to warn, to ask for payment, to see who lives there")),
    (_("stop"), _("one door of a way, in the order of route, street and number")),
    (_("caution"), _("what to do at a door, in neutral words, looked at again by a day")),
]
HELP_LIST = {
    "purpose": _(
        "One person’s way on one day, door after door. Print it or take it along on a phone; record each door there."
    ),
    "keys": [
        ("j k", _("move")),
        ("Enter", _("open")),
        ("r", _("record the next result")),
        ("t", _("print route")),
        ("n p", _("next, previous day")),
        ("1 2 3", _("whose way")),
    ],
    "words": WORDS,
}
HELP_STOP = {
    "purpose": _(
        "One door: what to be careful of, what may be said and offered, and how it ended. Saving opens the next door."
    ),
    "keys": [
        ("1 … 9", _("how it ended")),
        ("Ctrl Enter", _("save, next stop")),
        ("n p", _("next, previous stop")),
        ("Esc", _("back")),
    ],
    "words": WORDS,
}
HELP_FORM = {
    "purpose": _("One visit. What would stop it is said before it is saved; the visitor sees it on the day’s way."),
    "keys": [("Ctrl Enter", _("save")), ("Esc", _("back"))],
    "words": WORDS,
}
