"""Who should do what by when?"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Account


class TaskQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_on__isnull=True)


class Task(models.Model):
    """A next step that a person took on: what, by when, whose."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="tasks")
    what = models.CharField(max_length=200)
    due_on = models.DateField()
    due_at = models.TimeField(null=True, blank=True, help_text="if a time was promised")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    done_on = models.DateField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "due_at", "pk"]
        indexes = [
            models.Index(
                fields=["account", "due_on"], condition=Q(done_on__isnull=True), name="open_tasks_of_an_account"
            )
        ]

    def __str__(self):
        return f"{self.what} by {self.due_on}"


class AssignmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_on__isnull=True)


class Assignment(models.Model):
    """Whose account it is: one person's at a time, until it is given to another or taken back."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    since_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["person", "account"], condition=Q(ended_on__isnull=True), name="open_assignments_of_a_person"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_on__isnull=True), name="an_account_is_one_persons"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("since_on")),
                name="an_assignment_ends_after_it_began",
            ),
        ]

    def __str__(self):
        return f"{self.account_id} is {self.person}’s"
