"""What was said, to whom, by whom?"""

from django.conf import settings
from django.db import models

from accounts.models import Account


class Contact(models.Model):
    """One line of the correspondence log. Append-only: corrections append."""

    class Direction(models.TextChoices):
        OUT = "out", "We called"
        IN = "in", "They called"
        COUNTER = "counter", "At the counter"

    class Outcome(models.TextChoices):
        PROMISED = "promised", "Promised to pay"
        WANTS_PLAN = "wants_plan", "Wants a plan"
        DISPUTES = "disputes", "Disputes the bill"
        VOICEMAIL = "voicemail", "Left voicemail"
        NO_ANSWER = "no_answer", "No answer"
        WRONG_NUMBER = "wrong_number", "Wrong number"
        SENDS_PAPER = "sends_paper", "Will send a paper"
        OTHER = "other", "Other, see note"

    account = models.ForeignKey(Account, models.PROTECT, related_name="contacts")
    at = models.DateTimeField()
    on = models.DateField(help_text="business date")
    direction = models.CharField(max_length=8, choices=Direction)
    number = models.TextField(blank=True)
    spoken_to = models.TextField(blank=True)
    verified_by = models.TextField(blank=True)
    outcome = models.CharField(max_length=14, choices=Outcome)
    note = models.TextField(blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    request_id = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["account", "-at"], name="contacts_of_an_account")]

    def __str__(self):
        return f"{self.get_direction_display()}: {self.get_outcome_display()}"
