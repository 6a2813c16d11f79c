"""How is a run of letters drawn, and how the place of an account in the worklist?"""

from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from collections_app.treatments.models import NO_DAY, NO_HOUR, LetterRun, NextStep
from collections_app.treatments.policy import PriorityRules
from collections_app.treatments.queries import priority_of
from collections_app.treatments.sentences import why_not_here
from collections_app.treatments.why_here import RANKS, further, why_here
from core.money import in_words
from core.rulebook import in_force_since
from core.templatetags.money import account_number, bare_day, harmless, long_day

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
PRIORITY_HELP = {
    "purpose": _(
        "Why an account comes where it does in the worklist. The rank decides first, then the day a reason runs by, "
        "and within money the points, which anybody can add up here."
    ),
    "keys": [("Esc", _("back to the account"))],
    "words": [
        (_("rank"), _("what kind of reason it is, from harm to tidying")),
        (_("priority"), _("points from 0 to 100 for money; more come first")),
    ],
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


def place_in_list(account: Account, me, today: date) -> dict[str, Any]:
    """The context of `treatments/priority.html`."""
    found = priority_of(account.pk, today)
    step = NextStep.objects.filter(pk=account.pk).first()
    here = step if step is not None and step.rank is not None else None
    return {
        "help": PRIORITY_HELP,
        "account": account,
        "name": harmless(account.customer.name) or gettext("(no name)"),
        "number": account_number(account.number),
        "ranks": [(rank, words, here is not None and here.rank == rank) for rank, words in RANKS.items()],
        "says": why_here(here, today, me=me) if here else why_not_here(step, today, me),
        "is_listed": here is not None,
        "further": further(here) if here else [],
        "order": _order(here) if here else "",
        "priority": found,
        "rule": _rule(today),
    }


def _order(step: NextStep) -> str:
    """What decides within the rank."""
    if step.by_on == NO_DAY:
        return gettext("Nothing runs by a day here: within its rank the points decide, then the amount.")
    hour = "" if step.by_at == NO_HOUR else gettext(" at %(hour)s") % {"hour": f"{step.by_at:%H:%M}"}
    return gettext("It runs by %(day)s%(hour)s: within its rank the earlier day comes first.") % {
        "day": long_day(step.by_on),
        "hour": hour,
    }


def _rule(today: date) -> str:
    since, citation = in_force_since(PriorityRules, on=today)
    if since is None:
        return gettext("Priority rules: %(cite)s") % {"cite": citation}
    return gettext("Priority rules of %(day)s: %(cite)s") % {"day": bare_day(since), "cite": citation}
