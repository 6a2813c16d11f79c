"""What is protected, from when until when, and on what paper?"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.holds.kinds import BY_CODE, CHOICES
from accounts.models import Account, Customer
from core.fields import MoneyField


class HoldQuerySet(models.QuerySet):
    def in_force(self, on, known_on=None):
        """Holds that protect on a day: begun, not past their last day, not ended by it.

        As known now, or as known at the end of `known_on`: what was opened or ended later is not known then.
        """
        ended = Q(ended_on__lte=on)
        if known_on:
            ended &= Q(ended_at__date__lte=known_on)
            return self.filter(recorded_at__date__lte=known_on)._begun(on).exclude(ended)
        return self._begun(on).exclude(ended)

    def _begun(self, on):
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on)

    def on_the_whole(self):
        """Holds on everything that an account owes: its own and its customer's."""
        return self.filter(scope__in=[Hold.Scope.ACCOUNT, Hold.Scope.CUSTOMER])

    def on_a_part(self):
        """Holds on a service or on named charges."""
        return self.filter(scope__in=[Hold.Scope.SERVICE, Hold.Scope.CHARGES])

    def running(self, today):
        """Holds that protect today or will: neither ended nor past their last day."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=today), ended_on__isnull=True)


class Hold(models.Model):
    """One protection. Changing it ends it and opens another; lifting one leaves the others."""

    class Scope(models.TextChoices):
        CUSTOMER = "customer"
        ACCOUNT = "account"
        SERVICE = "service"
        CHARGES = "charges", "named charges"

    kind = models.CharField(max_length=30, choices=CHOICES)
    scope = models.CharField(max_length=10, choices=Scope)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="holds")
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="holds")
    service = models.TextField(blank=True)
    charges = ArrayField(models.TextField(), default=list, blank=True)
    amount = MoneyField(null=True, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="the last protected day")
    review_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True, help_text="the first day it no longer protects")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="when we learned that")
    ended_why = models.TextField(blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.TextField(help_text="the paper or the words it rests on")
    citation = models.TextField(blank=True)
    facts = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    request_id = models.UUIDField(null=True, blank=True, unique=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["until_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="customer", customer__isnull=False, account__isnull=True)
                | (~Q(scope="customer") & Q(customer__isnull=True, account__isnull=False)),
                name="a_hold_protects_one_customer_or_one_account",
            ),
            models.CheckConstraint(
                condition=~Q(scope="service") | ~Q(service=""), name="a_service_hold_names_its_service"
            ),
            models.CheckConstraint(
                condition=~Q(scope="charges") | Q(amount__isnull=False, amount__gt=0),
                name="a_hold_on_charges_names_its_amount",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=False) | Q(review_on__isnull=False),
                name="a_hold_has_a_last_day_or_a_review_date",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="a_hold_does_not_end_before_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_at__isnull=True, ended_why="")
                | (Q(ended_on__isnull=False, ended_at__isnull=False) & ~Q(ended_why="")),
                name="an_ended_hold_says_why_and_since_when",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("from_on")),
                name="a_hold_is_not_ended_before_it_begins",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="a_hold_rests_on_something"),
        ]
        indexes = [
            models.Index(fields=["account", "from_on"], name="holds_of_an_account"),
            models.Index(fields=["customer", "from_on"], name="holds_of_a_customer"),
            models.Index(
                Coalesce("until_on", "review_on"),
                "id",
                condition=Q(ended_on__isnull=True),
                name="holds_by_the_day_to_look",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} from {self.from_on}"

    @property
    def ends_on(self):
        """The day by which somebody must look: the last protected day, else the review."""
        return self.until_on or self.review_on

    @property
    def holder(self) -> Customer:
        """Whose protection it is: the customer's own, or that of whoever holds the account."""
        return self.customer or self.account.customer  # type: ignore[union-attr]

    @property
    def is_private(self) -> bool:
        return BY_CODE[self.kind].is_private

    @property
    def kind_shown(self) -> str:
        """The kind as any page may show it; what is private by law stays closed until it is opened."""
        return BY_CODE[self.kind].words_shown

    @property
    def is_over(self) -> bool:
        return self.ended_on is not None
