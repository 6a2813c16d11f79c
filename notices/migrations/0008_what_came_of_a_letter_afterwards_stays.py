from django.db import migrations

from core.laws import append_only


class Migration(migrations.Migration):
    dependencies = [("notices", "0007_versions_copies_held_returned_and_email")]
    operations = [
        append_only("notices_accessiblecopy"),
        append_only("notices_returned"),
        append_only("notices_goodagain"),
        append_only("notices_emailed"),
        append_only("notices_bounce"),
    ]
