"""How long does aging take, beside the bare statement over two flat tables?"""

import csv
import io

from django.db import connection
from measuring import report, run, timed

from collections_app.interchange.seed import BUSINESS_DATE, seed_accounts
from ledger.aging import aging
from ledger.policy import first_days
from ledger.standings import renew_all

CHARGES_OF_AN_ACCOUNT = 48

# What somebody would write who keeps no books: charges and payments as they came, nothing to balance or take back.
FLAT = """
create table flat_account as select id, number from accounts_account;
create table flat_charge as select account_id, due_on, amount from ledger_posting where charge_id is not null;
create table flat_payment as select account_id, effective_on as received_on, -amount as amount from ledger_posting
  where payment_id is not null;
alter table flat_account add primary key (id);
analyze flat_account, flat_charge, flat_payment;
"""

BARE = """
with charged as (
  select account_id, sum(amount) as charged, sum(amount) filter (where due_on <= %(over_0)s) as over_0,
         sum(amount) filter (where due_on <= %(over_30)s) as over_30,
         sum(amount) filter (where due_on <= %(over_60)s) as over_60,
         sum(amount) filter (where due_on <= %(over_90)s) as over_90
  from flat_charge group by account_id
), paid as (
  select account_id, sum(amount) as paid from flat_payment where received_on <= %(as_of)s group by account_id
)
select a.number, charged - paid, greatest(charged - paid, 0) - greatest(over_0 - paid, 0),
       greatest(over_0 - paid, 0) - greatest(over_30 - paid, 0),
       greatest(over_30 - paid, 0) - greatest(over_60 - paid, 0),
       greatest(over_60 - paid, 0) - greatest(over_90 - paid, 0), greatest(over_90 - paid, 0)
from flat_account a join charged c on c.account_id = a.id join paid p on p.account_id = a.id order by a.number
"""


def measure(size: int) -> None:
    accounts = max(size // CHARGES_OF_AN_ACCOUNT, 1)
    seed_accounts(accounts, seed=1, tell=print)
    with connection.cursor() as cursor:
        cursor.execute(FLAT)
        cursor.execute("vacuum (analyze) ledger_posting")
    # Twice, and the second counts: the first reads the disk.
    for _ in range(2):
        with timed() as ours:
            rows = written(aging(BUSINESS_DATE))
        with timed() as floor, connection.cursor() as cursor:
            cursor.execute(BARE, {"as_of": BUSINESS_DATE, **first_days(BUSINESS_DATE)})
            bare = written(iter(cursor.fetchall()))
    assert rows == bare, "the bare statement counts otherwise"
    report(f"aging of {accounts * CHARGES_OF_AN_ACCOUNT:,} charges", ours.seconds, floor.seconds)
    with timed() as renewing:
        renew_all(as_of=BUSINESS_DATE)
    report(f"renewing {accounts:,} standings when none changed", renewing.seconds, floor.seconds)


def written(rows) -> list[list[str]]:
    """As the aging command writes them."""
    text = io.StringIO()
    csv.writer(text).writerows([row[0], *(f"{figure:.2f}" for figure in row[1:])] for row in rows)
    return text.getvalue().splitlines()


if __name__ == "__main__":
    run(measure, small=50_000, counted="charges")
