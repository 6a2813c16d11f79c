from django.db import migrations

# Who could speak for a holder on a day must be readable years later: only the columns of the end are written, once.
LAW = """
create function a_party_changes_only_by_ending() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.ended_on is null and new.ended_on is not null
     and to_jsonb(new) - '{ended_on,ended_at,ended_why,ended_by_id}'::text[]
       = to_jsonb(old) - '{ended_on,ended_at,ended_why,ended_by_id}'::text[] then
    return new;
  end if;
  raise exception 'a party changes only by ending (%)', tg_op
    using errcode = '23514', constraint = 'a_party_changes_only_by_ending';
end $$;
create trigger a_party_changes_only_by_ending before update or delete on people_party
for each row execute function a_party_changes_only_by_ending();
"""
NO_LAW = """
drop trigger a_party_changes_only_by_ending on people_party;
drop function a_party_changes_only_by_ending();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_people_numbers_and_places")]
    operations = [migrations.RunSQL(LAW, NO_LAW)]
