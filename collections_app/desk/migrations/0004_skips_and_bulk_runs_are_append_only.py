"""What was skipped, and what was done to several accounts at once, stays as it was said."""

from django.db import migrations

from core.laws import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_append_only_tables_refuse_changes"),
        ("desk", "0003_who_works_what_and_which_lists_are_kept"),
    ]
    operations = [append_only("desk_skip"), append_only("desk_bulkrun")]
