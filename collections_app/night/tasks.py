"""When does the clock, an upload or a button move the night on? Every task is safe to repeat."""

import logging
from datetime import date

from celery import shared_task

from collections_app.interchange.actions import nudge_what_replaces_the_demo
from collections_app.night import actions
from core.errors import RuleViolation
from core.staff.models import Person
from core.utility import current, local_date

logger = logging.getLogger(__name__)


@shared_task(name="night.run_tonight")
def run_tonight():
    """Beat, at 1:00. In production the night is the local date's; a demo keeps its own days."""
    _try(lambda: actions.run_night(None if current().is_demo else local_date(), resume=True, actor=None))
    nudge_what_replaces_the_demo()


@shared_task(name="night.run")
def run(day: str, actor_id: int):
    """A supervisor's Run now or Resume. A lost worker leaves the night to the next try, which continues it."""
    actor = Person.objects.get(pk=actor_id)
    _try(lambda: actions.run_night(date.fromisoformat(day), resume=True, actor=actor))
    nudge_what_replaces_the_demo()


@shared_task(name="night.take_up_letters")
def take_up_letters():
    """An extract came: reminders that waited for it go out."""
    _try(lambda: actions.take_up_letters(actor=None))


def _try(night) -> None:
    try:
        night()
    except RuleViolation as refusal:
        logger.info("the night was left alone: %s", refusal)
