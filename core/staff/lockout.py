"""How often may somebody guess? The machine's own clock counts here, not the business date."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core.rulebook import figures, rule, rules
from core.staff.models import FailedLogIn, Person
from core.utility import business_date


@figures
@dataclass(frozen=True)
class LogInRules:
    """How many wrong tries close a log-in, and for how long."""

    tries: int = rule(
        5, unit="tries", means="wrong passwords for one name that close it", cite="local policy", basis="local setting"
    )
    tries_from_one_address: int = rule(
        50,
        unit="tries",
        means="wrong passwords from one address that close it",
        cite="local policy",
        basis="local setting",
    )
    minutes: int = rule(
        15,
        unit="minutes",
        means="how long a try counts, and the log-in stays closed",
        cite="local policy",
        basis="local setting",
    )


@contextmanager
def one_at_a_time(username: str) -> Iterator[None]:
    """Guesses at one name wait for each other, so that many at once are not more than many in a row."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [digest(username)])
        yield


def closed_until(username: str, address: str) -> datetime | None:
    """When the next try may be made; None when one may be made now."""
    limits = rules(LogInRules, on=business_date())
    window = timedelta(minutes=limits.minutes)
    recent = FailedLogIn.objects.filter(at__gt=timezone.now() - window).order_by("-at")
    ends = [
        tried[-1] + window
        for tries, found in (
            (limits.tries, recent.filter(name=digest(username))),
            (limits.tries_from_one_address, recent.filter(address=digest(address))),
        )
        if len(tried := list(found.values_list("at", flat=True)[:tries])) == tries
    ]
    return max(ends, default=None)


def note_failure(username: str, address: str) -> None:
    """Count a wrong try; older ones that count no more are thrown away."""
    now = timezone.now()
    FailedLogIn.objects.filter(at__lt=now - timedelta(days=1)).delete()
    FailedLogIn.objects.create(name=digest(username), address=digest(address), at=now)


def forget(username: str) -> int:
    """Open a name again; answers how many wrong tries there were."""
    return FailedLogIn.objects.filter(name=digest(username)).delete()[0]


def closed_names(people: Iterable[Person]) -> dict[int, datetime]:
    """Which of these people cannot log in now, and until when."""
    limits = rules(LogInRules, on=business_date())
    window = timedelta(minutes=limits.minutes)
    pks = {digest(person.username): person.pk for person in people}
    recent = FailedLogIn.objects.filter(name__in=pks, at__gt=timezone.now() - window).order_by("-at")
    tried: dict[int, list[datetime]] = {}
    for name, at in recent.values_list("name", "at"):
        tried.setdefault(pks[name], []).append(at)
    return {pk: ats[limits.tries - 1] + window for pk, ats in tried.items() if len(ats) >= limits.tries}


def address_of(request) -> str:
    """Where a request comes from; behind our own proxy, what the proxy wrote last."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def digest(text: str) -> str:
    return sha256(f"{settings.SECRET_KEY}:{text.strip().casefold()}".encode()).hexdigest()
