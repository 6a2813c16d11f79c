"""Which utility is this, and what is its business date?"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.models import Utility

_hour: ContextVar[time | None] = ContextVar("hour", default=None)


def current(**also: Any) -> Utility:
    """The utility's row, made empty the first time it is asked for; `also` is read along in the same query."""
    return Utility.objects.annotate(**also).get_or_create(pk=1)[0]


def local_date() -> date:
    """The machine's date in the office's time zone. Only an empty database and production's beat go by it."""
    return timezone.localdate()


def business_date() -> date:
    """The office's date, a row that nights and extracts move on; the local date while there is none."""
    found = Utility.objects.filter(pk=1).values_list("business_date", flat=True).first()
    return found or local_date()


@transaction.atomic
def move_business_date(to: date) -> date:
    """Move the business date on to `to`, never back; answers the date that holds now."""
    utility = Utility.objects.select_for_update().get(pk=current().pk)
    if utility.business_date is None or utility.business_date < to:
        utility.business_date = to
        utility.save(update_fields=["business_date"])
    return utility.business_date


def moment(today: date | None = None) -> datetime:
    """The instant we record now: the business date at the office's time of day, as UTC.

    In production this is the machine's instant, since the business date is the local date there. In a demo or a
    replay it is the same time of day on the business date, so that "as we knew it" follows the office's days.
    """
    now = timezone.now()
    local = timezone.localtime(now)
    today = today or business_date()
    hour = _hour.get()
    if local.date() == today and hour is None:
        return now
    return timezone.make_aware(datetime.combine(today, hour or local.time()))


def office_hour(today: date) -> time | None:
    """The office's time of day; None where the business date is not the machine's and nobody replays an hour, since
    then no clock says how late it is in the office."""
    local = timezone.localtime()
    return _hour.get() or (local.time() if local.date() == today else None)


@contextmanager
def at_hour(hour: time) -> Iterator[None]:
    """Record what happens inside as of this time of day: for days that are replayed, such as the demo's."""
    token = _hour.set(hour)
    try:
        yield
    finally:
        _hour.reset(token)
