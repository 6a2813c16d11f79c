"""How do a visit, its stop and its result read: on a route, in a banner, in a timeline?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.contacts.models import Contact
from accounts.contacts.sentences import OUTCOMES
from accounts.visits.models import Visit
from accounts.visits.queries import Stop
from core.money import in_words
from core.templatetags.money import bare_day, clock, harmless, long_day


def offers(visit: Visit) -> str:
    """ "a payment plan or a few more days", what the visitor may offer at the door; empty when nothing."""
    words = [str(Visit.Offer(offer).label) for offer in visit.may_offer]
    if len(words) < 2:
        return words[0] if words else ""
    return _("%(first)s or %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def owes(stop: Stop) -> str:
    """ "Oldest due Jun 22, 105 days", under the amount."""
    if stop.owed is None or stop.owed.oldest_due_on is None:
        return ""
    days = (stop.as_of - stop.owed.oldest_due_on).days
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def ended(contact: Contact) -> str:
    """ "Nobody home, 9:14", how a stop ended."""
    words = str(OUTCOMES[contact.outcome]).rstrip(".")
    return _("%(how)s, %(at)s") % {"how": f"{words[:1].upper()}{words[1:]}", "at": clock(contact.at)}


def counted(stops: Sequence[Stop]) -> str:
    """ "6 stops, 2 done"."""
    done = sum(1 for stop in stops if stop.is_done)
    said = ngettext("%(n)d stop", "%(n)d stops", len(stops)) % {"n": len(stops)}
    return _("%(stops)s, %(done)d done") % {"stops": said, "done": done} if done else said


def empty(day: date, today: date, coming: Sequence[tuple[date, int]]) -> str:
    """Why a day has no visits, and when the next ones are."""
    none = (
        _("No visit is planned for %(day)s.") % {"day": long_day(day)} if day >= today
        else _("No visit was planned for %(day)s.") % {"day": long_day(day)}
    )  # fmt: skip
    if coming:
        following, _n = coming[0]
        return _("%(none)s The next are on %(day)s.") % {"none": none, "day": long_day(following)}
    return _("%(none)s Mark accounts on the worklist and choose Visit.") % {"none": none}


def banner(visit: Visit, today: date) -> dict[str, str]:
    """A planned visit for `components/banners.html`; the page adds its own link."""
    when = _("today") if visit.planned_on == today else bare_day(visit.planned_on)
    return {
        "state": "person",
        "icon": "pin",
        "strong": _("Visit planned"),
        "text": _("%(when)s by %(who)s: %(what)s.")
        % {"when": when, "who": who_goes(visit), "what": str(visit.get_purpose_display()).lower()},
    }


def who_goes(visit: Visit) -> str:
    """ "Maria Olson", or "Maria Olson and Samuel Acheva" where two go."""
    if visit.companion is None:
        return str(visit.visitor)
    return _("%(first)s and %(last)s") % {"first": visit.visitor, "last": visit.companion}


def told(action: str, facts: Mapping[str, Any]) -> str:
    """A history line of a visit as the timeline says it."""
    day = bare_day(date.fromisoformat(facts["planned_on"]))
    if action == "visit.planned":
        purpose = str(Visit.Purpose(facts["purpose"]).label).lower()
        said = _("Visit planned for %(day)s, %(who)s: %(what)s.")
        return said % {"day": day, "who": facts.get("visitor", ""), "what": purpose}
    why = harmless(str(facts.get("why", ""))).rstrip(".")
    return _("Visit of %(day)s cancelled: %(why)s.") % {"day": day, "why": why}


def sum_of(stops: Sequence[Stop]) -> str:
    """What is past due on all doors of a route, in words of money; empty where nobody tells it."""
    known = [stop.owed.past_due for stop in stops if stop.owed is not None]
    return in_words(sum(known[1:], known[0])) if known else ""
