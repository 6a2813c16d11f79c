"""What does the frame of every page show: day, age of the balances, places, and who I am?"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db.models import OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collections_app.desk.queries import inbox
from core import utility
from core.addresses import address
from core.approvals import KINDS
from core.asked import Asked
from core.freshness import ExtractRules, is_fresh
from core.models import Utility
from core.rulebook import read_along, rows_along
from core.rulebook.queries import PROTECTIONS, signed
from core.season import SeasonRules, season_line
from core.staff.models import Person
from core.templatetags.money import bare_day, day


@dataclass(frozen=True)
class Place:
    """A page of the main menu; `key` follows `g`."""

    label: str
    url: str
    key: str
    current: bool
    in_more: bool = False
    count: int = 0


APPROVALS = "desk:inbox"
IN_THE_BAR = 6  # what fits beside the search at 1366; the rest stands under "More"
PLACES = (  # label, URL name, key after g, permission, the paths it is current for
    (gettext_lazy("My day"), "desk:my_day", "d", "read_accounts", ("/my-day/",)),
    (gettext_lazy("Worklist"), "desk:worklist", "w", "read_accounts", ("/worklist/", "/accounts/")),
    (gettext_lazy("Plans"), "payment_plans:list", "o", "read_plans", ("/plans/", "/promises/", "/budgets/")),
    (gettext_lazy("Payments"), "desk:payments", "c", "post_payments", ("/payments/", "/receipts/")),
    (gettext_lazy("Approvals"), APPROVALS, "a", "read_inbox", ("/approvals/",)),
    (gettext_lazy("Holds"), "holds:list", "h", "read_holds", ("/holds/",)),
    (gettext_lazy("Visits"), "visits:list", "v", "read_accounts", ("/visits/", "/places/")),
    (gettext_lazy("Mail room"), "notices:mail_room", "m", "read_letters", ("/letters/",)),
    (gettext_lazy("Forms"), "notices:forms_shelf", "f", "hand_out_forms", ("/letters/forms/",)),
    (gettext_lazy("The night"), "night:night", "n", "read_night", ("/night/", "/treatments/")),
    (gettext_lazy("Rulebook"), "rulebook:book", "r", "read_rulebook", ("/rulebook/",)),
    (gettext_lazy("Extracts"), "interchange:extracts", "e", "read_extracts", ("/extracts/",)),
    (gettext_lazy("People"), "staff:people", "p", "read_people", ("/people/",)),
    (gettext_lazy("Who looked"), "staff:access_log", "l", "read_access_log", ("/people/looked/",)),
)


def frame(request):
    """Context for `templates/layout/base.html`; asks the database once."""
    mine = utility_of(request)
    today = mine.business_date or utility.local_date()
    rows = getattr(mine, "rule_rows", None)
    fresh = is_fresh(mine.balances_on, today=today, calendar=read_along(ExtractRules, rows))
    person = getattr(request, "user", None)
    known = bool(person and person.is_authenticated)
    return {
        "utility_name": mine.name,
        "is_demo": mine.is_demo,
        "is_practice": settings.PRACTICE,
        "business_date": today,
        "balances_on": mine.balances_on,
        "balances_fresh": fresh,
        "balances_sentence": _balances_sentence(mine.balances_on, fresh),
        "protections_open": known and person.may("read_rulebook") and _is_unsigned(mine),
        "season": season_line(today, read_along(SeasonRules, rows)) if known else "",
        "places": list(places_of(person, request.path, waits=getattr(mine, "waits_for_me", 0))) if known else [],
        "me": person if known else None,
        "me_url": address("staff:me") if known else "",
        "log_out_url": address("staff:log_out") if known else "",
        "demo_url": address("desk:demo") if known and mine.is_demo and person.may("read_accounts") else "",
        "keys_off": known and person.keys_off,
        "may_search": known and person.may("read_money"),
    }


def _is_unsigned(mine) -> bool:
    """Whether a utility is at work here and nobody has signed that its protections are complete."""
    return bool(mine.name) and not getattr(mine, "protections_signed", False)


def utility_of(request):
    """The utility's row, read once for a page: views ask for its date, the frame for all of it."""
    if not hasattr(request, "utility"):
        person = getattr(request, "user", None)
        reads = person and person.is_authenticated and person.may("read_inbox")
        reader = (person.pk, tuple(person.roles)) if reads else (None, ())
        found = _question(*reader, utility.local_date(), tuple(KINDS))()
        request.utility = next(iter(found), None) or utility.current()
    return request.utility


@lru_cache(maxsize=500)
def _question(pk: int | None, roles: tuple[str, ...], _on: date, _kinds: tuple[str, ...]) -> Asked:
    """What every page asks of the database first, once for each reader of the inbox: it changes with their roles, the
    kinds of approvals and the machine's date."""
    also = {
        "protections_signed": signed(PROTECTIONS),
        "rule_rows": rows_along(SeasonRules, ExtractRules, on=OuterRef("business_date")),
    }
    if pk is not None:
        also["waits_for_me"] = inbox.count_for(Person(pk=pk, roles=list(roles)))
    return Asked(lambda: Utility.objects.filter(pk=1).annotate(**also))


def today_of(request):
    """The business date, read once for a page."""
    return utility_of(request).business_date or utility.local_date()


def _balances_sentence(balances_on, fresh):
    if balances_on is None:
        return _("no extract has been loaded")
    if fresh:
        return _("balances from the extract of %(day)s") % {"day": bare_day(balances_on)}
    return _("balances are old: the newest extract is of %(day)s") % {"day": day(balances_on)}


def places_of(person, here="", *, waits=0):
    """The places of the main menu that a person may open, first the one they begin with; `waits`: for their answer."""
    best = max((path for *_rest, paths in PLACES for path in paths if here.startswith(path)), key=len, default="")
    mine = [place for place in PLACES if person.may(place[3])]
    for n, (label, name, key, _permission, paths) in enumerate(mine):
        in_more = len(mine) > IN_THE_BAR and n >= IN_THE_BAR
        count = waits if name == APPROVALS else 0
        yield Place(str(label), address(name), key, best in paths, in_more, count)
