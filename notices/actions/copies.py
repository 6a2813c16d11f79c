"""Who else gets a letter? People around the account in the roles that its kind names, each at an address of their own.

A copy says what its letter says, word for word; only the address is another's. It is taken out with its letter.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import Account
from accounts.people.models import Party
from accounts.people.queries import BY_THE_PLACE
from accounts.places.models import PremiseOwner
from core import history
from core.history.models import HistoryLine
from core.utility import moment
from notices.frame import ON_FILE, designated_addresses
from notices.kinds import LetterKind
from notices.models import Letter, Waiting
from notices.paper.words import plain
from notices.queries.addresses import bad_lines

Role = Party.Role


class Recipient(NamedTuple):
    """Somebody who gets a copy: in which role, and the lines of their address, the name first; only the name where
    none is known."""

    role: str
    lines: list[str]
    is_private: bool = False


class Copied(NamedTuple):
    """The copies that were issued, and by account what could not be copied to whom, as a sentence."""

    letters: list[int]
    left_out: dict[int, list[str]]


def issue_copies(kind: LetterKind, letters: Mapping[int, int], *, actor, today: date) -> Copied:
    """Issue the copies of letters that were just issued; by account the letter."""
    if not kind.copies_to or not letters:
        return Copied([], {})
    originals = Letter.objects.select_related("account", "waiting").in_bulk(list(letters.values()))
    bad, around = bad_lines(list(letters)), recipients(list(letters), kind.copies_to, today=today)
    copies, left_out = [], defaultdict(list)
    for account_id, letter_id in letters.items():
        original, named = originals[letter_id], {tuple(originals[letter_id].address)}
        for one in around.get(account_id, []):
            if tuple(one.lines) in named:
                continue
            named.add(tuple(one.lines))
            if why := _why_not(one, original, bad.get(account_id, set())):
                left_out[account_id].append(why)
                _tell(original, why, actor=actor, today=today)
                continue
            copies.append(_copy(original, one, number=len(named), actor=actor, today=today))
    return Copied(_issue(copies), dict(left_out))


def recipients(account_ids: Collection[int], roles: Collection[str], *, today: date) -> dict[int, list[Recipient]]:
    """By account, who stands around it in one of these roles today, in the order of the roles; in a few statements."""
    parties = Party.objects.in_force(today).filter(account__in=account_ids, role__in=roles)
    parties = parties.filter(Q(role__in=BY_THE_PLACE) | Q(holder=F("account__customer")))
    found: dict[int, list[Recipient]] = defaultdict(list)
    places = dict(designated_addresses())
    for party in parties.select_related("account__premise").order_by("pk"):
        found[party.account_id].append(
            Recipient(party.role, [plain(line) for line in _lines(party, places)], party.is_private)
        )
    if Role.OWNER in roles:
        for account_id, owner in _owners(account_ids, today):
            if all(one.role != Role.OWNER for one in found[account_id]):
                found[account_id].append(Recipient(Role.OWNER, [plain(line) for line in owner]))
    turn = {role: place for place, role in enumerate(roles)}
    return {account_id: sorted(some, key=lambda one: turn[one.role]) for account_id, some in found.items() if some}


def _lines(party: Party, places: Mapping) -> list[str]:
    """Where somebody's mail goes; an occupant without an address of their own is written to at the place."""
    if protected := places.get(party.customer_id):
        town = f"{protected.designated_city}, {protected.designated_state} {protected.designated_zip}"
        return [line for line in (party.name, protected.designated_line1, protected.designated_line2, town) if line]
    street, second = party.mailing_line1, party.mailing_line2
    city, state, zip_code = party.mailing_city, party.mailing_state, party.mailing_zip
    if not street and party.role == Role.OCCUPANT and (place := party.account.premise):
        street, second, city, state, zip_code = place.line1, place.unit, place.city, place.state, place.zip
    if not all((street, city, state, zip_code)):
        return [party.name]
    return [line for line in (party.name, street, second, f"{city}, {state} {zip_code}") if line]


def _owners(account_ids: Collection[int], today: date) -> Iterator[tuple[int, list[str]]]:
    """The owners of the places, as somebody here recorded them."""
    at = defaultdict(list)
    for account_id, premise_id in Account.objects.filter(pk__in=account_ids).values_list("pk", "premise"):
        at[premise_id].append(account_id)
    for owner in PremiseOwner.objects.owning(today).filter(premise__in=list(at)).exclude(name="").order_by("pk"):
        whole = all((owner.line1, owner.city, owner.state, owner.zip))
        town = f"{owner.city}, {owner.state} {owner.zip}"
        lines = [line for line in (owner.name, owner.line1, owner.line2, town) if line] if whole else [owner.name]
        for account_id in at[owner.premise_id]:
            yield account_id, lines


def _why_not(one: Recipient, original: Letter, bad: Collection[tuple[str, ...]]) -> str:
    role = Role(one.role).label
    said = {"who": role if one.is_private else f"{one.lines[0]}, {role}"}
    if len(one.lines) < 2:
        return _("%(who)s: no copy, no address is known.") % said
    if tuple(one.lines[1:]) in bad:
        return _("%(who)s: no copy, a letter came back from the address.") % said
    # A protected place stands on no envelope.
    if one.role == Role.OCCUPANT and original.facts.get("service_address") == ON_FILE:
        return _("%(who)s: no copy, the place is protected.") % said
    return ""


def _copy(original: Letter, one: Recipient, *, number: int, actor, today: date) -> Letter:
    return Letter(
        account=original.account,
        kind=original.kind,
        language=original.language,
        version_id=original.version_id,
        english_id=original.english_id,
        own_text=original.own_text,
        facts={**original.facts, "mailing_lines": one.lines, "copied_to": one.lines[0], "to_private": one.is_private},
        address=one.lines,
        copy_of=original,
        mail_by=original.mail_by,
        copy_to=one.role,
        issued_on=today,
        recorded_at=moment(today),
        cause=f"copy {number - 1} of {original.pk}",
        actor=actor,
    )


def _tell(original: Letter, why: str, *, actor, today: date) -> None:
    """The account's timeline says who got no copy."""
    facts = {"kind": original.kind, "why": why}
    number = original.account.number
    history.record("letter.not_copied", subject=original, account=number, actor=actor, on=today, facts=facts)


def _issue(copies: list[Letter]) -> list[int]:
    """The copies, their places in the queue beside their letters', and their lines of history."""
    issued = Letter.objects.bulk_create(copies)
    Waiting.objects.bulk_create(
        Waiting(letter=copy, not_before=copy.copy_of.waiting.not_before) for copy in issued if copy.copy_of
    )
    HistoryLine.objects.bulk_create(
        HistoryLine(
            at=copy.recorded_at,
            business_date=copy.issued_on,
            actor=copy.actor,
            action="letter.issued",
            subject_kind="notices.letter",
            subject_key=str(copy.pk),
            account_number=copy.account.number,
            facts={"kind": copy.kind, "cause": copy.cause, "copy_to": copy.copy_to},
        )
        for copy in issued
    )
    return [copy.pk for copy in issued]
