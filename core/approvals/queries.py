"""What waits for whom, and may this person decide it?"""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.approvals import KINDS
from core.approvals.models import Approval
from core.staff.access import refusal
from core.staff.models import Handover, StandIn
from core.staff.queries import stands_in_for
from core.staff.roles import MAY_STAND_IN, TABLE

Day = Any  # a date, or an expression of the database that is one


def waiting_of(kind: str, subject: Any) -> Approval | None:
    """The approval that waits about a thing, if one does."""
    return (
        Approval.objects.waiting()
        .filter(kind=kind, subject_kind=subject._meta.label_lower, subject_key=str(subject.pk))
        .first()
    )


def waiting_for(person, *, today: Day) -> QuerySet[Approval]:
    """What this person may decide on a day, what helps only until a nearer day first; nothing of their own.

    Their own right counts, and that of an approver in whose place they stand, but never on what that approver asked.
    """
    rows = Approval.objects.waiting().filter(_in_their_right(person, today)).exclude(asked_by=person)
    return rows.select_related("asked_by", "for_person").order_by(
        F("deadline_on").asc(nulls_last=True), "asked_at", "pk"
    )


def asked_first(person, *, today: Day) -> Q:
    """Of what they may decide, what is theirs to look at first: asked of nobody by name, of them, of somebody whose
    work is in their hands, or of somebody whose log-in is closed."""
    handed = Handover.objects.on(today).filter(to_person=person, from_person=OuterRef("for_person"))
    return Q(for_person__isnull=True) | Q(for_person=person) | Q(for_person__is_active=False) | Q(Exists(handed))


def waiting_elsewhere(person, *, today: Day) -> QuerySet[Approval]:
    """What waits and is not this person's to decide, nor asked by them."""
    theirs = waiting_for(person, today=today).order_by().values("pk")
    return Approval.objects.waiting().exclude(pk__in=theirs).exclude(asked_by=person)


def asked_by(person) -> QuerySet[Approval]:
    """What this person asked for, newest first."""
    rows = Approval.objects.filter(asked_by=person).select_related("asked_by", "for_person", "decided_by")
    return rows.order_by("-asked_at", "-pk")


def may_decide(approval: Approval, person, *, today: date) -> str:
    """Why this person may not decide it, as a sentence; empty when they may."""
    if approval.asked_by_id is not None and approval.asked_by_id == person.pk:
        return _("You asked for this one. Someone else with approval rights must decide.")
    kind = KINDS[approval.kind]
    if not _deciders(approval, person, today):
        return refusal(kind.permission)
    return kind.refuses(approval, person, today=today) if kind.refuses else ""


def decides_for(approval: Approval, person, *, today: date):
    """Whom a decider stands in for; None where it is their own right."""
    return None if person.may(KINDS[approval.kind].permission) else _deciders(approval, person, today)[0]


def _deciders(approval: Approval, person, today: date) -> list[Any]:
    """The person themself, or those whom they stand in for that day, who hold the permission and did not ask."""
    permission = KINDS[approval.kind].permission
    if person.may(permission):
        return [person]
    others = stands_in_for(person, today=today) if _may_still_stand_in(person) else []
    return [other for other in others if other.may(permission) and other.pk != approval.asked_by_id]


def _may_still_stand_in(person) -> bool:
    """Who was named as a specialist and has another role meanwhile, such as trainee or auditor, stands in no more."""
    return bool(set(person.roles) & {role.value for role in MAY_STAND_IN})


def _in_their_right(person, today: Day) -> Q:
    """`_deciders` for all kinds at once, so that a list and the header's count are one question."""
    theirs = Q(kind__in=[kind.code for kind in KINDS.values() if person.may(kind.permission)])
    if not _may_still_stand_in(person):
        return theirs
    for permission in {kind.permission for kind in KINDS.values() if not person.may(kind.permission)}:
        who, _words = TABLE[permission]
        place = StandIn.objects.on(today).filter(
            ~Q(person=Coalesce(OuterRef("asked_by_id"), Value(0))),
            stand_in=person,
            person__is_active=True,
            person__roles__overlap=[role.value for role in who],
        )
        kinds = [kind.code for kind in KINDS.values() if kind.permission == permission]
        theirs |= Q(Exists(place), kind__in=kinds)
    return theirs
