"""In which order do the files of an extract become ours, and what came of each?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from collections_app.interchange import layout
from collections_app.interchange.layout import ACCOUNTS, CHARGES, CUSTOMERS, DEPOSITS, PAYMENTS, PREMISES, USAGE, File
from collections_app.interchange.layout import SERVICES_FILE as SERVICES
from collections_app.interchange.loading import charges, home, payments, people, staging
from collections_app.interchange.loading.judging import FileRead
from collections_app.interchange.loading.staging import note_unknown

DEPOSIT_ROWS = """
  select s.deposit_id, a.id as account_id, s.received_on, s.amount, s.reference
  from stage_deposits s join accounts_account a on a.number = s.account_number
  where not exists (select 1 from home_row h where h.name = 'deposits.csv' and h.line = s.line)
"""


@dataclass(frozen=True)
class Merged:
    """How many rows of one file were new or changed; the rest that was not rejected was there already."""

    rows: int
    loaded: int
    rejected: int

    @property
    def unchanged(self) -> int:
        return self.rows - self.loaded - self.rejected


def merge(
    reads: Mapping[str, FileRead], *, on: date, at: datetime, tell: Callable[[int, str], None]
) -> dict[str, Merged]:
    """Make the staged rows ours. `on` is the extract's date, `at` the moment we record; faults end in `stage_fault`."""
    people.begin()
    home.begin()
    loaded: dict[str, int] = {}

    def take(file: File, *references: tuple[str, File, str]) -> bool:
        if file.name not in reads:
            return False
        for name, other, table in references:
            note_unknown(reads[file.name], name, other=other, table=table)
        staging.set_aside(file)
        return True

    account = ("account_number", ACCOUNTS, "accounts_account")
    tell(40, "Customers, premises and accounts")
    if take(CUSTOMERS):
        loaded[CUSTOMERS.name] = people.merge_customers()
    if take(PREMISES):
        loaded[PREMISES.name] = people.merge_premises()
    customer, premise = ("customer_id", CUSTOMERS, "accounts_customer"), ("premise_id", PREMISES, "accounts_premise")
    if take(ACCOUNTS, customer, premise):
        loaded[ACCOUNTS.name] = people.merge_accounts(on)
    staging.run("analyze accounts_account")
    if take(SERVICES, account):
        loaded[SERVICES.name] = people.merge_services()
    if take(USAGE, account):
        tell(45, "Usage")
        loaded[USAGE.name] = people.merge_usage()

    for file in home.FILES:
        if take(file, account):
            home.gather(file)
    if CHARGES.name in reads:
        tell(55, "Charges")
        charges.find_changes(reads[CHARGES.name])
        tell(60, "Posting the charges")
        loaded[CHARGES.name] = charges.post(at)
    tell(70, "Payments")
    payments.find_changes(reads[PAYMENTS.name])
    tell(73, "Posting the payments")
    loaded[PAYMENTS.name] = payments.post(at)
    if DEPOSITS.name in reads:
        loaded[DEPOSITS.name] = people.upsert(
            "ledger_depositmemo", DEPOSIT_ROWS, ["deposit_id"], ["account_id", "received_on", "amount", "reference"]
        )
    tell(77, "What came home, and payments that were taken back")
    for name, count in home.confirm(on).items():
        loaded[name] += count
    loaded[PAYMENTS.name] += payments.take_back(reads[PAYMENTS.name], at)

    for file in (CHARGES, PAYMENTS):
        staging.remember_accounts(file)
    return {
        file.name: Merged(reads[file.name].rows, loaded[file.name], staging.rejected(file))
        for file in layout.FILES
        if file.name in reads
    }
