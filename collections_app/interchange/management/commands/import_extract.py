"""Which extract shall be loaded? `import_extract PATH [--rejects FILE] [--replace-demo]`."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from collections_app.interchange import actions
from collections_app.interchange.actions import Loaded
from collections_app.interchange.errors import ExtractRefused
from collections_app.interchange.models import Difference
from collections_app.interchange.writing import shown

LISTED = 20


class Command(BaseCommand):
    help = (
        "Load an extract of the billing system: a folder, .zip or .tar.gz. Exit status 0: done; 1: done, with rejects "
        "or exceptions; 2: refused, nothing changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH", type=Path)
        parser.add_argument("--rejects", metavar="FILE", type=Path, help="write the rejected rows to this CSV")
        parser.add_argument("--replace-demo", action="store_true", help="put the extract in the demo utility's place")

    def handle(self, *args, path: Path, rejects: Path | None, replace_demo: bool, **options):
        try:
            loaded = actions.load_extract(path, actor=None, rejects=rejects, replace_demo=replace_demo)
        except ExtractRefused as refusal:
            raise CommandError(f"Refused: {refusal}", returncode=2) from None
        self.say(loaded)
        if not loaded.is_clean:
            sys.exit(1)

    def say(self, loaded: Loaded) -> None:
        extract = loaded.extract
        if loaded.is_repeated:
            self.stdout.write(f"Sequence {extract.sequence} is already loaded with the same content: nothing happens.")
            return
        self.stdout.write(f"Sequence {extract.sequence} of {extract.extract_date}, {extract.utility}")
        self.stdout.write(f"{'file':16}{'rows':>12}{'loaded':>12}{'rejected':>12}{'unchanged':>12}")
        for name, count in extract.counts.items():
            cells = "".join(f"{count[what]:>12,}" for what in ("rows", "loaded", "rejected", "unchanged"))
            self.stdout.write(f"{name:16}{cells}")
        for name, total in extract.control.items():
            self.stdout.write(f"control {name}: theirs {total['theirs']}, ours {total['ours']}")
        for note in extract.notes:
            self.stdout.write(shown(note))
        self.list_rejects(loaded)
        self.list_exceptions(loaded)
        self.stdout.write(f"{extract.seconds} seconds")

    def list_rejects(self, loaded: Loaded) -> None:
        for file, line, column, value, reason in loaded.rejects[:LISTED]:
            self.stdout.write(f"rejected: {file} line {line} {column} {shown(value)!r}: {reason}")
        if len(loaded.rejects) > LISTED:
            self.stdout.write(f"rejected: {len(loaded.rejects) - LISTED:,} more rows; --rejects FILE lists them all")

    def list_exceptions(self, loaded: Loaded) -> None:
        if not loaded.exceptions:
            self.stdout.write("All balances agree with the extract.")
            return
        found = Difference.objects.open().select_related("account").order_by("account__number", "pk")[:LISTED]
        for difference in found:
            self.stdout.write(
                f"exception: {difference.account.number} {difference.reference} ours {difference.ours}, "
                f"theirs {difference.theirs}: {difference.get_cause_display()}"
            )
        if loaded.exceptions > LISTED:
            self.stdout.write(f"exception: {loaded.exceptions - LISTED:,} more, on the reconciliation page")
