import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_names_and_places_are_found_within_their_indexes"),
        ("documents", "0002_documents_are_append_only"),
        ("holds", "0002_a_hold_changes_only_by_ending"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaymentPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("accepted", "waits for its start"),
                            ("active", "active"),
                            ("kept", "kept"),
                            ("broken", "broken"),
                            ("lapsed", "lapsed before its start"),
                            ("cancelled", "cancelled"),
                            ("replaced", "replaced"),
                        ],
                        max_length=10,
                    ),
                ),
                ("arrears", core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("down_payment", core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("count", models.PositiveSmallIntegerField()),
                (
                    "every",
                    models.CharField(
                        choices=[("month", "every month"), ("2weeks", "every two weeks"), ("week", "every week")],
                        max_length=6,
                    ),
                ),
                ("accepted_on", models.DateField(help_text="from this day it replaces the arrears it holds")),
                ("accepted_at", models.DateTimeField()),
                (
                    "after_transaction",
                    models.BigIntegerField(help_text="the account's newest transaction when it was agreed"),
                ),
                (
                    "starts_by_on",
                    models.DateField(
                        blank=True, help_text="by when first payment or signature must be there", null=True
                    ),
                ),
                ("needs_signature", models.BooleanField(default=False)),
                ("signed_on", models.DateField(blank=True, null=True)),
                ("began_on", models.DateField(blank=True, null=True)),
                ("last_due_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_why", models.TextField(blank=True)),
                ("reinstated_on", models.DateField(blank=True, null=True)),
                ("reinstated_times", models.PositiveSmallIntegerField(default=0)),
                ("figures", models.JSONField(default=dict, help_text="the rulebook's figures it was agreed by")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payment_plans", to="accounts.account"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
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
                    "hold",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holds.hold",
                    ),
                ),
            ],
            options={
                "ordering": ["-accepted_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Means",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("said_on", models.DateField()),
                (
                    "household",
                    models.PositiveSmallIntegerField(blank=True, help_text="people who live there", null=True),
                ),
                ("monthly_income", core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                (
                    "can_pay_a_month",
                    core.fields.MoneyField(
                        blank=True, decimal_places=2, help_text="in all, new bills too", max_digits=12, null=True
                    ),
                ),
                ("can_pay_now", core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="means", to="accounts.account"
                    ),
                ),
                (
                    "recorded_by",
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
                "verbose_name_plural": "means",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "channel",
                    models.CharField(
                        choices=[("phone", "by phone"), ("person", "in person"), ("letter", "by letter")],
                        default="phone",
                        max_length=8,
                    ),
                ),
                ("arrears", core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("down_payment", core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                (
                    "down_by_on",
                    models.DateField(blank=True, help_text="by when the first payment must be there", null=True),
                ),
                ("count", models.PositiveSmallIntegerField(help_text="installments")),
                (
                    "every",
                    models.CharField(
                        choices=[("month", "every month"), ("2weeks", "every two weeks"), ("week", "every week")],
                        default="month",
                        max_length=6,
                    ),
                ),
                ("first_due_on", models.DateField(help_text="before it moves to an open day")),
                ("installment", core.fields.MoneyField(decimal_places=2, help_text="all but the last", max_digits=12)),
                (
                    "expected_bill",
                    core.fields.MoneyField(
                        blank=True,
                        decimal_places=2,
                        help_text="what a new bill is likely to be",
                        max_digits=12,
                        null=True,
                    ),
                ),
                ("verdict", models.JSONField(default=dict, help_text="word and reasons when it was made")),
                ("figures", models.JSONField(default=dict, help_text="the rulebook's figures it was judged by")),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("open", "not answered"),
                            ("thinking", "thinking about it"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("countered", "answered with other terms"),
                            ("requested", "accepted, waits for a decision"),
                            ("returned", "not approved"),
                            ("expired", "not answered in time"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("thinking_until", models.DateField(blank=True, null=True)),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer_why", models.TextField(blank=True)),
                ("request_id", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plan_offers", to="accounts.account"
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="the colleague who noted it",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "counters",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="countered_by",
                        to="payment_plans.offer",
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
                (
                    "means",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="payment_plans.means",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanStanding",
            fields=[
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="payment_plans.paymentplan",
                    ),
                ),
                ("as_of", models.DateField()),
                ("down_paid", core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                (
                    "paid",
                    core.fields.MoneyField(decimal_places=2, default=0, help_text="on installments", max_digits=12),
                ),
                (
                    "left",
                    core.fields.MoneyField(
                        decimal_places=2,
                        help_text="of the arrears: what the first payment and the installments still lack",
                        max_digits=12,
                    ),
                ),
                ("paid_count", models.PositiveSmallIntegerField(default=0, help_text="installments paid in full")),
                ("missed_count", models.PositiveSmallIntegerField(default=0)),
                ("missed_amount", core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                (
                    "missed_since",
                    models.DateField(blank=True, help_text="due date of the oldest missed installment", null=True),
                ),
                ("bills_count", models.PositiveSmallIntegerField(default=0)),
                ("bills_amount", core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                (
                    "bills_since",
                    models.DateField(blank=True, help_text="due date of the oldest missed bill", null=True),
                ),
                (
                    "next_due_on",
                    models.DateField(blank=True, help_text="of the oldest installment not yet paid in full", null=True),
                ),
                (
                    "next_amount",
                    core.fields.MoneyField(
                        decimal_places=2, default=0, help_text="what that one still lacks", max_digits=12
                    ),
                ),
                ("breaks_on", models.DateField(blank=True, null=True)),
                (
                    "breaks_amount",
                    core.fields.MoneyField(
                        decimal_places=2, default=0, help_text="what must arrive before that day", max_digits=12
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="paymentplan",
            name="offer",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="plan", to="payment_plans.offer"
            ),
        ),
        migrations.AddField(
            model_name="paymentplan",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="payment_plans.paymentplan",
            ),
        ),
        migrations.AddField(
            model_name="paymentplan",
            name="signed_paper",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.document",
            ),
        ),
        migrations.CreateModel(
            name="Miss",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("installment", "installment"), ("bill", "new bill")], max_length=11),
                ),
                ("due_on", models.DateField(help_text="what falls due on one day is one bill")),
                ("amount", core.fields.MoneyField(decimal_places=2, help_text="that was due", max_digits=12)),
                (
                    "lacking",
                    core.fields.MoneyField(decimal_places=2, help_text="of it when it was flagged", max_digits=12),
                ),
                ("flagged_on", models.DateField()),
                ("cured_on", models.DateField(blank=True, null=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="misses",
                        to="payment_plans.paymentplan",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "misses",
                "ordering": ["due_on", "kind", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Installment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField(help_text="an open day")),
                ("amount", core.fields.MoneyField(decimal_places=2, max_digits=12)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="installments",
                        to="payment_plans.paymentplan",
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="means",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("household__isnull", False),
                    ("monthly_income__isnull", False),
                    ("can_pay_a_month__isnull", False),
                    ("can_pay_now__isnull", False),
                    _connector="OR",
                ),
                name="means_say_something",
            ),
        ),
        migrations.AddIndex(
            model_name="offer",
            index=models.Index(fields=["account", "-made_on"], name="offers_of_an_account"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(condition=models.Q(("arrears__gt", 0)), name="an_offer_is_about_arrears"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(("down_payment__gte", 0), ("down_payment__lt", models.F("arrears"))),
                name="an_offers_first_payment_leaves_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="an_offer_has_installments"),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "open"), ("answered_on__isnull", True)),
                    models.Q(models.Q(("answer", "open"), _negated=True), ("answered_on__isnull", False)),
                    _connector="OR",
                ),
                name="an_answered_offer_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "thinking"), _negated=True), ("thinking_until__isnull", False), _connector="OR"
                ),
                name="who_thinks_does_so_until_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer__in", ["declined", "returned"]), _negated=True),
                    models.Q(("answer_why", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_declined_offer_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="planstanding",
            index=models.Index(fields=["next_due_on"], name="plans_by_next_due_date"),
        ),
        migrations.AddIndex(
            model_name="planstanding",
            index=models.Index(fields=["breaks_on"], name="plans_by_day_of_breaking"),
        ),
        migrations.AddIndex(
            model_name="paymentplan",
            index=models.Index(fields=["state", "starts_by_on"], name="plans_by_state"),
        ),
        migrations.AddConstraint(
            model_name="paymentplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["accepted", "active"])),
                fields=("account",),
                name="one_plan_in_force_per_account",
                violation_error_message="This account already has a plan.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("arrears__gt", 0), ("down_payment__gte", 0), ("down_payment__lt", models.F("arrears"))
                ),
                name="a_plans_first_payment_leaves_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_why", ""), ("ended_on__isnull", True), ("state__in", ["accepted", "active"])),
                    models.Q(
                        models.Q(("state__in", ["accepted", "active"]), _negated=True),
                        ("ended_on__gte", models.F("accepted_on")),
                        ("ended_on__isnull", False),
                        models.Q(("end_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="only_an_ended_plan_says_when_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("began_on__isnull", True), ("starts_by_on__isnull", False), ("state", "accepted")),
                    ("state__in", ["lapsed", "cancelled", "replaced"]),
                    models.Q(("began_on__isnull", False), ("state__in", ["active", "kept", "broken"])),
                    _connector="OR",
                ),
                name="a_plan_that_runs_has_begun",
            ),
        ),
        migrations.AddIndex(
            model_name="miss",
            index=models.Index(fields=["flagged_on"], name="misses_by_the_day"),
        ),
        migrations.AddIndex(
            model_name="miss",
            index=models.Index(
                condition=models.Q(("cured_on__isnull", True)), fields=["plan"], name="open_misses_of_a_plan"
            ),
        ),
        migrations.AddConstraint(
            model_name="miss",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cured_on__isnull", True)),
                fields=("plan", "kind", "due_on"),
                name="a_miss_is_flagged_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="miss",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cured_on__isnull", True), ("cured_on__gte", models.F("flagged_on")), _connector="OR"
                ),
                name="a_miss_is_cured_after_it_was_flagged",
            ),
        ),
        migrations.AddConstraint(
            model_name="miss",
            constraint=models.CheckConstraint(condition=models.Q(("lacking__gt", 0)), name="a_miss_lacks_something"),
        ),
        migrations.AddIndex(
            model_name="installment",
            index=models.Index(fields=["due_on", "plan"], name="installments_by_due_date"),
        ),
        migrations.AddConstraint(
            model_name="installment",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="an_installment_has_its_own_number"),
        ),
        migrations.AddConstraint(
            model_name="installment",
            constraint=models.UniqueConstraint(
                fields=("plan", "due_on"), name="installments_fall_due_on_different_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="installment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="an_installment_asks_for_something"
            ),
        ),
    ]
