"""What can happen to somebody around an account? They are entered and they are ended; changing one does both."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.documents.models import Document
from accounts.models import Account, Customer
from accounts.people.doors import refuse_closed
from accounts.people.models import Party, PlaceRelation
from core import history
from core.errors import RuleViolation
from core.private import refuse_private
from core.templatetags.money import bare_day
from core.utility import moment

MAILING = ("mailing_line1", "mailing_line2", "mailing_city", "mailing_state", "mailing_zip")
ALWAYS_PRIVATE = {Party.Role.CASEWORKER}
# Whom nobody may tell anything unless somebody says so; the co-responsible owe the bill themselves.
TOLD_BY_ROLE = {
    Party.Role.HOLDER: Party.MayBeTold.EVERYTHING,
    Party.Role.CO_RESPONSIBLE: Party.MayBeTold.EVERYTHING,
}


@transaction.atomic
def add_party(
    account_id: int,
    *,
    role: str,
    name: str,
    source: str,
    may_be_told: str = "",
    customer: Customer | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    language: str = "",
    mailing_line1: str = "",
    mailing_line2: str = "",
    mailing_city: str = "",
    mailing_state: str = "",
    mailing_zip: str = "",
    is_private: bool = False,
    paper: Document | None = None,
    actor,
    today: date,
    request_id: UUID | None = None,
) -> Party:
    """Enter somebody who stands around an account, from a day (today) through another, if one is known.

    `source` is the paper or the words it rests on. A caseworker is always private. Without `may_be_told` it follows
    the role: nothing but for the co-responsible. The same `request_id` again answers the same party.
    """
    account = Account.objects.select_for_update().get(pk=account_id)
    refuse_closed(account.pk, actor)
    kept = Party.objects.filter(request_id=request_id, account=account).first() if request_id else None
    if kept:
        return kept
    mailing = [text.strip() for text in (mailing_line1, mailing_line2, mailing_city, mailing_state, mailing_zip)]
    begins = from_on or today
    _check(role, name, source, may_be_told, begins, until_on, mailing)
    _refuse_twice(account, role, name, today)
    refuse_private(name, source, *mailing)

    party = Party.objects.create(
        account=account,
        holder_id=account.customer_id,
        customer=customer,
        role=role,
        name=name.strip(),
        may_be_told=may_be_told or TOLD_BY_ROLE.get(Party.Role(role), Party.MayBeTold.NOTHING),
        language=language,
        **dict(zip(MAILING, mailing, strict=True)),
        privacy=Party.Privacy.PRIVATE if is_private or role in ALWAYS_PRIVATE else Party.Privacy.OPEN,
        source=source.strip(),
        paper=paper,
        from_on=begins,
        until_on=until_on,
        entered_by=actor,
        entered_at=moment(today),
        request_id=request_id,
    )
    _record("party.added", party, actor=actor, on=today, request_id=request_id)
    return party


@transaction.atomic
def end_party(party_id: int, *, ended_on: date, why: str, actor, today: date) -> Party:
    """Say from which day, today or earlier, somebody no longer stands around the account, and why."""
    account = Account.objects.select_for_update().get(parties=party_id)
    refuse_closed(account.pk, actor)
    party = Party.objects.select_for_update(of=("self",)).get(pk=party_id)
    if party.ended_on:
        raise RuleViolation(_("This was already ended on %(day)s.") % {"day": bare_day(party.ended_on)})
    if not why.strip():
        raise RuleViolation(_("Say why it ends; a colleague may ask."))
    if not party.from_on <= ended_on <= today:
        raise RuleViolation(
            _("It ends today or earlier, and not before %(day)s, when it began.") % {"day": bare_day(party.from_on)}
        )
    refuse_private(why)

    party.ended_on, party.ended_at, party.ended_why, party.ended_by = ended_on, moment(today), why.strip(), actor
    party.save(update_fields=["ended_on", "ended_at", "ended_why", "ended_by"])
    _record("party.ended", party, actor=actor, on=today)
    return party


@transaction.atomic
def record_place_relation(
    account_id: int, relation: str, *, source: str, from_on: date | None = None, actor, today: date
) -> PlaceRelation:
    """Say what the present holder is to the place: owner, tenant, landlord, or that nobody knows."""
    account = Account.objects.select_for_update().get(pk=account_id)
    refuse_closed(account.pk, actor)
    if relation not in PlaceRelation.Relation.values:
        raise RuleViolation(_("Say what the holder is to the place: owner, tenant, landlord, or not known."))
    if not source.strip():
        raise RuleViolation(_("Say who said so, or on which paper it stands."))
    begins = from_on or today
    if begins > today:
        raise RuleViolation(_("%(day)s is still to come. Record it when it is so.") % {"day": bare_day(begins)})
    refuse_private(source)

    found = PlaceRelation.objects.create(
        account=account,
        holder_id=account.customer_id,
        relation=relation,
        source=source.strip(),
        from_on=begins,
        entered_by=actor,
        entered_at=moment(today),
    )
    history.record(
        "place_relation.recorded",
        subject=found,
        account=account.number,
        actor=actor,
        on=today,
        facts={"relation": relation, "from_on": begins},
    )
    return found


def _check(role, name, source, may_be_told, begins: date, until_on: date | None, mailing: list[str]) -> None:
    if role not in Party.Role.values:
        raise RuleViolation(_("Say what this person is to the account: choose a role."))
    if not name.strip():
        raise RuleViolation(_("Say who it is: a name, or an office."))
    if not source.strip():
        raise RuleViolation(_("Say what it rests on: a paper with its date, or who said so and when."))
    if may_be_told and may_be_told not in Party.MayBeTold.values:
        raise RuleViolation(_("Say what this person may be told."))
    if until_on and until_on < begins:
        raise RuleViolation(
            _("The last day, %(last)s, lies before the first, %(first)s.")
            % {"last": bare_day(until_on), "first": bare_day(begins)}
        )
    line1, _line2, city, state, zip_code = mailing
    if any(mailing) and not all((line1, city, state, zip_code)):
        raise RuleViolation(_("A letter needs a street line, a city, a state and a ZIP code; fill all four or none."))


def _refuse_twice(account: Account, role: str, name: str, today: date) -> None:
    same = Party.objects.filter(account=account, holder=account.customer_id, role=role, name__iexact=name.strip())
    if same.in_force(today).exists():
        raise RuleViolation(
            _("%(name)s already stands here in this role. End that first if something about it changes.")
            % {"name": name.strip()}
        )


def _record(action: str, party: Party, *, actor, on: date, request_id=None) -> None:
    """The history names neither a private person nor a role that tells as much."""
    told = {} if party.is_private else {"role": party.role, "name": party.name}
    history.record(
        action, subject=party, account=party.account.number, actor=actor, on=on, request_id=request_id, facts=told
    )
