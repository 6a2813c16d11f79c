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
    lost = sum(1 for was, _becomes, _owed in other.values() if was == TO_ISSUE)
    gained = sum(1 for _was, becomes, _owed in other.values() if becomes == TO_ISSUE)
    says = ngettext(
        "%(n)s account would be judged otherwise today: %(lost)s would not get the next reminder, %(gained)s would.",
        "%(n)s accounts would be judged otherwise today: %(lost)s would not get the next reminder, %(gained)s would.",
        len(other),
    ) % {"n": f"{len(other):,}", "lost": f"{lost:,}", "gained": f"{gained:,}"}
    ways = Counter((was, becomes) for was, becomes, _owed in other.values())
    often = "; ".join(f"{count:,} {_becomes_says(*way)}" for way, count in ways.most_common(3))
    rows = _rows(other, closed_to(person) if person else set())
    return Touched(f"{says} {often[:1].upper()}{often[1:]}.", rows, len(other) - len(rows))


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


def _becomes_says(was: str, becomes: str) -> str:
    """ "gets a reminder, would be: below the least amount"."""
    return _("%(was)s, would be: %(becomes)s") % {"was": _lower(REASONS[was]), "becomes": _lower(REASONS[becomes])}


def _lower(words) -> str:
    return f"{str(words)[:1].lower()}{str(words)[1:]}"
