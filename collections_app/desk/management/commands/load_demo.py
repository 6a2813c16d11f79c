"""Fill an empty database with the demo utility."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Account
from collections_app.desk.demo.play import load_demo
from core import utility


class Command(BaseCommand):
    help = "Load the demo utility into an empty database: about 1,200 accounts, two years of bills, five nights."

    def handle(self, *args, **options):
        if Account.objects.exists() or utility.current().name:
            raise CommandError("The demo goes into an empty database only; this one holds a utility.", returncode=2)
        load_demo(lambda percent, sentence: self.stdout.write(f"{percent:3} %  {sentence}"))
