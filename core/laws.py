"""How does a migration make a table append-only? One trigger function, one pair of triggers per table."""

from django.db import migrations

FORBID_CHANGE = """
create function forbid_change() returns trigger language plpgsql as $$
begin
  -- Tests empty tables by TRUNCATE between cases; their database keeps Django's name prefix.
  if tg_op = 'TRUNCATE' and current_database() like 'test\\_%' then return null; end if;
  raise exception '% is append-only (%)', tg_table_name, tg_op using errcode = '23514', constraint = 'append_only';
end $$;
"""
ALLOW_CHANGE = "drop function forbid_change();"


def append_only(table: str) -> migrations.RunSQL:
    """The operation that makes `table` refuse UPDATE, DELETE and TRUNCATE; reversible."""
    return migrations.RunSQL(
        f"""
        create trigger {table}_rows_stay before update or delete on {table}
        for each row execute function forbid_change();
        create trigger {table}_all_stay before truncate on {table}
        for each statement execute function forbid_change();
        """,
        f"drop trigger {table}_rows_stay on {table}; drop trigger {table}_all_stay on {table};",
    )
