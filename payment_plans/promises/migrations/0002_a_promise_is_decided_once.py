from django.db import migrations

# What was promised never changes, and what is decided stays; while it is open, what has come of it may be written.
LAW = """
create function a_promise_is_decided_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.state = 'open'
     and to_jsonb(new) - '{state,paid,decided_on,decided_at,decided_by_id,withdrawn_why}'::text[]
       = to_jsonb(old) - '{state,paid,decided_on,decided_at,decided_by_id,withdrawn_why}'::text[] then
    return new;
  end if;
  raise exception 'a promise is decided once (%)', tg_op
    using errcode = '23514', constraint = 'a_promise_is_decided_once';
end $$;
create trigger a_promise_is_decided_once before update or delete on promises_promise
for each row execute function a_promise_is_decided_once();
"""
NO_LAW = """
drop trigger a_promise_is_decided_once on promises_promise;
drop function a_promise_is_decided_once();
"""


class Migration(migrations.Migration):
    """The terms of a promise stay, and so does what was decided about it."""

    dependencies = [("promises", "0001_initial")]
    operations = [migrations.RunSQL(LAW, NO_LAW)]
