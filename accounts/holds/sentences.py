"""How does a hold read: in a banner, in a list, in a timeline?"""

from collections.abc import Iterable, Mapping
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


def row(hold: Hold, rules: HoldRules) -> dict[str, str]:
    """What a list shows of a hold: what it stops, what it protects, and when somebody must look."""
    return {
        "stops": _("Stops %(stops)s") % {"stops": stops_in_words(what_it_stops(hold.kind, rules))},
        "scope": scope_in_words(hold),
        "ends": bare_day(hold.until_on) if hold.until_on else _("no end date"),
        "look": "" if hold.until_on else _("look again %(day)s") % {"day": bare_day(hold.review_on)},
    }


def empty(tab: str, next_day: date | None) -> str:
    """Why a list of holds is empty, and when there will be something to do."""
    if tab == "no-end":
        return _("Every open hold has a last day.")
    if next_day is None:
        return _("No hold is open. One is opened on an account, by the key h.")
    return _("No hold ends this week. The next ends %(day)s.") % {"day": bare_day(next_day)}


def title(kind: str) -> str:
    """`Hold: dispute.`, the bold words of a banner."""
    return _("Hold: %(kind)s.") % {"kind": kind_in_words(kind)}


def kind_in_words(kind: str) -> str:
    """`dispute`, inside a sentence that anybody may read: `private protection` where the kind itself is private."""
    words = BY_CODE[kind].words_shown
    return words[0].lower() + words[1:]


def banner(hold: Hold, rules: HoldRules | None = None) -> dict[str, str]:
    """A hold for `components/banners.html`; the page adds its own link."""
    return {"state": "protect", "strong": title(hold.kind), "text": sentence(hold, rules)}


def after_the_end(hold: Hold, others: Iterable[Hold], rules: HoldRules) -> list[str]:
    """What goes on again once a hold ends, and what the other holds still keep back. For the preview."""
    stops = what_it_stops(hold.kind, rules)
    if hold.scope == Hold.Scope.CHARGES:
        return [_("%(part)s counts again in %(what)s.") % {"part": part(hold), "what": stops_in_words(stops)}]
    whole = [other for other in others if other.scope in (Hold.Scope.ACCOUNT, Hold.Scope.CUSTOMER)]
    kept = {what for other in whole for what in what_it_stops(other.kind, rules)}
    free = [what for what in stops if what not in kept]
    said = []
    if free:
        said.append(_("Nothing stops %(what)s any more.") % {"what": _either(free)})
    said += [
        _("%(title)s %(sentence)s") % {"title": title(other.kind), "sentence": sentence(other, rules)}
        for other in whole
    ]
    return said


def _either(stops: list[str]) -> str:
    """`letters, calls or shutoff`."""
    words = [str(WORDS[what]) for what in stops]
    return (
        words[0]
        if len(words) == 1
        else _("%(first)s or %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
    )


def told(action: str, facts: Mapping[str, Any]) -> str:
    """A history line of a hold as the timeline says it."""
    kind = kind_in_words(facts["kind"])
    amount = facts.get("amount")
    of = _(" on %(amount)s") % {"amount": in_words(Decimal(amount))} if amount else ""
    if action == "hold.opened":
        return _("Hold opened%(of)s: %(kind)s.") % {"of": of, "kind": kind}
    return _("Hold ended%(of)s: %(kind)s.") % {"of": of, "kind": kind}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
