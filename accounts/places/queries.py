"""Whose is a place, and what must be known before going to its door?"""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from accounts.places.models import Caution, PremiseOwner


def cautions_of(premise_id: int, on: date) -> list[Caution]:
    """The cautions that hold at a premise on a day."""
    return list(Caution.objects.in_force(on).filter(premise=premise_id))


def cautions_at(premise_ids: Iterable[int], on: date) -> dict[int, list[Caution]]:
    """The cautions of several premises in one query; a premise without any is not named."""
    found: dict[int, list[Caution]] = {}
    for caution in Caution.objects.in_force(on).filter(premise__in=list(premise_ids)):
        found.setdefault(caution.premise_id, []).append(caution)
    return found


def cautions_to_look_at(by: date) -> QuerySet[Caution]:
    """Cautions whose review has come by a day, most overdue first."""
    open_ = Caution.objects.filter(ended_on__isnull=True, review_on__lte=by)
    return open_.select_related("premise", "entered_by").order_by("review_on", "pk")


def owner_of(premise_id: int, on: date) -> PremiseOwner | None:
    """Who owns a premise on a day, as far as anybody told us."""
    return PremiseOwner.objects.owning(on).filter(premise=premise_id).order_by("-from_on", "-pk").first()


def owners_of(premise_id: int) -> QuerySet[PremiseOwner]:
    """Everybody who owned a premise, newest first."""
    return PremiseOwner.objects.filter(premise=premise_id).select_related("entered_by").order_by("-from_on", "-pk")


def next_to_look_at(today: date) -> date | None:
    """The soonest later day on which a caution is to be looked at again."""
    later = Caution.objects.filter(ended_on__isnull=True, review_on__gt=today)
    return later.order_by("review_on", "pk").values_list("review_on", flat=True).first()
