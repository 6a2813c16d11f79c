from django.db import migrations

HOLD = """
create function letter_carries_approved_version() returns trigger language plpgsql as $$
declare wrong bigint; begin
  select l.id into wrong from new_rows l join notices_templateversion v on v.id = l.version_id
   where v.approved_at is null or v.kind <> l.kind or v.language <> l.language limit 1;
  if found then
    raise exception 'letter % carries a version that is not approved for its kind and language', wrong
      using errcode = '23514', constraint = 'a_letter_carries_an_approved_version_of_its_kind';
  end if;
  return null;
end $$;
create trigger a_letter_carries_an_approved_version_of_its_kind after insert on notices_letter
referencing new table as new_rows for each statement execute function letter_carries_approved_version();
"""
LET_GO = """
drop trigger a_letter_carries_an_approved_version_of_its_kind on notices_letter;
drop function letter_carries_approved_version();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_an_approved_template_version_is_frozen")]
    operations = [migrations.RunSQL(HOLD, LET_GO)]
