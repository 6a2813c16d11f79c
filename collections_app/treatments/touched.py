"""Whom would other figures for reminders touch, if they held today?"""

from collections import Counter
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Account
from accounts.people.doors import closed_to
from collections_app.treatments.policy import TO_ISSUE, ReminderRules
from collections_app.treatments.screen import screen
from collections_app.treatments.sentences import REASONS
from core.money import ZERO
from core.rulebook import Touched

LISTED = 200
ON_THE_WAY = ("young", "waiting", "reminded")  # no reminder today, the next one on its day; by day all but a few
JUDGED = "{opening} select account_id, reason, past_due from judged"


def touched_by_reminder_rules(now: ReminderRules, then: ReminderRules, *, today: date, person) -> Touched:
    """Every account past due is judged by both; whoever is judged otherwise is touched."""
    before, after = _judged(today, now), _judged(today, then)
    other = {
        account: (before[account][0], reason, past_due)
        for account, (reason, past_due) in after.items()
        if before[account][0] != reason
    }
    if not other:
        return Touched(_("Nobody who is past due today would be judged otherwise."))
    lost = sum(_gets_none(was, becomes) for was, becomes, _owed in other.values())
    gained = sum(_gets_none(becomes, was) for was, becomes, _owed in other.values())
    says = ngettext(
        "%(n)s account would be judged otherwise today: %(lost)s would not get the next reminder, %(gained)s would.",
        "%(n)s accounts would be judged otherwise today: %(lost)s would not get the next reminder, %(gained)s would.",
        len(other),
    ) % {"n": f"{len(other):,}", "lost": f"{lost:,}", "gained": f"{gained:,}"}
    ways = Counter((was, becomes) for was, becomes, _owed in other.values())
    often = "; ".join(f"{count:,}: {_becomes_says(*way)}" for way, count in ways.most_common(3))
    rows = _rows(other, closed_to(person) if person else set())
    return Touched(f"{says} {often}.", rows, len(other) - len(rows))


def _judged(today: date, figures: ReminderRules) -> dict[int, tuple[str, object]]:
    asked = screen(today, figures=figures)
    with connection.cursor() as cursor:
        cursor.execute(JUDGED.format(opening=asked.opening), asked.filled_in)
        return {account: (reason, past_due) for account, reason, past_due in cursor.fetchall()}


def _rows(other, closed):
    most = sorted((account for account in other if account not in closed), key=lambda a: (-other[a][2], a))[:LISTED]
    accounts = Account.objects.select_related("customer").in_bulk(most)
    return tuple(
        (pk, accounts[pk].number, accounts[pk].customer.name, _becomes_says(*other[pk][:2]), other[pk][2] or ZERO)
        for pk in most
    )


def _gets_none(by: str, by_other: str) -> bool:
    """Whether the next reminder comes by the one judgement and not by the other: tonight, or once its day is there."""
    return by == TO_ISSUE or (by in ON_THE_WAY and by_other not in (TO_ISSUE, *ON_THE_WAY))


def _becomes_says(was: str, becomes: str) -> str:
    """ "now gets a reminder, then below the least amount"."""
    return _("now %(was)s, then %(becomes)s") % {"was": _lower(REASONS[was]), "becomes": _lower(REASONS[becomes])}


def _lower(words) -> str:
    return f"{str(words)[:1].lower()}{str(words)[1:]}"
