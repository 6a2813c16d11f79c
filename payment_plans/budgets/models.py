"""Which accounts are asked for a level amount, how much from when, and where does each stand?

Billing bills actual use; the amount is what is asked of the customer here; the difference is deferred and kept out of
arrears (docs/plans.md). No hold protects it: what a budget's standing says is protected is not chased.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Account
from core.fields import MoneyField
from payment_plans.budgets.policy.rules import DULUTH, ROLLING, STATUTE

PERSON = settings.AUTH_USER_MODEL


class ClassPrice(models.Model):
    """Today's price of one unit of a service for a class of accounts, as the night worked it out from their use."""

    account_class = models.TextField()
    service = models.TextField()
    as_of = models.DateField()
    month = models.DateField(help_text="the newest month of billing, by its first day")
    price = models.DecimalField(max_digits=15, decimal_places=6)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account_class", "service"], name="one_price_per_class_and_service")
        ]

    def __str__(self):
        return f"{self.service} for {self.account_class}: {self.price}"


class BudgetQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state=BudgetPlan.State.ACTIVE)


class BudgetPlan(models.Model):
    """A year of level amounts for the use of one account, with its old balance rolled in."""

    class Shape(models.TextChoices):
        STATUTE = STATUTE, "the statute’s year"
        DULUTH = DULUTH, "Duluth’s year"
        ROLLING = ROLLING, "rolling average"

    class State(models.TextChoices):
        ACTIVE = "active", "runs"
        SETTLED = "settled", "settled"
        ENDED = "ended", "ended early"

    class Why(models.TextChoices):
        CUSTOMER = "customer", "the customer asked for it"
        NON_PAYMENT = "non_payment", "amounts were not paid"
        PLAN = "plan", "a payment plan takes its place"
        MISTAKE = "mistake", "it was begun by mistake"
        OTHER = "other", "another reason"

    account = models.ForeignKey(Account, models.PROTECT, related_name="budgets")
    shape = models.CharField(max_length=8, choices=Shape)
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    amount = MoneyField(help_text="with which it began; later ones are rows of their own")
    joined_on = models.DateField()
    joined_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    first_due_on = models.DateField()
    count = models.PositiveSmallIntegerField(null=True, blank=True, help_text="amounts in its year; none: it rolls on")
    covers = models.PositiveSmallIntegerField(help_text="months of use in its year")
    ends_on = models.DateField(null=True, blank=True, help_text="the day it is settled")
    rolled_in = MoneyField(help_text="the balance when it began, less what a hold left out; a credit is negative")
    left_out = MoneyField(default=0, help_text="what a hold on a part of the account left out")
    after_transaction = models.BigIntegerField(help_text="the account's newest transaction when it began")
    until_transaction = models.BigIntegerField(null=True, blank=True, help_text="the newest one when it was settled")
    follows = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    end_why = models.CharField(max_length=12, choices=Why, blank=True)
    end_note = models.TextField(blank=True)
    rest = MoneyField(null=True, blank=True, help_text="what was left when it was settled; a credit is negative")
    figures = models.JSONField(default=dict, help_text="the rulebook's figures it was made by")
    proposal = models.JSONField(default=dict, help_text="how its first amount came about")
    request_id = models.UUIDField(null=True, blank=True, unique=True)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ["-joined_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state="active"),
                name="one_active_budget_per_account",
                violation_error_message="This account already has a budget.",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_budget_asks_for_something"),
            models.CheckConstraint(condition=Q(first_due_on__gte=F("joined_on")), name="a_budget_asks_after_it_began"),
            models.CheckConstraint(
                condition=Q(shape="rolling", count__isnull=True, ends_on__isnull=True)
                | (~Q(shape="rolling") & Q(count__gte=1, ends_on__isnull=False, ends_on__gte=F("first_due_on"))),
                name="only_a_rolling_budget_has_no_end",
            ),
            models.CheckConstraint(
                # NULL passes a CHECK, so what is not there must be said aloud.
                condition=Q(state="active", ended_on__isnull=True, end_why="", rest__isnull=True)
                | Q(
                    state="settled", ended_on__isnull=False, rest__isnull=False, end_why="",
                    until_transaction__isnull=False,
                )
                | (Q(state="ended", ended_on__isnull=False, rest__isnull=True) & ~Q(end_why="")),
                name="only_a_budget_that_is_over_says_how",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["account", "-joined_on"], name="budgets_of_an_account")]

    def __str__(self):
        return f"Budget of {self.joined_on} for {self.account}"

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE


class BudgetAmount(models.Model):
    """What a budget asks for from a day on, and why; append-only. The newest that reaches a due date is asked for.

    A review that leaves the amount writes it again, so that it is told. A settlement is asked for once, on its day.
    """

    class Why(models.TextChoices):
        JOINED = "joined", "it began"
        REVIEW = "review", "reviewed"
        SETTLEMENT = "settlement", "settled"

    budget = models.ForeignKey(BudgetPlan, models.PROTECT, related_name="amounts")
    from_on = models.DateField()
    amount = MoneyField()
    why = models.CharField(max_length=10, choices=Why)
    decided_on = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    sentence = models.TextField(blank=True)
    facts = models.JSONField(default=dict, help_text="what the review or the settlement found")
    request_id = models.UUIDField(null=True, blank=True, unique=True)

    is_told = True  # set by the action that decided it: whether a letter says so, or there is nothing to say

    class Meta:
        ordering = ["budget", "from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="a_budget_amount_is_no_credit"),
            models.UniqueConstraint(
                fields=["budget"], condition=Q(why="settlement"), name="a_budget_is_settled_by_one_amount"
            ),
            models.UniqueConstraint(fields=["budget"], condition=Q(why="joined"), name="a_budget_begins_once"),
        ]

    def __str__(self):
        return f"{self.amount} from {self.from_on}, budget {self.budget_id}"


class BudgetStanding(models.Model):
    """Where a budget stands on `as_of`: derived from the books, renewed by the night, with each action and as its page
    is opened. `deferred` is what was billed and not yet asked, without the old balance that was rolled in."""

    budget = models.OneToOneField(BudgetPlan, models.CASCADE, primary_key=True, related_name="standing")
    as_of = models.DateField()
    asked = MoneyField(default=0)
    actual = MoneyField(default=0)
    other = MoneyField(default=0, help_text="charges since its start that it does not level")
    paid = MoneyField(default=0)
    deferred = MoneyField(default=0)
    behind_amount = MoneyField(default=0)
    behind_since = models.DateField(null=True, blank=True)
    missed = models.PositiveSmallIntegerField(default=0, help_text="amounts unpaid beyond their grace")
    protected = MoneyField(default=0, help_text="what of the past due may not be chased")
    billed_months = models.PositiveSmallIntegerField(default=0)
    next_due_on = models.DateField(null=True, blank=True)
    next_review_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_review_on"], name="budgets_by_next_review"),
            models.Index(fields=["behind_since"], condition=Q(behind_amount__gt=0), name="budgets_behind"),
        ]

    def __str__(self):
        return f"Budget {self.budget_id} on {self.as_of}"

    @property
    def unasked(self):
        """What was billed and rolled in and is not yet asked for; its budget read along."""
        return self.budget.rolled_in + self.deferred

    @property
    def is_behind(self) -> bool:
        return self.behind_amount > 0
