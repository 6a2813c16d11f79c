from django.db import migrations

from core.laws import append_only


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0002_signature"), ("core", "0002_append_only_tables_refuse_changes")]

    operations = [append_only("rulebook_signature")]
