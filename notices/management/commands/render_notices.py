"""How are waiting letters printed from a command line, and how fast?"""

import os
import subprocess
import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.utility import business_date
from notices.actions import make_waiting_pages, print_waiting
from notices.models import Waiting

WORTH_HELP = 40  # letters; starting another process costs as much as a dozen


class Command(BaseCommand):
    help = "Prints waiting letters: makes their pages, keeps the bytes and joins them into batches with cover sheets."

    def add_arguments(self, parser):
        parser.add_argument("--pending", action="store_true", help="all letters that wait for the printer")
        parser.add_argument(
            "--processes",
            type=int,
            default=os.cpu_count() or 1,
            help="how many make pages at once (default: one a core)",
        )
        parser.add_argument("--only-pages", action="store_true", help="make pages beside another printer; no batches")

    def handle(self, *args, pending: bool, processes: int, only_pages: bool, **options):
        if not pending:
            raise CommandError("Say --pending: only letters that wait can be printed.", returncode=2)
        if processes < 1:
            raise CommandError("--processes must be at least 1.", returncode=2)
        today = business_date()
        begun = time.monotonic()
        if only_pages:
            made = make_waiting_pages(actor=None, today=today)
            self._last_line(made.letters, begun)
            return
        helpers = self._helpers(processes - 1)
        try:
            printed = print_waiting(actor=None, today=today)
        finally:
            for helper in helpers:
                helper.wait()
        for batch in printed.batches:
            self.stdout.write(f"batch {batch}")
        if printed.aside:
            self.stderr.write(f"{printed.aside} letters stand aside; the mail room says why.")
        self._last_line(printed.letters, begun)
        if printed.aside:
            sys.exit(1)

    def _helpers(self, count: int) -> list[subprocess.Popen]:
        """Other processes that make pages too; none for a few letters, or where this was not started by manage.py."""
        started = Path(sys.argv[0])
        if started.name != "manage.py" or Waiting.objects.filter(is_ready=False, trouble="").count() < WORTH_HELP:
            return []
        words = [sys.executable, str(started.resolve()), "render_notices", "--pending", "--only-pages"]
        return [subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) for _ in range(count)]

    def _last_line(self, letters: int, begun: float) -> None:
        seconds = time.monotonic() - begun
        self.stdout.write(f"letters={letters} seconds={seconds:.2f} per_second={letters / max(seconds, 0.001):.1f}")
