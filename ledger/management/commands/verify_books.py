"""Do the books keep every law?"""

import sys

from django.core.management.base import BaseCommand

from ledger.checks import verify


class Command(BaseCommand):
    help = "Re-checks every law of the books from the rows. Exit 0: in order; 1: the first offending rows are listed."

    def handle(self, *args, **options):
        findings = verify()
        if not findings:
            self.stdout.write("The books are in order.")
            return
        for finding in findings:
            self.stdout.write(f"{finding.law}: broken by")
            for row in finding.rows:
                self.stdout.write("  " + " ".join(f"{name}={value}" for name, value in row.items()))
        sys.exit(1)
