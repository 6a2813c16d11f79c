from django.db import migrations

from core.laws import append_only


class Migration(migrations.Migration):
    dependencies = [("contacts", "0006_papers_of_lines_and_holds"), ("core", "0002_append_only_tables_refuse_changes")]
    operations = [append_only("contacts_paper")]
