"""What level amount would an account be asked for, and how does it come about? `budget_quote --account N --as-of D`."""

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Account
from payment_plans.budgets.queries import proposed

FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)  # a year around them is still a year that a calendar has


class Command(BaseCommand):
    help = "Prints as JSON the level amount of an account as of a date, how it came about and the months it came from."

    def add_arguments(self, parser):
        parser.add_argument("--account", required=True, metavar="NUMBER", help="the account's number")
        parser.add_argument("--as-of", required=True, metavar="YYYY-MM-DD", help="use and balance up to this day")

    def handle(self, *args, account: str, as_of: str, **options):
        try:
            day = date.fromisoformat(as_of)
        except ValueError:
            raise CommandError(f"--as-of is a day like 2026-10-05, not {as_of}.", returncode=2) from None
        if not FIRST <= day <= LAST:
            raise CommandError(f"--as-of is a day of our time, not {as_of}.", returncode=2)
        found = Account.objects.filter(number=account).first() if "\0" not in account else None
        if found is None:
            raise CommandError(f"There is no account {account}.", returncode=2)
        answer = proposed(found, day, afresh=True)
        if not answer.proposal.use.is_known:
            raise CommandError(
                f"No use of account {account} is known in the year up to {day}, so no amount can be proposed.",
                returncode=2,
            )
        self.stdout.write(
            json.dumps(
                {
                    "account": found.number,
                    "as_of": day.isoformat(),
                    "shape": answer.rules.shape,
                    **answer.proposal.record,
                    "verdict": answer.verdict.word,
                    "reasons": [
                        {"code": reason.code, "text": reason.text, "citation": reason.citation}
                        for reason in answer.verdict.reasons
                    ],
                },
                indent=2,
                ensure_ascii=False,
            )
        )
