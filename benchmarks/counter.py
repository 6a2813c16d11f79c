"""Twenty people take payments at once: how many a second, how long does one wait, and are receipts without a gap?

Each person is a thread with a connection of its own, as each request of the product is. The floor is the same twenty
taking the next number of a bare counter, one commit each: what the disk and the one row allow at best.
"""

import random
import threading
import time
from decimal import Decimal
from uuid import uuid4

from django.db import connection
from measuring import report, run

from collections_app.interchange.seed import BUSINESS_DATE, seed_accounts
from core.planned import plan_once
from core.staff.models import Person
from core.staff.roles import Role
from ledger.actions import post_payment
from ledger.checks import verify
from ledger.models import Receipt, Transaction

PEOPLE, ACCOUNTS = 20, 1_000
COUNTER = "create table bench_counter (id int primary key, last bigint not null)"
NEXT = "update bench_counter set last = last + 1 where id = 1 returning last"


def measure(seconds: int) -> None:
    seed_accounts(ACCOUNTS, seed=1, tell=lambda _sentence: None)
    plan_once()  # as the web does
    clerks = [Person.objects.create(username=f"clerk-{n}", full_name="A Clerk", roles=[Role.CASHIER.value])
              for n in range(PEOPLE)]  # fmt: skip
    taken = together(lambda n: pay(clerks[n]), seconds)
    with connection.cursor() as cursor:
        cursor.execute(COUNTER)
        cursor.execute("insert into bench_counter values (1, 0)")
    counted = together(lambda _n: count(), max(seconds // 4, 2))
    report(
        f"payments with receipt by {PEOPLE} people at once, beside a bare counter",
        len(taken) / seconds, len(counted) / max(seconds // 4, 2), "a second",
    )  # fmt: skip
    report("of these the slowest in twenty (p95)", sorted(taken)[len(taken) * 95 // 100] * 1000, None, "ms")
    check(len(taken))


def together(work, seconds: int) -> list[float]:
    """How long each of `PEOPLE` took for each time they did it, until the time is over."""
    took: list[list[float]] = [[] for _ in range(PEOPLE)]
    ends = time.monotonic() + seconds

    def person(n: int) -> None:
        try:
            while time.monotonic() < ends:
                begun = time.perf_counter()
                work(n)
                took[n].append(time.perf_counter() - begun)
        finally:
            connection.close()

    threads = [threading.Thread(target=person, args=(n,)) for n in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for of_person in took for one in of_person]


def pay(clerk: Person) -> None:
    post_payment(
        random.randint(1, ACCOUNTS), Decimal("0.01"), method="cash", received_on=BUSINESS_DATE, actor=clerk,
        today=BUSINESS_DATE, request_id=uuid4(),
    )  # fmt: skip


def count() -> None:
    with connection.cursor() as cursor:
        cursor.execute(NEXT)


def check(taken: int) -> None:
    """Nothing lost, nothing doubled, no gap, the books in order."""
    numbers = list(Receipt.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, taken + 1)), "receipts with a gap"
    assert Transaction.objects.filter(source="here", kind="payment").count() == taken
    broken = verify()
    assert not broken, broken[0].law
    print(f"{taken:,} receipts without a gap, nothing doubled, the books in order")


if __name__ == "__main__":
    run(measure, small=10, counted="seconds")
