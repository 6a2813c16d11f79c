"""Which protections does the office know of on paper or in the old system? `import_holds FILE [--rejects FILE]`."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from collections_app.interchange.protections.actions import bring_over, says
from collections_app.interchange.writing import rejects_csv, shown
from core.errors import RuleViolation
from core.utility import business_date

LISTED = 20


class Command(BaseCommand):
    help = (
        "Bring over protections from a CSV: account_number, kind, scope, service, amount, from_on, until_on, "
        "review_on, source, citation, note, name, address. Exit status 0: done; 1: done, with rejects; 2: refused, "
        "nothing changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--rejects", metavar="FILE", type=Path, help="write the rejected rows to this CSV")

    def handle(self, *args, file: Path, rejects: Path | None, **options):
        try:
            if rejects is not None:
                rejects.touch()
            outcome = bring_over(file.read_bytes(), name=file.name, actor=None, today=business_date())
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be used: {error.strerror}.", returncode=2) from None
        except RuleViolation as refused:
            raise CommandError(f"Refused: {refused}", returncode=2) from None
        if rejects is not None:
            rejects.write_bytes(rejects_csv(outcome.rejects))
        self.stdout.write(says(outcome))
        if outcome.without_end:
            self.stdout.write(f"{outcome.without_end:,} have no end; each is to be looked at again.")
        if outcome.unknown:
            self.stdout.write(f"Columns nobody knows: {', '.join(shown(name) for name in outcome.unknown)}")
        for name, line, column, value, reason in outcome.rejects[:LISTED]:
            self.stdout.write(f"rejected: {name} line {line} {column} {shown(value)!r}: {reason}")
        if len(outcome.rejects) > LISTED:
            self.stdout.write(f"rejected: {len(outcome.rejects) - LISTED:,} more rows; --rejects FILE lists them all")
        if not outcome.is_clean:
            sys.exit(1)
