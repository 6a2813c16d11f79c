from django.db import migrations

# The terms of a hold never change and a hold is ended once; only the columns of its end may be written, once.
LAW = """
create function a_hold_changes_only_by_ending() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.ended_on is null and new.ended_on is not null
     and to_jsonb(new) - '{ended_on,ended_at,ended_why,ended_by_id}'::text[]
       = to_jsonb(old) - '{ended_on,ended_at,ended_why,ended_by_id}'::text[] then
    return new;
  end if;
  raise exception 'a hold changes only by ending (%)', tg_op
    using errcode = '23514', constraint = 'a_hold_changes_only_by_ending';
end $$;
create trigger a_hold_changes_only_by_ending before update or delete on holds_hold
for each row execute function a_hold_changes_only_by_ending();
"""
NO_LAW = """
drop trigger a_hold_changes_only_by_ending on holds_hold;
drop function a_hold_changes_only_by_ending();
"""


class Migration(migrations.Migration):
    dependencies = [("holds", "0001_initial")]
    operations = [migrations.RunSQL(LAW, NO_LAW)]
