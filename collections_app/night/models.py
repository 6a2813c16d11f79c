"""Which nights ran, and how did each of their steps go?"""

from django.conf import settings
from django.db import models
from django.db.models import Q


class NightQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(finished_at__isnull=True)


class Night(models.Model):
    """One business date's night. Finished when every step is done or waits; otherwise it was killed or it failed."""

    date = models.DateField(unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    resumed = models.PositiveSmallIntegerField(default=0, help_text="how often it was taken up again")
    sentence = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = NightQuerySet.as_manager()

    class Meta:
        ordering = ["-date"]

    def __str__(self):
        return f"The night of {self.date}"

    @property
    def waits(self) -> bool:
        """Whether a finished night has a step that waits for an extract or a person."""
        return any(step.state == NightStep.State.WAITS for step in self.steps.all())

    @property
    def needs_a_look(self) -> bool:
        """Whether a step waits, failed, or did something that a person should look at."""
        return any(step.needs_a_look or step.state != NightStep.State.DONE for step in self.steps.all())


class NightStep(models.Model):
    """One step of a night: what it counted and how long it took, or where it stopped."""

    class State(models.TextChoices):
        RUNNING = "running", "running"
        DONE = "done", "done"
        WAITS = "waits", "waits"
        FAILED = "failed", "failed"

    night = models.ForeignKey(Night, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    seconds = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    counts = models.JSONField(default=dict)
    sentence = models.TextField(blank=True)
    needs_a_look = models.BooleanField(default=False, help_text="done, with something for a person to look at")
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["night", "position"]
        constraints = [
            models.UniqueConstraint(fields=["night", "name"], name="a_step_has_one_row_a_night"),
            models.CheckConstraint(
                condition=Q(state="running") | Q(seconds__isnull=False), name="an_ended_step_says_how_long_it_took"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="a_failed_step_says_why"),
        ]

    def __str__(self):
        return f"{self.name} of {self.night}: {self.state}"
