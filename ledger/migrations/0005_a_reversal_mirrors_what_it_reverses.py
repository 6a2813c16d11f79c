from django.db import migrations

# A second reversal is refused by a unique index. This law holds the rest: same account, not of a
# reversal, and not before what it takes back.
A_REVERSAL_FITS = """
create function reversal_fits() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from new_rows n left join ledger_transaction t on t.id = n.reverses_id
    where n.reverses_id is not null
      and (t.id is null or t.kind = 'reversal' or t.account_id <> n.account_id or n.effective_on < t.effective_on)
  ) then
    raise exception 'a reversal does not fit what it reverses'
      using errcode = '23514', constraint = 'a_reversal_mirrors_what_it_reverses';
  end if;
  return null;
end $$;
create trigger reversal_fits after insert on ledger_transaction
  referencing new table as new_rows for each statement execute function reversal_fits();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_a_transaction_has_postings")]
    operations = [
        migrations.RunSQL(
            A_REVERSAL_FITS,
            "drop trigger reversal_fits on ledger_transaction; drop function reversal_fits();",
        )
    ]
