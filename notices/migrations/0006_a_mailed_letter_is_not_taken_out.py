from django.db import migrations

HOLD = """
create function mailed_letter_stays() returns trigger language plpgsql as $$
declare printed_in bigint; begin
  select b.id into printed_in from notices_batch b join notices_batchline l on l.batch_id = b.id
   where l.letter_id = new.letter_id for update of b;
  if exists (select 1 from notices_mailing m where m.batch_id = printed_in) then
    raise exception 'letter % is mailed', new.letter_id
      using errcode = '23514', constraint = 'a_mailed_letter_is_not_taken_out';
  end if;
  return new;
end $$;
create trigger a_mailed_letter_is_not_taken_out before insert on notices_pull
for each row execute function mailed_letter_stays();
"""
LET_GO = """
drop trigger a_mailed_letter_is_not_taken_out on notices_pull;
drop function mailed_letter_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_a_mailing_counts_what_is_left_of_a_printed_batch")]
    operations = [migrations.RunSQL(HOLD, LET_GO)]
