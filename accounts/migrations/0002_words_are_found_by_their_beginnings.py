import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="searchline",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["words"], name="found_by_words"),
        ),
        migrations.AddIndex(
            model_name="searchline",
            index=models.Index(fields=["name_key"], name="found_by_name", opclasses=["text_pattern_ops"]),
        ),
        migrations.AddIndex(
            model_name="searchline",
            index=models.Index(
                condition=models.Q(("phone", ""), _negated=True),
                fields=["phone"],
                name="found_by_phone",
                opclasses=["text_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="searchline",
            index=models.Index(
                condition=models.Q(("other_phone", ""), _negated=True),
                fields=["other_phone"],
                name="found_by_other_phone",
                opclasses=["text_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="searchline",
            index=models.Index(
                condition=models.Q(("email", ""), _negated=True),
                fields=["email"],
                name="found_by_email",
                opclasses=["text_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="service",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("meter_number"), name="text_pattern_ops"
                ),
                condition=models.Q(("meter_number", ""), _negated=True),
                name="found_by_meter",
            ),
        ),
    ]
