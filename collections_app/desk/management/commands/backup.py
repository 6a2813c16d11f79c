"""Put the whole state, database and files, into one FILE."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from collections_app.local.backup import BackupRefused
from collections_app.local.backup.taking import back_up


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # what saves the data works when other parts do not
    help = (
        "Puts the whole state, database and kept files, into one FILE that `restore` takes. "
        "Exit status: 0 done; 1 done, but kept files are missing or damaged and listed; 2 refused, no FILE written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="where the backup goes; an older one is replaced")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            taken = back_up(options["file"].absolute())
        except BackupRefused as refusal:
            self.stderr.write(str(refusal))
            sys.exit(2)
        self.stdout.write(f"{taken.rows} rows and {taken.files} files are in {taken.path} ({taken.size} bytes).")
        for sha256 in taken.unproved:
            self.stderr.write(f"The kept file {sha256} is missing or damaged, so it is not in this backup.")
        if taken.unproved:
            sys.exit(1)
