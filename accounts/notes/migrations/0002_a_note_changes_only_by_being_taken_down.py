from django.db import migrations

# What a colleague wrote stays as it was written: only the columns of its taking down are written, once.
LAW = """
create function a_note_changes_only_by_being_taken_down() returns trigger language plpgsql as $$
declare taken text[] := '{taken_down_on,taken_down_at,taken_down_why,taken_down_by_id}';
begin
  if tg_op = 'UPDATE' and old.taken_down_on is null and new.taken_down_on is not null
     and to_jsonb(new) - taken = to_jsonb(old) - taken then
    return new;
  end if;
  raise exception 'a note changes only by being taken down (%)', tg_op
    using errcode = '23514', constraint = 'a_note_changes_only_by_being_taken_down';
end $$;
create trigger a_note_changes_only_by_being_taken_down before update or delete on notes_note
for each row execute function a_note_changes_only_by_being_taken_down();
"""
NO_LAW = """
drop trigger a_note_changes_only_by_being_taken_down on notes_note;
drop function a_note_changes_only_by_being_taken_down();
"""


class Migration(migrations.Migration):
    dependencies = [("notes", "0001_initial")]
    operations = [migrations.RunSQL(LAW, NO_LAW)]
