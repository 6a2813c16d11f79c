from django.db import migrations

HOLD = """
create function emailed_letter_stays() returns trigger language plpgsql as $$
begin
  perform 1 from notices_letter where id = new.letter_id for no key update;
  if exists (select 1 from notices_emailed e where e.letter_id = new.letter_id) then
    raise exception 'letter % went by e-mail', new.letter_id
      using errcode = '23514', constraint = 'a_letter_sent_by_email_is_not_taken_out';
  end if;
  return new;
end $$;
create trigger a_letter_sent_by_email_is_not_taken_out before insert on notices_pull
for each row execute function emailed_letter_stays();
"""
LET_GO = """
drop trigger a_letter_sent_by_email_is_not_taken_out on notices_pull;
drop function emailed_letter_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0009_a_letter_carries_versions_in_force_on_its_day")]
    operations = [migrations.RunSQL(HOLD, LET_GO)]
