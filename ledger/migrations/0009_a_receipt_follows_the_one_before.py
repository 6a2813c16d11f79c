from django.db import migrations

# Whoever takes a number holds the year's counter until they commit, so the number before it is visible here.
A_RECEIPT_FOLLOWS = """
create function receipt_follows() returns trigger language plpgsql as $$
begin
  if new.number > 1 and not exists (
    select 1 from ledger_receipt r where r.year = new.year and r.number = new.number - 1
  ) then
    raise exception 'receipt %-% leaves a gap', new.year, new.number
      using errcode = '23514', constraint = 'a_receipt_follows_the_one_before';
  end if;
  return new;
end $$;
create trigger receipt_follows before insert on ledger_receipt
  for each row execute function receipt_follows();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_receipts_are_append_only")]
    operations = [
        migrations.RunSQL(
            A_RECEIPT_FOLLOWS,
            "drop trigger receipt_follows on ledger_receipt; drop function receipt_follows();",
        )
    ]
