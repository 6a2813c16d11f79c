"""Bring the whole state, database and files, back from a FILE of `backup`."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from collections_app.local.backup import BackupRefused
from collections_app.local.backup.restoring import Restored, restore


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # what saves the data works when other parts do not
    help = (
        "Brings the whole state back from a FILE that `backup` wrote. Everything is proved before anything is "
        "changed. Exit status: 0 done; 1 done, but papers without their bytes are listed; 2 refused, all as it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="a backup")
        parser.add_argument("--replace", action="store_true", help="give up the database that is there, if not empty")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restored = restore(options["file"].absolute(), replace=options["replace"])
        except BackupRefused as refusal:
            self.stderr.write(str(refusal))
            sys.exit(2)
        self._tell(restored)
        if restored.missing:
            sys.exit(1)

    def _tell(self, restored: Restored) -> None:
        manifest = restored.manifest
        of = f"{manifest.utility or 'a utility without a name'}, business date {manifest.business_date or 'none yet'}"
        self.stdout.write(f"Restored: {of}, backup of {manifest.taken_at}.")
        self.stdout.write(f"{restored.rows} rows came back and {restored.files_added} files were added.")
        if restored.replaced:
            self.stdout.write(f"The database before stays as {restored.replaced} until the next restore.")
        if not restored.queue_emptied:
            self.stderr.write("Redis did not answer, so tasks of the database before may still wait there.")
        for sha256 in restored.missing:
            self.stderr.write(f"The kept file {sha256} is neither in this backup nor in place.")
