import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0005_a_line_is_corrected_once"),
        ("documents", "0002_documents_are_append_only"),
        ("holds", "0002_a_hold_changes_only_by_ending"),
    ]
    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "request_id",
                    models.UUIDField(blank=True, help_text="one request may bring several papers", null=True),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="paper",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="contacts.contact",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="document",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="paper", to="documents.document"
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="hold",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="holds.hold",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("contact__isnull", False), ("hold__isnull", True)),
                    models.Q(("contact__isnull", True), ("hold__isnull", False)),
                    _connector="OR",
                ),
                name="a_paper_hangs_on_one_line_or_one_hold",
            ),
        ),
    ]
