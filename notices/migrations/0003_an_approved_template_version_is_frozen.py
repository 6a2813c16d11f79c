from django.db import migrations

FREEZE = """
create trigger an_approved_template_version_is_frozen before update or delete on notices_templateversion
for each row when (old.approved_at is not null) execute function forbid_change();
"""
THAW = "drop trigger an_approved_template_version_is_frozen on notices_templateversion;"


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_an_issued_letter_and_what_became_of_it_stay")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
