from django.db import migrations

LAW = """
create function a_budget_changes_only_by_ending() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.state = 'active' and new.state <> 'active'
     and to_jsonb(new) - '{state,ended_on,ended_by_id,end_why,end_note,rest,until_transaction}'::text[]
       = to_jsonb(old) - '{state,ended_on,ended_by_id,end_why,end_note,rest,until_transaction}'::text[] then
    return new;
  end if;
  raise exception 'a budget changes only by ending (%)', tg_op
    using errcode = '23514', constraint = 'a_budget_changes_only_by_ending';
end $$;
create trigger a_budget_changes_only_by_ending before update or delete on budgets_budgetplan
for each row execute function a_budget_changes_only_by_ending();
"""
NO_LAW = """
drop trigger a_budget_changes_only_by_ending on budgets_budgetplan;
drop function a_budget_changes_only_by_ending();
"""


class Migration(migrations.Migration):
    """The terms of a budget never change, and it ends once."""

    dependencies = [("budgets", "0002_amounts_of_a_budget_stay")]
    operations = [migrations.RunSQL(LAW, NO_LAW)]
