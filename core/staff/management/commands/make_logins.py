"""One login per role for a machine that starts with `make run`, printed as a table."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.staff.cast import make_logins

UNKNOWN = "(changed in the product)"


class Command(BaseCommand):
    help = "Make one login per role (made-up people) and print role, user name and password."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="the fuller office of the demo utility")

    def handle(self, *args, demo=False, **options):
        if not (settings.DEBUG or settings.BARE or settings.TESTING):
            raise CommandError("Made-up people are for `make run`. In production use createsuperuser.")
        for part, password in make_logins(settings.DATA / "logins", demo=demo):
            self.stdout.write(f"{part.role.words:<14} {part.username:<14} {password or UNKNOWN}")
