from django.db import migrations

from core.laws import ALLOW_CHANGE, FORBID_CHANGE


class Migration(migrations.Migration):
    """The trigger function behind every append-only table."""

    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunSQL(FORBID_CHANGE, ALLOW_CHANGE)]
