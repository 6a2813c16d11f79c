from django.db import migrations

# What was asked, of whom and what would follow must be readable years later beside the answer, which is given once.
LAW = """
create function an_approval_changes_only_by_being_decided() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.state = 'waiting' and new.state <> 'waiting'
     and to_jsonb(new) - '{state,reason,decided_by_id,decided_for_id,decided_at,decided_on}'::text[]
       = to_jsonb(old) - '{state,reason,decided_by_id,decided_for_id,decided_at,decided_on}'::text[] then
    return new;
  end if;
  raise exception 'an approval changes only by being decided (%)', tg_op
    using errcode = '23514', constraint = 'an_approval_changes_only_by_being_decided';
end $$;
create trigger an_approval_changes_only_by_being_decided before update or delete on approvals_approval
for each row execute function an_approval_changes_only_by_being_decided();
"""
NO_LAW = """
drop trigger an_approval_changes_only_by_being_decided on approvals_approval;
drop function an_approval_changes_only_by_being_decided();
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]
    operations = [migrations.RunSQL(LAW, NO_LAW)]
