"""From which list was an account opened, and which accounts stand beside it there?

The list's own address travels in `?from=`, with the ids that are the place of the row, so that `n` and `p` work also
when the row has left the list meanwhile. Whoever works the list (`work=1`) is served the next account; whoever only
looks goes on to the one beside.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.http import QueryDict
from django.urls import reverse

from collections_app.desk.forms import WorklistFilters
from collections_app.desk.queries.worklist import PERSON, VIEWS, around
from core.addresses import address

CARRIED = (*WorklistFilters.base_fields, "view", "size", "columns", "saved")
WORK = "work"


@dataclass(frozen=True)
class Neighbours:
    """Addresses of the accounts before and after, and of the list itself; empty where there is none."""

    previous: str = ""
    next: str = ""
    back: str = ""


def query_of(asked: QueryDict) -> str:
    """The part of a list's address that says which list it is: its view and filters, without the place in it."""
    kept = QueryDict(mutable=True)
    for name in CARRIED:
        if any(asked.getlist(name)):
            kept[name] = ",".join(filter(None, asked.getlist(name))) if name == "columns" else asked[name]
    return kept.urlencode()


def opened_from(account_id: int, query: str, at: str, *, page: str = "desk:account", working: bool = False) -> str:
    """The address of an account's page that remembers the list and the place, and whether the list is being worked."""
    trail = f"{query}&at={quote(at, safe='')}{f'&{WORK}=1' if working else ''}"
    return f"{address(page, account_id)}?from={quote(trail, safe='')}"


def neighbours(trail: str, *, today: date, person) -> Neighbours:
    """The neighbours by what stands in `?from=`; none when it says nothing."""
    asked = QueryDict(trail)
    if "at" not in asked:
        return Neighbours()
    view, query = view_of(asked), query_of(asked)
    beside = around(view, WorklistFilters(asked).chosen, asked["at"], today=today, person=person)
    working = is_worked(asked)  # whoever looks back while working is served the next one all the same
    previous, following = (opened_from(row[0], query, row[1], working=working) if row else "" for row in beside)
    if working:
        following = f"{reverse('desk:work')}?{query}&after={quote(asked['at'], safe='')}"
    return Neighbours(previous, following, f"{reverse('desk:worklist')}?{query}")


def view_of(asked: QueryDict) -> str:
    """Which list an address asks for."""
    view = asked.get("view", "")
    return view if view in VIEWS else PERSON


def is_worked(asked: QueryDict) -> bool:
    """Whether this list is worked down, one account served after the other."""
    return bool(asked.get(WORK))
