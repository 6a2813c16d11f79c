"""What does `?` say on the pages about budgets?"""

from django.utils.translation import gettext_lazy as _

WORDS = [
    (_("budget amount"), _("what is asked each month instead of the bill; the bill stays what was used")),
    (_("deferred balance"), _("what was billed and is not asked for yet; it is no arrears")),
    (_("rolled in"), _("the old balance, asked for in equal parts with the budget amounts")),
    (_("review"), _("does the amount still fit? Within the band it stays")),
    (_("settlement"), _("what is left at the end of the year is asked for, rolled on, or given back")),
]
HELP_LIST = {
    "purpose": _(
        "Every budget that runs: what it asks, what is deferred, and when it is looked at. The night reviews and "
        "settles; here is what it left to a person."
    ),
    "keys": [("1 2 3 4", _("which budgets")), ("j k", _("move")), ("Enter", _("open"))],
    "words": WORDS,
}
HELP_ACCOUNT = {
    "purpose": _(
        "A level amount and how it runs, or the one that can be offered. Billing’s bills stay what they are; here is "
        "what the customer is asked for."
    ),
    "keys": [("Ctrl Enter", _("offer, or review")), ("Esc", _("back"))],
    "words": WORDS,
}
HELP_FORM = {
    "purpose": _("One step of a budget, with what it changes. Nothing happens before the button is pressed."),
    "keys": [("Ctrl Enter", _("do it")), ("Esc", _("back"))],
    "words": WORDS,
}
