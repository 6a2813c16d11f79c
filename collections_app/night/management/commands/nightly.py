"""How does the night run by hand?"""

import sys
from datetime import date

from django.core.management.base import BaseCommand

from collections_app.night.actions import run_night
from collections_app.night.models import NightStep
from collections_app.schedule import NIGHT
from core.errors import RuleViolation

DONE, LOOK, REFUSED = 0, 1, 2
WORDS = {step.name: step.words for step in NIGHT}


class Command(BaseCommand):
    help = (
        "Runs the night of a business date: load, age, reminders, print, next steps, verify. A finished night stays as "
        "it is. Exit 0: done; 1: done, but something waits or should be looked at, or a step failed; 2: refused."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--date",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the business date; default: the current one while its night is not finished, otherwise the next day",
        )
        parser.add_argument("--resume", action="store_true", help="continue a night that was killed or failed")

    def handle(self, *args, **options):
        try:
            night = run_night(options["date"], resume=options["resume"], actor=None, tell=self._tell)
        except RuleViolation as refusal:
            self.stderr.write(str(refusal))
            sys.exit(REFUSED)
        if not self.has_told:
            self.stdout.write(f"The night of {night.date} has finished; nothing was done.")
            return
        if night.finished_at is None:
            self.stderr.write(f"The night of {night.date} stopped. Look at the failed step, then use --resume.")
            sys.exit(LOOK)
        self.stdout.write(night.sentence)
        sys.exit(LOOK if night.needs_a_look else DONE)

    has_told = False

    def _tell(self, row: NightStep) -> None:
        self.has_told = True
        counts = " ".join(f"{name}={count}" for name, count in row.counts.items())
        self.stdout.write(f"{WORDS[row.name]!s:<28} {row.get_state_display():<8} {row.seconds:>8} s  {counts}".rstrip())
        if row.state != NightStep.State.DONE or row.needs_a_look:
            self.stdout.write(f"  {row.sentence}")
