"""Who goes to which door, on what day, what for, and how did it end?"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.contacts.models import Contact
from accounts.documents.models import Document
from accounts.models import Account


class VisitQuerySet(models.QuerySet):
    def planned(self):
        return self.filter(state=Visit.State.PLANNED)

    def not_cancelled(self):
        return self.exclude(state=Visit.State.CANCELLED)


class Visit(models.Model):
    """One way to one door. It stays as it was planned; how it ended stands in its results."""

    class Purpose(models.TextChoices):
        WARN = "warn", "Warn of what comes next"
        COLLECT = "collect", "Ask for payment"
        VERIFY = "verify", "Find out who lives there"
        DELIVER = "deliver", "Deliver a letter"

    class Offer(models.TextChoices):
        PLAN = "plan", "a payment plan"
        MORE_TIME = "more_time", "a few more days"
        ASSISTANCE = "assistance", "where to get help with the bill"
        CHECK = "check", "to take a check or money order"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    account = models.ForeignKey(Account, models.PROTECT, related_name="visits")
    purpose = models.CharField(max_length=10, choices=Purpose)
    may_offer = ArrayField(models.CharField(max_length=10, choices=Offer), default=list, blank=True)
    note = models.CharField(max_length=200, blank=True, help_text="what the visitor should know beforehand")
    planned_on = models.DateField()
    visitor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits")
    companion = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    cancelled_why = models.TextField(blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    planned_at = models.DateTimeField()
    request_id = models.UUIDField(null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["planned_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="planned"), name="one_visit_at_a_time_is_planned_to_an_account"
            ),
            models.UniqueConstraint(fields=["request_id", "account"], name="a_visit_is_planned_once_by_a_request"),
            models.CheckConstraint(
                condition=Q(state="cancelled") & ~Q(cancelled_why="") | ~Q(state="cancelled") & Q(cancelled_why=""),
                name="only_a_cancelled_visit_says_why",
            ),
            models.CheckConstraint(
                condition=Q(companion__isnull=True) | ~Q(companion=F("visitor")), name="nobody_is_their_own_companion"
            ),
        ]
        indexes = [
            models.Index(fields=["planned_on", "visitor"], name="visits_of_a_day"),
            models.Index(fields=["planned_on", "id"], condition=Q(state="planned"), name="visits_still_to_make"),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()} on {self.planned_on}"


class VisitResult(models.Model):
    """How a visit ended, as the visitor said at the door. Append-only: of several the newest counts."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="results")
    outcome = models.CharField(max_length=14, choices=Contact.Outcome)
    note = models.TextField(blank=True)
    spoken_to = models.TextField(blank=True)
    on = models.DateField(help_text="business date")
    at = models.DateTimeField()
    contact = models.OneToOneField(Contact, models.PROTECT, related_name="visit_result")
    photo = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    request_id = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["visit", "-pk"]

    def __str__(self):
        return self.get_outcome_display()
