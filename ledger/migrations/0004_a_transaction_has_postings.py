from django.db import migrations

A_TRANSACTION_HAS_POSTINGS = """
create function transaction_has_postings() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from ledger_posting where transaction_id = new.id) then
    raise exception 'transaction % has no postings', new.id
      using errcode = '23514', constraint = 'a_transaction_has_postings';
  end if;
  return null;
end $$;
create constraint trigger transaction_has_postings after insert on ledger_transaction
  deferrable initially deferred for each row execute function transaction_has_postings();
"""


class Migration(migrations.Migration):
    """Asked at commit, since the postings come after their transaction."""

    dependencies = [("ledger", "0003_postings_of_a_transaction_balance")]
    operations = [
        migrations.RunSQL(
            A_TRANSACTION_HAS_POSTINGS,
            "drop trigger transaction_has_postings on ledger_transaction; drop function transaction_has_postings();",
        )
    ]
