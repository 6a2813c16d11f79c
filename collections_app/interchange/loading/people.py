"""How do customers, premises, accounts and services of an extract become ours? Set by set, unchanged rows untouched."""

from collections.abc import Sequence
from datetime import date

from collections_app.interchange import layout
from collections_app.interchange.loading.staging import fetch, learned_anew, run

CHANGED = "create temp table changed_row (what text not null, id bigint not null) on commit drop"

# Everybody who locks several accounts does so in the order of their ids (docs/locking.md), and the merges would not.
LOCK_KNOWN = """
select count(*) from (
  select id from accounts_account where number in (
    select account_number from stage_accounts
    union select account_number from stage_charges
    union select account_number from stage_payments
  )
  order by id for no key update
) locked
"""

CUSTOMER_FIELDS = [column.name for column in layout.CUSTOMERS.columns[1:]] + ["name_key"]
PREMISE_FIELDS = [column.name for column in layout.PREMISES.columns[1:]]

ACCOUNTS = """
  select s.account_number as number, c.id as customer_id, p.id as premise_id, s.status, s.opened_on, s.closed_on,
         s.account_class, s.billing_cycle, s.stated_balance, %(on)s::date as stated_on
  from stage_accounts s join accounts_customer c on c.number = s.customer_id
  join accounts_premise p on p.number = s.premise_id
"""
ACCOUNT_FIELDS = (
    "customer_id", "premise_id", "status", "opened_on", "closed_on", "account_class", "billing_cycle", "stated_balance",
)  # fmt: skip
EARLIER_HOLDERS = f"""
insert into accounts_earlierholder (account_id, customer_id, premise_id, until_on)
select a.id, a.customer_id, a.premise_id, %(on)s
from ({ACCOUNTS}) s join accounts_account a on a.number = s.number
where a.customer_id <> s.customer_id or a.premise_id <> s.premise_id
on conflict do nothing
"""
SERVICES = """
  select a.id as account_id, s.service, s.meter_number, s.started_on, s.ended_on, s.status
  from stage_services s join accounts_account a on a.number = s.account_number
"""
USAGE = """
  select a.id as account_id, s.service, s.period_end, s.quantity, s.unit, s.amount
  from stage_usage s join accounts_account a on a.number = s.account_number
"""


def begin() -> None:
    """Lock whom the extract may change: other accounts than those it names do not change by it."""
    run(CHANGED)
    fetch(LOCK_KNOWN)


def merge_customers() -> int:
    rows = f"select customer_id as number, {', '.join(CUSTOMER_FIELDS)} from stage_customers"
    return upsert("accounts_customer", rows, ["number"], CUSTOMER_FIELDS, what="customer")


def merge_premises() -> int:
    rows = f"select premise_id as number, {', '.join(PREMISE_FIELDS)} from stage_premises"
    return upsert("accounts_premise", rows, ["number"], PREMISE_FIELDS, what="premise")


def merge_accounts(on: date) -> int:
    """New and changed accounts; whoever held one before is kept as its earlier holder, until `on`."""
    run(EARLIER_HOLDERS, on=on)
    return upsert(
        "accounts_account", ACCOUNTS, ["number"], ACCOUNT_FIELDS, carried=["stated_on"], what="account", on=on
    )


def merge_services() -> int:
    return upsert(
        "accounts_service", SERVICES, ["account_id", "service", "meter_number", "started_on"],
        ["ended_on", "status"], what="service",
    )  # fmt: skip


def merge_usage() -> int:
    return upsert("accounts_usage", USAGE, ["account_id", "service", "period_end"], ["quantity", "unit", "amount"])


def upsert(
    table: str, rows: str, key: Sequence[str], fields: Sequence[str], *, carried: Sequence[str] = (), what: str = "",
    **named,
) -> int:  # fmt: skip
    """Insert the new rows and update those whose fields differ; answers how many rows that were.

    `carried` fields are written with the others but make no difference. One load runs at a time and nobody else
    writes these tables, so nothing can come between the two statements. `what` notes the rows that changed.
    """
    returned = f"returning t.id) insert into changed_row select '{what}', id from done" if what else ""
    opened = "with done as (" if what else ""
    on = " and ".join(_same(name) for name in key)
    told = [f"s.{name}" for name in fields]
    changes = ", ".join(f"{name} = s.{name}" for name in (*fields, *carried))
    changed = run(
        f"{opened}update {table} t set {changes} from ({rows}) s "
        f"where {on} and ({', '.join(f't.{name}' for name in fields)}) is distinct from ({', '.join(told)}) {returned}",
        **named,
    )
    columns = [*key, *fields, *carried]
    new = run(
        f"{opened}insert into {table} as t ({', '.join(columns)}) "
        f"select {', '.join(f's.{name}' for name in columns)} from ({rows}) s "
        f"where not exists (select 1 from {table} t where {on}) {returned}",
        **named,
    )
    learned_anew(table, changed + new)
    return changed + new


def _same(name: str) -> str:
    # A service may have begun on an unknown day; two such days are the same.
    if name == "started_on":
        return "coalesce(t.started_on, '-infinity') = coalesce(s.started_on, '-infinity')"
    return f"t.{name} = s.{name}"


def accounts_to_renew() -> list[int]:
    """Accounts that are new or whose books changed."""
    return [pk for (pk,) in fetch("select distinct id from changed_row where what in ('money', 'account')")]


def changed_accounts() -> list[int]:
    """Accounts on whose search lines something changed: the holder, the place, a meter, the account itself."""
    run("analyze changed_row")
    return [
        pk
        for (pk,) in fetch(
            """
            select a.id from accounts_account a join changed_row c on c.what = 'customer' and c.id = a.customer_id
            union select h.account_id from accounts_earlierholder h
              join changed_row c on c.what = 'customer' and c.id = h.customer_id
            union select a.id from accounts_account a join changed_row c on c.what = 'premise' and c.id = a.premise_id
            union select h.account_id from accounts_earlierholder h
              join changed_row c on c.what = 'premise' and c.id = h.premise_id
            union select id from changed_row where what = 'account'
            union select s.account_id from accounts_service s join changed_row c on c.what = 'service' and c.id = s.id
            """
        )
    ]
