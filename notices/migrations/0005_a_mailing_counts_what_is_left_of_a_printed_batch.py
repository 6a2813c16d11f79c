from django.db import migrations

# Both triggers take the batch's row first, so a mailing and a pull of the same moment see each other.
HOLD = """
create function mailing_counts_what_is_left() returns trigger language plpgsql as $$
declare printed date; here integer; begin
  select printed_on into printed from notices_batch where id = new.batch_id for update;
  if new.mailed_on < printed then
    raise exception 'batch % cannot be mailed before it is printed', new.batch_id
      using errcode = '23514', constraint = 'a_batch_is_printed_before_it_is_mailed';
  end if;
  select count(*) into here from notices_batchline b
   where b.batch_id = new.batch_id and not exists (select 1 from notices_pull p where p.letter_id = b.letter_id);
  if new.expected <> here then
    raise exception 'batch % holds % letters, not %', new.batch_id, here, new.expected
      using errcode = '23514', constraint = 'a_mailing_counts_what_is_left';
  end if;
  return new;
end $$;
create trigger a_mailing_counts_what_is_left before insert on notices_mailing
for each row execute function mailing_counts_what_is_left();
"""
LET_GO = """
drop trigger a_mailing_counts_what_is_left on notices_mailing;
drop function mailing_counts_what_is_left();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_a_letter_carries_an_approved_version_of_its_kind")]
    operations = [migrations.RunSQL(HOLD, LET_GO)]
