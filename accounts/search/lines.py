"""What may a caller say to be found? The search lines, made from holders, accounts and premises by set-based SQL."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from accounts.models import SearchLine
from accounts.search.words import EVERYWHERE, folded_sql, worded_sql

# Streets are left out of the address' words, never out of a name's.
TELLING_NOTHING = rf"\m({'|'.join(EVERYWHERE)})\M"

NAME = """case when c.kind = 'organization' and c.organization_name <> '' then c.organization_name
     else concat_ws(' ', nullif(c.last_name, ''), nullif(c.first_name, ''), nullif(c.organization_name, '')) end"""

LINES = f"""
with held as (
  select a.id as account_id, a.customer_id, a.premise_id, false as is_earlier, null::date as until_on
  from accounts_account a where {{accounts_a}}
  union all
  select * from (
    select distinct on (e.account_id, e.customer_id) e.account_id, e.customer_id, e.premise_id, true, e.until_on
    from accounts_earlierholder e join accounts_account a on a.id = e.account_id
    where e.customer_id <> a.customer_id and {{accounts_a}}
    order by e.account_id, e.customer_id, e.until_on desc, e.id desc
  ) earlier
), said as (
  select held.*, {folded_sql(NAME)} as name, {folded_sql("concat_ws(' ', p.line1, p.unit)")} as address,
         regexp_replace(c.phone, '[^0-9]', '', 'g') as phone,
         regexp_replace(c.alternate_phone, '[^0-9]', '', 'g') as other_phone, lower(c.email) as email
  from held join accounts_customer c on c.id = held.customer_id join accounts_premise p on p.id = held.premise_id
)
select account_id, customer_id, premise_id, is_earlier, until_on, trim(name) as name_key, phone, other_phone, email,
       array_to_tsvector(array_remove(string_to_array({worded_sql("name")}, ' ')
         || string_to_array(regexp_replace({worded_sql("address")}, '{TELLING_NOTHING}', '', 'g'), ' ')
         || case when length(phone) > 7 then right(phone, 7) else '' end
         || case when length(other_phone) > 7 then right(other_phone, 7) else '' end, '')) as words
from said
"""
COLUMNS = "account_id, customer_id, premise_id, is_earlier, until_on, name_key, phone, other_phone, email, words"
VALUES = "premise_id, is_earlier, until_on, name_key, phone, other_phone, email, words"


@transaction.atomic
def renew(account_ids: Iterable[int] | None = None) -> None:
    """Make the lines of these accounts (None: of all) what their holders, premises and phones say now.

    One statement each for lines that are new or changed and for lines nobody stands behind any more. Into an empty
    table, the first load, the indexes are built after the rows.
    """
    ids = None if account_ids is None else list(account_ids)
    if ids == []:
        return
    made = LINES.format(accounts_a="true" if ids is None else "a.id = any(%(ids)s)")
    with connection.cursor() as cursor:
        if ids is None and not SearchLine.objects.exists():
            with _indexes_afterwards():
                cursor.execute(f"insert into accounts_searchline ({COLUMNS}) {made}")
            cursor.execute("analyze accounts_searchline")
            return
        parameters = {"ids": ids}
        cursor.execute(
            f"""
            insert into accounts_searchline ({COLUMNS})
            select {", ".join(f"made.{column}" for column in COLUMNS.split(", "))}
            from ({made}) made
            left join accounts_searchline old on old.account_id = made.account_id and old.customer_id = made.customer_id
            where old.id is null or ({_of("old")}) is distinct from ({_of("made")})
            on conflict (account_id, customer_id) do update set ({VALUES}) = ({_of("excluded")})
            """,
            parameters,
        )
        cursor.execute(
            f"""
            delete from accounts_searchline line using accounts_account a
            where a.id = line.account_id and a.customer_id <> line.customer_id
            and not exists (select from accounts_earlierholder e
                            where e.account_id = line.account_id and e.customer_id = line.customer_id)
            {"" if ids is None else "and a.id = any(%(ids)s)"}
            """,
            parameters,
        )


def _of(alias: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in VALUES.split(", "))


@contextmanager
def _indexes_afterwards() -> Iterator[None]:
    """A million lines go in three times as quickly when their indexes are built once, at the end."""
    with connection.cursor() as cursor:
        cursor.execute("set local maintenance_work_mem = '256MB'")
    with connection.schema_editor(atomic=False) as editor:
        for index in SearchLine._meta.indexes:
            editor.remove_index(SearchLine, index)
    yield
    with connection.schema_editor(atomic=False) as editor:
        for index in SearchLine._meta.indexes:
            editor.add_index(SearchLine, index)
