"""Which filter keeps an account off a list? Rules only: no database, no clock."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.money import in_words


@dataclass(frozen=True)
class ListFacts:
    """What the filters of the worklist ask about an account."""

    past_due: Decimal
    days: int
    is_residential: bool
    is_active: bool
    services_on: Set[str]
    is_held: bool
    language: str
    route: str
    cycle: str
    whose: str
    is_mine: bool


def why_filtered(facts: ListFacts, chosen: Mapping[str, Any]) -> str:
    """The first filter that the account fails, as a sentence with the fact; empty when it passes them all."""
    for name, value in chosen.items():
        says = _FILTERS[name](facts, value)
        if says:
            return _("Not on this list: %(why)s") % {"why": says}
    return ""


def _past_due(facts: ListFacts, least: Decimal) -> str:
    if facts.past_due >= least:
        return ""
    return _("past due is %(amount)s and the list begins at %(least)s.") % {
        "amount": in_words(facts.past_due),
        "least": in_words(least),
    }


def _days(facts: ListFacts, least: int) -> str:
    if facts.days >= least:
        return ""
    return _("it is %(days)d days past due and the list begins at %(least)d.") % {"days": facts.days, "least": least}


def _account_class(facts: ListFacts, kind: str) -> str:
    if facts.is_residential == (kind == "residential"):
        return ""
    return _("it is a household.") if facts.is_residential else _("it is not a household.")


def _service(facts: ListFacts, service: str) -> str:
    return "" if service in facts.services_on else _("no %(service)s is on there.") % {"service": service}


def _status(facts: ListFacts, status: str) -> str:
    if facts.is_active == (status == "active"):
        return ""
    return _("the account is open.") if facts.is_active else _("the account is closed.")


def _hold(facts: ListFacts, hold: str) -> str:
    if facts.is_held == (hold == "with"):
        return ""
    return _("a hold is in force.") if facts.is_held else _("no hold is in force.")


def _language(facts: ListFacts, language: str) -> str:
    if facts.language == language:
        return ""
    return _("its language is %(language)s.") % {"language": facts.language or _("not known")}


def _route(facts: ListFacts, route: str) -> str:
    return "" if facts.route == route else _("its route is %(route)s.") % {"route": facts.route or _("not known")}


def _cycle(facts: ListFacts, cycle: str) -> str:
    if facts.cycle == cycle:
        return ""
    return _("its billing cycle is %(cycle)s.") % {"cycle": facts.cycle or _("not known")}


def _whose(facts: ListFacts, whose: str) -> str:
    if whose == "nobody":
        return _("it is %(person)s’s.") % {"person": facts.whose} if facts.whose else ""
    if facts.is_mine:
        return ""
    return _("it is %(person)s’s.") % {"person": facts.whose} if facts.whose else _("it is nobody’s yet.")


_FILTERS: dict[str, Callable[[ListFacts, Any], str]] = {
    "past_due": _past_due,
    "days": _days,
    "account_class": _account_class,
    "service": _service,
    "status": _status,
    "hold": _hold,
    "language": _language,
    "route": _route,
    "cycle": _cycle,
    "whose": _whose,
}


def after_payment(
    before: Decimal, after: Decimal, over: Decimal, *, least_reminded: Decimal, least_listed: Decimal
) -> list[str]:
    """What follows from a payment, in sentences: what stays past due, whether letters and calls stop, what is left."""
    follows = []
    if after <= 0 < before:
        follows.append(_("Nothing is past due after it: no reminder goes out and nobody calls."))
    elif before <= 0:
        follows.append(_("Nothing was past due; it pays what falls due next."))
    else:
        follows.append(_("%(amount)s stays past due.") % {"amount": in_words(after)})
        if after < least_reminded:
            follows.append(
                _("That is less than the %(least)s that is reminded of, so no reminder goes out.")
                % {"least": in_words(least_reminded)}
            )
        elif after < least_listed <= before:
            follows.append(
                _("That is less than the %(least)s that the worklist begins at; a reminder may still go out.")
                % {"least": in_words(least_listed)}
            )
    if over > 0:
        follows.append(
            _("%(amount)s is more than what is open; it stays as a credit and pays the next bill.")
            % {"amount": in_words(over)}
        )
    return follows
