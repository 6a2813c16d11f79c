"""How big a made-up utility shall be made, for load tests? `seed_accounts --count N --seed S`."""

from django.core.management.base import BaseCommand, CommandError

from collections_app.interchange.seed import seed_accounts
from core.errors import RuleViolation

MOST = 10_000_000


class Command(BaseCommand):
    help = (
        "Make a made-up utility for load tests: per account 4 services, 12 months of charges and 11 payments; one in "
        "three past due, one in fifty on hold. Refused (2) on a database that holds anything else."
    )

    def add_arguments(self, parser):
        parser.add_argument("--count", required=True, type=int, metavar="N", help=f"accounts, 1 to {MOST:,}")
        parser.add_argument("--seed", required=True, type=int, metavar="S", help="the same seed makes the same utility")

    def handle(self, *args, count: int, seed: int, **options):
        if not 1 <= count <= MOST:
            raise CommandError(f"--count must be from 1 to {MOST:,}, not {count}.", returncode=2)
        try:
            made = seed_accounts(count, seed=seed, tell=self.tell)
        except RuleViolation as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        self.stdout.write(
            f"{made.accounts:,} accounts, {made.transactions:,} transactions, {made.postings:,} postings "
            f"in {made.seconds:.0f} seconds"
        )

    def tell(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
