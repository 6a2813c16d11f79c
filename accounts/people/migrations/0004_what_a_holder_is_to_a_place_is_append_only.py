from django.db import migrations

from core.laws import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_a_party_changes_only_by_ending"),
        ("core", "0002_append_only_tables_refuse_changes"),
    ]
    operations = [append_only("people_placerelation")]
