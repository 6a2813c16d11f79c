"""A made-up utility for load tests, in its smallest form."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F, Sum

from accounts.holds.models import Hold
from accounts.models import Account, Service
from collections_app.interchange import seed
from core.utility import current
from ledger.checks import verify
from ledger.models import Posting, Standing, Transaction
from tests import factories

COUNT = 150


@pytest.mark.django_db(transaction=True)
def test_every_account_has_its_services_bills_and_payments_and_the_books_are_in_order(monkeypatch, capsys):
    monkeypatch.setattr(seed, "CHUNK", 40)
    indexes = indexes_of_the_books()

    call_command("seed_accounts", count=COUNT, seed=7)

    assert capsys.readouterr().out.splitlines()[-1].startswith("150 accounts, 3,450 transactions, 12,300 postings in")
    assert Account.objects.count() == COUNT
    assert Service.objects.count() == 4 * COUNT
    assert Posting.objects.exclude(charge_id=None).count() == 48 * COUNT
    assert Transaction.objects.filter(kind="payment").count() == 11 * COUNT
    assert Standing.objects.filter(past_due__gt=0).count() == COUNT // 3
    assert Hold.objects.in_force(seed.BUSINESS_DATE).count() == COUNT // 50
    assert not Account.objects.exclude(standing__balance=F("stated_balance")).exists()
    assert current().name == seed.NAME
    assert verify() == []
    assert indexes_of_the_books() == indexes

    factories.bill(Account.objects.first(), "5.00", billed_on=seed.BUSINESS_DATE, due_on=seed.BUSINESS_DATE)
    with pytest.raises(CommandError, match=r"holds .* already") as refused:
        call_command("seed_accounts", count=1, seed=7)
    assert refused.value.returncode == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_makes_the_same_utility_and_another_makes_another():
    sums = set()
    for number in (7, 7, 8):
        call_command("seed_accounts", count=40, seed=number, verbosity=0)
        charged = Posting.objects.filter(amount__gt=0).aggregate(Sum("amount"))["amount__sum"]
        sums.add((charged, Standing.objects.aggregate(Sum("past_due"))["past_due__sum"]))
        call_command("flush", interactive=False, verbosity=0)

    assert len(sums) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, -1, 10_000_001])
def test_refuses_a_count_that_makes_no_sense(count):
    with pytest.raises(CommandError, match="--count must be from 1") as refused:
        call_command("seed_accounts", count=count, seed=7)

    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_refuses_a_database_that_belongs_to_somebody():
    factories.utility(name="City of Somewhere")

    with pytest.raises(CommandError, match="belongs to City of Somewhere"):
        call_command("seed_accounts", count=1, seed=7)


def indexes_of_the_books():
    with connection.cursor() as cursor:
        cursor.execute(
            "select indexname, indexdef from pg_indexes where tablename in ('ledger_posting', 'ledger_transaction') "
            "union all select conname, pg_get_constraintdef(oid) from pg_constraint "
            "where conrelid in ('ledger_posting'::regclass, 'ledger_transaction'::regclass) and contype <> 'n' "
            "order by 1, 2"
        )
        return cursor.fetchall()
