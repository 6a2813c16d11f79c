"""What does the worker do with letters? It prints those that wait; their rows are the queue, a task only nudges."""

import logging

from celery import shared_task

from core import progress
from core.nudge import nudge
from core.staff.models import Person
from core.utility import business_date
from notices import actions
from notices.models import Waiting

logger = logging.getLogger(__name__)
JOB = "notices.print_waiting"
WORTH_HELP = 40  # letters


@shared_task
def print_waiting(actor_id: int | None = None) -> None:
    """Print whatever waits. Safe to run twice: a letter that is in a batch waits no longer."""
    actor = Person.objects.filter(pk=actor_id).first() if actor_id else None
    with progress.telling(JOB) as teller:
        teller.say(0, "Letters are being printed")
        call_help()
        try:
            printed = actions.print_waiting(actor=actor, today=business_date(), tell=teller.say)
        except Exception:
            teller.say(100, "Printing stopped. What is left still waits; print again.")
            raise
    logger.info("batches %s", printed.batches)


def ask_to_print(person_id: int) -> bool:
    """Send what waits to the printer. Its progress is told from here on, so that a page can follow it at once."""
    with progress.telling(JOB) as teller:
        teller.say(0, "Waiting for the worker")
        if nudge(print_waiting, person_id):
            return True
        teller.say(100, "The worker cannot be reached. The letters still wait.")
        return False


@shared_task
def send_emails() -> None:
    """Beat, every five minutes: letters by e-mail whose time to undo is over. Safe to run twice."""
    sent = actions.send_emails(today=business_date())
    if sent.why_stopped:
        logger.warning("letters by e-mail wait: %s", sent.why_stopped)
    logger.info("letters by e-mail %s, aside %s", sent.letters, sent.aside)


def call_help() -> None:
    """Ask the other processes of the worker to make pages too, when so many letters wait that it is worth it."""
    if Waiting.objects.filter(is_ready=False, trouble="").count() < WORTH_HELP:
        return
    nudge(help_making_pages)


@shared_task
def help_making_pages() -> None:
    """Make pages beside another printer; each takes letters that the other has not in hand. Safe to run twice."""
    actions.make_waiting_pages(actor=None, today=business_date())
