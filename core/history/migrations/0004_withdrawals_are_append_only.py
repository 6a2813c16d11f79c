from django.db import migrations

from core.laws import append_only


class Migration(migrations.Migration):
    dependencies = [("history", "0003_withdrawal"), ("core", "0002_append_only_tables_refuse_changes")]
    operations = [append_only("history_withdrawal")]
