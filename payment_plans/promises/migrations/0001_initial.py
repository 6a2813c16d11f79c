import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_names_and_places_are_found_within_their_indexes"),
        ("contacts", "0007_papers_are_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("due_on", models.DateField()),
                (
                    "keep_by_on",
                    models.DateField(help_text="due date and its grace: what is there on this day is in time"),
                ),
                ("threshold_percent", models.PositiveSmallIntegerField(help_text="share of the amount that is enough")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("counter", "at the counter"),
                            ("mail", "check by mail"),
                            ("online", "on the website"),
                            ("phone", "card by phone"),
                            ("bank", "from their bank"),
                            ("agency", "an agency pays"),
                            ("other", "another way"),
                        ],
                        max_length=8,
                    ),
                ),
                ("said_by", models.TextField(help_text="who promised")),
                ("note", models.TextField(blank=True)),
                ("made_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "after_transaction",
                    models.BigIntegerField(help_text="the account's newest transaction when it was made"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("kept", "kept"),
                            ("broken", "not kept"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                (
                    "paid",
                    core.fields.MoneyField(
                        decimal_places=2,
                        default=0,
                        help_text="what has come of it, as the last night saw it or as it was decided",
                        max_digits=12,
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.TextField(blank=True)),
                ("request_id", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="accounts.account"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="contacts.contact",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["due_on", "id"],
                        name="open_promises_by_their_day",
                    ),
                    models.Index(fields=["state", "-decided_on", "-id"], name="promises_by_what_became_of_it"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("account", "due_on"),
                        name="one_open_promise_for_a_day",
                        violation_error_message="Something is promised for that day already.",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="a_promise_is_of_money"),
                    models.CheckConstraint(
                        condition=models.Q(("paid__gte", 0), ("paid__lte", models.F("amount"))),
                        name="a_promise_is_paid_by_its_amount_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("made_on"))),
                        name="nobody_promises_for_a_day_that_is_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("keep_by_on__gte", models.F("due_on"))),
                        name="a_promise_may_be_kept_on_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("threshold_percent__gte", 1), ("threshold_percent__lte", 100)),
                        name="enough_is_a_share_of_the_promise",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("said_by", ""), _negated=True), name="somebody_promised"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_on__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="only_a_decided_promise_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), models.Q(("withdrawn_why", ""), _negated=True)),
                            models.Q(models.Q(("state", "withdrawn"), _negated=True), ("withdrawn_why", "")),
                            _connector="OR",
                        ),
                        name="only_a_withdrawn_promise_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "broken"), _negated=True),
                            ("decided_on__gt", models.F("keep_by_on")),
                            _connector="OR",
                        ),
                        name="a_promise_breaks_after_its_last_day",
                    ),
                ],
            },
        ),
    ]
