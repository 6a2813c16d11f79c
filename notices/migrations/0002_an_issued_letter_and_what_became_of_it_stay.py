from django.db import migrations

from core.laws import append_only


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("core", "0002_append_only_tables_refuse_changes")]
    operations = [
        append_only("notices_letter"),
        append_only("notices_rendering"),
        append_only("notices_batch"),
        append_only("notices_batchline"),
        append_only("notices_mailing"),
        append_only("notices_pull"),
    ]
