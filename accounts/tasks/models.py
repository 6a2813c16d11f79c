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
