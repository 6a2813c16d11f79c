"""How long do ten people wait for each kind of search, beside reading the whole table once?

Words are the beginnings that callers give: of a name, a first and last name, an address, an account number, a phone, an
e-mail; and the shortest ones, with which most accounts begin. The database of DATA is used when `seed_accounts` has
filled it; otherwise a new one is seeded, which takes its time.
"""

import random
from urllib.parse import quote

from django.db import connection
from measuring import is_seeded, report, run, scratch_database, timed
from pages import USERS, loaded, new_session, percentile, served

from accounts.models import Account, SearchLine
from accounts.search import renew
from collections_app.interchange.seed import seed_accounts

WHOLE_TABLE = "select count(*) from accounts_searchline where name_key ilike %s or email ilike %s"


def measure(size: int) -> None:
    if is_seeded(size):
        compare()
        return
    with scratch_database():
        seed_accounts(size, seed=1, tell=print)
        compare()


def compare() -> None:
    accounts = Account.objects.count()
    kinds = typed()
    with timed() as scan, connection.cursor() as cursor:
        cursor.execute(WHOLE_TABLE, ["%dqvist%", "%dqvist%"])
    floor = scan.seconds * 1000
    sessions = [new_session() for _ in range(USERS)]
    with served("collections_app.wsgi", "collections_app.settings") as port:
        for kind, words in kinds.items():
            waits = loaded(port, sessions, lambda chance, words=words: f"/search/?q={quote(chance.choice(words))}")
            report(f"p95 of search by {kind}, ten users, {accounts:,} accounts", percentile(waits, 95), floor, "ms")
    some = list(Account.objects.order_by("pk").values_list("pk", flat=True)[:1000])
    with timed() as renewed:
        renew(some)
    report("search lines renewed, one by one", renewed.rate(len(some)), None, "a second")


def typed() -> dict[str, list[str]]:
    """Words by kind, of accounts drawn evenly over the table."""
    chance = random.Random(1)
    newest = SearchLine.objects.order_by("-pk").values_list("pk", flat=True)[0]
    drawn = [chance.randrange(newest) for _ in range(400)]
    lines = list(SearchLine.objects.filter(pk__in=drawn).select_related("account", "customer", "premise"))
    last, first = [line.name_key for line in lines], [line.customer.first_name for line in lines]
    return {
        "name": [name[: chance.randint(3, 6)] for name in last],
        "first and last name": [f"{name[:3]} {key[:4]}" for name, key in zip(first, last, strict=True)],
        "address": [line.premise.line1[: chance.randint(5, 10)] for line in lines],
        "account number": [line.account.number[: chance.randint(4, 8)] for line in lines],
        "phone": [line.phone[: chance.randint(6, 10)] for line in lines if line.phone],
        "e-mail": [line.email.split("@")[0] for line in lines if line.email],
        "two letters": [name[:2] for name in last],
    }


if __name__ == "__main__":
    run(measure, small=2_000, counted="accounts", scratch=False)
