from django.db import migrations

# Whoever saved a draft of somebody else wrote it too: `written_by` names only the one who began it.
HOLD = """
create function template_version_is_what_was_sent() returns trigger language plpgsql as $$
begin
  if old.sent_at is not null and new.sent_at is not null
     and (new.body, new.kind, new.language, new.number, new.written_by_id, new.second_reader_id)
         is distinct from (old.body, old.kind, old.language, old.number, old.written_by_id, old.second_reader_id) then
    raise exception 'template version % changed while it waited for approval', old.id
      using errcode = '23514', constraint = 'a_template_that_was_sent_does_not_change';
  end if;
  if new.approved_at is not null and old.approved_at is null and old.sent_at is null then
    raise exception 'template version % is approved and was never sent', old.id
      using errcode = '23514', constraint = 'a_template_is_sent_before_it_is_approved';
  end if;
  if new.approved_at is not null and old.approved_at is null and exists (
    select from history_historyline
     where subject_kind = 'notices.templateversion' and subject_key = old.id::text
       and action in ('template.begun', 'template.saved') and actor_id in (new.approved_by_id, new.second_reader_id)
  ) then
    raise exception 'template version % is approved or read by one of its writers', old.id
      using errcode = '23514', constraint = 'nobody_approves_or_reads_a_template_they_wrote';
  end if;
  return new;
end $$;
create trigger a_template_version_is_approved_as_it_was_sent before update on notices_templateversion
for each row execute function template_version_is_what_was_sent();
"""
LET_GO = """
drop trigger a_template_version_is_approved_as_it_was_sent on notices_templateversion;
drop function template_version_is_what_was_sent();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0001_initial"),
        ("notices", "0010_a_letter_sent_by_email_is_not_taken_out"),
    ]
    operations = [migrations.RunSQL(HOLD, LET_GO)]
