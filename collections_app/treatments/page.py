"""How is a run of letters drawn?"""

from django.utils.translation import gettext_lazy as _

from collections_app.treatments.models import LetterRun
from core.money import in_words

HELP = {
    "purpose": _(
        "One night's run of reminders: who would get one, who is skipped and why. A run that waits goes out only when "
        "a supervisor releases it; then everybody is judged once more on the balances of that moment."
    ),
    "keys": [("j k", _("move")), ("Enter", _("open"))],
    "words": [
        (_("release"), _("issue the letters of a run that waits")),
        (_("decline"), _("keep them back; the next night judges everybody anew")),
        (_("skipped"), _("past due, but not written to, for the first reason that stands against it")),
    ],
}
LIST_HELP = {
    "purpose": _("The accounts that a run of reminders put under one reason. Open one to see everything about it."),
    "keys": [("j k", _("move")), ("Enter", _("open")), ("e", _("export"))],
    "words": [(_("skipped"), _("past due, but not written to, for the first reason that stands against it"))],
}


def changes(run: LetterRun) -> list[tuple[object, str]]:
    """What a release would do, in figures."""
    return [
        (_("Letters"), f"{run.letters:,}"),
        (_("Asked for in all"), in_words(run.amount)),
        (_("Considered"), f"{run.considered:,}"),
        (_("Skipped"), f"{run.skipped:,}"),
        (_("Usual"), "–" if run.usual is None else f"{run.usual:,}"),
    ]
