"""How many payments a second go through the action, with receipt and history, beside raw inserts? And does a long
history slow a balance?"""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from django.db import connection, transaction
from measuring import report, run, timed

from collections_app.interchange.seed import BUSINESS_DATE, seed_accounts
from core.planned import plan_once
from core.staff.models import Person
from core.staff.roles import Role
from core.utility import moment
from ledger.actions import post_payment
from ledger.checks import verify
from ledger.models import UNAPPLIED, Posting, Standing, Transaction

ACCOUNTS = 1_000
BALANCE_READS = 2_000

RAW_TRANSACTION = """
insert into ledger_transaction (account_id, kind, source, effective_on, recorded_at, memo, outside_reference)
values (%s, 'payment', 'here', %s, %s, '', '') returning id
"""
RAW_POSTINGS = """
insert into ledger_posting (transaction_id, account_id, book, amount, effective_on, kind, revision)
values (%(id)s, %(account)s, 'drawer', %(amount)s, %(day)s, '', 0),
       (%(id)s, %(account)s, 'receivable:unapplied', -%(amount)s, %(day)s, 'cash', 0)
"""


def measure(size: int) -> None:
    seed_accounts(ACCOUNTS, seed=1, tell=lambda _sentence: None)
    plan_once()  # as the web does
    clerk = Person.objects.create(username="clerk", full_name="A Clerk", roles=[Role.CASHIER.value])
    ours, floor = [], []
    # In turns, so that both meet the same machine.
    for _ in range(4):
        with timed() as took:
            for n in range(size // 4):
                by_action(1 + n % ACCOUNTS, clerk)
        ours.append(took.seconds)
        with timed() as took:
            for n in range(size // 4):
                by_hand(1 + n % ACCOUNTS)
        floor.append(took.seconds)
    done = size // 4 * 4
    report(
        "payments posted by the action, with receipt, history and standing",
        done / sum(ours),
        done / sum(floor),
        "a second",
    )
    balances(size)
    assert not [finding for finding in verify() if "standing" not in finding.law]


def by_action(account_id: int, clerk: Person | None = None) -> None:
    post_payment(
        account_id, Decimal("0.01"), method="cash", received_on=BUSINESS_DATE, actor=clerk, today=BUSINESS_DATE,
        request_id=uuid4(),
    )  # fmt: skip


def by_hand(account_id: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RAW_TRANSACTION, [account_id, BUSINESS_DATE, moment(BUSINESS_DATE)])
        (made,) = cursor.fetchone()
        cursor.execute(
            RAW_POSTINGS, {"id": made, "account": account_id, "amount": Decimal("0.01"), "day": BUSINESS_DATE}
        )


def balances(size: int) -> None:
    """The balance of an account with a hundred legs, and of one with a hundred thousand."""
    short, long = 1, 2
    lengthen(long, payments=max(size * 10, 50_000))
    for account_id in (short, long):
        by_action(account_id)
    with timed() as of_short:
        read(short)
    with timed() as of_long:
        read(long)
    legs = Posting.objects.filter(account=long).count()
    report(f"balance of an account with {legs:,} legs, beside one with few", of_long.seconds, of_short.seconds)


def lengthen(account_id: int, *, payments: int) -> None:
    day = BUSINESS_DATE - timedelta(days=1)
    with transaction.atomic():
        made = Transaction.objects.bulk_create(
            Transaction(account_id=account_id, kind="payment", source="cis", effective_on=day, recorded_at=moment(day))
            for _ in range(payments)
        )
        for first in range(0, payments, 10_000):
            Posting.objects.bulk_create(
                Posting(
                    transaction=one, account_id=account_id, effective_on=day, book=book, amount=amount, kind="check"
                )
                for one in made[first : first + 10_000]
                for book, amount in (("bank:lockbox", Decimal("0.01")), (UNAPPLIED, Decimal("-0.01")))
            )


def read(account_id: int) -> None:
    for _ in range(BALANCE_READS):
        Standing.objects.values_list("balance", flat=True).get(pk=account_id)


if __name__ == "__main__":
    run(measure, small=2_000, counted="payments")
