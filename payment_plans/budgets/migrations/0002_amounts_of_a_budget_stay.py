from django.db import migrations

from core.laws import append_only


class Migration(migrations.Migration):
    """What a customer was asked for is never changed: another amount takes its place from its day on."""

    dependencies = [("budgets", "0001_initial"), ("core", "0002_append_only_tables_refuse_changes")]
    operations = [append_only("budgets_budgetamount")]
