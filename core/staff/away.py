"""What happens while somebody is away: who decides in their place, and in whose hands is their open work?"""

from datetime import date

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import history
from core.errors import RuleViolation
from core.staff.access import refusal
from core.staff.models import Handover, Person, StandIn
from core.staff.queries import colleagues, may_stand_in
from core.templatetags.money import bare_day
from core.utility import moment

LOCK = 2712


@transaction.atomic
def name_stand_in(stand_in_id: int, *, from_on: date, until_on: date, actor, today: date) -> StandIn:
    """An approver names who decides in their place, with a last day. Never about what either of them asked for."""
    _one_at_a_time()
    if not actor.may("name_stand_ins"):
        raise RuleViolation(refusal("name_stand_ins"))
    _check_days(from_on, until_on, today)
    stand_in = Person.objects.get(pk=stand_in_id)
    if stand_in == actor:
        raise RuleViolation(_("Nobody stands in for themselves. Choose a colleague."))
    if not may_stand_in().filter(pk=stand_in_id).exists():
        raise RuleViolation(
            _("%(who)s cannot stand in: that takes a specialist, supervisor or director.") % {"who": stand_in}
        )
    taken = StandIn.objects.filter(_meets(from_on, until_on), person=actor).select_related("stand_in").first()
    if taken:
        raise RuleViolation(
            _("%(who)s already stands in for you from %(first)s to %(last)s. End that first, or choose other days.")
            % {"who": taken.stand_in, "first": bare_day(taken.from_on), "last": bare_day(taken.until_on)}
        )
    named = StandIn.objects.create(
        person=actor, stand_in=stand_in, from_on=from_on, until_on=until_on, named_by=actor, named_at=moment(today)
    )
    _record("stand_in.named", named, actor, today, {"person": str(actor), "stand_in": str(stand_in)})
    return named


@transaction.atomic
def end_stand_in(stand_in_pk: int, *, actor, today: date) -> StandIn:
    """An approver is back early: from today on the stand-in decides nothing in their place."""
    named = StandIn.objects.select_for_update(of=("self",)).select_related("person", "stand_in").get(pk=stand_in_pk)
    if named.person != actor:
        raise RuleViolation(_("Only %(who)s can end this; it is their place.") % {"who": named.person})
    _end(named, actor, today)
    _record("stand_in.ended", named, actor, today, {"person": str(actor), "stand_in": str(named.stand_in)})
    return named


@transaction.atomic
def hand_over(from_person_id: int, to_person_id: int, *, from_on: date, until_on: date, actor, today: date) -> Handover:
    """A supervisor puts one person's open work, and what they were handed, into another's hands until a last day."""
    _one_at_a_time()
    if not actor.may("hand_over_work"):
        raise RuleViolation(refusal("hand_over_work"))
    _check_days(from_on, until_on, today)
    giver, taker = Person.objects.get(pk=from_person_id), Person.objects.get(pk=to_person_id)
    if giver == taker:
        raise RuleViolation(_("The work is already in these hands. Choose a colleague."))
    if not colleagues().filter(pk=to_person_id).exists():
        raise RuleViolation(
            _("%(who)s cannot take over work. %(may)s") % {"who": taker, "may": refusal("log_contacts")}
        )
    meanwhile = Handover.objects.filter(_meets(from_on, until_on)).select_related("to_person")
    for other in meanwhile:
        if other.from_person_id == giver.pk:
            raise RuleViolation(
                _("The work of %(who)s is with %(to)s until %(last)s. End that first, or choose other days.")
                % {"who": giver, "to": other.to_person, "last": bare_day(other.until_on)}
            )
    if _comes_back(giver.pk, taker.pk, {other.from_person_id: other.to_person_id for other in meanwhile}):
        raise RuleViolation(
            _("%(to)s has handed work over on these days, and it would come back to %(who)s. Choose a colleague.")
            % {"to": taker, "who": giver}
        )
    try:
        with transaction.atomic():
            given = Handover.objects.create(
                from_person=giver, to_person=taker, from_on=from_on, until_on=until_on, given_by=actor,
                given_at=moment(today),
            )  # fmt: skip
    except IntegrityError as refused:  # the law of the database, should the look above ever miss one
        raise RuleViolation(_("The work of %(who)s is already handed over then.") % {"who": giver}) from refused
    _record("work.handed_over", given, actor, today, {"from": str(giver), "to": str(taker)})
    return given


@transaction.atomic
def end_handover(handover_id: int, *, actor, today: date) -> Handover:
    """Somebody is back early: from today on their work is their own again."""
    given = (
        Handover.objects.select_for_update(of=("self",)).select_related("from_person", "to_person").get(pk=handover_id)
    )
    if not actor.may("hand_over_work"):
        raise RuleViolation(refusal("hand_over_work"))
    _end(given, actor, today)
    _record("work.given_back", given, actor, today, {"from": str(given.from_person), "to": str(given.to_person)})
    return given


def _end(row, actor, today: date) -> None:
    if row.ended_on or row.until_on < today:
        raise RuleViolation(_("This is already over."))
    row.ended_on, row.ended_by = today, actor
    row.save(update_fields=["ended_on", "ended_by"])


def _check_days(from_on: date, until_on: date, today: date) -> None:
    if from_on < today:
        raise RuleViolation(_("It begins today or later: what was done before was done without it."))
    if until_on < from_on:
        raise RuleViolation(_("The last day comes before the first."))


def _meets(from_on: date, until_on: date) -> Q:
    """Rows that count on any of these days."""
    lasts = Q(ended_on__isnull=True) | Q(ended_on__gt=from_on)
    return lasts & Q(from_on__lte=until_on, until_on__gte=from_on)


def _comes_back(giver: int, taker: int, given: dict[int, int]) -> bool:
    """Whether work that goes to `taker` would end in the hands it came from."""
    seen: set[int] = set()
    while taker in given and taker not in seen:
        seen.add(taker)
        taker = given[taker]
        if taker == giver:
            return True
    return False


def _one_at_a_time() -> None:
    """Who hands over looks at what others handed over; two at once would each miss the other's."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])


def _record(action: str, row, actor, today: date, facts: dict[str, str]) -> None:
    days = {"from_on": row.from_on.isoformat(), "until_on": row.until_on.isoformat()}
    history.record(action, subject=row, actor=actor, on=today, facts={**facts, **days})
