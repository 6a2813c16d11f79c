"""Which words do a charge, a payment and a service go by?"""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.money import in_words
from core.templatetags.money import bare_day, harmless
from ledger.queries import Line

SERVICES = {
    "gas": gettext_lazy("Gas"),
    "water": gettext_lazy("Water"),
    "sewer": gettext_lazy("Sewer"),
    "stormwater": gettext_lazy("Stormwater"),
    "unapplied": gettext_lazy("Credit not used"),
}
CHARGES = {
    "bill": gettext_lazy("Bill"),
    "adjustment": gettext_lazy("Adjustment"),
    "late_fee": gettext_lazy("Late fee"),
    "returned_payment_fee": gettext_lazy("Returned payment fee"),
    "reconnect_fee": gettext_lazy("Reconnect fee"),
}
METHODS = {
    "cash": gettext_lazy("in cash"),
    "check": gettext_lazy("by check"),
    "money_order": gettext_lazy("by money order"),
    "ach": gettext_lazy("from a bank account"),
    "card": gettext_lazy("by card"),
    "lockbox": gettext_lazy("by mail"),
    "assistance": gettext_lazy("from energy assistance"),
}


TAKEN_BACK = "taken back"


def service_order(service: str) -> int:
    """Gas, water, sewer, stormwater, then whatever else there is."""
    return list(SERVICES).index(service) if service in SERVICES else len(SERVICES)


def service_says(service: str) -> str:
    return str(SERVICES.get(service) or _spelled(service))


def charge_says(kind: str) -> str:
    return str(CHARGES.get(kind) or _spelled(kind))


def entry_says(entry: Line, entries: Mapping[int, Line]) -> str:
    """ "Bill, due Sep 25", "Payment by check", "The check of Aug 25 came back"; among its account's entries by id."""
    if entry.kind == "charge":
        kinds = dict.fromkeys(charge_says(charge.kind) for charge in entry.charges)
        dues = dict.fromkeys(charge.due_on for charge in entry.charges)
        says = ", ".join(kinds)
        says = _("%(charge)s, due %(day)s") % {"charge": says, "day": bare_day(next(iter(dues)))} if dues else says
    elif entry.kind == "payment":
        says = _("Payment %(how)s") % {"how": METHODS.get(entry.method) or harmless(entry.method.replace("_", " "))}
    else:
        return _reversal_says(entry, entries.get(entry.reverses_id or 0))
    if entry.is_reversed and entry.reversed_on:
        return _("%(what)s (taken back %(day)s)") % {"what": says, "day": bare_day(entry.reversed_on)}
    return says


def _reversal_says(entry: Line, target: Line | None) -> str:
    if target is None:
        return _("An earlier entry is taken back")
    of = {"day": bare_day(target.effective_on)}
    if target.kind == "charge":
        return _("What was charged on %(day)s is taken back") % of
    if target.method == "check":
        has_come_back = not entry.memo or entry.memo == TAKEN_BACK or "came back" in entry.memo
        return (_("The check of %(day)s came back") if has_come_back else _("The check of %(day)s is taken back")) % of
    return _("The payment of %(day)s is taken back") % of


def credit_says(entry: Line) -> str:
    """What a payment paid, in a few words: "paid what was due Jul 26 and Aug 26, 12.40 not used"."""
    if entry.kind != "payment" or entry.is_reversed:
        return "" if entry.memo == TAKEN_BACK else harmless(entry.memo)
    dues = list(dict.fromkeys(paid.due_on for paid in entry.paid))
    parts = []
    if len(dues) == 1:
        parts.append(_("paid what was due %(day)s") % {"day": bare_day(dues[0])})
    elif dues:
        parts.append(
            _("paid what was due %(first)s to %(last)s") % {"first": bare_day(dues[0]), "last": bare_day(dues[-1])}
        )
    if entry.left_over > 0:
        parts.append(_("%(amount)s not used yet") % {"amount": in_words(entry.left_over)})
    return ", ".join(parts)


def dated(on: date, today: date) -> str:
    """`Oct 4`, with its year where that is not this one."""
    return bare_day(on) if on.year == today.year else f"{bare_day(on)}, {on.year}"


def _spelled(code: str) -> str:
    return harmless(code.replace("_", " ").capitalize())
