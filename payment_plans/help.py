"""What does `?` say on the pages about plans?"""

from django.utils.translation import gettext_lazy as _

WORDS = [
    (_("arrears"), _("what is past due and may be in a plan; a plan holds it from the day it is agreed")),
    (_("first payment"), _("what is paid at once, by a day, before the installments")),
    (_("installment"), _("one scheduled payment of a plan")),
    (_("new bill"), _("a bill that falls due after the plan was agreed: it must be paid beside the installments")),
    (_("missed"), _("an installment or a new bill that is not paid when its days of grace are over")),
    (_("made good"), _("a miss that was paid later; it no longer counts")),
    (_("broken"), _("more misses are open than the rulebook allows: what the plan held back goes on again")),
    (_("kept"), _("everything the plan held is paid")),
]
OFFER_WORDS = [
    (_("true monthly cost"), _("the installment and the new bill of a month together")),
    (_("means"), _("what the customer says they can pay; private, and never asked for as a condition")),
    (
        _("limit"),
        _("the longest plan your role may agree on alone; beyond it somebody decides"),
    ),
    *WORDS[:4],
]
HELP_OFFERS = {
    "purpose": _(
        "Agree on a plan while the customer is on the phone. Type what they say they can pay, move first payment and "
        "months until one offer fits, and accept it; a declined offer is kept too."
    ),
    "keys": [
        ("1 2 3", _("accept an offer")),
        ("← →", _("fewer, more months")),
        ("d", _("declined, and why")),
        ("t", _("send to think about")),
        ("Esc", _("back to the account")),
    ],
    "words": OFFER_WORDS,
}
HELP_PLAN = {
    "purpose": _(
        "One plan: is it kept, what is due next, and what would break it and when. What can be done now stands at the "
        "top right."
    ),
    "keys": [("a", _("agreement")), ("Esc", _("back to the account"))],
    "words": WORDS,
}
HELP_FORM = {
    "purpose": _("One step on one plan. What it changes stands beside it before anything is saved."),
    "keys": [("Ctrl Enter", _("save")), ("Esc", _("back"))],
    "words": WORDS,
}
HELP_WATCH = {
    "purpose": _(
        "The office’s plans this week, a tab for each question. Begin with what was missed last night: a call on the "
        "day after keeps more plans than a letter a week later."
    ),
    "keys": [
        ("1 … 6", _("tabs")),
        ("j k", _("move")),
        ("Enter", _("open")),
        ("f", _("filters")),
    ],
    "words": WORDS,
}
HELP_ACCOUNT = {
    "purpose": _("Every plan and every offer of one account, newest first. An offer that was declined stays told."),
    "keys": [
        ("j k", _("move")),
        ("Enter", _("open")),
        ("o", _("offer a plan")),
        ("y", _("promise")),
        ("b", _("budget")),
        ("Esc", _("back to the account")),
    ],
    "words": WORDS,
}
