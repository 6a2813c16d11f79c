from django.db import migrations

from core.laws import append_only


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_receipts"), ("core", "0002_append_only_tables_refuse_changes")]
    operations = [
        append_only("ledger_receipt"),
        append_only("ledger_receiptvoid"),
        append_only("ledger_receiptprint"),
        append_only("ledger_returnedpayment"),
    ]
