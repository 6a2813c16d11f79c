"""What may this person find? Nobody is found by an address that is protected, and what is closed is only counted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from accounts.people import doors
from accounts.search.finding import Hit, find

BY_PLACE = ("address", "both")


@dataclass(frozen=True)
class Seen:
    """The hits that a person may see, how many were closed to them, and whether more begin like it."""

    hits: list[Hit]
    closed: int
    is_more: bool


def find_for(person, typed: str, shown: int) -> Seen:
    """`find` with the doors: without the accounts that are closed to this person, and with no protected address."""
    found = find(typed, shown + 1)
    closed = doors.closed_to(person)
    may_see = [hit for hit in found if hit.account.pk not in closed]
    hits = list(_without_places(may_see, person))
    return Seen(hits[:shown], len({hit.account.pk for hit in found} & closed), len(found) > shown)


def _without_places(hits: list[Hit], person) -> Iterator[Hit]:
    """Neither the place of who is found, nor that of an earlier holder's account whose holder of today is protected."""
    holders = {hit.holder_id for hit in hits} | {hit.account.customer_id for hit in hits}
    protected = doors.hidden_addresses(holders, None)
    unseen = doors.hidden_addresses(holders, person) if protected else set()
    for hit in hits:
        theirs = {hit.holder_id, hit.account.customer_id}
        if theirs & unseen and hit.kind in BY_PLACE:
            continue
        yield replace(hit, address=[(doors.hidden_words(), False)]) if theirs & protected else hit
