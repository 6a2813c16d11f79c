"""Whose office is this, what day is it there, and how far has a long job come?"""

from django.db import models
from django.db.models import Q


class Utility(models.Model):
    """The one utility of this database: its name, the business date and the age of its balances. A single row."""

    name = models.CharField(max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)
    business_date = models.DateField(null=True, blank=True)
    balances_on = models.DateField(
        null=True, blank=True, help_text="extract_date of the newest full or nightly extract"
    )

    class Meta:
        verbose_name_plural = "utilities"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_utility")]

    def __str__(self):
        return self.name or "A utility without a name yet"


class Progress(models.Model):
    """How far a long job has come, written on a connection of its own so that it shows before the job commits."""

    job = models.CharField(max_length=100, primary_key=True)
    percent = models.PositiveSmallIntegerField(default=0)
    sentence = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "progress"
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="progress_is_at_most_all")]

    def __str__(self):
        return f"{self.job}: {self.percent} %"
