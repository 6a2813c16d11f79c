"""Which accounts shall billing leave alone from a day on? `export_status --date D --out FILE`."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from collections_app.interchange.status import write_status


class Command(BaseCommand):
    help = "Write the status of a day: on which accounts a plan, a budget or a hold began or ended."

    def add_arguments(self, parser):
        parser.add_argument("--date", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")

    def handle(self, *args, date: date, out: Path, **options):
        content = write_status(date)
        lines = content.count(b"\r\n") - 1
        try:
            out.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.", returncode=2) from None
        self.stdout.write(f"{lines} lines of {date}")
