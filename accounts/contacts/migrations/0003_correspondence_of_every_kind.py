import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0002_the_correspondence_log_is_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="contact",
            name="channel",
            field=models.CharField(
                choices=[
                    ("phone", "Call"),
                    ("counter", "At the counter"),
                    ("letter", "Letter"),
                    ("email", "E-mail"),
                    ("visit", "Visit"),
                    ("other", "Other"),
                ],
                default="phone",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="contacts.contact",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="despite",
            field=models.TextField(
                blank=True, default="", help_text="why a call was made that the contact rules refuse"
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="interpreter",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="contact",
            name="is_right_party",
            field=models.BooleanField(blank=True, help_text="whether it was whom we meant; null: nobody", null=True),
        ),
        migrations.AddField(
            model_name="contact",
            name="listened_in",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="may_be_told",
            field=models.CharField(
                blank=True,
                choices=[
                    ("everything", "Everything about the account"),
                    ("balance", "The balance only"),
                    ("nothing", "Nothing"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="contact",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("promised", "Promised to pay"),
                    ("calls_back", "Will call back"),
                    ("no_answer", "No answer"),
                    ("voicemail", "Left voicemail"),
                    ("wrong_number", "Wrong number"),
                    ("wants_plan", "Wants a plan"),
                    ("disputes", "Disputes the bill"),
                    ("sends_paper", "Will send a paper"),
                    ("asks", "Asks a question"),
                    ("encloses", "Encloses a paper"),
                    ("tells", "Tells something new"),
                    ("spoke", "Spoke with them"),
                    ("not_home", "Nobody home"),
                    ("left_card", "Left a card"),
                    ("refused", "Refused to talk"),
                    ("looks_empty", "Looks empty"),
                    ("no_access", "Could not get to the door"),
                    ("other", "Other, see note"),
                ],
                max_length=14,
            ),
        ),
    ]
