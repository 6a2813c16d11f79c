"""The clock's and the page's door to loading: tasks carry ids, the waiting row is the queue."""

from celery import shared_task

from collections_app.interchange import actions
from collections_app.night.tasks import take_up_letters
from core.nudge import nudge


@shared_task
def load_uploaded(extract_id: int) -> None:
    """Load an extract that was just uploaded. Safe to run twice: a loaded one no longer waits."""
    if actions.load_uploaded(extract_id):
        nudge(take_up_letters)  # a night's reminders may have waited for it
