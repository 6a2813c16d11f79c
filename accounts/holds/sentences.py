"""How does a hold read: in a banner, in a list, in a timeline?"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.holds.kinds import BY_CODE, STOPPABLE, HoldRules, what_it_stops
from accounts.holds.models import Hold
from core import rulebook
from core.money import ZERO, in_words
from core.templatetags.money import bare_day, harmless

WORDS = {
    "letters": gettext_lazy("letters"),
    "calls": gettext_lazy("calls"),
    "visits": gettext_lazy("visits"),
    "fees": gettext_lazy("fees"),
    "plans": gettext_lazy("plans"),
    "shutoff": gettext_lazy("shutoff"),
    "write_off": gettext_lazy("write-off"),
    "legal": gettext_lazy("legal referral"),
    "certification": gettext_lazy("certification"),
    "recapture": gettext_lazy("recapture"),
}
LAST_STEPS = ("shutoff", "write_off", "legal", "certification", "recapture")


def stops_in_words(stops: list[str]) -> str:
    """`letters, calls and shutoff`; all of the last steps together are `shutoff and every later step`."""
    if all(step in stops for step in LAST_STEPS):
        words = [str(WORDS[what]) for what in STOPPABLE if what in stops and what not in LAST_STEPS]
        words += [_("shutoff"), _("every later step")]
    else:
        words = [str(WORDS[what]) for what in stops]
    if len(words) < 2:
        return words[0] if words else _("nothing")
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def sentence(hold: Hold, rules: HoldRules | None = None) -> str:
    """What is protected from what until when, in one sentence."""
    rules = rules or rulebook.rules(HoldRules, on=hold.from_on)
    stops = stops_in_words(what_it_stops(hold.kind, rules))
    said = {"stops": stops, "until": until(hold), "service": harmless(hold.service)}
    if hold.scope == Hold.Scope.CHARGES:
        said["part"] = part(hold)
        return _("%(part)s is left out of %(stops)s %(until)s.") % said
    if hold.scope == Hold.Scope.SERVICE:
        return _("Stops %(stops)s for %(service)s %(until)s.") % said
    if hold.scope == Hold.Scope.CUSTOMER:
        return _("Stops %(stops)s on every account of this customer %(until)s.") % said
    return _("Stops %(stops)s %(until)s.") % said


def until(hold: Hold) -> str:
    """`through Oct 13`, or `until further notice, to be looked at on Oct 19`."""
    if hold.until_on:
        return _("through %(day)s") % {"day": bare_day(hold.until_on)}
    return _("until further notice, to be looked at on %(day)s") % {"day": bare_day(hold.review_on)}


def part(hold: Hold) -> str:
    """`118.20 of the June water bill`: the amount and what it is of, as far as that was said."""
    amount = in_words(hold.amount or ZERO)
    about = hold.facts.get("about") or hold.service
    if about:
        return _("%(amount)s of %(what)s") % {"amount": amount, "what": harmless(about)}
    return amount


def scope_in_words(hold: Hold) -> str:
    """What a list shows as protected."""
    if hold.scope == Hold.Scope.CHARGES:
        return part(hold)
    if hold.scope == Hold.Scope.SERVICE:
        return _capital(harmless(hold.service))
    return _("Every account of the customer") if hold.scope == Hold.Scope.CUSTOMER else _("The account")


def title(kind: str) -> str:
    """`Hold: dispute.`, the bold words of a banner."""
    words = BY_CODE[kind].words
    return _("Hold: %(kind)s.") % {"kind": words[0].lower() + words[1:]}


def banner(hold: Hold, rules: HoldRules | None = None) -> dict[str, str]:
    """A hold for `components/banners.html`; the page adds its own link."""
    return {"state": "protect", "strong": title(hold.kind), "text": sentence(hold, rules)}


def told(action: str, facts: Mapping[str, Any]) -> str:
    """A history line of a hold as the timeline says it."""
    kind = BY_CODE[facts["kind"]].words
    kind = kind[0].lower() + kind[1:]
    amount = facts.get("amount")
    of = _(" on %(amount)s") % {"amount": in_words(Decimal(amount))} if amount else ""
    if action == "hold.opened":
        return _("Hold opened%(of)s: %(kind)s.") % {"of": of, "kind": kind}
    return _("Hold ended%(of)s: %(kind)s.") % {"of": of, "kind": kind}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def ends_on(hold: Hold) -> date | None:
    """The day by which somebody must look: the last protected day, else the review."""
    return hold.until_on or hold.review_on
