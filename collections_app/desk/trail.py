"""From which list was an account opened, and which accounts stand beside it there?

The list's own address travels in `?from=`, with the ids that are the place of the row, so that `n` and `p` work also
when the row has left the list meanwhile.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.http import QueryDict
from django.urls import reverse

from collections_app.desk.forms import WorklistFilters
from collections_app.desk.queries.worklist import PERSON, VIEWS, around

CARRIED = (*WorklistFilters.base_fields, "view", "size")


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
        if asked.get(name):
            kept[name] = asked[name]
    return kept.urlencode()


def opened_from(account_id: int, query: str, at: str, *, page: str = "desk:account") -> str:
    """The address of an account's page that remembers the list and the place."""
    trail = f"{query}&at={quote(at, safe='')}"
    return f"{reverse(page, args=[account_id])}?from={quote(trail, safe='')}"


def neighbours(trail: str, *, today: date) -> Neighbours:
    """The neighbours by what stands in `?from=`; none when it says nothing."""
    asked = QueryDict(trail)
    if "at" not in asked:
        return Neighbours()
    view = asked.get("view") if asked.get("view") in VIEWS else PERSON
    query = query_of(asked)
    previous, following = (
        opened_from(row[0], query, row[1]) if row else ""
        for row in around(view, WorklistFilters(asked).chosen, asked["at"], today=today)
    )
    return Neighbours(previous, following, f"{reverse('desk:worklist')}?{query}")
