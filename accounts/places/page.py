"""What do pages show of a place: whose it is, since when, and what to be careful of?"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people.doors import closed_to, hidden_addresses, hidden_words
from accounts.places import queries, sentences
from accounts.places.models import Caution, PremiseOwner
from core.staff.access import refusal
from core.staff.models import Person
from core.templatetags.money import harmless

MOST_EARLIER = 10


def place_of(account: Account, person: Person, today: date) -> dict[str, Any]:
    """The context of `places/partials/place.html`.

    Parcel and owner would tell where a protected address is, so they are closed to whoever may not see it.
    """
    is_hidden = account.customer_id in hidden_addresses([account.customer_id], person)
    owners = [] if is_hidden else list(queries.owners_of(account.premise_id)[:MOST_EARLIER])
    owner = next((found for found in owners if _owns(found, today)), None)
    may = person.may("keep_people")
    return {
        "owner": owner and owner_row(owner),
        "earlier": [owner_row(found) for found in owners if found is not owner],
        "is_hidden": is_hidden,
        "cautions": [caution_row(found, today) for found in queries.cautions_of(account.premise_id, today)],
        "add_owner_url": reverse("places:add_owner", args=[account.pk]) if may and not is_hidden else "",
        "add_caution_url": reverse("places:open_caution", args=[account.pk]) if may else "",
        "who_may": "" if may else refusal("keep_people"),
    }


def banners_of(account: Account, today: date) -> list[dict[str, str]]:
    """The cautions of an account's place for the account file, each with its page."""
    return [
        {
            **sentences.banner(found, today),
            "url": reverse("places:caution", args=[found.pk]),
            "link": _("See the caution"),
        }
        for found in queries.cautions_of(account.premise_id, today)
    ]


def owner_row(owner: PremiseOwner) -> dict[str, Any]:
    """An owner as a page says it."""
    return {
        "pk": owner.pk,
        "name": harmless(owner.name),
        "parcel": harmless(owner.parcel),
        "mailing": [harmless(line) for line in owner.mailing],
        "phone": harmless(owner.phone),
        "source": harmless(owner.source),
        "from_on": owner.from_on,
        "until_on": owner.until_on,
        "end_url": reverse("places:end_owner", args=[owner.pk]) if owner.until_on is None else "",
    }


def caution_row(caution: Caution, today: date) -> dict[str, Any]:
    """A caution as a page says it."""
    return {
        "title": sentences.title(caution),
        "says": sentences.says(caution),
        "source": harmless(caution.source),
        "review_on": caution.review_on,
        "is_due": caution.review_on <= today,
        "url": reverse("places:caution", args=[caution.pk]),
    }


def listed(cautions: Iterable[Caution], person: Person, today: date) -> list[dict[str, Any]]:
    """Cautions of many places: those of closed accounts are left out, protected addresses stand as such."""
    shown = list(cautions)
    at: dict[int, list[Account]] = {}
    for account in Account.objects.filter(premise__in={found.premise_id for found in shown}):
        at.setdefault(account.premise_id, []).append(account)
    closed = closed_to(person)
    hidden = hidden_addresses({account.customer_id for here in at.values() for account in here}, None)
    rows = []
    for found in shown:
        here = at.get(found.premise_id, [])
        if any(account.pk in closed for account in here):
            continue
        is_hidden = any(account.customer_id in hidden for account in here)
        address = hidden_words() if is_hidden else harmless(found.premise.address)
        rows.append({**caution_row(found, today), "address": address, "by": found.entered_by})
    return rows


def _owns(owner: PremiseOwner, today: date) -> bool:
    return owner.from_on <= today and (owner.until_on is None or owner.until_on >= today)
