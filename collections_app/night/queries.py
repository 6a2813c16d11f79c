"""Which night is next, is one running, and what did the last ones do?"""

from datetime import date, timedelta

from django.db import connection
from django.db.models import QuerySet

from collections_app.night.models import Night, NightStep
from core.utility import business_date

# One lock of the database, whoever runs the night: worker, command or a second machine.
LOCK = (1010, 1)


def default_day() -> date:
    """The business date while its night has not finished, otherwise the next calendar day."""
    day = business_date()
    finished = Night.objects.filter(date=day, finished_at__isnull=False).exists()
    return day + timedelta(days=1) if finished else day


def is_running() -> bool:
    """Whether somebody runs a night at this moment; a killed one lets go of the lock by itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select exists (
              select 1 from pg_locks
              where locktype = 'advisory' and classid = %s and objid = %s and objsubid = 2 and granted
                and database = (select oid from pg_database where datname = current_database())
            )
            """,
            LOCK,
        )
        return cursor.fetchone()[0]


def unfinished() -> Night | None:
    """The oldest night that was killed or failed."""
    return Night.objects.unfinished().order_by("date").first()


def newest() -> Night | None:
    return Night.objects.prefetch_related("steps").order_by("-date").first()


def last_nights(until: date, count: int = 7) -> list[Night]:
    """The last nights up to a date, oldest first."""
    found = Night.objects.filter(date__lte=until).prefetch_related("steps").order_by("-date")[:count]
    return sorted(found, key=lambda night: night.date)


def steps_of(night: Night) -> QuerySet[NightStep]:
    return night.steps.order_by("position")


def stopped_at(night: Night) -> str:
    """The step at which a night was killed or failed: the last that it had begun."""
    last = night.steps.order_by("-position").first()
    return last.name if last else "load"


def waits_for_an_extract(night: Night) -> bool:
    """Whether the night finished without its letters because the balances were too old."""
    return night.steps.filter(name="letters", state=NightStep.State.WAITS, counts={}).exists()
