from django.db import migrations

INTO_THE_INBOX = """
insert into approvals_approval
  (kind, subject_kind, subject_key, sentence, follows, facts, asked_by_id, asked_at, asked_on, deadline_on, state, reason)
select 'rule_change', 'rulebook.rulechange', id::text, rules || '.' || field || ': ' || (value #>> '{}'),
       'It holds from ' || in_force_from || ' on.', '{}', proposed_by_id, proposed_at,
       (proposed_at at time zone 'America/Chicago')::date, in_force_from, 'waiting', ''
from rulebook_rulechange where approved_at is null
"""
OUT_OF_THE_INBOX = "delete from approvals_approval where kind = 'rule_change' and state = 'waiting'"


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0003_signatures_are_append_only"), ("approvals", "0001_initial")]

    operations = [migrations.RunSQL(INTO_THE_INBOX, OUT_OF_THE_INBOX)]
