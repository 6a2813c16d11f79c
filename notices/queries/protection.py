"""Did something begin after a letter was issued that keeps it in the house: a hold that stops letters, or the
protection of an address that it names? Then a person decides. And what keeps a letter from being issued at all?"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.holds.kinds import BY_CODE
from accounts.holds.models import Hold
from accounts.holds.queries import stopping, stopping_all
from accounts.models import Account
from accounts.people.models import Party
from core.templatetags.money import bare_day
from core.verdicts import Reason, blocked
from notices.frame import ON_FILE, designated_addresses, frames
from notices.kinds import goes_despite
from notices.models import Letter
from notices.paper.words import plain

ON_A_PART = (Hold.Scope.CHARGES, Hold.Scope.SERVICE)


def why_stopped(account_id: int, *, despite: Collection[str], today: date) -> Iterator[Reason]:
    """The holds that stop all letters to an account, each as a reason, but for the kinds of hold named."""
    account = Account.objects.select_related("customer").get(pk=account_id)
    for hold in stopping_all("letters", account, on=today, despite=despite):
        said = {"kind": BY_CODE[hold.kind].words_shown, "day": bare_day(hold.from_on)}
        yield blocked("hold", _("All letters stopped on %(day)s: %(kind)s.") % said, hold.citation)


def begun_since(letters: Sequence[Letter], *, today: date) -> dict[int, list[Hold]]:
    """By letter, the holds that stop letters today and were not there when it was issued. Needs `letter.account`."""
    customers = {letter.account.customer_id for letter in letters}
    touching = Q(account__in=[letter.account_id for letter in letters])
    touching |= Q(scope=Hold.Scope.CUSTOMER, customer__in=customers)
    holds = list(
        Hold.objects.in_force(today).filter(touching, kind__in=stopping("letters", on=today)).order_by("from_on", "pk")
    )
    found = {letter.pk: [hold for hold in holds if _touches(hold, letter)] for letter in letters} if holds else {}
    return {letter_id: theirs for letter_id, theirs in found.items() if theirs}


def _touches(hold: Hold, letter: Letter) -> bool:
    if hold.kind in goes_despite(letter.kind):
        return False
    is_theirs = hold.account_id == letter.account_id or (
        hold.scope == Hold.Scope.CUSTOMER and hold.customer_id == letter.account.customer_id
    )
    return is_theirs and _is_newer(hold, letter)


def _is_newer(hold: Hold, letter: Letter) -> bool:
    """What is left out by a hold on a part was left out when the letter was issued, if the hold was there. A hold on
    everything was not there, or there would be no letter; so its day is enough."""
    if hold.from_on > letter.issued_on:
        return True
    if hold.scope in ON_A_PART:
        return hold.recorded_at > letter.recorded_at
    return timezone.localdate(hold.recorded_at) >= letter.issued_on


def naming_hidden_places(letters: QuerySet[Letter]) -> dict[int, int]:
    """Of these letters those that name a place which was protected after they were issued: by letter, whose it is.

    The holder's stands on every sheet of the account; that of somebody beside them on their copy.
    """
    places = designated_addresses()
    holders = letters.filter(account__customer__in=list(places)).exclude(facts__service_address=ON_FILE)
    found = dict(holders.values_list("pk", "account__customer")) if places else {}
    theirs = {
        (party.account_id, party.role, plain(party.name)): party.customer_id
        for party in Party.objects.filter(customer__in=list(places)).only("account", "role", "name", "customer")
    }
    copies = letters.filter(copy_of__isnull=False, account__in={account for account, *_rest in theirs})
    rows = copies.values_list("pk", "account", "copy_to", "address") if theirs else []
    for letter_id, account_id, role, lines in rows:
        customer_id = theirs.get((account_id, role, lines[0]))
        if customer_id and plain(places[customer_id].designated_line1) not in lines:
            found[letter_id] = customer_id
    return found


def names_hidden_place(letter: Letter) -> bool:
    return bool(naming_hidden_places(Letter.objects.filter(pk=letter.pk)))


def without_place(letter: Letter, *, today: date) -> dict[str, Any]:
    """What a letter states, for a page: the place that it names is closed, since it is protected now."""
    frame = frames([letter.account_id], today=today)[letter.account_id].facts
    lines = letter.facts["mailing_lines"][:1] if letter.copy_to else frame["mailing_lines"]
    return {**letter.facts, "mailing_lines": lines, "service_address": frame["service_address"]}


def why_address_keeps_it() -> str:
    return _("The address was protected after this letter was issued. Take it out, and issue another.")


def why_aside(holds: Iterable[Hold]) -> str:
    """What the mail room says of such a letter. What is private about a person is named on their account only."""
    named = ", ".join(
        _("%(kind)s from %(day)s") % {"kind": _kind(hold), "day": bare_day(hold.from_on)} for hold in holds
    )
    return _(
        "A hold that stops letters began after it was issued: %(holds)s. Take it out, or print it all the same."
    ) % {"holds": named}


def _kind(hold: Hold) -> str:
    kind = BY_CODE[hold.kind]
    return _("a private hold") if kind.is_private else str(kind.words)
