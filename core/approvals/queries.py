"""What waits for whom, and may this person decide it?"""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.approvals import KINDS
from core.approvals.models import Approval
from core.staff.access import refusal
from core.staff.queries import stands_in_for


def waiting_of(kind: str, subject: Any) -> Approval | None:
    """The approval that waits about a thing, if one does."""
    return (
        Approval.objects.waiting()
        .filter(kind=kind, subject_kind=subject._meta.label_lower, subject_key=str(subject.pk))
        .first()
    )


def waiting_for(person, *, today: date) -> QuerySet[Approval]:
    """What this person may decide today, oldest first; nothing of their own."""
    kinds = [kind.code for kind in KINDS.values() if _deciders(kind.permission, person, today)]
    return Approval.objects.waiting().filter(kind__in=kinds).exclude(asked_by=person).select_related("asked_by")


def asked_by(person) -> QuerySet[Approval]:
    """What this person asked for, newest first."""
    return Approval.objects.filter(asked_by=person).select_related("decided_by").order_by("-asked_at", "-pk")


def may_decide(approval: Approval, person, *, today: date) -> str:
    """Why this person may not decide it, as a sentence; empty when they may."""
    if approval.asked_by_id is not None and approval.asked_by_id == person.pk:
        return _("You asked for this one. Someone else with approval rights must decide.")
    permission = KINDS[approval.kind].permission
    return "" if _deciders(permission, person, today) else refusal(permission)


def decides_for(approval: Approval, person, *, today: date):
    """Whom a decider stands in for; None where it is their own right."""
    permission = KINDS[approval.kind].permission
    return None if person.may(permission) else _deciders(permission, person, today)[0]


def _deciders(permission: str, person, today: date) -> list[Any]:
    """The person themself, or those whom they stand in for today, who hold the permission."""
    if person.may(permission):
        return [person]
    return [other for other in stands_in_for(person, today=today) if other.may(permission)]
