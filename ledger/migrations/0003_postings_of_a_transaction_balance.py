from django.db import migrations

# Only the new rows are summed: rows are never changed or removed and every statement adds a balanced set, so every
# transaction balances at every moment. The law this adds: all postings of a transaction go in by one statement.
# The second check stands in for a foreign key: a transaction is never deleted, so asking once per statement is enough,
# and it also holds that a posting carries its transaction's account and date.
POSTINGS_BALANCE = """
create function postings_balance() returns trigger language plpgsql as $$
declare offender bigint;
begin
  select transaction_id into offender from new_rows group by transaction_id having sum(amount) <> 0 limit 1;
  if found then
    raise exception 'transaction % does not balance', offender
      using errcode = '23514', constraint = 'postings_of_a_transaction_balance';
  end if;
  select n.transaction_id into offender from new_rows n
    left join ledger_transaction t on t.id = n.transaction_id
    where t.id is null or t.account_id <> n.account_id or t.effective_on <> n.effective_on limit 1;
  if found then
    raise exception 'a posting does not fit transaction %', offender
      using errcode = '23514', constraint = 'a_posting_fits_its_transaction';
  end if;
  return null;
end $$;
create trigger postings_balance after insert on ledger_posting
  referencing new table as new_rows for each statement execute function postings_balance();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_the_books_are_append_only")]
    operations = [
        migrations.RunSQL(
            POSTINGS_BALANCE,
            "drop trigger postings_balance on ledger_posting; drop function postings_balance();",
        )
    ]
