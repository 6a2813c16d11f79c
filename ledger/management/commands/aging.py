"""How much does each account owe as of a date, as a file?"""

import csv
from contextlib import suppress
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ledger.aging import AgingRow, aging


class Command(BaseCommand):
    help = "Writes the aging of every account as of a date: CSV, ordered by account number."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")

    def handle(self, *args, as_of: date, out: Path, **options):
        draft = out.with_name(f".{out.name}.unfinished")
        try:
            with draft.open("w", encoding="utf-8", newline="") as file:
                lines = csv.writer(file)
                lines.writerow(AgingRow._fields)
                count = sum(1 for row in aging(as_of) if lines.writerow(row))
            draft.replace(out)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            raise CommandError(f"{out} cannot be written: {error.strerror}.", returncode=2) from None
        self.stdout.write(f"{count} accounts as of {as_of}")
