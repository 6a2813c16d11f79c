from django.db import migrations

from core.laws import append_only


class Migration(migrations.Migration):
    """What was agreed, and what a customer said of their means, is never changed: another plan takes its place."""

    dependencies = [("payment_plans", "0001_initial"), ("core", "0002_append_only_tables_refuse_changes")]
    operations = [append_only("payment_plans_installment"), append_only("payment_plans_means")]
