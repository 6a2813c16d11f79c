"""What does every letter say, whatever its kind: to whom, from whom, about which account?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Account, Customer
from accounts.people.models import ProtectedAddress
from core.utility import current
from notices.office import office, on_paper

COLUMNS = (
    "pk",
    "number",
    "customer",
    "customer__kind",
    "customer__first_name",
    "customer__last_name",
    "customer__organization_name",
    "customer__mailing_line1",
    "customer__mailing_line2",
    "customer__mailing_city",
    "customer__mailing_state",
    "customer__mailing_zip",
    "customer__language",
    "premise__line1",
    "premise__unit",
)


# What a sheet says in place of an address that is protected: nothing that tells a stranger of the protection.
ON_FILE = "the address on file"


@dataclass(frozen=True)
class Frame:
    """The facts of the frame for one account. Without an address `mailing_lines` holds the name alone."""

    facts: dict[str, Any]
    language: str
    has_address: bool


def frames(account_ids: Sequence[int], *, today: date) -> dict[int, Frame]:
    """The frame of a letter to each account, in two statements.

    Where the holder's address is protected, mail goes to the designated address and no sheet says which place is
    served: every letter, preview and PDF takes its addresses from here.
    """
    said = office_facts(today)
    rows = Account.objects.filter(pk__in=account_ids).order_by().values_list(*COLUMNS)
    designated = designated_addresses()
    found = {}
    for row in rows:
        frame = _frame(said, row[1], *row[3:])
        found[row[0]] = _protected(frame, designated[row[2]]) if row[2] in designated else frame
    return found


def designated_addresses() -> dict[int, ProtectedAddress]:
    """By customer, where the mail of those goes whose address is protected: few of all, so they are read at once."""
    return {one.customer_id: one for one in ProtectedAddress.objects.in_force()}


def _protected(frame: "Frame", place: ProtectedAddress) -> "Frame":
    lines = [line for line in (place.designated_line1, place.designated_line2) if line]
    town = f"{place.designated_city}, {place.designated_state} {place.designated_zip}"
    name = frame.facts["holder_name"]
    facts = frame.facts | {"mailing_lines": [name, *lines, town], "service_address": ON_FILE}
    return Frame(facts, frame.language, has_address=True)


def office_facts(today: date) -> dict[str, Any]:
    """What a letter says about this office."""
    return {"utility_name": current().name, **on_paper(office(today)), "issued_on": today}


def _frame(said, number, kind, first, last, organization, line1, line2, city, state, zip_code, language, street, unit):
    name = name_of(kind, first, last, organization)
    has_address = all((line1, city, state, zip_code))
    address = [line for line in (line1, line2) if line] + [f"{city}, {state} {zip_code}"] if has_address else []
    facts = said | {
        "account_number": number,
        "holder_name": name,
        "mailing_lines": [name, *address],
        "service_address": f"{street}, {unit}" if unit else street,
    }
    return Frame(facts, language or "en", has_address)


def name_of(kind: str, first: str, last: str, organization: str) -> str:
    """What `Customer.name` says, without a model per letter: thousands are issued at once."""
    person = f"{first} {last}".strip()
    return organization or person if kind == Customer.Kind.ORGANIZATION else person or organization
