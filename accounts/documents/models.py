"""Which papers are kept, and are they still what they were?"""

from django.conf import settings
from django.db import models

from accounts.models import Account


class Document(models.Model):
    """A paper as frozen bytes, found by the sha256 of its content. Append-only; the bytes lie under DATA/files."""

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, help_text="letter, batch, attachment, …")
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="documents")
    privacy = models.CharField(max_length=10, choices=[("open", "open"), ("private", "private")], default="open")
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-recorded_at"]

    def __str__(self):
        return self.name
