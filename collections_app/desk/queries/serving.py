"""Who works which account of a list now, and what was skipped?"""

from datetime import date, timedelta

from django.db.models import QuerySet

from collections_app.desk.models import Serving, Skip
from collections_app.desk.rules import WorkRules
from core.asked import Asked, Slot
from core.rulebook import rules
from core.utility import moment

WORKED = Asked(lambda: Serving.objects.filter(account=Slot("account")).select_related("person").order_by("pk")[:1])


def live(today: date) -> QuerySet[Serving]:
    """Servings that still count. One in the future is from before the business day began anew, and counts no more."""
    now = moment(today)
    kept = timedelta(minutes=rules(WorkRules, on=today).serving_minutes)
    return Serving.objects.filter(at__gt=now - kept, at__lt=now + kept)


def worked_by(account_id: int, *, today: date) -> Serving | None:
    """Who works this account at this moment."""
    found = WORKED(account=account_id)
    return found[0] if found and live(today).filter(pk=found[0].pk).exists() else None


def skips(*, since: date) -> QuerySet[Skip]:
    """What was skipped from a day on, newest first."""
    return Skip.objects.filter(on__gte=since).select_related("account__customer", "person")
