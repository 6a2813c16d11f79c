"""Does a fresh demo show every page something? Loaded once for this module, really committed."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from collections_app.desk.models import DemoSituation
from collections_app.interchange.models import Extract
from collections_app.night.models import Night
from collections_app.treatments import sentences
from core import utility
from core.staff.models import Person
from ledger.checks import verify
from ledger.models import Standing
from tests.demo.pages import situation

pytestmark = [pytest.mark.django_db]


def test_stands_on_the_morning_of_october_5(demo):
    mine = utility.current()

    assert (mine.name, mine.business_date, mine.balances_on) == (
        "Demo City Utilities",
        date(2026, 10, 5),
        date(2026, 10, 4),
    )
    assert [night.date.day for night in Night.objects.filter(finished_at__isnull=False)] == [5, 4, 3, 2, 1]
    assert Night.objects.filter(resumed=1).count() == 1
    assert Extract.objects.loaded().count() == 16
    assert verify() == []


def test_its_situations_are_what_they_say(demo):
    assert Standing.objects.get(account=situation(3)).past_due.as_tuple().digits == (1, 8, 4, 6, 2, 0)
    assert Standing.objects.get(account=situation(4)).balance == -212
    assert Standing.objects.get(account=situation(1)).days_past_due == 34
    assert situation(10).premise.accounts.count() == 4
    assert situation(9).customer.accounts.count() == 3
    assert not hasattr(situation(2), "next_step") or situation(2).next_step.rank is None


def test_someone_late_for_the_first_time_is_called_so(demo):
    step = situation(1).next_step

    assert sentences.why(step, today=date(2026, 10, 5)) == (
        "First time past due in nine years: 96.30, 34 days. A call may be enough."
    )


def test_every_account_file_opens_with_its_ledger(demo):
    client = Client()
    client.force_login(Person.objects.get(username="specialist"))
    for account in Account.objects.filter(pk__in=DemoSituation.objects.values("account")):
        for page in ("desk:account", "desk:ledger", "desk:timeline"):
            answer = client.get(reverse(page, args=[account.pk]))
            assert answer.status_code == 200
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", answer.content.decode()), page
