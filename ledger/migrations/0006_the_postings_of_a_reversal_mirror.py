from django.db import migrations

# Leg by leg: the same books and due dates, opposite amounts, as many, and no charge named. Aging relies on it: it lets
# a reversal's leg cancel the original's under the same due date and never looks for the original.
#
# PostgreSQL keeps the plans of a session's first, small statement for a later one of a million rows. `offset 0` has
# every row looked up by an index, which is right for both; a scan of the new rows for each reversal never ends.
A_REVERSAL_MIRRORS = """
create function reversal_mirrors() returns trigger language plpgsql as $$
declare offender bigint;
begin
  select n.transaction_id into offender from new_rows n
    where n.due_on is not null and n.charge_id is null and not exists (
      select 1 from ledger_transaction t where t.id = n.transaction_id and t.reverses_id is not null offset 0
    ) limit 1;
  if found then
    raise exception 'transaction % has a due date without a charge', offender
      using errcode = '23514', constraint = 'only_a_reversal_takes_a_charge_back';
  end if;
  with reversals as materialized (
    select t.id, t.reverses_id from (select distinct transaction_id from new_rows) n cross join lateral (
      select id, reverses_id from ledger_transaction where id = n.transaction_id offset 0
    ) t where t.reverses_id is not null
  ), legs as (
    select r.id, p.book, p.due_on, p.amount, 1 as side, false as names_a_charge
    from reversals r cross join lateral (select * from ledger_posting where transaction_id = r.reverses_id offset 0) p
    union all
    select r.id, p.book, p.due_on, -p.amount, -1, p.charge_id is not null
    from reversals r cross join lateral (select * from ledger_posting where transaction_id = r.id offset 0) p
  )
  select id into offender from legs
    group by id, book, due_on, amount having sum(side) <> 0 or bool_or(names_a_charge) limit 1;
  if found then
    raise exception 'reversal % does not mirror what it reverses', offender
      using errcode = '23514', constraint = 'the_postings_of_a_reversal_mirror';
  end if;
  return null;
end $$;
create trigger reversal_mirrors after insert on ledger_posting
  referencing new table as new_rows for each statement execute function reversal_mirrors();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_a_reversal_mirrors_what_it_reverses")]
    operations = [
        migrations.RunSQL(
            A_REVERSAL_MIRRORS,
            "drop trigger reversal_mirrors on ledger_posting; drop function reversal_mirrors();",
        )
    ]
