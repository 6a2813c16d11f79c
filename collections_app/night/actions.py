"""How does a night run, and how is it taken up again? Killed anywhere and started again, the result is the same."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext as _

from collections_app.night import queries
from collections_app.night.models import Night, NightStep
from collections_app.night.sentences import failure, whole
from collections_app.night.steps import Tonight
from collections_app.schedule import NIGHT, Step
from core import history, progress
from core.errors import RuleViolation
from core.freshness import balances_are_fresh
from core.money import cents
from core.outcomes import Outcome
from core.templatetags.money import bare_day
from core.utility import business_date, current, moment, move_business_date

logger = logging.getLogger(__name__)
State = NightStep.State
JOB = "night"
PATIENCE = 15  # seconds
TRIES_A_SECOND = 4


def run_night(day: date | None = None, *, resume: bool = False, actor, tell=None) -> Night:
    """Run the night of `day` step by step, each committed with its row; answers the night, finished or failed.

    Without a day: the business date while its night has not finished, otherwise the next. A finished night stays as it
    is. One that was killed or failed is continued with `resume` and refused without it; a finished one whose letters
    wait for an extract takes them up with `resume`. `tell` hears each step's row as it begins and ends.
    """
    # Before the lock: who waited for another's night to end wanted that night, not the one after it.
    next_day = queries.default_day()
    with _the_only_one():
        stopped = queries.unfinished()
        if stopped and not resume:
            raise RuleViolation(
                _("The night of %(day)s has not finished. Resume it first.") % {"day": bare_day(stopped.date)}
            )
        if day is None:
            day = stopped.date if stopped else next_day
        done = Night.objects.filter(date=day, finished_at__isnull=False).first()
        if done:
            return _take_up_letters(done, actor=actor, tell=tell) if resume else done
        earliest = current().business_date
        if earliest and day < earliest and not (stopped and stopped.date == day):
            raise RuleViolation(
                _("The business date is %(today)s. A night cannot run for %(day)s, which is past.")
                % {"today": bare_day(earliest), "day": bare_day(day)}
            )
        if stopped and stopped.date < day:
            earlier = _run(_taken_up(stopped, actor), actor=actor, tell=tell)
            if earlier.finished_at is None:
                return earlier
        return _run(_begun(day, actor), actor=actor, tell=tell)


def take_up_letters(*, actor, tell=None) -> Night | None:
    """Issue the newest night's reminders if they waited for an extract that has come; else nothing happens."""
    with _the_only_one():
        night = queries.newest()
        return _take_up_letters(night, actor=actor, tell=tell) if night and night.finished_at else None


def _take_up_letters(night: Night, *, actor, tell) -> Night:
    is_newest = not Night.objects.filter(date__gt=night.date).exists()
    if not (is_newest and queries.waits_for_an_extract(night) and balances_are_fresh(max(night.date, business_date()))):
        return night
    with transaction.atomic():
        night.steps.exclude(name="load").delete()
        night.finished_at, night.sentence, night.resumed = None, "", night.resumed + 1
        night.save()
    return _run(night, actor=actor, tell=tell)


def _begun(day: date, actor) -> Night:
    with transaction.atomic():
        move_business_date(day)
        night, is_new = Night.objects.get_or_create(date=day, defaults={"started_at": moment(day), "by": actor})
    return night if is_new else _taken_up(night, actor)


@transaction.atomic
def _taken_up(night: Night, actor) -> Night:
    """A night that was killed or failed goes on; who took it up, and where it had stopped, stays told."""
    night.resumed += 1
    night.save(update_fields=["resumed"])
    stopped = queries.stopped_at(night)
    history.record("night.resumed", subject=night, actor=actor, on=night.date, facts={"at": stopped})
    return night


def _run(night: Night, *, actor, tell) -> Night:
    done = set(night.steps.filter(state__in=[State.DONE, State.WAITS]).values_list("name", flat=True))
    with progress.telling(JOB) as teller:
        for position, step in enumerate(NIGHT):
            if step.name in done:
                continue
            percent = 100 * position // len(NIGHT)
            teller.say(percent, str(step.words))
            tonight = Tonight(night.date, actor, _within(teller, position, str(step.words)))
            row = _run_step(night, position, step, tonight)
            if tell:
                tell(row)
            if row.state == State.FAILED:
                teller.say(percent, row.sentence)
                return night
        _finish(night, actor)
        teller.say(100, night.sentence)
    return night


def _within(teller, position: int, words: str):
    """How a step says how far it is: its own percent is a part of the night's."""

    def say(percent: int, sentence: str) -> None:
        teller.say((100 * position + percent) // len(NIGHT), f"{words}: {sentence}")

    return say


def _run_step(night: Night, position: int, step: Step, tonight: Tonight) -> NightStep:
    """One step and its row. What it did and that it is done commit together, where the step allows it."""
    row, _made = NightStep.objects.update_or_create(
        night=night,
        name=step.name,
        defaults={
            "position": position,
            "state": State.RUNNING,
            "started_at": moment(tonight.today),
            "seconds": None,
            "counts": {},
            "sentence": "",
            "error": "",
        },
    )
    begun = time.monotonic_ns()
    try:
        if step.is_whole:
            with transaction.atomic():
                _end(row, step.run(tonight), begun)
        else:
            _end(row, step.run(tonight), begun)
    except Exception as error:  # whatever it was, the row says so and the night can be resumed
        logger.exception("step %s of the night of %s failed", step.name, night.date)
        row.state, row.seconds = State.FAILED, _seconds_since(begun)
        row.error, row.sentence = failure(error), _("Stopped: %(why)s") % {"why": failure(error)}
        row.save()
    return row


def _end(row: NightStep, outcome: Outcome, begun: int) -> None:
    row.state = State.WAITS if outcome.waits else State.DONE
    row.counts, row.sentence, row.needs_a_look = outcome.counts, outcome.sentence, outcome.needs_a_look
    row.seconds = _seconds_since(begun)
    row.save()


def _finish(night: Night, actor) -> None:
    with transaction.atomic():
        night.finished_at = moment(max(night.date, business_date()))
        night.sentence = whole(list(queries.steps_of(night)))
        night.save(update_fields=["finished_at", "sentence"])
        history.record("night.finished", subject=night, actor=actor, on=night.date, facts={"sentence": night.sentence})


def _seconds_since(begun: int) -> Decimal:
    return cents(Decimal(time.monotonic_ns() - begun) / 1_000_000_000)


@contextmanager
def _the_only_one() -> Iterator[None]:
    """Two nights never run at once; the lock goes with the connection, so a killed night holds nobody up.

    A killed night's connection ends with the statement it was at, so whoever takes it up waits a little.
    """
    patient_until = time.monotonic() + PATIENCE
    while not _locked():
        if time.monotonic() >= patient_until:
            raise RuleViolation(_("The night is already running."))
        time.sleep(1 / TRIES_A_SECOND)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s, %s)", queries.LOCK)


def _locked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", queries.LOCK)
        return cursor.fetchone()[0]
