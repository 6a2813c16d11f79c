from django.db import migrations

from core.laws import append_only


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial"), ("core", "0002_append_only_tables_refuse_changes")]
    operations = [append_only("visits_visitresult")]
