"""Which day's postings shall billing get? `export_journal --date D --out FILE`."""

from contextlib import suppress
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from collections_app.interchange.journal import export_journal
from core.errors import RuleViolation
from core.utility import business_date


class Command(BaseCommand):
    help = (
        "Write the journal of a day: every transaction made here and recorded that day. This closes the day; exporting "
        "it again gives the same bytes."
    )

    def add_arguments(self, parser):
        parser.add_argument("--date", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")

    def handle(self, *args, date: date, out: Path, **options):
        if out.is_dir():
            raise CommandError(f"{out} cannot be written: it is a folder.", returncode=2)
        draft = out.with_name(f".{out.name}.unfinished")
        today = business_date()
        try:
            # Opened first: a day is not closed for a file that cannot be written.
            with draft.open("wb") as file:
                journal = export_journal(date, actor=None, today=today)
                file.write(journal.content)
            draft.replace(out)
        except RuleViolation as refusal:
            draft.unlink()
            raise CommandError(str(refusal), returncode=2) from None
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            raise CommandError(f"{out} cannot be written: {error.strerror}.", returncode=2) from None
        self.stdout.write(f"{journal.lines} lines of {date}")
        if not journal.closes_now:
            self.stdout.write("This day was closed before: the same bytes again.")
        elif date == today:
            self.stdout.write("The day is not over; it is closed now, and nothing more is recorded in it.")
        else:
            self.stdout.write("The day is closed now.")
