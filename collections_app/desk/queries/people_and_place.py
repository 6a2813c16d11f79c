"""Who holds the account, who stands around it, how are they reached, and what is served there?"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.documents.models import Document
from accounts.models import Account, Customer, EarlierHolder
from accounts.notes.models import Note
from accounts.notes.queries import notes_of
from accounts.people import doors, sentences
from accounts.people.models import ContactPoint, Party
from accounts.people.numbers import Number
from accounts.people.queries import earlier_parties_of
from collections_app.desk.queries.around import Around, relation_says
from core.templatetags.money import account_number, harmless
from ledger.models import DepositMemo

MOST = 100


def of_account(account: Account, known: Around, *, person, today: date) -> dict[str, Any]:
    """Everybody around the account with their numbers, notes, other accounts of the person and of the place, services
    with meters, deposits. What is closed to `person` is left out.

    Where the holder's address is protected nobody else at the place is named, and at a place nobody whose is.
    """
    is_hidden = doors.is_protected(account)
    others = Account.objects.exclude(pk__in={account.pk, *doors.closed_to(person)})
    others = others.select_related("customer", "premise", "standing")
    of_person = list(others.filter(customer=account.customer).order_by("pk")[:MOST])
    at_place = others.filter(premise=account.premise_id).order_by("-closed_on", "pk")[:MOST]
    of_place = [] if is_hidden else list(at_place)
    doors.close_addresses([*of_person, *of_place])
    return {
        "people": [*_holders(account, is_hidden), *(party_row(party) for party in known.parties)],
        "earlier": [party_row(party) for party in earlier_parties_of(account.pk, today)],
        "numbers": list(number_rows(account, known.numbers, is_hidden=is_hidden)),
        "relation": known.relation,
        "relation_says": relation_says(known.relation),
        "notes": note_rows(notes_of(account)[:MOST]),
        "accounts_of_person": [account_row(other) for other in of_person],
        "accounts_of_place": [account_row(other) for other in of_place if not doors.is_protected(other)],
        "services": account.services.order_by("service", "started_on"),
        "deposits": DepositMemo.objects.filter(account=account),
        "mailing": mailing_of(account.customer),
        "is_hidden": is_hidden,
    }


def _holders(account: Account, is_hidden: bool) -> Iterator[dict[str, Any]]:
    """The holder as billing names them, and whoever held the account before."""
    earlier = list(EarlierHolder.objects.filter(account=account).select_related("customer", "premise"))
    since: date | None = max((holder.until_on for holder in earlier), default=account.opened_on)
    yield {
        "name": harmless(account.customer.name),
        "url": reverse("desk:customer", args=[account.customer_id]),
        "role": _("holder"),
        "told": _("everything"),
        "from_on": since,
        "until_on": account.closed_on,
        "source": _("billing"),
    }
    protected = doors.hidden_addresses({holder.customer_id for holder in earlier}, None) if earlier else set()
    for holder in earlier:
        moved = holder.premise_id != account.premise_id and not is_hidden and holder.customer_id not in protected
        yield {
            "name": harmless(holder.customer.name),
            "url": reverse("desk:customer", args=[holder.customer_id]),
            "role": _("earlier holder"),
            "told": "",
            "from_on": None,
            "until_on": holder.until_on,
            "source": _("billing"),
            "detail": harmless(holder.premise.address) if moved else "",
        }


def party_row(party: Party, is_hidden: bool = False) -> dict[str, Any]:
    """A person as the People page shows them; a private one closed. Where an address is hidden, so are those of who
    stands around it: they may live there too."""
    row = {
        "name": sentences.name_shown(party),
        "role": sentences.role_shown(party),
        "from_on": party.from_on,
        "until_on": _last_day(party),
        "party_id": party.pk,
        "is_private": party.is_private,
        "is_over": party.ended_on is not None,
        "why": harmless(party.ended_why),
    }
    if party.is_private:
        return row
    mailing = (party.mailing_line1, party.mailing_line2, party.mailing_city, party.mailing_state, party.mailing_zip)
    return {
        **row,
        "told": sentences.TOLD[Party.MayBeTold(party.may_be_told)],
        "source": harmless(party.source),
        "detail": "" if is_hidden else harmless(", ".join(part for part in mailing if part)),
        "url": reverse("desk:customer", args=[party.customer_id]) if party.customer_id else "",
        "paper_url": _paper_url(party.paper),
    }


def _paper_url(document: Document | None) -> str:
    """Where the signed paper is downloaded, when it hangs in the log and is open to everybody who reads accounts."""
    if document is None or document.privacy != "open" or not hasattr(document, "paper"):
        return ""
    return reverse("desk:paper", args=[document.paper.pk])


def _last_day(party: Party) -> date | None:
    return party.ended_on or party.until_on


def number_rows(account: Account, numbers: Iterable[Number], *, is_hidden: bool) -> Iterator[dict[str, Any]]:
    """How everybody is reached; addresses of somebody protected are not there."""
    for number in numbers:
        if is_hidden and number.kind == ContactPoint.Kind.ADDRESS:
            continue
        yield {
            **number_row(number),
            "url": reverse("people:judge_number", args=[account.pk, number.point_id])
            if number.point_id
            else reverse("people:judge_billing_number", args=[account.pk, number.billing_field]),
        }


def number_row(number: Number) -> dict[str, Any]:
    return {
        "kind": sentences.KINDS[ContactPoint.Kind(number.kind)],
        "value": harmless(number.value),
        "dial": number.key if number.kind == ContactPoint.Kind.PHONE and not number.do_not_use else "",
        "whose": harmless(number.whose),
        "state": sentences.state_of(number),
        "tried": sentences.tried_when(number),
        "source": sentences.source_of(number),
        "why_not": harmless(number.why_not),
    }


def note_rows(notes: Iterable[Note]) -> list[dict[str, Any]]:
    """Newest first, those taken down after all others."""
    return sorted((_note_row(note) for note in notes), key=lambda row: row["taken_down_on"] is not None)


def _note_row(note: Note) -> dict[str, Any]:
    """A note as a page lists it; a private one closed."""
    return {
        "pk": note.pk,
        "text": "" if note.is_private else harmless(note.text),
        "is_private": note.is_private,
        "is_sticky": note.is_sticky and note.taken_down_on is None,
        "about_person": note.customer_id is not None,
        "on": note.on,
        "who": note.written_by,
        "taken_down_on": note.taken_down_on,
        "taken_down_by": note.taken_down_by,
        "why": harmless(note.taken_down_why),
    }


def account_row(other: Account) -> dict[str, Any]:
    """An account in a list; its address was closed where that is needed (`doors.close_addresses`)."""
    standing = getattr(other, "standing", None)
    return {
        "url": reverse("desk:account", args=[other.pk]),
        "number": account_number(other.number),
        "name": harmless(other.customer.name),
        "address": harmless(other.premise.address),
        "opened_on": other.opened_on,
        "closed_on": other.closed_on,
        "is_active": other.status == Account.Status.ACTIVE,
        "balance": standing.balance if standing else None,
        "past_due": standing.past_due if standing else None,
    }


def mailing_of(customer: Customer) -> list[str]:
    town = (customer.mailing_city, customer.mailing_state, customer.mailing_zip)
    lines = (customer.mailing_line1, customer.mailing_line2, " ".join(part for part in town if part))
    return [harmless(line) for line in lines if line]
