import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_names_and_places_are_found_within_their_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BudgetPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "shape",
                    models.CharField(
                        choices=[
                            ("statute", "the statute’s year"),
                            ("duluth", "Duluth’s year"),
                            ("rolling", "rolling average"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "runs"), ("settled", "settled"), ("ended", "ended early")],
                        default="active",
                        max_length=8,
                    ),
                ),
                (
                    "amount",
                    core.fields.MoneyField(
                        decimal_places=2,
                        help_text="with which it began; later ones are rows of their own",
                        max_digits=12,
                    ),
                ),
                ("joined_on", models.DateField()),
                ("joined_at", models.DateTimeField()),
                ("first_due_on", models.DateField()),
                (
                    "count",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="amounts in its year; none: it rolls on", null=True
                    ),
                ),
                ("covers", models.PositiveSmallIntegerField(help_text="months of use in its year")),
                ("ends_on", models.DateField(blank=True, help_text="the day it is settled", null=True)),
                (
                    "rolled_in",
                    core.fields.MoneyField(
                        decimal_places=2,
                        help_text="the balance when it began, less what a hold left out; a credit is negative",
                        max_digits=12,
                    ),
                ),
                (
                    "left_out",
                    core.fields.MoneyField(
                        decimal_places=2,
                        default=0,
                        help_text="what a hold on a part of the account left out",
                        max_digits=12,
                    ),
                ),
                (
                    "after_transaction",
                    models.BigIntegerField(help_text="the account's newest transaction when it began"),
                ),
                (
                    "until_transaction",
                    models.BigIntegerField(blank=True, help_text="the newest one when it was settled", null=True),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "end_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("customer", "the customer asked for it"),
                            ("non_payment", "amounts were not paid"),
                            ("plan", "a payment plan takes its place"),
                            ("mistake", "it was begun by mistake"),
                            ("other", "another reason"),
                        ],
                        max_length=12,
                    ),
                ),
                ("end_note", models.TextField(blank=True)),
                (
                    "rest",
                    core.fields.MoneyField(
                        blank=True,
                        decimal_places=2,
                        help_text="what was left when it was settled; a credit is negative",
                        max_digits=12,
                        null=True,
                    ),
                ),
                ("figures", models.JSONField(default=dict, help_text="the rulebook's figures it was made by")),
                ("proposal", models.JSONField(default=dict, help_text="how its first amount came about")),
                ("request_id", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="budgets", to="accounts.account"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "follows",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="budgets.budgetplan",
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
                "ordering": ["-joined_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BudgetAmount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField()),
                ("amount", core.fields.MoneyField(decimal_places=2, max_digits=12)),
                (
                    "why",
                    models.CharField(
                        choices=[("joined", "it began"), ("review", "reviewed"), ("settlement", "settled")],
                        max_length=10,
                    ),
                ),
                ("decided_on", models.DateField()),
                ("decided_at", models.DateTimeField()),
                ("sentence", models.TextField(blank=True)),
                ("facts", models.JSONField(default=dict, help_text="what the review or the settlement found")),
                ("request_id", models.UUIDField(blank=True, null=True, unique=True)),
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="amounts", to="budgets.budgetplan"
                    ),
                ),
            ],
            options={
                "ordering": ["budget", "from_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ClassPrice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account_class", models.TextField()),
                ("service", models.TextField()),
                ("as_of", models.DateField()),
                ("month", models.DateField(help_text="the newest month of billing, by its first day")),
                ("price", models.DecimalField(decimal_places=6, max_digits=15)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account_class", "service"), name="one_price_per_class_and_service")
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetStanding",
            fields=[
                (
                    "budget",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="budgets.budgetplan",
                    ),
                ),
                ("as_of", models.DateField()),
                ("asked", core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("actual", core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                (
                    "other",
                    core.fields.MoneyField(
                        decimal_places=2,
                        default=0,
                        help_text="charges since its start that it does not level",
                        max_digits=12,
                    ),
                ),
                ("paid", core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("deferred", core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("behind_amount", core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("behind_since", models.DateField(blank=True, null=True)),
                ("missed", models.PositiveSmallIntegerField(default=0, help_text="amounts unpaid beyond their grace")),
                (
                    "protected",
                    core.fields.MoneyField(
                        decimal_places=2, default=0, help_text="what of the past due may not be chased", max_digits=12
                    ),
                ),
                ("billed_months", models.PositiveSmallIntegerField(default=0)),
                ("next_due_on", models.DateField(blank=True, null=True)),
                ("next_review_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["next_review_on"], name="budgets_by_next_review"),
                    models.Index(
                        condition=models.Q(("behind_amount__gt", 0)), fields=["behind_since"], name="budgets_behind"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="budgetplan",
            index=models.Index(fields=["account", "-joined_on"], name="budgets_of_an_account"),
        ),
        migrations.AddConstraint(
            model_name="budgetplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "active")),
                fields=("account",),
                name="one_active_budget_per_account",
                violation_error_message="This account already has a budget.",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="a_budget_asks_for_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_due_on__gte", models.F("joined_on"))), name="a_budget_asks_after_it_began"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("count__isnull", True), ("ends_on__isnull", True), ("shape", "rolling")),
                    models.Q(
                        models.Q(("shape", "rolling"), _negated=True),
                        ("count__gte", 1),
                        ("ends_on__gte", models.F("first_due_on")),
                        ("ends_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="only_a_rolling_budget_has_no_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_why", ""), ("ended_on__isnull", True), ("rest__isnull", True), ("state", "active")),
                    models.Q(
                        ("end_why", ""),
                        ("ended_on__isnull", False),
                        ("rest__isnull", False),
                        ("state", "settled"),
                        ("until_transaction__isnull", False),
                    ),
                    models.Q(
                        ("ended_on__isnull", False),
                        ("rest__isnull", True),
                        ("state", "ended"),
                        models.Q(("end_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="only_a_budget_that_is_over_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetamount",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="a_budget_amount_is_no_credit"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetamount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("why", "settlement")), fields=("budget",), name="a_budget_is_settled_by_one_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetamount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("why", "joined")), fields=("budget",), name="a_budget_begins_once"
            ),
        ),
    ]
