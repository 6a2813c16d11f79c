"""What does the list of visits show: whose way, on which day, and what is left of earlier days?"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people.doors import closed_to
from accounts.visits import queries, sentences
from accounts.visits.queries import Round, Stop
from core import typed
from core.staff.models import Person
from core.templatetags.money import short_day

FARTHEST = 36_500  # days from today; before and after every day of the list there are others


def day_of(asked: str, today: date) -> date:
    """The day an address asks for; today when it asks for none that can be understood, or for one that no office plans
    for."""
    day = typed.day(asked)
    return day if day and abs((day - today).days) <= FARTHEST else today


def whose(asked: str, rounds: Sequence[Round], me: Person) -> int:
    """Whose way is shown: whoever is asked for, else mine, else the first there is."""
    pk = typed.whole(asked)
    if pk is not None:
        return pk
    mine = [found.visitor_id for found in rounds if found.visitor_id == me.pk]
    return (mine or [found.visitor_id for found in rounds] or [me.pk])[0]


def context(request, today: date) -> dict[str, Any]:
    """The context of `visits/list.html`."""
    on = day_of(request.GET.get("day", ""), today)
    rounds = queries.rounds(on)
    who = whose(request.GET.get("who", ""), rounds, request.user)
    stops = seen_by(request.user, queries.route(on, who))
    following = next((stop for stop in stops if stop.is_open and not stop.why_not), None)
    return {
        "on": on,
        "today": today,
        "stops": stops,
        "rows": [row(stop) for stop in stops],
        "says": sentences.counted(stops),
        "sum": sentences.sum_of(stops),
        "tabs": [
            {
                "label": found.visitor,
                "url": address(on, found.visitor_id),
                "current": found.visitor_id == who,
                "count": f"{found.done}/{found.stops}",
                "key": str(place) if place < 10 else "",
            }
            for place, found in enumerate(rounds, 1)
        ],
        "before": day_link(on - timedelta(days=3 if on.weekday() == 0 else 1)),
        "after": day_link(on + timedelta(days=3 if on.weekday() == 4 else 1)),
        "banners": left_over(today) if on == today else [],
        "empty": "" if stops else sentences.empty(on, today, queries.next_days(max(on, today))),
        "next_stop": reverse("visits:stop", args=[following.visit.pk]) if following else "",
        "move_url": reverse("visits:move_route", args=[on.isoformat(), who]) if any(s.is_open for s in stops) else "",
        "route_url": reverse("visits:print_route", args=[on.isoformat(), who]) if stops else "",
    }


def seen_by(person: Person, stops: Sequence[Stop]) -> list[Stop]:
    """The stops without those of accounts that are closed to a person."""
    closed = closed_to(person)
    return [stop for stop in stops if stop.visit.account_id not in closed]


def row(stop: Stop) -> dict[str, Any]:
    """A stop as the list and the sheet of paper draw it."""
    return {
        "stop": stop,
        "offers": sentences.offers(stop.visit),
        "owes": sentences.owes(stop),
        "ended": sentences.ended(stop.result) if stop.result else "",
    }


def left_over(today: date) -> list[dict[str, str]]:
    """Earlier days whose visits have no result yet, as banners."""
    by_day: dict[date, int] = {}
    for visit in queries.overdue(today):
        by_day[visit.planned_on] = by_day.get(visit.planned_on, 0) + 1
    return [
        {
            "state": "person",
            "strong": ngettext("%(n)d visit without a result.", "%(n)d visits without a result.", n) % {"n": n},
            "text": _("Planned for %(day)s: record how they ended, or move them.") % {"day": short_day(day)},
            "url": address(day),
            "link": _("See that day"),
        }
        for day, n in by_day.items()
    ]


def day_link(day: date) -> dict[str, str]:
    return {"label": short_day(day), "url": address(day)}


def address(day: date, who: int | None = None) -> str:
    return f"{reverse('visits:list')}?day={day.isoformat()}" + (f"&who={who}" if who else "")
