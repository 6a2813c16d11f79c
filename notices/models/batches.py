"""Which letters were printed together, and when did they leave the house?"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.documents.models import Document
from notices.models.letters import Letter

PERSON = settings.AUTH_USER_MODEL


class Batch(models.Model):
    """Letters printed together: one file for the printer with a cover sheet on top. Append-only."""

    kind = models.CharField(max_length=60)
    printed_on = models.DateField()
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    letter_count = models.PositiveIntegerField()
    sheet_count = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "batches"

    def __str__(self):
        return f"Batch {self.pk}"


class BatchLine(models.Model):
    """One letter of a batch and its place in the pile. A letter is printed in one batch. Append-only."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines")
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="batch_line")
    place = models.PositiveIntegerField()

    class Meta:
        ordering = ["batch", "place"]
        constraints = [models.UniqueConstraint(fields=["batch", "place"], name="a_place_in_the_pile_holds_one_letter")]

    def __str__(self):
        return f"{self.place} of batch {self.batch_id}"


class MailClass(models.TextChoices):
    FIRST_CLASS = "first_class", "First class"
    PRESORT = "first_class_presort", "First class, presorted"
    CERTIFIED = "certified", "Certified"


class Mailing(models.Model):
    """A person's word that a batch was mailed: the day, the class, the count. Append-only."""

    batch = models.OneToOneField(Batch, models.PROTECT, related_name="mailing")
    mailed_on = models.DateField()
    confirmed_on = models.DateField(help_text="the business date on which somebody said so")
    mail_class = models.CharField(max_length=20, choices=MailClass)
    expected = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    renewed: Any = None  # set by the action that confirmed it: what of the batch was made anew (actions.anew.Renewed)

    class Meta:
        ordering = ["-mailed_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(mailed_on__lte=F("confirmed_on")), name="mailed_is_never_in_the_future"),
            models.CheckConstraint(
                condition=Q(counted=F("expected"), counted__gt=0), name="every_letter_mailed_was_counted"
            ),
        ]

    def __str__(self):
        return f"Batch {self.batch_id} mailed on {self.mailed_on}"
