from django.db import migrations

# The English text beside another language is held to the same law, and neither may begin after the letter's day.
HOLD = """
create or replace function letter_carries_approved_version() returns trigger language plpgsql as $$
declare wrong bigint; begin
  select l.id into wrong from new_rows l join notices_templateversion v on v.id = l.version_id
   where v.approved_at is null or v.kind <> l.kind or v.language <> l.language or v.in_force_from > l.issued_on limit 1;
  if wrong is null then
    select l.id into wrong from new_rows l join notices_templateversion v on v.id = l.english_id
     where v.approved_at is null or v.kind <> l.kind or v.language <> 'en' or l.language = 'en'
        or v.in_force_from > l.issued_on limit 1;
  end if;
  if wrong is not null then
    raise exception 'letter % carries a version that is not approved for its kind and language', wrong
      using errcode = '23514', constraint = 'a_letter_carries_an_approved_version_of_its_kind';
  end if;
  return null;
end $$;
"""
AS_BEFORE = """
create or replace function letter_carries_approved_version() returns trigger language plpgsql as $$
declare wrong bigint; begin
  select l.id into wrong from new_rows l join notices_templateversion v on v.id = l.version_id
   where v.approved_at is null or v.kind <> l.kind or v.language <> l.language limit 1;
  if found then
    raise exception 'letter % carries a version that is not approved for its kind and language', wrong
      using errcode = '23514', constraint = 'a_letter_carries_an_approved_version_of_its_kind';
  end if;
  return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0008_what_came_of_a_letter_afterwards_stays")]
    operations = [migrations.RunSQL(HOLD, AS_BEFORE)]
