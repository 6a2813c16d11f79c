"""Whom would it touch if a kind of hold stopped something else from today on?"""

import dataclasses
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.holds.kinds import BY_CODE, HoldRules, what_it_stops
from accounts.holds.models import Hold
from accounts.people.doors import closed_to
from core.money import ZERO
from core.rulebook import Touched

LISTED = 200


def touched_by_hold_rules(now: HoldRules, then: HoldRules, *, today: date, person) -> Touched:
    """The holds in force today of every kind that would stop more or less."""
    changed = [
        figure.name
        for figure in dataclasses.fields(HoldRules)
        if what_it_stops(figure.name, now) != what_it_stops(figure.name, then)
    ]
    holds = Hold.objects.in_force(today).filter(kind__in=changed)
    count = holds.count()
    if not count:
        return Touched(_("No hold of this kind is in force today."))
    says = ngettext("%(n)s hold in force today would change.", "%(n)s holds in force today would change.", count)
    shown = holds.filter(account__isnull=False).exclude(account__in=closed_to(person) if person else [])
    rows = tuple(
        (hold.account_id, hold.account.number, hold.account.customer.name, _becomes(hold.kind, now, then), ZERO)
        for hold in shown.select_related("account__customer")[:LISTED]
        if not BY_CODE[hold.kind].is_private
    )
    return Touched(says % {"n": f"{count:,}"}, rows, count - len(rows))


def _becomes(kind: str, now: HoldRules, then: HoldRules) -> str:
    before, after = set(what_it_stops(kind, now)), set(what_it_stops(kind, then))
    parts = [
        _("would also stop %(what)s") % {"what": _listed(after - before)} if after - before else "",
        _("would no longer stop %(what)s") % {"what": _listed(before - after)} if before - after else "",
    ]
    return "; ".join(part for part in parts if part)


def _listed(words: set[str]) -> str:
    return ", ".join(word.replace("_", "-") for word in sorted(words))
