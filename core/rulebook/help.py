"""What does `?` say on the pages of the rulebook?"""

from typing import Any

from django.utils.translation import gettext_lazy as _

FIGURE = (
    _("figure"),
    _("a number or word that the product decides by: days of grace, least amounts, what a hold stops"),
)
LOCAL = (_("local default"), _("a value the product came with; it holds until this office confirms or changes it"))
IN_FORCE = (
    _("in force from"),
    _("the first day a value counts; decisions of earlier days keep the value of their day"),
)

BOOK: dict[str, Any] = {
    "purpose": _(
        "Which figures hold today and why. A figure changes when one person proposes it with its source and another "
        "approves it, from a day on, never backwards."
    ),
    "keys": [("j k", _("move")), ("Enter", _("open")), ("d", _("difference between two days"))],
    "words": [FIGURE, LOCAL, IN_FORCE],
}
ONE: dict[str, Any] = {
    "purpose": _(
        "One figure through time: what it was, what it is, what is coming, and who decided. Propose a change here; "
        "you see whom it would touch before you send it."
    ),
    "keys": [("Ctrl Enter", _("look whom it touches, then propose")), ("Esc", _("back to the rulebook"))],
    "words": [FIGURE, LOCAL, IN_FORCE],
}
CHANGE: dict[str, Any] = {
    "purpose": _("One proposed change: what it was, what it becomes, from when, and whom it would touch today."),
    "keys": [("a", _("approve")), ("r", _("return with a reason")), ("Esc", _("back to the rulebook"))],
    "words": [FIGURE, IN_FORCE],
}
DIFFERENCE: dict[str, Any] = {
    "purpose": _("Which figures held otherwise on one day than on another, and who decided it."),
    "keys": [("Esc", _("back to the rulebook"))],
    "words": [FIGURE, IN_FORCE],
}
PROTECTIONS: dict[str, Any] = {
    "purpose": _(
        "Before the office shuts anything off, writes off or refers, it must know every protection that exists on "
        "paper or in the old system. A supervisor signs here that all of them are in."
    ),
    "keys": [("Esc", _("back to the rulebook"))],
    "words": [(_("protection"), _("a hold: what must not be done to an account, until when, and why"))],
}
