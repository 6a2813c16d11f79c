from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0004_a_line_does_not_correct_itself"),
    ]
    operations = [
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(fields=("corrects",), name="a_line_is_corrected_once"),
        ),
    ]
