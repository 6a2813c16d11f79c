"""Who stands around an account on a day, how are they reached, and what is the holder to the place?"""

from collections.abc import Collection
from datetime import date

from django.db.models import F, Q, QuerySet

from accounts.models import Account
from accounts.people.models import ContactPoint, Party, PlaceRelation
from accounts.people.numbers import Number, of_customer, of_party

Role = Party.Role

# These stand there by the place; everybody else by the word of whoever holds the account.
BY_THE_PLACE = (Role.HOLDER, Role.OWNER, Role.LANDLORD, Role.OCCUPANT)
MAY_SPEAK = (Role.CO_RESPONSIBLE, Role.AUTHORISED)


def parties_of(account_id: int, on: date) -> QuerySet[Party]:
    """Who stands around an account on a day, as known now, longest there first.

    Private ones are among them: pages draw these closed (`sentences.name_shown`), exports leave them out.
    """
    return _of_this_holder(account_id).in_force(on).select_related("entered_by", "paper__paper")


def earlier_parties_of(account_id: int, on: date) -> QuerySet[Party]:
    """Who stood around an account and no longer does, newest first."""
    now = parties_of(account_id, on).values("pk")
    earlier = Party.objects.filter(account=account_id, from_on__lte=on).exclude(pk__in=now)
    return earlier.select_related("ended_by", "paper__paper").order_by("-from_on", "-pk")


def who_may_speak(account_id: int, on: date) -> list[Party]:
    """Beside the holder: the co-responsible and whoever is authorised to talk. `may_be_told` says about what."""
    return list(parties_of(account_id, on).filter(role__in=MAY_SPEAK))


def third_parties(account_id: int, on: date) -> QuerySet[Party]:
    """To whom copies of letters go on a day; each with the paper that asks for it, where one is on file."""
    return parties_of(account_id, on).filter(role=Role.THIRD_PARTY)


def numbers_of(account: Account, on: date, parties: Collection[Party] | None = None) -> list[Number]:
    """How the holder and everybody around the account are reached; the holder's first, of each what works first.

    Billing's numbers and ours in one list. A private party's numbers are not in it. Parties that were read already
    may be handed in.
    """
    shown = [party for party in (parties_of(account.pk, on) if parties is None else parties) if not party.is_private]
    whose = Q(customer=account.customer_id) | Q(party__in=[party.pk for party in shown])
    points = list(ContactPoint.objects.kept().filter(whose))
    found = of_customer(account.customer, points)
    for party in shown:
        found += of_party(party, points)
    return found


def place_relation(account_id: int, on: date) -> PlaceRelation | None:
    """What the present holder is to the place, as far as somebody here recorded it; None when nobody did."""
    known = PlaceRelation.objects.filter(account=account_id, from_on__lte=on, holder=F("account__customer"))
    return known.select_related("entered_by").first()


def _of_this_holder(account_id: int):
    parties = Party.objects.filter(account=account_id)
    return parties.filter(Q(role__in=BY_THE_PLACE) | Q(holder=F("account__customer")))
