from django.db import migrations

# Two people deciding in one approver's place, or one person's work in two pairs of hands, would each think the other
# does it. A row that was ended early keeps only the days it counted; one ended before it began keeps none.
LAWS = """
alter table staff_standin add constraint one_stand_in_at_a_time exclude using gist (
  int8range(person_id, person_id, '[]') with &&,
  daterange(from_on, greatest(from_on, least(until_on + 1, ended_on)), '[)') with &&
);
alter table staff_handover add constraint one_handover_at_a_time exclude using gist (
  int8range(from_person_id, from_person_id, '[]') with &&,
  daterange(from_on, greatest(from_on, least(until_on + 1, ended_on)), '[)') with &&
);
"""
NO_LAWS = """
alter table staff_standin drop constraint one_stand_in_at_a_time;
alter table staff_handover drop constraint one_handover_at_a_time;
"""


class Migration(migrations.Migration):
    dependencies = [("staff", "0002_stand_ins_handovers_and_mentors")]
    operations = [migrations.RunSQL(LAWS, NO_LAWS)]
